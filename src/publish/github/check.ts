import type { ObjectiveResult, Report } from '../../grade/report.ts';
import { inCell, inCode, inMarkdown, longest } from '../neutral.ts';
import { advisory, levelWords, objectiveWords, points, scoreWords, standing, title, wholePoints } from '../words.ts';
import type { Annotation } from './annotations.ts';
import { shortSha } from './subject.ts';

export type Conclusion = 'success' | 'failure' | 'neutral';

/** What our check run of a commit is to say once it is graded. */
export type Verdict = {
  readonly conclusion: Conclusion;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly annotations: readonly Annotation[];
};

/** As many characters as GitHub takes of summary and of text. */
const longestOutput = 65_535;

/** The check of a graded commit: the score for whoever decides, and the whole report, `page`, below it. */
export function verdictOf(report: Report, page: string, annotations: readonly Annotation[]): Verdict {
  return {
    conclusion: conclusionOf(report),
    title: title(report),
    summary: fitted(summaryOf(report)),
    text: fitted(page),
    annotations,
  };
}

/** Undecided is not failed: what nobody could look at costs nobody a green check. */
function conclusionOf({ passed }: Report): Conclusion {
  if (passed === null) return 'neutral';
  return passed ? 'success' : 'failure';
}

const supersededBy = 'Superseded by ';

/** A grade of a commit that is the head no longer: true of its own commit, and of no other. */
export const superseded = (verdict: Verdict, by: string): Verdict => ({
  ...verdict,
  conclusion: 'neutral',
  title: `${supersededBy}${shortSha(by)} · ${verdict.title}`,
});

/** Of a commit whose files no job could bring: nothing of it was judged. */
export const ungraded: Verdict = {
  conclusion: 'neutral',
  title: 'Not graded: the fault is docc’s',
  summary: 'The job that reads the files ended before it brought anything: see its log. Nobody lost a point. The commit is graded again by the next scheduled run, or at once by running the workflow again.',
  text: '',
  annotations: [],
};

/** A check that is completed and holds no grade of the head. */
export const holdsNoGrade = ({ title }: { readonly title: string }): boolean => title.startsWith(supersededBy) || title === ungraded.title;

function summaryOf(report: Report): string {
  const { word, because } = standing(report);
  const { verified, rest } = scoreWords(report);
  return [
    `**${word}:** ${because} · ${levelWords(report)}.`,
    `${verified}${rest === undefined ? '' : `; ${rest}`}.`,
    ['| | Objective | Points | Verdict |', '|---:|---|---:|---|', ...report.objectives.map(row)].join('\n'),
    trustWords(report),
  ].join('\n\n');
}

function row(objective: ObjectiveResult, place: number): string {
  const cells = [inMarkdown(objective.title, longest.name), `${points(objective.earned)} / ${wholePoints(objective.possible)}`, objectiveWords(objective)];
  return `| ${place + 1} | ${cells.map(inCell).join(' | ')} |`;
}

function trustWords({ trust, grader, challenge }: Report): string {
  const by = `Graded by docc ${inMarkdown(grader.version, longest.name)}${grader.commit === undefined ? '' : ` at ${inCode(grader.commit, longest.name)}`}, challenge ${inCode(challenge.digest, longest.name)}.`;
  return trust === 'advisory' ? `_${advisory}_ ${by}` : by;
}

// Both are bounded by their writers far below this; a report with the longest of titles must not lose its check.
const fitted = (text: string): string => (text.length <= longestOutput ? text : `${text.slice(0, longestOutput - 1).replace(/[\ud800-\udbff]$/, '')}…`);
