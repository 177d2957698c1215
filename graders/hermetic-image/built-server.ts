import type { Source } from '../../src/collect/dockerfile/section.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { code } from '../../src/grade/markdown.ts';
import { isPlain } from './base-images.ts';
import { programOf } from './dockerfile-commands.ts';
import { commandsAt } from './build-commands.ts';
import { originsOf } from './file-origins.ts';
import { type ImageFiles, isThere, type Origin } from './origins.ts';
import { below, folderOf, isPattern, joinedTo, matchesPattern, nameOf, pathIn } from './image-paths.ts';
import type { Built } from './started-program.ts';

/** What the builds of a program are made of. Where nobody knows the folder of one, the likeliest counts. */
export function allBuiltOf(files: ImageFiles, builds: readonly Built[], given: readonly string[]): readonly { readonly build: Built; readonly of: BuiltOf }[] {
  const calls = Map.groupBy(builds, ({ place: { stage, instruction, command } }) => `${stage.line} ${instruction} ${command}`);
  return [...calls.values()].flatMap((same) => {
    const answers = same.map((build) => ({ build, of: builtOf(files, build, given) }));
    const likely = answers.find(({ of }) => of.kind === 'server') ?? answers.find(({ of }) => of.kind === 'open') ?? answers[0];
    return likely === undefined ? [] : [likely];
  });
}

/** What a build is made of, by the files that the candidate was given. */
export type BuiltOf =
  /** The given server's file, and all that may stand in its place. */
  | { readonly kind: 'server'; readonly path: string; readonly origins: readonly Origin[] }
  | { readonly kind: 'another'; readonly what: string }
  /** Nothing brings Go to where it is built. */
  | { readonly kind: 'nothing'; readonly folder: string }
  | { readonly kind: 'open' };

/** Files of Go that were given and are no tests, by their names: they may be moved. */
export const givenSources = ({ given }: Settings): readonly string[] =>
  given.flatMap(({ path }) => (path.endsWith('.go') && !path.endsWith('_test.go') ? [nameOf(path)] : []));

function builtOf(files: ImageFiles, built: Built, given: readonly string[]): BuiltOf {
  const [name] = given;
  if (files.source === undefined || name === undefined) return { kind: 'open' };
  const asked = { files, source: files.source, built, name };
  const packages = built.build.packages.length === 0 ? ['.'] : built.build.packages;
  const goFiles = packages.filter((each) => each.endsWith('.go'));
  if (goFiles.length > 0) return ofFiles(asked, goFiles);
  const answers = packages.map((each) => ofPackage(asked, each));
  return answers.find(({ kind }) => kind === 'server') ?? answers.find(({ kind }) => kind === 'open') ?? answers[0] ?? { kind: 'open' };
}

type Asked = { readonly files: ImageFiles; readonly source: Source; readonly built: Built; readonly name: string };

const at = ({ files, built }: Asked, path: string): readonly Origin[] => originsOf(files, built.place, path);

/** `go build server.go limit.go`: those files, and no other of their folder. */
function ofFiles(asked: Asked, words: readonly string[]): BuiltOf {
  const paths = words.map((word) => pathIn(asked.built.folder, word));
  const named = paths.map((path) => (isPattern(path) ? joinedTo(folderOf(path), asked.name) : path)).filter((path, index) => nameOf(path) === asked.name && matches(words[index] ?? '', asked.name));
  const [path] = named;
  if (path !== undefined) return inFolder(asked, folderOf(path));
  const what = `${words.map((word) => code(word)).join(', ')} without ${code(asked.name)}`;
  const [first] = at(asked, paths[0] ?? '').filter((origin) => origin.kind === 'context');
  return first === undefined ? { kind: 'open' } : (byImports(asked, folderIn(first.path)) ?? { kind: 'another', what });
}

const matches = (word: string, name: string): boolean => !isPattern(word) || matchesPattern(nameOf(word), name);

const folderIn = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

function ofPackage(asked: Asked, word: string): BuiltOf {
  const { built } = asked;
  if (word.includes('@')) return { kind: 'another', what: `the module ${code(word)}` };
  if (word.endsWith('...')) return ofMany(asked, pathIn(built.folder, word.slice(0, -3) || '.'));
  if (/^\.{0,2}(?:\/|$)|^\.{1,2}$/.test(word)) return inFolder(asked, pathIn(built.folder, word));
  const standing = standingOf(asked, word);
  if (standing !== undefined) return inFolder(asked, standing.place);
  const inPath = pathIn('/go/src', word);
  if (at(asked, joinedTo(inPath, asked.name)).some(isThere)) return inFolder(asked, inPath);
  return /^[^/]*\.[^/]*\//.test(word) && !moduleChanged(asked) ? { kind: 'another', what: `the package ${code(word)}` } : { kind: 'open' };
}

function inFolder(asked: Asked, folder: string): BuiltOf {
  const { source, name } = asked;
  const path = joinedTo(folder, name);
  const origins = at(asked, path);
  if (origins.some(isThere)) return { kind: 'server', path, origins };
  const renamed = renamedIn(asked, folder);
  if (renamed !== undefined) return renamed;
  const own = filesOfPackages(source).find((each) => at(asked, joinedTo(folder, nameOf(each))).some((origin) => origin.kind === 'context' && origin.path === each));
  if (own !== undefined) return byImports(asked, folderIn(own)) ?? { kind: 'another', what: `the package in ${code(folderIn(own))}, which holds no ${code(name)}` };
  if (origins.length > 0 && origins.every(({ kind }) => kind === 'removed')) return { kind: 'another', what: `a package that ${code(name)} was taken out of` };
  if (anyOther(asked, folder)) return { kind: 'open' };
  return { kind: 'nothing', folder };
}

/** One file of every package will do to know it again. */
const filesOfPackages = ({ packages, paths }: Source): readonly string[] => {
  const files = paths.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  return packages.flatMap(({ folder }) => files.find((path) => folderIn(path) === folder) ?? []);
};

/** Names that Go leaves out of a build for Linux. https://pkg.go.dev/cmd/go#hdr-Build_constraints */
const leftOut = /^[._]|_(?:test|windows|darwin|js|wasip1|plan9|aix|android|dragonfly|freebsd|netbsd|openbsd|solaris|illumos|ios)(?:_\w+)?\.go$/;

/** The given file under another name, as a command or a COPY calls it. */
function renamedIn(asked: Asked, folder: string): BuiltOf | undefined {
  const { built, name } = asked;
  const { stage, instruction } = built.place;
  const steps = stage.instructions.slice(0, instruction + 1).filter(({ keyword, text }) => /^(?:COPY|ADD|RUN)$/.test(keyword) && text.includes(name));
  const words = steps.flatMap(({ text, exec = [], heredocs }) => [text, ...exec, ...heredocs.map((each) => each.text)]);
  const named = words.flatMap((word) => [...word.matchAll(/[\w./-]+\.go\b/g)].map(([match]) => nameOf(match)));
  for (const other of [...new Set(named)].slice(0, mostNames)) {
    const path = joinedTo(folder, other);
    const origins = leftOut.test(other) || other === name ? [] : at(asked, path);
    if (origins.some((origin) => origin.kind === 'context' && nameOf(origin.path) === name)) return { kind: 'server', path, origins };
  }
  return undefined;
}

const mostNames = 20;

/** Whether something else than the submission may bring Go there: a repository that is cloned, an image of one's own. */
const anyOther = (asked: Asked, folder: string): boolean =>
  [asked.name, 'main.go'].some((name) => at(asked, joinedTo(folder, name)).some((origin) => isThere(origin) || origin.kind === 'open' || (origin.kind === 'image' && !isPlain(origin.text)))) || (asked.source.beyond ?? 0) > 0;

/** `./...` makes a program of every main package; that of the file's own name is the one. */
function ofMany(asked: Asked, folder: string): BuiltOf {
  const wanted = asked.source.paths.filter((path) => nameOf(path) === asked.name).slice(0, mostNames);
  for (const path of wanted) {
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
      const place = joinedTo(folder, parts.slice(-length).join('/'));
      const origins = at(asked, place);
      if (origins.some((origin) => origin.kind === 'context' && origin.path === path)) return { kind: 'server', path: place, origins };
    }
  }
  const mains = asked.source.packages.filter(({ main }) => main);
  return wanted.length === 0 && mains.length > 0 && !anyOther(asked, folder) ? { kind: 'another', what: `packages without ${code(asked.name)}` } : { kind: 'open' };
}

/** Where a package stands, in the stage and in the repository. */
type Standing = { readonly place: string; readonly folder: string };

/** Where the package of an import path stands: below a module of the submission, or below what one puts in the place of another. */
function standingOf(asked: Asked, path: string): Standing | undefined {
  for (const { folder, path: module, replaces } of asked.source.modules) {
    const roots = [{ path: module, folder }, ...replaces.flatMap((each) => (each.folder === undefined ? [] : [{ path: each.path, folder: each.folder }]))];
    for (const root of roots) {
      const rest = below(root.path, path);
      const place = rest === undefined ? undefined : placeOfModule(asked, root.folder);
      if (rest !== undefined && place !== undefined) return { place: joinedTo(place, rest), folder: joinedTo(root.folder, rest) };
    }
  }
  return undefined;
}

/** Where a module of the submission stands in the stage: there its go.mod is. */
function placeOfModule(asked: Asked, folder: string): string | undefined {
  const wanted = folder === '.' ? 'go.mod' : `${folder}/go.mod`;
  const parts = folder === '.' ? [] : folder.split('/');
  for (let above = asked.built.folder; ; above = folderOf(above)) {
    for (let length = 0; length <= parts.length; length += 1) {
      const place = joinedTo(above, parts.slice(parts.length - length).join('/'));
      if (at(asked, joinedTo(place, 'go.mod')).some((origin) => origin.kind === 'context' && origin.path === wanted)) return place;
    }
    if (above === '/') return undefined;
  }
}

const mostPackages = 100;

/** A main package elsewhere that imports, directly or not, the one with the given server. Undefined: it doesn't. */
function byImports(asked: Asked, start: string): BuiltOf | undefined {
  const { source, name } = asked;
  const waiting = [start];
  const seen = new Set<string>();
  for (let folder = waiting.pop(); folder !== undefined && seen.size < mostPackages; folder = waiting.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const imported = source.packages.find((each) => each.folder === folder)?.imports ?? [];
    for (const standing of imported.flatMap((path) => standingOf(asked, path) ?? [])) {
      const path = joinedTo(standing.place, name);
      const origins = at(asked, path);
      if (origins.some(isThere)) return moduleChanged(asked) ? { kind: 'open' } : { kind: 'server', path, origins };
      waiting.push(standing.folder);
    }
  }
  return undefined;
}

/** `go mod edit -replace` and the like may put another module in the place of one. */
const moduleChanged = ({ files, built }: Asked): boolean =>
  built.place.stage.instructions
    .slice(0, built.place.instruction + 1)
    .flatMap((step, index) => commandsAt(files, { stage: built.place.stage, instruction: index, command: 0 }, step))
    .some(({ command }) => {
      const { program, args } = programOf(command);
      return program === 'go' && ((args[0] === 'mod' && /^(?:edit|init)$/.test(args[1] ?? '')) || args[0] === 'work');
    });
