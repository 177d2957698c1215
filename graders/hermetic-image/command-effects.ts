import { programOf } from './dockerfile-commands.ts';
import { type GoBuild, goBuildOf, isCompile, onlyPrints } from './go-build.ts';
import { below, folderOf, isPattern, matchesPattern, nameOf, pathIn, sourcesFor } from './image-paths.ts';
import { harmless, housekeeping } from './knowledge/toolchains.ts';
import type { Command } from './shell-commands.ts';
import { hole } from './text.ts';

/** What a command does to one file. */
export type Effect =
  /** It is what stood at one of these paths before; `named`: the copy is of this file for certain. */
  | { readonly kind: 'from'; readonly paths: readonly string[]; readonly named: boolean; readonly by: string }
  /** `sure`: the file has the name that Go gives it; else the build may have made another one beside it. */
  | { readonly kind: 'built'; readonly build: GoBuild; readonly folder: string; readonly sure: boolean }
  /** Made of text, or of what stood there before. */
  | { readonly kind: 'written' | 'fetched'; readonly by: string }
  /** Changed as patches say. */
  | { readonly kind: 'patched'; readonly by: string; readonly patches: readonly string[] }
  | { readonly kind: 'removed' }
  | { readonly kind: 'unpacked'; readonly by: string; readonly archives: readonly string[] }
  /** A tool that may have made it, and may not. */
  | { readonly kind: 'open'; readonly by: string };

/** Which file is asked for, and from where the command runs. */
export type Asked = {
  readonly path: string;
  readonly folder: string;
  /** Names that Go may give to a program where none is said. */
  readonly names: ReadonlySet<string>;
};

/** Undefined: it leaves the file alone. */
export function effectOf(command: Command, asked: Asked): Effect | undefined {
  const build = goBuildOf(command);
  if (build !== undefined) return buildEffect(command, build, asked);
  const call: Call = { ...programOf(command), ...asked, command };
  if (isWrittenInto(call)) return redirection(call);
  const act = acts.get(call.program);
  if (act !== undefined) return act(call);
  return isOpen(call) ? { kind: 'open', by: calledBy(command) } : undefined;
}

type Call = Asked & { readonly command: Command; readonly program: string; readonly args: readonly string[] };
type Act = (call: Call) => Effect | undefined;

/** The command as people would read it. */
export function calledBy(command: Command): string {
  const { program, args } = programOf(command);
  return [program, ...args].join(' ').replaceAll(hole, '…').slice(0, 120);
}

const isWrittenInto = ({ command, folder, path }: Call): boolean =>
  command.redirects.some(({ operator, target }) => /^(?:&?>>?|>\|)$/.test(operator) && isAt(target.text, folder, path));

function redirection(call: Call): Effect {
  const { command, program, args } = call;
  if (program === 'cat' && args.length === 1) return from(call, args);
  if (/^(?:curl|wget)$/.test(program)) return { kind: 'fetched', by: calledBy(command) };
  return { kind: housekeeping.has(program) || textMakers.has(program) ? 'written' : 'open', by: calledBy(command) };
}

const textMakers = new Set(['base64', 'xxd', 'perl', 'tr', 'cut', 'sort']);

const from = ({ command, folder }: Call, paths: readonly string[]): Effect => ({ kind: 'from', named: true, by: calledBy(command), paths: paths.map((each) => pathIn(folder, each)) });

/** Whether a word names the path, as it stands or as a pattern. */
function isAt(word: string, folder: string, path: string): boolean {
  if (word === '' || word.includes(hole)) return false;
  const named = pathIn(folder, word);
  return named === path || (isPattern(named) && matchesPattern(named, path));
}

/** Tools that nobody knows may write anything; what prepares a file system doesn't. */
const isOpen = ({ command, program }: Call): boolean => (isCompile(command) && !onlyPrints(command)) || !(housekeeping.has(program) || harmless.has(program));

/** Words that are no flags, nor the values of those named. */
const operands = (args: readonly string[], withValue = /^$/): readonly string[] =>
  args.filter((word, index) => !word.startsWith('-') && !word.includes(hole) && !withValue.test(args[index - 1] ?? '-'));

/** The values of a flag, as `-t x` or as `--target=x`. */
const valuesOf = (args: readonly string[], apart: RegExp, joined: RegExp): readonly string[] =>
  args.flatMap((word, index) => (apart.test(word) ? (args[index + 1] ?? []) : (joined.exec(word)?.[1] ?? [])));

/** `cp`, `mv`, `install`, `ln`: the last operand, or `-t`, is where the others go. */
const copies: Act = ({ command, program, args, folder, path }) => {
  if (program === 'install' && args.includes('-d')) return undefined;
  const [target] = valuesOf(args, /^-t$/, /^--target-directory=(.+)$/);
  const files = operands(args, program === 'install' ? /^-[tmogS]$/ : /^-[tS]$/);
  const to = target ?? files.at(-1);
  if (to === undefined) return undefined;
  const link = program === 'ln' && args.some((word) => /^-[a-z]*s/.test(word));
  const start = link ? folderOf(pathIn(folder, to)) : folder;
  const sources = (target === undefined ? files.slice(0, -1) : files).map((source) => pathIn(start, source));
  const paths = sourcesFor(path, pathIn(folder, to), sources);
  if (paths.length > 0) return { kind: 'from', paths, by: calledBy(command), named: sources.some((source) => nameOf(source) === nameOf(path)) || pathIn(folder, to) === path };
  return program === 'mv' && sources.some((source) => isWithin(source, path)) ? { kind: 'removed' } : undefined;
};

function isWithin(place: string, path: string): boolean {
  if (!isPattern(place)) return below(place, path) !== undefined;
  return path.split('/').some((_, index, parts) => matchesPattern(place, parts.slice(0, index + 1).join('/')));
}

const removes: Act = ({ args, folder, path }) => (operands(args).some((word) => isWithin(pathIn(folder, word), path)) ? { kind: 'removed' } : undefined);

/** `s/\r$//` changes line ends alone: a checkout on Windows is still the same file. */
const lineEnds = /^s(.)\\r(?:\\?\$)?\1\1g?$/;

const isInPlace = (args: readonly string[]): boolean =>
  args.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word)) && !args.some((word) => lineEnds.test(word));

const editsInPlace: Act = (call) => (isInPlace(call.args) ? writesNamed(call) : undefined);

/** `find … -exec sed -i … {} +`, `… | xargs sed -i …`: which files those are, its own names or nobody tells. */
const editsFound: Act = ({ command, program, args, path }) => {
  const at = program === 'find' ? args.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word)) + 1 : args.findIndex((word) => editors.has(nameOf(word)));
  const [editor = '', ...given] = args.slice(at);
  if ((program === 'find' && at === 0) || at === -1 || !editors.has(nameOf(editor)) || !isInPlace(given)) return undefined;
  const names = valuesOf(args, /^-i?name$/, /^$/);
  if (names.some((name) => matchesPattern(name, nameOf(path)))) return { kind: 'written', by: calledBy(command) };
  return names.length > 0 ? undefined : { kind: 'patched', by: calledBy(command), patches: [] };
};

const editors = new Set('sed gsed perl ruby gawk'.split(' '));

const writesNamed: Act = ({ command, args, folder, path }) =>
  args.some((word) => isAt(word.replace(/^of=/, ''), folder, path)) ? { kind: 'written', by: calledBy(command) } : undefined;

/** `-o file`, of what makes a file out of another. */
const reworks: Act = (call) => {
  const { args, folder, path } = call;
  const [to] = valuesOf(args, /^-o$/, /^(?:-o|--output=)(.+)$/);
  return to !== undefined && isAt(to, folder, path) ? from(call, operands(args, /^-[oRKN]$/)) : undefined;
};

const objcopies: Act = (call) => {
  const { args, folder, path } = call;
  const [source = '', to] = operands(args, /^-[RKNjIO]$/);
  return to !== undefined && isAt(to, folder, path) ? from(call, [source]) : undefined;
};

const fetches: Act = ({ command, args, folder, path }) => {
  const named = valuesOf(args, /^(?:-[a-zA-Z]*[oO]|--output(?:-document)?)$/, /^--output(?:-document)?=(.+)$/);
  const own = args.filter((word) => word.includes('://')).map((word) => nameOf(word.replace(/[?#].*$/, '')));
  return [...named, ...own].some((word) => isAt(word, folder, path)) ? { kind: 'fetched', by: calledBy(command) } : undefined;
};

const unpacks: Act = ({ command, program, args, folder }) => {
  const takesOut = program !== 'tar' || args.some((word, index) => /^--(?:extract|get)$/.test(word) || /^-[a-zA-Z]*x/.test(word) || (index === 0 && /^[a-zA-Z]*x/.test(word)));
  const archives = args.filter((word) => /\.(?:tar|tgz|tbz2?|txz|zip|cpio|tar\.\w+)$/.test(word));
  return takesOut ? { kind: 'unpacked', by: calledBy(command), archives: archives.map((word) => pathIn(folder, word)) } : undefined;
};

const packed = /\.(?:gz|xz|bz2|zst)$/;

const expands: Act = (call) => {
  const { args, folder, path } = call;
  const source = operands(args).find((word) => packed.test(word) && isAt(word.replace(packed, ''), folder, path));
  return source === undefined ? undefined : from(call, [source]);
};

const patches: Act = ({ command, program, args, folder }) => {
  const given = program === 'git' ? args.slice(args.findIndex((word) => /^(?:apply|am)$/.test(word)) + 1) : args;
  const read = command.redirects.filter(({ operator }) => operator === '<').map(({ target }) => target.text);
  const files = [...read, ...valuesOf(given, /^(?:-i|--input)$/, /^--input=(.+)$/), ...(program === 'git' ? operands(given) : [])];
  return { kind: 'patched', by: calledBy(command), patches: files.map((file) => pathIn(folder, file)) };
};

const gits: Act = (call) => {
  const { command, args, folder, path } = call;
  if (args.some((word) => /^(?:apply|am)$/.test(word))) return patches(call);
  if (!args.includes('clone')) return undefined;
  const [source = '', to = nameOf(source).replace(/\.git$/, '')] = operands(args.slice(args.indexOf('clone') + 1), /^-(?:b|o|c|j)$|^--(?:branch|depth|origin)$/);
  return below(pathIn(folder, to), path) === undefined ? undefined : { kind: 'fetched', by: calledBy(command) };
};

const actsBy: readonly (readonly [Act, string])[] = [
  [copies, 'cp mv install ln'],
  [removes, 'rm unlink'],
  [editsInPlace, [...editors].join(' ')],
  [editsFound, 'find xargs'],
  [writesNamed, 'tee truncate dd ed ex'],
  [reworks, 'strip upx'],
  [objcopies, 'objcopy'],
  [fetches, 'curl wget'],
  [unpacks, 'tar bsdtar unzip cpio'],
  [expands, 'gunzip gzip xz unxz bunzip2 bzip2 zstd unzstd'],
  [patches, 'patch'],
  [gits, 'git'],
];
const acts: ReadonlyMap<string, Act> = new Map(actsBy.flatMap(([act, names]) => names.split(' ').map((name) => [name, act] as const)));

/** Where the program of a build comes to stand. */
function buildEffect(command: Command, build: GoBuild, { path, folder: at, names }: Asked): Effect | undefined {
  if (/\.(?:go|mod|sum)$/.test(path)) return undefined;
  if (build.open) return { kind: 'open', by: calledBy(command) };
  const folder = build.folder === undefined ? at : pathIn(at, build.folder);
  const own = build.packages.map((each) => nameOf(each.replace(/@.*$/, '')).replace(/\.go$/, ''));
  const named = [nameOf(folder), ...own].includes(nameOf(path)) || names.has(nameOf(path));
  const made = (sure: boolean): Effect => ({ kind: 'built', build, folder, sure });
  if (build.verb === 'install') return isInstalled(command, path) ? made(named) : undefined;
  if (build.output === undefined) return folderOf(path) === folder && !/\.\w+$/.test(nameOf(path)) ? made(named) : undefined;
  const rest = below(pathIn(folder, build.output), path);
  return rest === undefined ? undefined : made(rest === '' || named);
}

function isInstalled({ variables }: Command, path: string): boolean {
  const bin = variables('GOBIN')?.text ?? '';
  const home = variables('GOPATH')?.text.split(':')[0] ?? '/go';
  const folder = bin === '' ? pathIn(home, 'bin') : bin;
  return folder.includes(hole) || below(folder, path) !== undefined;
}
