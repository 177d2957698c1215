import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import { filledIn } from './build-steps.ts';
import { below, isPattern, joinedTo, matchesPattern, nameOf, pathIn, sourcesFor } from './image-paths.ts';
import { type Answer, endOf, type ImageFiles, isThere, perhaps, type Place, readAs, type Search, settingAt, surely, untouched } from './origins.ts';
import { stageCalled } from './stages.ts';

type Asked = { readonly path: string; readonly search: Search };

const flagOf = ({ flags }: Instruction, name: string): string | undefined => flags.find((flag) => flag.name === name)?.value;

/** What a COPY or an ADD makes of a file. */
export function copied(files: ImageFiles, place: Place, step: Instruction, { path, search }: Asked): Answer {
  const { folder, values } = settingAt(files, place);
  const words = (step.exec ?? step.text.split(/\s+/)).map((word) => filledIn(word, values));
  const last = words.at(-1);
  const { line } = step;
  if (last === undefined || (folder === undefined && !last.startsWith('/'))) return perhaps({ kind: 'open', by: readAs(step), line });
  const to = pathIn(folder ?? '/', last);
  if (below(to, path) === undefined) return untouched;
  const written = heredocAt(step, to, path);
  if (written !== undefined) return surely([{ kind: 'written', by: step.keyword, text: written, line }]);
  if (words.includes(undefined)) return perhaps({ kind: 'open', by: readAs(step), line });
  const sources = words.slice(0, -1).flatMap((word) => (word === undefined || word.startsWith('<<') ? [] : [word]));
  const from = flagOf(step, 'from');
  return from === undefined ? fromOutside(files, { step, to, sources }, path) : fromElsewhere(files, { from, line, sources, to }, path, search);
}

function heredocAt({ heredocs }: Instruction, to: string, path: string): string | undefined {
  const rest = below(to, path);
  return heredocs.length === 1 && rest === '' ? heredocs[0]?.text : heredocs.find(({ name }) => name === rest)?.text;
}

type Elsewhere = { readonly from: string; readonly line: number; readonly sources: readonly string[]; readonly to: string };

function fromElsewhere(files: ImageFiles, { from, line, sources, to }: Elsewhere, path: string, search: Search): Answer {
  const paths = sourcesFor(path, to, sources.map((source) => pathIn('/', source)));
  const stage = stageCalled(files.file, from);
  if (stage !== undefined) return ofPaths(endOf(stage), { paths, named: isNamed(path, to, sources) }, search);
  return paths.length === 0 ? untouched : surely([{ kind: 'image', text: from, copied: true, line }]);
}

/** Whether a copy is of the file itself, rather than of a folder in which it may be. */
function isNamed(path: string, to: string, sources: readonly string[]): boolean {
  const rest = below(to, path);
  return rest === '' || sources.some((source) => nameOf(source) === rest);
}

/** What one of the paths was, where one is known to be. Where none is, a copy that names the file still took place. */
export function ofPaths(place: Place, { paths, named }: { readonly paths: readonly string[]; readonly named: boolean }, search: Search): Answer {
  const all = paths.map((each) => search(place, each));
  const there = all.filter((origins) => origins.some(isThere));
  if (there.length > 0) return surely(there.flat());
  const [likely = []] = all.filter((origins) => origins.length > 0);
  if (!named) return { origins: likely.filter(({ kind }) => kind === 'open'), certain: false };
  const certain = !likely.some(({ kind }) => kind === 'open');
  return likely.length === 0 ? untouched : surely(likely.map((origin) => (origin.kind === 'image' ? { ...origin, copied: certain } : origin)));
}

type FromContext = { readonly step: Instruction; readonly to: string; readonly sources: readonly string[] };

const archive = /\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/;

/** ADD fetches what has an address, and unpacks archives. */
function fromOutside(files: ImageFiles, { step, to, sources }: FromContext, path: string): Answer {
  const fetched = sources.filter((source) => /:\/\/|^git@/.test(source));
  const own = sources.filter((source) => !fetched.includes(source));
  if (step.keyword === 'ADD') {
    const { line } = step;
    if (fetched.some((source) => isFetchedTo(source, to, path))) return surely([{ kind: 'fetched', by: readAs(step), line }]);
    if (own.some((source) => archive.test(source) && files.paths?.has(pathIn('/', source)) === true)) return perhaps({ kind: 'fetched', by: readAs(step), line });
  }
  return fromContext(files, { step, to, sources: own }, path);
}

/** A repository fills the folder; a file is the one that is named, or stands in the folder by its own name. */
function isFetchedTo(source: string, to: string, path: string): boolean {
  const rest = below(to, path);
  return rest === '' || rest === nameOf(source.replace(/[?#].*$/, '')) || /\.git(?:[#?].*)?$|^git@/.test(source);
}

/** What a copy of files of the context makes of a file. */
export function fromContext(files: ImageFiles, { step, to, sources }: FromContext, path: string): Answer {
  const { line } = step;
  const rest = below(to, path) ?? '';
  const parents = flagOf(step, 'parents') === 'true';
  const [first] = sources.flatMap((source) => contextFiles(files, pathIn('/', source), { rest, parents }));
  if (first === undefined) return untouched;
  if (first.kind === 'open') return perhaps({ kind: 'open', by: readAs(step), line });
  const excluded = step.flags.some(({ name }) => name === 'exclude');
  return { origins: [{ kind: 'context', path: first.path, line }], certain: !excluded };
}

type ContextFile = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'open' };

/** Which file of the context a source brings to `rest` below the destination. Sources begin at the context. */
function contextFiles(files: ImageFiles, source: string, { rest, parents }: { readonly rest: string; readonly parents: boolean }): readonly ContextFile[] {
  const { paths } = files;
  if (paths === undefined) return [{ kind: 'open' }];
  const there = parents ? withParents(paths, source, rest) : isPattern(source) ? matching(paths, source, rest) : plain(paths, source, rest);
  if (there !== undefined) return [fileOf(files, there)];
  return (files.source?.beyond ?? 0) > 0 ? [{ kind: 'open' }] : [];
}

/** A folder's contents go to the destination; a file goes there by its name, or as the destination. */
const plain = (paths: ReadonlySet<string>, source: string, rest: string): string | undefined =>
  (rest === '' ? [source] : [joinedTo(source, rest), ...(nameOf(source) === rest ? [source] : [])]).find((each) => paths.has(each));

function matching(paths: ReadonlySet<string>, source: string, rest: string): string | undefined {
  const isIt = (path: string): boolean => {
    if (rest === '' || nameOf(path) === rest) return matchesPattern(source, path);
    return path.endsWith(`/${rest}`) && matchesPattern(source, path.slice(0, -rest.length - 1));
  };
  return [...paths].find(isIt);
}

/** `--parents` keeps the folders of a source. */
function withParents(paths: ReadonlySet<string>, source: string, rest: string): string | undefined {
  const path = `/${rest}`;
  const above = path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
  return paths.has(path) && above.some((each) => (isPattern(source) ? matchesPattern(source, each) : each === source || source === '/')) ? path : undefined;
}

const fileOf = ({ context }: ImageFiles, path: string): ContextFile => ({ kind: 'file', path: context === '.' ? path.slice(1) : `${context}${path}` });
