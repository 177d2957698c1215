import { basename, dirname, join, resolve } from 'node:path';
import type { Bundle } from '../evidence/bundle.ts';
import { canonical } from '../evidence/canonical.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { openBundle } from '../evidence/store.ts';
import { folderShelf } from '../tools/folder.ts';
import type { GitHubRuns, KeptArtifact, RunJob, WorkflowRun } from '../tools/github-runs.ts';
import { ForeignEvidence } from './assemble.ts';

/** What a grade was told by, kept beside its report by the job that assembled it, and taken up again by a later grade. */

/** The repository by its number, which GitHub never gives twice. */
export const repositoryText = (id: number): string => `github.com/repositories/${id}`;

export type Grading = { readonly repositoryId: number; readonly challenge: string; readonly commit: string };

/** The name under which the report job keeps its report: who looks for one asks GitHub for exactly this. */
export const artifactNameOf = ({ repositoryId, challenge, commit }: Grading): string => `docc-report-${repositoryId}-${challenge}-${commit}`;

/** Which runs of the repository that grades are believed. */
export type Trusted = {
  /** File names in .github/workflows. */
  readonly workflows: readonly string[];
  /** The default branch. */
  readonly branch: string;
};

export type Searched = { readonly kind: 'found'; readonly artifact: KeptArtifact } | { readonly kind: 'none'; readonly because: string };

/** Runs asked about: a commit that was graded more often has its latest among them. */
const mostRuns = 10;

/** The newest report of a complete run that no candidate had a hand in, or why there is none. */
export async function searched(github: GitHubRuns, of: Grading, trusted: Trusted): Promise<Searched> {
  const all = await github.artifacts(artifactNameOf(of));
  const kept = all.filter(({ expired }) => !expired);
  const refused: string[] = [];
  for (const artifact of kept.slice(0, mostRuns)) {
    const because = whyNotTrusted(await github.run(artifact.run), trusted) ?? whyNotTheReports(artifact, await github.jobs(artifact.run));
    if (because === undefined) return { kind: 'found', artifact };
    refused.push(`run ${artifact.run} ${because}`);
  }
  return { kind: 'none', because: refused.length > 0 ? refused.join('; ') : all.length > 0 ? 'what the last grade was told by has expired' : 'no grade of this commit kept what it was told by' };
}

/**
 * `pull_request_target` runs the file of the default branch whatever the pull request says; what is dispatched or scheduled may
 * run that of any branch. A run on any other event, `pull_request` above all, runs a file that a candidate can write.
 */
export function whyNotTrusted({ event, path, branch, conclusion }: WorkflowRun, trusted: Trusted): string | undefined {
  if (!trusted.workflows.some((name) => path === `.github/workflows/${name}`)) return `is of ${path}, which does not grade`;
  if (event === 'workflow_dispatch' || event === 'schedule') {
    if (branch !== trusted.branch) return `ran the workflow of the branch ${branch ?? '(none)'}`;
  } else if (event !== 'pull_request_target') return `began with ${event}, which runs what a candidate may have written`;
  return conclusion === 'success' ? undefined : `ended with ${conclusion ?? 'nothing yet'}`;
}

const isReport = ({ name }: RunJob): boolean => name === 'Report' || name.endsWith(' / Report');

/**
 * Any job of a run can keep something under any name, also one that a candidate's program broke out of, and for a commit that is
 * not its own. So it counts only if it was kept while the report job was at work, and no other.
 */
export function whyNotTheReports({ at }: Pick<KeptArtifact, 'at'>, jobs: readonly RunJob[]): string | undefined {
  const isAtWork = ({ started, ended }: RunJob): boolean => started !== undefined && started < at && (ended === undefined || ended >= at);
  const atWork = jobs.filter(({ conclusion }) => conclusion !== 'skipped').filter(isAtWork);
  const others = atWork.filter((each) => !isReport(each)).map(({ name }) => name);
  if (others.length > 0) return `kept it while ${others.join(', ')} was at work`;
  return atWork.some(({ conclusion }) => conclusion === 'success') ? undefined : 'kept it while no report job was at work';
}

const proofName = 'proof.json';

/** Beside the report: the evidence that it was graded from, and the proof of teardown. */
export async function keepStored(out: string, { bundle, facts }: Evidence, proof: unknown): Promise<void> {
  const shelf = folderShelf(join(out, 'evidence'));
  await shelf.clear();
  for (const [id, each] of facts) await shelf.write(`${id}.json`, canonical(each));
  await shelf.write('bundle.json', canonical(bundle));
  if (proof !== undefined) await folderShelf(out).write(proofName, JSON.stringify(proof));
}

/** Bytes: a hundred resources take a tenth of it. */
const longestProof = 256 * 1024;

/** The bytes of a proof of teardown; undefined where there is none. */
export const proofBytes = async (path: string): Promise<Uint8Array | undefined> => await folderShelf(dirname(resolve(path))).read(basename(path), longestProof);
export const storedProof = (folder: string): string => join(folder, proofName);

/** @throws {ForeignEvidence} for that of another commit or repository */
export async function openStored(folder: string, { repositoryId, commit }: Pick<Grading, 'repositoryId' | 'commit'>): Promise<Evidence> {
  const evidence = await openBundle(folderShelf(join(resolve(folder), 'evidence')));
  const { submission } = evidence.bundle;
  if (submission.commit !== commit || submission.repository !== repositoryText(repositoryId)) {
    throw new ForeignEvidence(`the kept evidence is of ${submission.repository ?? '(none)'} at ${submission.commit ?? '(none)'}, and ${repositoryText(repositoryId)} at ${commit} is graded`);
  }
  return evidence;
}

/** What an outage kept from being seen can be seen now. */
export const faultsIn = ({ sections }: Bundle): readonly string[] => Object.entries(sections).flatMap(([id, { status }]) => (status === 'fault' ? [id] : []));
