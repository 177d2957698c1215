/** What a shell may complete of one subcommand. */
export type Completed = {
  readonly name: string;
  readonly words: string;
  readonly options: readonly CompletedOption[];
  /** What the first argument may be, where that is a list; else files are completed. */
  readonly choices: readonly string[];
};

export type CompletedOption = {
  readonly flag: string;
  readonly words: string;
  /** Whether a value follows; what it may be, where that is a list. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
};

export const shells = ['bash', 'zsh', 'fish'] as const;

export const completionScripts: Readonly<Record<(typeof shells)[number], (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

// Names, flags and choices are docc's own and plain; descriptions, which are prose, are quoted.
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const listOf = (words: readonly string[]): string => words.join(' ');

function bash(commands: readonly Completed[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.filter(({ takesValue }) => takesValue).map(({ flag, choices }) => `    ${name}:${flag}) ${choices.length === 0 ? 'COMPREPLY=($(compgen -f -- "$word"))' : `COMPREPLY=($(compgen -W '${listOf(choices)}' -- "$word"))`}; return ;;`));
  const rest = commands.map(({ name, options, choices }) => {
    const flags = listOf(options.map(({ flag }) => flag));
    const others = choices.length === 0 ? 'COMPREPLY=($(compgen -f -- "$word"))' : `COMPREPLY=($(compgen -W '${listOf(choices)}' -- "$word"))`;
    return `    ${name}) case "$word" in -*) COMPREPLY=($(compgen -W '${flags}' -- "$word")) ;; *) ${others} ;; esac ;;`;
  });
  return `# bash completion for docc: source it, or put it where bash-completion looks.
_docc() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${listOf(commands.map(({ name }) => name))}' -- "$word"))
    return
  fi
  case "$command:$before" in
${values.join('\n')}
  esac
  case "$command" in
${rest.join('\n')}
  esac
}
complete -o filenames -F _docc docc
`;
}

function zsh(commands: readonly Completed[]): string {
  const described = commands.map(({ name, words }) => `    ${quoted(`${name}:${words}`)}`);
  const cases = commands.map(({ name, options, choices }) => {
    const specs = options.map(({ flag, words, takesValue, choices: values }) => {
      const value = takesValue ? `:value:${values.length === 0 ? '_files' : `(${listOf(values)})`}` : '';
      return quoted(`${flag}[${words.replaceAll(/[[\]:]/g, '')}]${value}`);
    });
    return `    ${name}) _arguments ${[...specs, quoted(`*:argument:${choices.length === 0 ? '_files' : `(${listOf(choices)})`}`)].join(' ')} ;;`;
  });
  return `#compdef docc
# zsh completion for docc: put it in a folder of $fpath, as _docc.
_docc() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_docc" ]; then _docc "$@"; else compdef _docc docc; fi
`;
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, words, options, choices }) => [
    `complete -c docc -n __fish_use_subcommand -f -a ${name} -d ${quoted(words)}`,
    ...options.map(({ flag, words: said, takesValue, choices: values }) => {
      const value = !takesValue ? '' : values.length === 0 ? ' -r' : ` -x -a ${quoted(listOf(values))}`;
      return `complete -c docc -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d ${quoted(said)}${value}`;
    }),
    ...(choices.length === 0 ? [] : [`complete -c docc -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(listOf(choices))}`]),
  ]);
  return `# fish completion for docc: put it in ~/.config/fish/completions/docc.fish.\n${lines.join('\n')}\n`;
}
