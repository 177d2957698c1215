import type { Report } from '../grade/report.ts';
import { planLabel, verdictLabel } from '../publish/github/verdict-label.ts';
import type { GitHub } from '../tools/github.ts';
import { GitHubTrouble, RefusedWrite, UnsureWrite } from '../tools/github-trouble.ts';

/** A second and a third where answers were lost. */
const mostRounds = 3;

type On = { readonly pull: number; readonly sha: string };

/** Has a pull request bear the label of its head's verdict, and no other of that challenge. What goes wrong is said, and costs nobody a report. */
export async function labelVerdict(github: GitHub, on: On, report: Pick<Report, 'passed' | 'challenge'>): Promise<string> {
  const { name } = verdictLabel(report);
  try {
    for (let round = 1; round <= mostRounds; round += 1) {
      if (await isSettled(github, on, report)) return `labelled ${name}`;
    }
    return `not labelled ${name}: GitHub's answers are lost`;
  } catch (error) {
    if (error instanceof GitHubTrouble || error instanceof RefusedWrite) return `not labelled ${name}: ${error.message}`;
    throw error;
  }
}

/** Looks, and writes what is missing. False where an answer was lost; true also where there is nothing to be labelled. */
async function isSettled(github: GitHub, { pull, sha }: On, report: Pick<Report, 'passed' | 'challenge'>): Promise<boolean> {
  const { open, head, labels } = await github.pull(pull);
  const wanted = verdictLabel(report);
  const { takesOff, sets } = planLabel(wanted, report.challenge.id, labels);
  if (!open || head !== sha || (takesOff.length === 0 && !sets)) return true;
  try {
    for (const name of takesOff) await github.removeLabel(pull, name);
    if (sets) await github.createLabel(wanted).catch(isThereAlready);
    if (sets) await github.addLabel(pull, wanted.name);
    return true;
  } catch (error) {
    if (error instanceof UnsureWrite) return false;
    throw error;
  }
}

/** GitHub refuses to make a label twice. One that could not be made is made, grey, as it is set. */
const isThereAlready = (error: unknown): void => {
  if (!(error instanceof RefusedWrite) && !(error instanceof UnsureWrite)) throw error;
};
