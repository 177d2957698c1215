/** More lines than these are nobody's template. */
const mostLines = 20_000;
/** Lines compared with lines between two that are certain. */
const mostPairs = 200_000;

/**
 * For each line of a rendered document the line of its template, from 1; 0 where that isn't certain. A line that stands in the
 * template as it is, once, is certain as long as the order holds; so are its neighbours that agree, and lines of which the
 * template gives all but what stands in `{{ }}`.
 */
export function originLines(rendered: string, template: string): readonly number[] {
  const below = rendered.split('\n').map((line) => line.trimEnd());
  const above = template.split('\n').map((line) => line.trimEnd());
  if (below.length > mostLines || above.length > mostLines) return below.map(() => 0);
  const at = verbatim(below, above);
  if (at !== undefined) return below.map((_, index) => at + index + 1);
  const [from, to] = segmentOf(below, above);
  const places = anchors(below, above, from, to);
  extend(places, below, above, from, to);
  fillGaps(places, below, above, from, to, linesWithActions);
  extend(places, below, above, from, to);
  fillGaps(places, below, above, from, to, linesOfOneAction);
  return places.map((place) => place + 1);
}

/** Where all of it stands as it is, if that is one place. */
function verbatim(below: readonly string[], above: readonly string[]): number | undefined {
  const [all, part] = [`\n${above.join('\n')}\n`, `\n${below.join('\n')}\n`];
  const found = all.indexOf(part);
  if (found === -1 || all.indexOf(part, found + 1) !== -1) return undefined;
  return all.slice(0, found).split('\n').length - 1;
}

/** Of a template with several documents the one that shares most lines with this; all of it where that is no single one. */
function segmentOf(below: readonly string[], above: readonly string[]): readonly [from: number, to: number] {
  const cuts = above.flatMap((line, index) => (line === '---' ? [index] : []));
  if (cuts.length === 0) return [0, above.length];
  const wanted = new Set(below.filter((line) => line !== ''));
  const segments = [-1, ...cuts].map((cut, index) => [cut + 1, cuts[index] ?? above.length] as const);
  const counts = segments.map(([from, to]) => new Set(above.slice(from, to).filter((line) => wanted.has(line))).size);
  const best = Math.max(...counts);
  const segment = segments[counts.indexOf(best)];
  return segment === undefined || counts.filter((count) => count === best).length > 1 ? [0, above.length] : segment;
}

/** Lines that stand once in both, as far as they stand in the same order; -1 for the others. */
function anchors(below: readonly string[], above: readonly string[], from: number, to: number): number[] {
  const onceAbove = onlyOnce(above.slice(from, to));
  const onceBelow = onlyOnce(below);
  const pairs = below.flatMap((line, index) => {
    const place = onceAbove.get(line);
    return place === undefined || !onceBelow.has(line) ? [] : [{ index, place: place + from }];
  });
  const places = below.map(() => -1);
  for (const { index, place } of longestRising(pairs)) places[index] = place;
  return places;
}

function onlyOnce(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const several = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (line.trim().length < 3 || line.includes('{{')) continue;
    if (found.has(line)) several.add(line);
    found.set(line, index);
  }
  for (const line of several) found.delete(line);
  return found;
}

type Pair = { readonly index: number; readonly place: number };

/** Patience sorting: the longest selection whose places rise. */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [at, { place }] of pairs.entries()) {
    let low = 0;
    for (let high = tops.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.place ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[at] = tops[low - 1] ?? -1;
    tops[low] = at;
  }
  const chosen: Pair[] = [];
  for (let at = tops.at(-1) ?? -1; at !== -1; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) chosen.push(pair);
  }
  return chosen.reverse();
}

/** Whether a template's line says nothing by itself: `{{- if … }}`, `{{- end }}`. */
const isDirective = (line: string): boolean => /^\s*\{\{/.test(line) && line.endsWith('}}') && line.indexOf('}}') === line.length - 2;

/** From each certain line on, in both directions, as long as both go on alike. */
function extend(places: number[], below: readonly string[], above: readonly string[], from: number, to: number): void {
  const known = new Set(places);
  const walk = (start: number, step: 1 | -1): void => {
    let place = places[start] ?? -1;
    for (let index = start + step; index >= 0 && index < below.length && places[index] === -1; index += step) {
      do place += step;
      while (place >= from && place < to && isDirective(above[place] ?? ''));
      if (place < from || place >= to || known.has(place) || above[place] !== below[index] || below[index] === '') return;
      places[index] = place;
      known.add(place);
    }
  };
  const certain = places.flatMap((place, index) => (place === -1 ? [] : [index]));
  for (const index of certain) walk(index, 1);
  for (const index of certain.toReversed()) walk(index, -1);
}

type Gap = { readonly first: number; readonly last: number; readonly start: number; readonly end: number };
type Fill = (places: number[], below: readonly string[], above: readonly string[], gap: Gap) => void;

/** Between each two certain lines. */
function fillGaps(places: number[], below: readonly string[], above: readonly string[], from: number, to: number, fill: Fill): void {
  let previous = -1;
  for (let index = 0; index <= below.length; index += 1) {
    if (index < below.length && places[index] === -1) continue;
    const start = previous === -1 ? from : (places[previous] ?? from) + 1;
    const end = index < below.length ? (places[index] ?? to) : to;
    const gap = { first: previous + 1, last: index, start, end };
    if (gap.last > gap.first && (gap.last - gap.first) * (end - start) <= mostPairs) fill(places, below, above, gap);
    previous = index;
  }
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);

/** `image: {{ … }}` is the only template of the only line that begins so. */
function linesWithActions(places: number[], below: readonly string[], above: readonly string[], { first, last, start, end }: Gap): void {
  const matches = range(start, end).flatMap((place) => {
    const fits = fitting(above[place] ?? '');
    const indices = fits === undefined ? [] : range(first, last).filter((index) => fits(below[index] ?? ''));
    return indices.length === 0 ? [] : [{ place, indices }];
  });
  const claims = new Map<number, number>();
  for (const { indices } of matches) for (const index of indices) claims.set(index, (claims.get(index) ?? 0) + 1);
  let reached = -1;
  for (const { place, indices } of matches) {
    const [index = -1, ...others] = indices;
    if (others.length > 0 || claims.get(index) !== 1 || index <= reached) continue;
    places[index] = place;
    reached = index;
  }
}

/** Where the template has a single action that can write something, all that is there is its: `{{- toYaml .Values.resources | nindent 12 }}`. */
function linesOfOneAction(places: number[], below: readonly string[], above: readonly string[], { first, last, start, end }: Gap): void {
  const said = range(start, end).filter((place) => (above[place] ?? '') !== '' && !isSilent(above[place] ?? ''));
  const [place, ...others] = said;
  if (place === undefined || others.length > 0 || !isDirective(above[place] ?? '')) return;
  for (const index of range(first, last)) if (below[index] !== '') places[index] = place;
}

const isSilent = (line: string): boolean => isDirective(line) && /^\s*\{\{-? ?(?:if|else|end|with|range|define|block|\/\*|\$\w+ ?:?=)/.test(line);

/** What a line with an action in it renders to; undefined where it has no text before the action, or no action. */
function fitting(line: string): ((rendered: string) => boolean) | undefined {
  const open = line.indexOf('{{');
  const start = open === -1 ? '' : line.slice(0, open).trimEnd();
  if (start.trim() === '') return undefined;
  const end = line.slice(line.lastIndexOf('}}') + 2).trimEnd();
  return (rendered) => rendered.length >= start.length + end.length && rendered.startsWith(start) && rendered.endsWith(end);
}
