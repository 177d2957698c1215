import type { SubmissionFile } from '../../submission/submission.ts';
import type { Suspect } from '../tree/section.ts';
import { type IgnoreFile, type Matcher, matcher, readPattern } from './ignorefile.ts';
import { within } from './paths.ts';
import type { App } from './section.ts';

/** Whether a path relative to the context is among what COPY, ADD and binds name. */
export function covering(sources: readonly string[], steps: number): Matcher {
  if (sources.includes('.')) return { matches: () => true, exhausted: () => false };
  return matcher(sources.flatMap((source) => readPattern(source) ?? []), steps);
}

type ContextUse = {
  readonly context: string;
  readonly sources: readonly string[];
  readonly ignore: IgnoreFile;
};

export type Sent = { readonly sent: App['sent']; readonly files: readonly SubmissionFile[]; readonly exhausted: boolean };

/** Of git's folder: its settings may hold credentials, its objects hold every secret ever removed. */
const gitFiles = ['.git/config', '.git/objects/00/00'];
const mostSuspects = 200;
/** Comparisons for thousands of files and dozens of patterns; a second's work at most. */
const steps = 10_000_000;

/** What BuildKit would send for a build. Past the budget, a file counts as sent: nothing hides behind costly patterns. */
export function sentFor(use: ContextUse, files: readonly SubmissionFile[], suspects: readonly Suspect[]): Sent {
  const covered = covering(use.sources, steps);
  const ignored = matcher(use.ignore.patterns, steps);
  const goes = (path: string): boolean => (covered.matches(path) || covered.exhausted()) && !ignored.matches(path);
  const sent = files.filter(({ path }) => {
    const inside = within(use.context, path);
    return inside !== undefined && goes(inside);
  });
  const paths = new Set(sent.map(({ path }) => path));
  return {
    sent: {
      files: sent.length,
      bytes: sent.reduce((sum, { bytes }) => sum + bytes.length, 0),
      git: use.context === '.' && gitFiles.some(goes),
      suspects: suspects.filter(({ path }) => paths.has(path)).slice(0, mostSuspects),
    },
    files: sent,
    exhausted: covered.exhausted() || ignored.exhausted(),
  };
}
