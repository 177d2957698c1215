import { own } from '../../evidence/own.ts';
import type { Command } from './commands.ts';

/** What a command line asks to be built, as written. */
export type BuildCommand = {
  readonly file?: string;
  readonly context: string;
  readonly target?: string;
  readonly args: readonly string[];
  readonly pushes: boolean;
  /** Looks for a Containerfile before a Dockerfile. */
  readonly containerfile: boolean;
};

const builders: Readonly<Record<string, readonly (readonly string[])[]>> = {
  docker: [['build'], ['buildx', 'build'], ['buildx', 'b'], ['image', 'build'], ['builder', 'build']],
  podman: [['build'], ['image', 'build'], ['buildx', 'build']],
  nerdctl: [['build'], ['image', 'build']],
  buildah: [['build'], ['bud'], ['build-using-dockerfile']],
};
/** Flags that stand alone; every other takes the next word where it has no equals sign. */
const switches = new Set(
  '--pull --no-cache --push --load --quiet --rm --force-rm --squash --compress --check --debug --disable-content-trust --layers --all -q -D'.split(' '),
);

/** Reads `docker build` and its like; undefined for other commands, and for a context that is no folder. */
export function buildCommand({ words }: Command): BuildCommand | undefined {
  const program = programOf(words);
  const form = own(builders, program)?.find((subcommand) => subcommand.every((word, index) => words[index + 1] === word));
  if (form === undefined) return undefined;
  const { flags, operands } = readFlags(words.slice(1 + form.length));
  const context = operands[0] ?? '.';
  if (context === '-' || /^(?:[a-z+]+:\/\/|git@)/.test(context)) return undefined;
  const last = (...names: string[]): string | undefined => flags.findLast(({ name }) => names.includes(name))?.value;
  const file = last('-f', '--file');
  const target = last('--target');
  const output = last('-o', '--output') ?? '';
  if (file === '-') return undefined;
  return {
    ...(file !== undefined && { file }),
    context,
    ...(target !== undefined && { target }),
    args: flags.flatMap(({ name, value }) => (name === '--build-arg' && value !== undefined ? [value] : [])),
    pushes: flags.some(({ name, value }) => name === '--push' && value !== 'false') || /type=registry|push=true/.test(output),
    containerfile: program === 'podman' || program === 'buildah',
  };
}

const programOf = (words: readonly string[]): string => (words[0] ?? '').replace(/^.*\//, '');

export const isPush = ({ words }: Command): boolean => ['docker', 'podman', 'nerdctl', 'buildah'].includes(programOf(words)) && words.slice(1, 3).includes('push');

type Flag = { readonly name: string; readonly value?: string };

function readFlags(words: readonly string[]): { readonly flags: Flag[]; readonly operands: string[] } {
  const flags: Flag[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, short, attached] = /^(-[ft])(.+)$/.exec(word) ?? [];
    const equals = word.indexOf('=');
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (short !== undefined && attached !== undefined) flags.push({ name: short, value: attached.replace(/^=/, '') });
    else if (equals !== -1) flags.push({ name: word.slice(0, equals), value: word.slice(equals + 1) });
    else if (switches.has(word)) flags.push({ name: word });
    else flags.push({ name: word, ...valueAt(words, (at += 1)) });
  }
  return { flags, operands };
}

function valueAt(words: readonly string[], at: number): { readonly value?: string } {
  const value = words[at];
  return value === undefined ? {} : { value };
}
