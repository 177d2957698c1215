/** What a shell may complete of one subcommand. */
export type Completed = {
  readonly name: string;
  readonly words: string;
  readonly options: readonly CompletedOption[];
  readonly argument: Expected;
};

export type CompletedOption = {
  readonly flag: string;
  readonly words: string;
  /** Undefined: no value follows. */
  readonly value: Expected | undefined;
};

/** What may stand somewhere. Of a text, such as points or a date, a shell knows nothing. */
export type Expected = { readonly kind: 'choice'; readonly of: readonly string[] } | { readonly kind: 'path' } | { readonly kind: 'text' };

export const shells = ['bash', 'zsh', 'fish'] as const;

export const completionScripts: Readonly<Record<(typeof shells)[number], (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

// Names, flags and choices are docc's own and plain; descriptions, which are prose, are quoted.
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const listOf = (words: readonly string[]): string => words.join(' ');

const bashWords = (words: readonly string[]): string => `COMPREPLY=($(compgen -W '${listOf(words)}' -- "$word"))`;

function inBash(expected: Expected): string {
  if (expected.kind === 'choice') return bashWords(expected.of);
  return expected.kind === 'path' ? 'COMPREPLY=($(compgen -f -- "$word"))' : 'COMPREPLY=()';
}

function bash(commands: readonly Completed[]): string {
  const values = commands.flatMap(({ name, options }) => options.flatMap(({ flag, value }) => (value === undefined ? [] : [`    ${name}:${flag}) ${inBash(value)}; return ;;`])));
  const rest = commands.map(({ name, options, argument }) => `    ${name}) case "$word" in -*) ${bashWords(options.map(({ flag }) => flag))} ;; *) ${inBash(argument)} ;; esac ;;`);
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

function inZsh(expected: Expected): string {
  if (expected.kind === 'choice') return `(${listOf(expected.of)})`;
  return expected.kind === 'path' ? '_files' : '';
}

function zsh(commands: readonly Completed[]): string {
  const described = commands.map(({ name, words }) => `    ${quoted(`${name}:${words}`)}`);
  const cases = commands.map(({ name, options, argument }) => {
    // `*`: some may be given several times, and zsh offers a flag once otherwise.
    const specs = options.map(({ flag, words, value }) => quoted(`${value === undefined ? '' : '*'}${flag}[${words.replaceAll(/[[\]:]/g, '')}]${value === undefined ? '' : `:value:${inZsh(value)}`}`));
    return `    ${name}) _arguments ${[...specs, quoted(`*:argument:${inZsh(argument)}`)].join(' ')} ;;`;
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

function inFish(expected: Expected | undefined): string {
  if (expected === undefined) return '';
  if (expected.kind === 'choice') return ` -x -a ${quoted(listOf(expected.of))}`;
  return expected.kind === 'path' ? ' -r' : ' -x';
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, words, options, argument }) => [
    `complete -c docc -n __fish_use_subcommand -f -a ${name} -d ${quoted(words)}`,
    ...options.map(({ flag, words: said, value }) => `complete -c docc -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d ${quoted(said)}${inFish(value)}`),
    ...(argument.kind === 'path' ? [] : [`complete -c docc -n '__fish_seen_subcommand_from ${name}' -f${argument.kind === 'choice' ? ` -a ${quoted(listOf(argument.of))}` : ''}`]),
  ]);
  return `# fish completion for docc: put it in ~/.config/fish/completions/docc.fish.\n${lines.join('\n')}\n`;
}
