import type { ObjectiveResult, Report } from '../grade/report.ts';
import { firstFailing, lossesOf } from './losses.ts';
import { placeOf } from './markdown/links.ts';
import { lossSection } from './markdown/loss.ts';
import { faultSections, growthSections, unaskedSections, unexercisedSections, unreadSections, unresolvedSections } from './markdown/remainder.ts';
import { teardownSections } from './markdown/teardown.ts';
import { fitSections, type Section } from './markdown/sections.ts';
import { inCell, inCode, inMarkdown, longest } from './neutral.ts';
import { aboutReproduce, advisory, hasReproduce, levelWords, lostIn, objectiveWords, points, scoreWords, standing, title, wholePoints } from './words.ts';

/** GitHub refuses a comment of more than 65,536 characters; the rest is for whoever puts a marker around it. */
const longestComment = 60_000;

/**
 * The report as a pull request comment or a job summary, ending in a newline. Places are links where `filesAt` says under
 * which https address the submission's files can be read at its commit: `https://github.com/owner/name/blob/<commit>`.
 */
export function reportMarkdown(report: Report, filesAt?: string): string {
  const foot = footer(report);
  const sections = [
    heading(report),
    ...faultSections(report),
    objectives(report, filesAt),
    ...(hasReproduce(report) ? [alone('the note on commands', `_${aboutReproduce}_`)] : []),
    ...lossesOf(report).map((losses) => lossSection(losses, filesAt)),
    ...praise(report),
    ...unreadSections(report),
    ...unresolvedSections(report, filesAt),
    ...unexercisedSections(report),
    ...unaskedSections(report),
    ...growthSections(report),
    ...teardownSections(report),
  ];
  const rule = '\n\n---\n\n';
  return `${fitSections(sections, longestComment - foot.length - rule.length - 1)}${rule}${foot}\n`;
}

const alone = (name: string, opening: string): Section => ({ name, opening, items: [], closing: '', between: '\n' });

function heading(report: Report): Section {
  const { word, because } = standing(report);
  const { verified, rest } = scoreWords(report);
  const score = `${verified}${rest === undefined ? '' : `; ${rest}`}.`;
  const trust = report.trust === 'advisory' ? `\n\n_${advisory}_` : '';
  return alone('the verdict', `## ${title(report)}\n\n**${word}:** ${because} · ${levelWords(report)}. ${score}${trust}`);
}

function objectives(report: Report, filesAt: string | undefined): Section {
  return {
    name: 'the objectives',
    opening: '| | Objective | Points | Verdict | First failing check |\n|---:|---|---:|---|---|',
    items: report.objectives.map((objective, place) => row(objective, place + 1, filesAt)),
    closing: '',
    between: '\n',
  };
}

function row(objective: ObjectiveResult, number: number, filesAt: string | undefined): string {
  const failing = firstFailing(objective);
  const score = `${points(objective.earned)} / ${wholePoints(objective.possible)}`;
  const cells = [inMarkdown(objective.title, longest.name), score, objectiveWords(objective), failing === undefined ? '' : failingWords(failing, filesAt)];
  return `| ${number} | ${cells.map(inCell).join(' | ')} |`;
}

function failingWords({ id, at }: ObjectiveResult['checks'][number], filesAt: string | undefined): string {
  const name = inCode(id, longest.name);
  return at === undefined ? name : `${name} at ${placeOf(at, filesAt)}`;
}

function praise(report: Report): readonly Section[] {
  if (report.verified === 0 || lostIn(report) > 0) return [];
  return [alone('a kind word', 'Nothing lost: every verified point is earned. Well done.')];
}

/** What this grade is of, and what made it: enough to make it again. */
function footer({ submission, challenge, grader, measured }: Report): string {
  const { repository, commit, digest } = submission;
  const subject = [
    ...(repository === undefined ? [] : [inCode(repository, longest.name)]),
    ...(commit === undefined ? [] : [`commit ${inCode(commit, longest.name)}`]),
    `files ${inCode(digest, longest.name)}`,
  ].join(' · ');
  const by = `docc ${inMarkdown(grader.version, longest.name)}${grader.commit === undefined ? '' : ` (${inCode(grader.commit, longest.name)})`}`;
  const asked = `challenge ${inMarkdown(`${challenge.id} ${challenge.version}`, longest.name)}`;
  return `<sub>${subject} · ${asked} · ${by} · as of ${inMarkdown(measured.asOf, longest.name)}</sub>`;
}
