import type { Edit } from '../../grade/judgement.ts';
import type { CheckResult } from '../../grade/report.ts';
import { editWords, type Loss, mostEdits, mostPlaces, type ObjectiveLosses, withheldLoss } from '../losses.ts';
import { fenced, inCode, inHtml, inMarkdown, longest, manyLines } from '../neutral.ts';
import { type Segment, segmentsOf } from '../quoted-code.ts';
import { andMore, blocksWords, counted, inPoints, lostIn, points } from '../words.ts';
import { linked, placeOf } from './links.ts';
import type { Section } from './sections.ts';

const mostBlocked = 40;

/** A fold with what one objective lost. */
export function lossSection({ objective, number, losses, stranded }: ObjectiveLosses, filesAt: string | undefined): Section {
  const failed = losses.length === 0 ? '' : ` in ${counted(losses.length, 'failed check')}`;
  const title = `${number}. ${inHtml(objective.title, longest.name)}`;
  return {
    name: `objective ${number}`,
    opening: `<details>\n<summary><b>${title}</b>: ${inPoints(lostIn(objective))} lost${failed}</summary>`,
    items: [...losses.map((loss) => lossItem(loss, filesAt)), ...strandedItem(stranded), ...withheldItem(objective)],
    closing: '</details>',
    between: '\n\n',
  };
}

function lossItem({ check, blocks }: Loss, filesAt: string | undefined): string {
  const id = `${inCode(check.id, longest.name)} · ${check.level}${check.private === true ? ' · private' : ''}`;
  return [
    `#### ✗ ${inMarkdown(check.title, longest.name)} (${inPoints(check.possible)})`,
    '',
    id,
    '',
    ...labelled('Expected', check.expected, longest.paragraph),
    ...labelled('Observed', check.observed, longest.paragraph),
    `- **Where:** ${placesOf(check, filesAt)}`,
    ...labelled('Fix', check.fix, longest.block),
    ...(check.edits ?? []).slice(0, mostEdits).flatMap(editItem),
    ...moreEdits(check.edits ?? []),
    ...reproduceItem(check.reproduce),
    ...whyItem(check),
    ...(blocks.length === 0 ? [] : [`- **Blocks:** ${blocksWords(blocks, blockedWords(blocks))}`]),
  ].join('\n');
}

/** One line stays a sentence; what has lines of its own, such as code to write, keeps them. */
function labelled(label: string, text: string | undefined, limit: number): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  const lines = manyLines(text, limit);
  if (lines.length === 1) return [`- **${label}:** ${inMarkdown(text, limit)}`];
  const segments = segmentsOf(lines);
  const parts = segments.some(({ kind }) => kind === 'code') ? segments : [{ kind: 'code', lines } as const];
  return [`- **${label}:**`, '', ...parts.flatMap((part) => [...inItem(segmentText(part, limit)), ''])];
}

const segmentText = ({ kind, lines }: Segment, limit: number): string =>
  kind === 'code' ? fenced(lines, 'text') : lines.map((line) => inMarkdown(line, limit)).join('\n');

/** A block as part of the list item above it. */
const inItem = (block: string): readonly string[] => block.split('\n').map((line) => (line === '' ? '' : `  ${line}`));

function reproduceItem(command: string | undefined): readonly string[] {
  if (command === undefined || command.trim() === '') return [];
  return ['- **Reproduce:**', '', ...inItem(fenced(manyLines(command, longest.block), 'sh')), ''];
}

function editItem(edit: Edit): readonly string[] {
  const place = `- **Change:** ${inCode(edit.path, longest.path)}, ${editWords(edit)}`;
  return edit.text === '' ? [place] : [`${place}:`, '', ...inItem(fenced(manyLines(edit.text, longest.block), 'text')), ''];
}

const moreEdits = (edits: readonly Edit[]): readonly string[] =>
  edits.length > mostEdits ? [`- ${andMore(edits.length - mostEdits, 'change')}`] : [];

function whyItem({ why, docs }: CheckResult): readonly string[] {
  const read = docs === '' ? [] : [linked('Read more', docs)];
  const words = [...(why === '' ? [] : [inMarkdown(why, longest.paragraph)]), ...read].join(' ');
  return words === '' ? [] : [`- **Why:** ${words}`];
}

function placesOf({ at, alsoAt = [] }: CheckResult, filesAt: string | undefined): string {
  if (at === undefined) return 'nowhere in the files yet';
  const places = [at, ...alsoAt];
  const over = places.length - mostPlaces;
  return [...places.slice(0, mostPlaces).map((place) => placeOf(place, filesAt)), ...(over > 0 ? [andMore(over, 'place')] : [])].join(', ');
}

function blockedWords(blocked: readonly CheckResult[]): string {
  const over = blocked.length - mostBlocked;
  const shown = blocked.slice(0, mostBlocked).map(({ id, possible }) => `${inCode(id, longest.name)} ${points(possible)}`);
  return [...shown, ...(over > 0 ? [andMore(over, 'check')] : [])].join(', ');
}

const strandedItem = (stranded: readonly CheckResult[]): readonly string[] =>
  stranded.length === 0 ? [] : [`**Blocked by a check that is not shown:** ${blockedWords(stranded)}`];

function withheldItem(objective: ObjectiveLosses['objective']): readonly string[] {
  const withheld = withheldLoss(objective);
  if (withheld === undefined) return [];
  return [`**Private checks:** ${inPoints(lostIn(withheld))} lost in ${counted(withheld.checks, 'check')} that ${withheld.checks === 1 ? 'is' : 'are'} not shown.`];
}
