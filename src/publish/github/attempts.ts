import { z } from 'zod';
import type { Report } from '../../grade/report.ts';
import { points, wholePoints } from '../words.ts';
import { challengeVersion, commitId, shortSha, type Subject } from './subject.ts';

const tally = z.number().nonnegative();

/** One graded commit of a pull request, as the comment remembers it. */
export const attempt = z.strictObject({ sha: commitId, version: challengeVersion, earned: tally, verified: tally, possible: tally, asOf: z.iso.datetime() });
export type Attempt = z.infer<typeof attempt>;

/** As many as a comment has room for beside a report. */
export const mostAttempts = 20;

export const attemptOf = ({ earned, verified, possible, measured: { asOf } }: Report, { sha, version }: Subject): Attempt => ({ sha, version, earned, verified, possible, asOf });

/** The attempts with this one last. Graded again, a commit has one attempt still: its newest. */
export const withAttempt = (attempts: readonly Attempt[], latest: Attempt): readonly Attempt[] =>
  [...attempts.filter(({ sha }) => sha !== latest.sha), latest].slice(-mostAttempts);

/** What was graded before, by the same version of the challenge: points of another can't be compared. */
function before(attempts: readonly Attempt[], place: number): Attempt | undefined {
  const { version } = attempts[place] ?? {};
  return attempts.slice(0, place).findLast((each) => each.version === version);
}

const signed = (tenths: number): string => (tenths === 0 ? '±0' : `${tenths > 0 ? '+' : '−'}${wholePoints(Math.abs(tenths) / 10)}`);

const change = (from: Attempt, to: Attempt): string => signed(Math.round(to.earned * 10) - Math.round(from.earned * 10));

/** `**+12 since 3f2c1a0**`, for the last of the attempts; nothing for the first. */
export function deltaWords(attempts: readonly Attempt[]): string | undefined {
  const latest = attempts.at(-1);
  const previous = before(attempts, attempts.length - 1);
  return latest === undefined || previous === undefined ? undefined : `**${change(previous, latest)} since ${shortSha(previous.sha)}**`;
}

/** All attempts in a fold, the newest on top; nothing where there is one alone. */
export function attemptsFold(attempts: readonly Attempt[]): string | undefined {
  if (attempts.length < 2) return undefined;
  const rows = attempts.map((each, place) => {
    const previous = before(attempts, place);
    const cells = [shortSha(each.sha), `${points(each.earned)} / ${wholePoints(each.possible)}`, previous === undefined ? '' : change(previous, each), points(each.verified)];
    return `| ${cells.join(' | ')} |`;
  });
  const table = ['| Commit | Points | Change | Verified |', '|---|---:|---:|---:|', ...rows.toReversed()].join('\n');
  return `<details>\n<summary>${attempts.length} attempts</summary>\n\n${table}\n\n</details>`;
}
