import type { Location } from '../../evidence/observation.ts';
import type { Edit } from '../../grade/judgement.ts';
import type { CheckResult } from '../../grade/report.ts';
import { editWords, type Loss, mostEdits, mostPlaces, type ObjectiveLosses, withheldLoss } from '../losses.ts';
import { longest, manyLines, oneLine } from '../neutral.ts';
import { segmentsOf } from '../quoted-code.ts';
import { andMore, blocksWords, counted, inPoints, lostIn, points } from '../words.ts';
import { block, columnsOf, wrapped } from './layout.ts';
import { commandLines } from './command.ts';
import { copied, field, type Page, roomBeside } from './page.ts';

/** What one objective lost: each failed check with everything that mends it, and the blocked ones under it. */
export function lossLines({ objective, number, losses, stranded }: ObjectiveLosses, page: Page): readonly string[] {
  const heading = `${number} ${oneLine(objective.title, longest.name)}: ${inPoints(lostIn(objective))} lost`;
  const withheld = withheldLoss(objective);
  return [
    '',
    ...wrapped(heading, page.columns).map((line) => page.ink('bold', line)),
    ...losses.flatMap((loss) => ['', ...oneLoss(loss, page)]),
    ...(stranded.length === 0 ? [] : ['', ...field(page, 'blocked', [`${blockedWords(stranded)}, by a check that is not shown`])]),
    ...(withheld === undefined ? [] : ['', ...field(page, 'private', [`${points(lostIn(withheld))} of it in ${counted(withheld.checks, 'private check')}, which ${withheld.checks === 1 ? 'is' : 'are'} not shown.`])]),
  ];
}

function oneLoss({ check, blocks }: Loss, page: Page): readonly string[] {
  return [
    ...headline(check, page),
    ...field(page, 'expected', linesOf(check.expected, longest.paragraph)),
    ...field(page, 'observed', linesOf(check.observed, longest.paragraph)),
    ...copied(page, 'where', placeLines(check)),
    ...fixLines(check.fix, page),
    ...editLines(check.edits ?? [], page),
    ...copied(page, 'reproduce', commandLines(linesOf(check.reproduce, longest.block), roomBeside(page))),
    ...field(page, 'why', linesOf(check.why, longest.paragraph)),
    ...copied(page, 'docs', linesOf(check.docs, longest.line)),
    ...(blocks.length === 0 ? [] : field(page, 'blocks', [blocksWords(blocks, blockedWords(blocks))])),
  ];
}

const linesOf = (text: string | undefined, limit: number): readonly string[] =>
  text === undefined || text.trim() === '' ? [] : manyLines(text, limit);

/** What to do, its blocks of code as they are. */
export const fixLines = (fix: string | undefined, page: Page): readonly string[] => field(page, 'fix', unfenced(linesOf(fix, longest.block)));

/** Blocks of code stand further in, which is what keeps them unwrapped. */
const unfenced = (lines: readonly string[]): readonly string[] =>
  segmentsOf(lines).flatMap((segment) => (segment.kind === 'code' ? segment.lines.map((line) => `    ${line}`) : segment.lines));

/** The title with the points lost at the end of its line, then the id. */
function headline(check: CheckResult, { columns, ink }: Page): readonly string[] {
  const lost = `-${points(check.possible)}`;
  const [first = '', ...rest] = wrapped(oneLine(check.title, longest.name), columns - 2 - 2 - lost.length);
  const gap = ' '.repeat(Math.max(2, columns - 2 - columnsOf(first) - lost.length));
  const id = `${oneLine(check.id, longest.name)} (${check.level}${check.private === true ? ', private' : ''})`;
  return [
    `${ink('red', '✗')} ${ink('bold', first)}${gap}${ink('red', lost)}`,
    ...rest.map((line) => `  ${ink('bold', line)}`),
    ...block(id, columns, 2).map((line) => ink('dim', line)),
  ];
}

export const placeOf = ({ path, line }: Location): string => `${oneLine(path, longest.path)}${line === undefined ? '' : `:${line}`}`;

function placeLines({ at, alsoAt = [] }: CheckResult): readonly string[] {
  if (at === undefined) return ['nowhere in the files yet'];
  const places = [at, ...alsoAt];
  const over = places.length - mostPlaces;
  return [...places.slice(0, mostPlaces).map(placeOf), ...(over > 0 ? [andMore(over, 'place')] : [])];
}

function editLines(edits: readonly Edit[], page: Page): readonly string[] {
  const over = edits.length - mostEdits;
  const shown = edits.slice(0, mostEdits).flatMap((edit) => {
    const place = `${oneLine(edit.path, longest.path)}, ${editWords(edit)}${edit.text === '' ? '' : ':'}`;
    return [place, ...(edit.text === '' ? [] : manyLines(edit.text, longest.block).map((line) => `  ${line}`))];
  });
  return copied(page, 'change', [...shown, ...(over > 0 ? [andMore(over, 'change')] : [])]);
}

/** `image-minimal 1.1, image-labelled 0.8`. */
const blockedWords = (blocked: readonly CheckResult[]): string =>
  blocked.map(({ id, possible }) => `${oneLine(id, longest.name)} ${points(possible)}`).join(', ');
