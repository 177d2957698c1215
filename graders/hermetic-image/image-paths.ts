import { posix } from 'node:path';

/** Paths in the file system that a build makes: absolute, without a slash at the end. */
export const pathIn = (folder: string, written: string): string => bare(posix.resolve(folder, written));

const bare = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);

/** What follows a folder; the empty text for the folder itself; undefined outside of it. */
export function below(folder: string, path: string): string | undefined {
  if (path === folder) return '';
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const folderOf = (path: string): string => posix.dirname(path);

export const joinedTo = (folder: string, rest: string): string => (rest === '' ? folder : posix.join(folder, rest));

const wild = /[*?[]/;
export const isPattern = (path: string): boolean => wild.test(path);

/** Whether a pattern of a shell or of COPY takes a path: a star stops at a slash. Never slower than pattern times path. */
export function matchesPattern(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const names = path.split('/');
  return parts.length === names.length && parts.every((part, index) => matchesName(tokensOf(part), names[index] ?? ''));
}

type Token = '*' | ((char: string) => boolean);

const tokensOf = (part: string): readonly Token[] =>
  (part.match(/\*+|\?|\[[^\]]+\]|\\[^]|[^]/g) ?? []).map((piece) => {
    if (piece.startsWith('*')) return '*';
    if (piece === '?') return () => true;
    if (piece.length > 2 && piece.startsWith('[')) return takenBy(piece.slice(1, -1));
    const literal = piece.startsWith('\\') ? piece.slice(1) : piece;
    return (char) => char === literal;
  });

/** `a-z`, `!abc` of `[…]`. */
function takenBy(set: string): (char: string) => boolean {
  const negated = /^[!^]/.test(set);
  const ranges = [...set.slice(negated ? 1 : 0).matchAll(/([^])-([^])|([^])/g)].map(([, low, high, one = '']) => [low ?? one, high ?? one] as const);
  return (char) => ranges.some(([low, high]) => low <= char && char <= high) !== negated;
}

/** Goes back to the last star alone: what an earlier one could take besides, the last one can take too. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let from = 0;
  while (at < name.length) {
    const token = tokens[place];
    if (token === '*') {
      star = place;
      from = at;
      place += 1;
    } else if (token?.(name.charAt(at)) === true) {
      at += 1;
      place += 1;
    } else if (star !== -1) {
      place = star + 1;
      from += 1;
      at = from;
    } else return false;
  }
  return tokens.slice(place).every((token) => token === '*');
}

/**
 * Where in the sources of a copy a path could come from, that a copy put at `path`: each source is copied to `to` as a file,
 * into it by its name, or as a folder whose contents go there.
 */
export function sourcesFor(path: string, to: string, sources: readonly string[]): readonly string[] {
  const rest = below(to, path);
  if (rest === undefined) return [];
  return [...new Set(sources.flatMap((source) => sourceFor(rest, source)))];
}

function sourceFor(rest: string, source: string): readonly string[] {
  if (rest === '') return [source];
  const [first = '', ...more] = rest.split('/');
  const name = nameOf(source);
  const inside = isPattern(source) ? [] : [joinedTo(source, rest)];
  const named = name === first || (isPattern(name) && matchesPattern(name, first));
  return named ? [joinedTo(joinedTo(folderOf(source), first), more.join('/')), ...inside] : inside;
}
