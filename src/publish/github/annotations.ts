import type { Location } from '../../evidence/observation.ts';
import type { CheckResult, Report } from '../../grade/report.ts';
import { mostPlaces } from '../losses.ts';
import { longest, manyLines, oneLine } from '../neutral.ts';
import { checksOf, inPoints } from '../words.ts';
import type { ChangedLines } from './changed-lines.ts';

/** GitHub answers 422 to more than 50 in one request; those of later requests are added to the earlier. */
export const batchSize = 50;

/** Three requests' worth: nobody reads more, and a run has few requests to spend. */
export const mostAnnotations = 3 * batchSize;

/** A title of more than 255 characters is refused. */
const longestTitle = 255;

export type Annotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'failure';
  readonly title: string;
  readonly message: string;
};

/** What was lost, on the lines that lost it: changed lines first, then by points. */
export function annotationsOf(report: Report, changed: ChangedLines): readonly Annotation[] {
  const lost = checksOf(report)
    .filter(({ verdict }) => verdict === 'fail')
    .toSorted((a, b) => b.possible - a.possible);
  const all = lost.flatMap((check) => placesOf(check).map((at) => annotation(check, at)));
  const isChanged = ({ path, start_line }: Annotation): boolean => changed.get(path)?.has(start_line) === true;
  const ordered = [...all.filter(isChanged), ...all.filter((each) => !isChanged(each))];
  return distinct(ordered).slice(0, mostAnnotations);
}

const placesOf = ({ at, alsoAt = [] }: CheckResult): readonly Location[] =>
  [...(at === undefined ? [] : [at]), ...alsoAt].filter(({ path }) => isFile(path)).slice(0, mostPlaces);

/** Paths that GitHub takes: whole, within the repository, of a file. */
const isFile = (path: string): boolean =>
  path.length <= longest.path && path.isWellFormed() && !/\p{Cc}/u.test(path) && path.split('/').every((name) => !['', '.', '..'].includes(name));

function annotation(check: CheckResult, { path, line = 1 }: Location): Annotation {
  return { path, start_line: line, end_line: line, annotation_level: 'failure', title: oneLine(`${check.title} (${inPoints(check.possible)})`, longestTitle), message: messageOf(check) };
}

const messageOf = ({ id, expected, observed, fix }: CheckResult): string =>
  [
    ...said('Expected', expected),
    ...said('Observed', observed),
    ...said('Fix', fix),
    oneLine(`docc explain ${id}`, longest.name),
  ].join('\n');

const said = (label: string, text: string | undefined): readonly string[] =>
  text === undefined || text.trim() === '' ? [] : [`${label}: ${manyLines(text, longest.paragraph).join('\n')}`];

/** How one that GitHub has is known again: it stores these as they were sent. */
export const keyOf = ({ path, start_line, message }: Pick<Annotation, 'path' | 'start_line' | 'message'>): string => JSON.stringify([path, start_line, message.replaceAll('\r\n', '\n').trim()]);

const distinct = (annotations: readonly Annotation[]): readonly Annotation[] => [...new Map(annotations.map((each) => [keyOf(each), each])).values()];
