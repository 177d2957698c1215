import { basename, relative, sep } from 'node:path';
import type { Report } from '../grade/report.ts';
import { shellWord } from '../evidence/shell-word.ts';

/** How the reader started docc: what a message tells them to type has to work where they are. */
export type Called =
  /** By an npm script of docc's own checkout, which lies at `home`; `inHome`: they stand in it. */
  | { readonly by: 'npm'; readonly home: string; readonly inHome: boolean }
  /** As a program: the words in front of the subcommand, in the folder where they are and in any other. */
  | { readonly by: 'program'; readonly here: string; readonly anywhere: string };

export type Started = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process's own folder. */
  readonly cwd: string;
  /** What Node.js runs: absolute, links as they were typed. */
  readonly script: string;
  /** docc's own folder. */
  readonly home: string;
};

/** The folder that the reader stands in: npm runs a script in the folder of its package, wherever it was called. */
export const standsIn = (started: Started): string => (byOwnScript(started) ? (started.env['INIT_CWD'] ?? started.cwd) : started.cwd);

export function calledAs(started: Started): Called {
  const { script, home, cwd } = started;
  if (byOwnScript(started)) return { by: 'npm', home, inHome: standsIn(started) === home };
  // Of a package that is no program on PATH, npx finds it.
  if (script.endsWith(`node_modules${sep}.bin${sep}docc`)) return { by: 'program', here: 'npx docc', anywhere: 'npx docc' };
  if (basename(script) === 'docc') return { by: 'program', here: 'docc', anywhere: 'docc' };
  return { by: 'program', here: `node ${shellWord(nearer(cwd, script))}`, anywhere: `node ${shellWord(script)}` };
}

// A script of somebody else's package, or of docc's that starts docc in another folder, says nothing of where the reader is.
const byOwnScript = ({ env, cwd, home }: Started): boolean =>
  ['grade', 'docc'].includes(env['npm_lifecycle_event'] ?? '') && env['npm_package_name'] === 'docc' && cwd === home;

const nearer = (from: string, to: string): string => {
  const short = relative(from, to);
  return short.startsWith('..') ? to : short;
};

/** `grade ~/fork` as it is typed where the reader stands: `npm run -s grade -- ~/fork`, `docc grade ~/fork`. Empty: what stands before any subcommand. */
export function typed(called: Called, command: string): string {
  if (called.by === 'program') return joined(called.here, command);
  return byNpm(called.inHome ? 'npm run -s' : fromAnywhere(called.home), command);
}

function typedAnywhere(called: Called, command: string): string {
  return called.by === 'program' ? joined(called.anywhere, command) : byNpm(fromAnywhere(called.home), command);
}

const fromAnywhere = (home: string): string => `npm --prefix ${shellWord(home)} run -s`;

function byNpm(run: string, command: string): string {
  if (command === 'grade') return `${run} grade`;
  return command.startsWith('grade ') ? `${run} grade -- ${command.slice('grade '.length)}` : joined(`${run} docc --`, command);
}

const joined = (program: string, command: string): string => (command === '' ? program : `${program} ${command}`);

/** Words that name a command of docc as code, `` `docc list checks` ``, with it as the reader types it. */
export const inTheirWords = (text: string, called: Called): string => text.replaceAll(/`docc ([^`]+)`/g, (_, command: string) => `\`${typed(called, command)}\``);

/**
 * The report with its commands as the one who started docc types them; JSON, which programs read, keeps docc's own words.
 * Of a `reproduce` only its beginning is looked at: what comes later may quote a candidate.
 */
export function inTheirReport(report: Report, called: Called): Report {
  const words = (text: string): string => inTheirWords(text, called);
  const run = (text: string): string => text.replace(/^(\(|! )?docc ([^|&;]*[^|&; ])/, (_, before: string | undefined, command: string) => (before ?? '') + typedAnywhere(called, command));
  return {
    ...report,
    faults: report.faults.map((fault) => ({ ...fault, repair: words(fault.repair) })),
    notExercised: report.notExercised.map((each) => ({ ...each, remedy: words(each.remedy) })),
    objectives: report.objectives.map((objective) => ({
      ...objective,
      checks: objective.checks.map(({ reproduce, ...check }) => (reproduce === undefined ? check : { ...check, reproduce: run(reproduce) })),
    })),
  };
}
