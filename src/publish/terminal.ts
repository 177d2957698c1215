import type { Report } from '../grade/report.ts';
import { type Loss, lossesOf, pointsBehind, weightiest } from './losses.ts';
import { longest, manyLines, oneLine, withoutCommands } from './neutral.ts';
import { inkOf } from './terminal/ink.ts';
import { wrapped } from './terminal/layout.ts';
import { lossLines, placeOf } from './terminal/loss.ts';
import { type Page, part } from './terminal/page.ts';
import { faultLines, growthLines, unaskedLines, unexercisedLines, unreadLines, unresolvedLines } from './terminal/remainder.ts';
import { teardownLines } from './terminal/teardown.ts';
import { objectiveLines, passedLines, verdictLines } from './terminal/verdict.ts';
import { aboutReproduce, hasReproduce, inPoints, lostIn, unaskedIn, unexercisedIn, unverifiedIn } from './words.ts';

export type TerminalOptions = {
  /** Of the terminal, in columns; lines wider than 100 are tiring, so no more are used. */
  readonly width: number;
  readonly colour: boolean;
  /** Lists the checks that passed, which are otherwise only counted. */
  readonly verbose: boolean;
  readonly next?: NextCommands;
};

/** Commands to go on with, as they work where the reader is: the same grading again, and what this machine lacks. */
export type NextCommands = { readonly grade?: string; readonly doctor?: string };

const widest = 100;
const narrowest = 30;

/** The report as it is read in a terminal, ending in a newline. */
export function reportTerminal(report: Report, { width, colour, verbose, next }: TerminalOptions): string {
  const page: Page = { columns: Math.max(narrowest, Math.min(width, widest)), ink: inkOf(colour) };
  const lines = [
    ...verdictLines(report, page),
    ...faultLines(report, page),
    ...objectiveLines(report, page),
    ...(verbose ? part(page, 'Passed', passedLines(report, page)) : []),
    ...reproduceNote(report, page),
    ...lossesOf(report).flatMap((losses) => lossLines(losses, page)),
    ...unreadLines(report, page),
    ...unresolvedLines(report, page),
    ...unexercisedLines(report, page),
    ...unaskedLines(report, page),
    ...growthLines(report, page),
    ...teardownLines(report, page),
    ...nextLines(report, page, next),
  ];
  // Again on the whole: wrapping may have put the middle of a word where a line begins.
  return withoutCommands(`${lines.join('\n')}\n`);
}

const reproduceNote = (report: Report, { columns, ink }: Page): readonly string[] =>
  hasReproduce(report) ? ['', ...wrapped(aboutReproduce, columns).map((line) => ink('dim', line))] : [];

/** What to do now: one sentence, and the command on a line of its own. */
function nextLines(report: Report, page: Page, commands: NextCommands = {}): readonly string[] {
  const { words, command } = nextStep(report, commands);
  const sentence = wrapped(`${words}${command === undefined ? '.' : ':'}`, page.columns).map((line) => page.ink('bold', line));
  return ['', ...sentence, ...(command === undefined ? [] : manyLines(command, longest.block).map((line) => `  ${page.ink('cyan', line)}`))];
}

/** `fix record-declared (assets/eks/dns.tf:3) for up to 13.0 points`: what it blocks may still fail. */
function repairWords(loss: Loss): string {
  const { check, blocks } = loss;
  const place = check.at === undefined ? '' : ` (${placeOf(check.at)})`;
  const worth = `${blocks.length === 0 ? '' : 'up to '}${inPoints(pointsBehind(loss))}`;
  return `fix ${oneLine(check.id, longest.name)}${place} for ${worth}`;
}

type NextStep = { readonly words: string; readonly command?: string | undefined };

function nextStep(report: Report, { grade, doctor }: NextCommands): NextStep {
  const next = weightiest(report);
  if (next !== undefined) return { words: `Next: ${repairWords(next)}, then grade again`, command: grade };
  if (report.faults.length > 0) return { words: 'Next: nothing for you to fix. When our trouble is over, grade again', command: grade };
  if (lostIn(report) > 0) return { words: 'Next: what was lost is in private checks. After a change, grade again', command: grade };
  if (unverifiedIn(report) === 0) return { words: 'Every point is yours. Nothing left to do' };
  const verified = report.verified === 0 ? 'nothing could be judged here' : 'every verified point is yours';
  if (unexercisedIn(report).length === 0 && unaskedIn(report).length > 0) return { words: `Next: ${verified}. For the other objectives grade without --objective` };
  if (doctor === undefined) return { words: `Next: ${verified}. What the rest waits for stands above` };
  return { words: `Next: ${verified}. See what the rest needs`, command: doctor };
}
