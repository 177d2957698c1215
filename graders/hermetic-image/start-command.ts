import type { Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { inits, shells } from './knowledge/shells.ts';
import { commandsOf } from './shell-commands.ts';
import { known } from './text.ts';
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

/** What becomes process 1 of an exec form. */
export type First =
  | { readonly kind: 'program' }
  | { readonly kind: 'shell'; readonly name: string; readonly script: string | undefined; readonly init: readonly string[] }
  /** Its own text decides, which is no evidence here. */
  | { readonly kind: 'script'; readonly path: string };

export function firstProcess(words: readonly string[]): First {
  const rest = behindInit(words);
  const init = words.slice(0, words.length - rest.length);
  const [program = '', ...args] = rest;
  const name = baseName(program);
  if (name === 'busybox') return firstProcess(args);
  if (!shells.has(name)) return /\.(sh|bash)$/.test(program) ? { kind: 'script', path: program } : { kind: 'program' };
  const option = args.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = args[option + 1];
  if (option === -1) return args[0] === undefined ? { kind: 'shell', name, script: undefined, init } : { kind: 'script', path: args[0] };
  return script !== undefined && endsInExec(script) ? { kind: 'program' } : { kind: 'shell', name, script, init };
}

/** `tini -g -- program`: the init forwards signals, so what it starts decides. */
function behindInit(words: readonly string[]): readonly string[] {
  let rest = words;
  while (inits.has(baseName(rest[0] ?? ''))) {
    const dashes = rest.indexOf('--');
    const next = rest.findIndex((word, index) => index > 0 && !word.startsWith('-') && !word.includes('='));
    rest = rest.slice(dashes > 0 ? dashes + 1 : next === -1 ? rest.length : next);
  }
  return rest;
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

/** The shell replaces itself. */
const endsInExec = (script: string): boolean => commandsOf(known(script)).at(-1)?.words[0]?.text === 'exec';

/** The words of a shell form that means the same without a shell; undefined: it makes use of one. */
export function plainWords(text: string): readonly string[] | undefined {
  const bare = text.trim().replace(/^exec\s+/, '');
  return /^[A-Za-z0-9_./:@%+,=-]+( +[A-Za-z0-9_./:@%+,=-]+)*$/.test(bare) && !/^[A-Za-z_]\w*=/.test(bare) ? bare.split(/ +/) : undefined;
}
