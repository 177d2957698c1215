import type { Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { shells, type Wrapper, wrappers } from './knowledge/shells.ts';
import { commandsOf } from './shell-commands.ts';
import { hole, known } from './text.ts';
import { lineage } from './stages.ts';

/** What the image says of its start: the instructions in force, its earlier stages' among them. */
export type StartCommand = { readonly entrypoint: Instruction | undefined; readonly cmd: Instruction | undefined };

/** As BuildKit does, a stage's ENTRYPOINT drops the CMD of the stages it is built on. */
export function startCommand(file: ParsedDockerfile, stage: Stage): StartCommand {
  let entrypoint: Instruction | undefined;
  let cmd: Instruction | undefined;
  for (const { instructions } of lineage(file, stage)) {
    const own = instructions.findLast(({ keyword }) => keyword === 'CMD');
    const starts = instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
    cmd = own ?? (starts === undefined ? cmd : undefined);
    entrypoint = starts ?? entrypoint;
  }
  // `ENTRYPOINT []` takes back what was there.
  return { entrypoint: isEmpty(entrypoint) ? undefined : entrypoint, cmd: isEmpty(cmd) ? undefined : cmd };
}

const isEmpty = (instruction: Instruction | undefined): boolean => instruction?.exec?.length === 0;

/** One after the other, what a start command comes to. */
export type Process =
  /** An init, `env` and the like: what stands behind it decides. */
  | { readonly kind: 'wrapper'; readonly path: string }
  /** `stays`: it remains in front of what it starts. */
  | { readonly kind: 'shell'; readonly name: string; readonly script: string | undefined; readonly stays: Stays; readonly before: number }
  /** A script for a shell; without a text nobody knows how it ends. */
  | { readonly kind: 'script'; readonly path: string; readonly stays: Stays }
  | { readonly kind: 'program'; readonly words: readonly string[] };

export type Stays = 'yes' | 'no' | 'unknown';

/** The text of a script in the image, by its path or by its name. */
export type TextOf = (path: string) => string | undefined;

/** As deep as anybody stacks scripts on inits. */
const deepest = 8;

/** Follows a start command through inits, shells and scripts to the program that serves. */
export function processesOf(words: readonly string[], textOf: TextOf, depth = 0): readonly Process[] {
  const [program = '', ...args] = words;
  if (program === '' || depth > deepest) return [];
  const name = baseName(program);
  const on = (rest: readonly string[]): readonly Process[] => processesOf(rest, textOf, depth + 1);
  if (name === 'busybox' || name === 'toybox') return on(args);
  if (shells.has(name)) return inShell(name, args, { textOf, on, before: words.length });
  const wrapper = wrappers.get(name);
  if (wrapper !== undefined) return [{ kind: 'wrapper', path: program }, ...on(behind(name, wrapper, args))];
  const text = textOf(program);
  if (text?.startsWith('#!') === true) return on([...shebangOf(text), program, ...args]);
  if (text === undefined && /\.(sh|bash)$/.test(program)) return [{ kind: 'script', path: program, stays: 'unknown' }];
  return [{ kind: 'program', words }];
}

const shebangOf = (text: string): readonly string[] => (/^#!\s*(.*)/.exec(text)?.[1] ?? '').trim().split(/\s+/);

type Following = { readonly textOf: TextOf; readonly on: (rest: readonly string[]) => readonly Process[]; readonly before: number };

function inShell(name: string, args: readonly string[], { textOf, on, before }: Following): readonly Process[] {
  const { script, operands, inWord } = shellArguments(args);
  if (script === undefined) return [{ kind: 'shell', name, script, stays: 'yes', before }];
  const text = inWord ? script : textOf(script);
  if (text === undefined) return [{ kind: 'script', path: script, stays: 'unknown' }];
  const { stays, words } = endOfScript(text, operands);
  return [inWord ? { kind: 'shell', name, script, stays, before } : { kind: 'script', path: script, stays }, ...on(words)];
}

/** `-c` takes the first operand for the script, wherever among the flags it stands. */
function shellArguments(args: readonly string[]): { readonly script: string | undefined; readonly operands: readonly string[]; readonly inWord: boolean } {
  let at = 0;
  let inWord = false;
  for (; /^[-+]./.test(args[at] ?? '') && args[at] !== '--'; at += 1) {
    const flag = args[at] ?? '';
    inWord ||= /^-[a-zA-Z]*c/.test(flag) || flag === '--command';
    if (/^[-+][a-zA-Z]*[oO]$/.test(flag)) at += 1;
  }
  if (args[at] === '--') at += 1;
  // The word behind the script of -c is its name, $0.
  return { script: args[at], operands: args.slice(at + (inWord ? 2 : 1)), inWord };
}

/** What a script hands over to: the words of its exec, or of its last command. */
function endOfScript(text: string, operands: readonly string[]): { readonly stays: Stays; readonly words: readonly string[] } {
  const commands = commandsOf(known(text));
  const execs = commands.filter(({ words }) => words[0]?.text === 'exec' && words.length > 1);
  const last = commands.at(-1);
  const given = execs.find(({ runs }) => runs === 'always') ?? execs.at(-1);
  const gone = given !== undefined && (given.runs === 'always' || given === last);
  const words = (given?.words.slice(1) ?? last?.words ?? []).flatMap((word) => (word.holes[0] === '$@' && word.text === hole ? operands : [word.text]));
  return { stays: gone ? 'no' : given === undefined ? 'yes' : 'unknown', words };
}

/** `tini -g -- program`, `env -u NAME A=b program`, `env -S "program argument"`. */
function behind(name: string, { values, operands }: Wrapper, args: readonly string[]): readonly string[] {
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    const split = name === 'env' ? /^(?:-[a-zA-Z]*S|--split-string=?)([^]*)$/.exec(word)?.[1] : undefined;
    if (split !== undefined) return behind(name, { values, operands }, splitWords(split === '' ? args.slice(at + 1) : [split, ...args.slice(at + 1)]));
    if (values.test(word)) at += 1;
    else if (!word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) break;
  }
  return args.slice(at + operands);
}

const splitWords = ([text = '', ...more]: readonly string[]): readonly string[] => [
  ...commandsOf(known(text)).flatMap(({ words }) => words.map((word) => word.text)),
  ...more,
];

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

/** The words of a shell form that means the same without a shell; undefined: it makes use of one. */
export function plainWords(text: string): readonly string[] | undefined {
  const bare = text.trim().replace(/^exec\s+/, '');
  return /^[A-Za-z0-9_./:@%+,=-]+( +[A-Za-z0-9_./:@%+,=-]+)*$/.test(bare) && !/^[A-Za-z_]\w*=/.test(bare) ? bare.split(/ +/) : undefined;
}
