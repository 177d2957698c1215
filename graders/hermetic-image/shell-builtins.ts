import { unwrapped } from './command-line.ts';
import { interpreterOf } from './shell-interpreter.ts';
import { inputOf } from './shell-output.ts';
import { assign, type Command, deeper, existsFrom, leave, oneOf, runApart, type Shell } from './shell-state.ts';
import { ended, fails, hangsOn, looksUp, type Status, succeeds, works } from './shell-status.ts';
import { tested } from './shell-test.ts';
import { hole, isKnown, joined, known, shown, type Text, unknown } from './text.ts';

/** What a command does to the shell that runs it, and how it ends. */
export function runBuiltin(shell: Shell, command: Command): void {
  const words = withoutDetour(command.words);
  const [program, ...operands] = words;
  const name = program?.text ?? '';
  shell.status = Object.hasOwn(builtins, name) ? (builtins[name]?.(shell, operands, command) ?? succeeds) : usualEnd(shell, name, operands);
  runShell(shell, command);
}

/** `command exit` is `exit`. */
function withoutDetour(words: readonly Text[]): readonly Text[] {
  const [first, second] = words;
  return /^(command|builtin)$/.test(first?.text ?? '') && second !== undefined && !second.text.startsWith('-') ? withoutDetour(words.slice(1)) : words;
}

type Builtin = (shell: Shell, operands: readonly Text[], command: Command) => Status;

const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => succeeds,
  true: () => succeeds,
  false: () => fails,
  echo: () => succeeds,
  printf: () => succeeds,
  alias: (shell, operands) => {
    for (const { text } of operands) if (text.includes('=')) shell.aliases.add(text.slice(0, text.indexOf('=')));
    return succeeds;
  },
  test: (shell, operands) => tested(operands, existsFrom(shell)),
  '[': (shell, operands) => (operands.at(-1)?.text === ']' ? tested(operands.slice(0, -1), existsFrom(shell)) : fails),
  exit: (shell, [code]) => left(shell, code, 'script'),
  return: (shell, [code]) => left(shell, code, shell.operands === undefined ? 'script' : 'function'),
  break: (shell) => {
    leave(shell, 'loop');
    return succeeds;
  },
  continue: (shell) => {
    leave(shell, 'turn');
    return succeeds;
  },
  exec: (shell, operands) => {
    if (operands.length > 0) leave(shell, 'script');
    return works('exec');
  },
  kill: (shell, operands) => {
    if (!operands.some(({ text, holes }) => text === '0' || holes.includes('$$'))) return works('kill');
    leave(shell, 'script');
    return fails;
  },
  set: options,
  cd: (shell, [to]) => go(shell, to),
  pushd: (shell, [to]) => go(shell, to),
  popd: (shell) => go(shell, unknown('popd')),
  export: declared,
  local: declared,
  readonly: declared,
  declare: declared,
  typeset: declared,
  unset: (shell, operands) => {
    for (const { text } of operands) {
      assign(shell, text, known(''));
      shell.functions.delete(text);
    }
    return succeeds;
  },
  read: (shell, operands) => {
    for (const { text } of operands) if (/^[A-Za-z_]\w*$/.test(text)) assign(shell, text, unknown(`$(read ${text})`));
    return hangsOn('$(read)');
  },
  shift: (shell, [count]) => {
    shell.operands = shell.operands?.slice(count === undefined ? 1 : Number(count.text) || 1);
    return succeeds;
  },
  eval: (shell, operands) => {
    deeper(shell, shell.operands, (inner) => inner.run.text(inner, joined(operands, ' ')));
    return shell.status;
  },
  // It runs when the shell ends, whatever ends it.
  trap: (shell, [script, ...signals]) => {
    if (script !== undefined && signals.some(({ text }) => /^(EXIT|0)$/.test(text))) oneOf(shell, '$(trap)', [() => deeper(shell, shell.operands, (inner) => inner.run.text(inner, script)), () => undefined]);
    return succeeds;
  },
  expr: () => hangsOn('what expr finds'),
  grep: (_shell, operands) => looksUp(`whether grep ${operands.map(shown).join(' ')} finds it`),
};

function left(shell: Shell, code: Text | undefined, until: 'function' | 'script'): Status {
  const { status } = shell;
  leave(shell, until);
  if (code === undefined) return status;
  return isKnown(code) ? ended(/^0+$/.test(code.text)) : hangsOn(code.holes[0] ?? '');
}

/** Only what decides whether anything more is run. */
function options(shell: Shell, operands: readonly Text[]): Status {
  const words = operands.map(({ text }) => text);
  for (const [index, word] of words.entries()) {
    if (word === '--') {
      shell.operands = operands.slice(index + 1);
      break;
    }
    const named = words[index + 1];
    const on = word.startsWith('-');
    if (!/^[-+][a-zA-Z]+$/.test(word)) continue;
    if (word.includes('e') || (word.endsWith('o') && named === 'errexit')) shell.stopsOnFailure = on;
    if (on && (word.includes('n') || (word.endsWith('o') && named === 'noexec'))) leave(shell, 'script');
  }
  return succeeds;
}

function go(shell: Shell, to: Text | undefined): Status {
  const path = to !== undefined && isKnown(to) && !/^(\/|-$|~)/.test(to.text) ? to.text : undefined;
  shell.folder = path === undefined || shell.folder === undefined ? workspace(to) : `${shell.folder}/${path}`;
  return works('cd');
}

/** `cd "$GITHUB_WORKSPACE/app"`. */
const workspace = (to: Text | undefined): string | undefined =>
  to?.holes.length === 1 && /^github\.workspace$/.test(to.holes[0] ?? '') && to.text.startsWith(hole) ? `.${to.text.slice(hole.length)}` : undefined;

/** `export A=b`: its words are expanded already. */
function declared(shell: Shell, operands: readonly Text[]): Status {
  for (const { text, holes } of operands) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined) assign(shell, name, { text: value, holes });
  }
  return succeeds;
}

/** Programs that look something up: where a condition asks them, what they find decides. */
const lookUps = /^(ls|cat|stat|egrep|fgrep|which|type|hash|cmp|diff|pgrep|getent|id)$/;

function usualEnd(shell: Shell, name: string, operands: readonly Text[]): Status {
  const program = name.split('/').at(-1) ?? '';
  if (lookUps.test(program)) {
    const paths = operands.filter(({ text }) => !text.startsWith('-'));
    const there = /^(ls|cat|stat)$/.test(program) && paths.every((path) => isKnown(path) && existsFrom(shell)(path.text) === true);
    return there ? works(program) : looksUp(`whether ${program} ${paths.map(shown).join(' ')} finds it`);
  }
  return works(`$(${[name, ...operands.map(shown)].join(' ').slice(0, 80)})`);
}

/** A script that a shell is given as a word, or reads. */
function runShell(shell: Shell, command: Command): void {
  const words = unwrapped(command.words);
  const interpreter = interpreterOf(words);
  if (interpreter === undefined) return;
  const { runs, script, stopsOnFailure, operands } = interpreter;
  const text = script ?? (operands.length === 0 ? inputOf(command) : undefined);
  if (!runs || text === undefined) return;
  runApart(shell, (child) => {
    child.stopsOnFailure = stopsOnFailure;
    child.functions.clear();
    child.operands = undefined;
    child.run.text(child, text);
  });
}
