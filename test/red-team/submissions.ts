import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findGraders } from '../../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../../src/cli/rubric.ts';
import { home } from '../../src/cli/version.ts';
import { type Plan, planOf } from '../../src/collect/cluster/deploy/plan.ts';
import { whatToDeploy } from '../../src/collect/cluster/deploy/what.ts';
import { manifests } from '../../src/collect/manifests/section.ts';
import { type Evidence, observationOf } from '../../src/evidence/evidence.ts';
import { grade } from '../../src/grade/grade.ts';
import type { Report } from '../../src/grade/report.ts';
import { chosenApp } from '../../src/manifests/deployment.ts';
import { readSubmission } from '../../src/submission/read.ts';
import { scratch } from '../../src/submission/scratch.fixture.ts';
import type { Submission } from '../../src/submission/submission.ts';
import { evidenceOf } from '../collect.ts';
import { filesIn } from '../mutant.ts';
import type { Change, Changes } from './case.ts';

export const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(home, 'test', 'submissions', 'reference'));

export type Graded = { readonly submission: Submission; readonly evidence: Evidence; readonly report: Report };

/** The reference with these changes, as a folder of the machine that docc reads like any candidate's. */
export async function submitted(changes: Changes): Promise<Submission> {
  using folder = scratch();
  laidIn(folder.path, changes);
  return await readSubmission({ kind: 'folder', path: folder.path });
}

/** The same, to stay. */
export function laidIn(folder: string, changes: Changes): void {
  for (const [path, text] of Object.entries(reference)) lay(folder, path, { text });
  for (const [path, change] of Object.entries(changes)) lay(folder, path, change);
}

function lay(folder: string, path: string, change: Change): void {
  const at = join(folder, path);
  rmSync(at, { recursive: true, force: true });
  if (change === 'gone') return;
  mkdirSync(dirname(at), { recursive: true });
  if ('link' in change) return symlinkSync(change.link, at);
  if ('fifo' in change) return void execFileSync('mkfifo', [at]);
  writeFileSync(at, contentOf(path, change));
}

function contentOf(path: string, change: Exclude<Change, 'gone' | { readonly link: string } | { readonly fifo: true }>): string | Uint8Array {
  if ('bytes' in change) return change.bytes;
  if ('text' in change) return change.text;
  const text = reference[path];
  if (text === undefined) throw new Error(`the reference has no ${path}`);
  return 'rewritten' in change ? change.rewritten(text) : edited(text, change.edits, path);
}

const edited = (text: string, edits: readonly (readonly [find: string, put: string])[], path: string): string =>
  edits.reduce((before, [find, put]) => {
    if (!before.includes(find)) throw new Error(`${path} of the reference does not hold ${JSON.stringify(find)}`);
    return before.replace(find, () => put);
  }, text);

export async function graded(changes: Changes): Promise<Graded> {
  const submission = await submitted(changes);
  const evidence = await evidenceOf(submission);
  return { submission, evidence, report: reportOn(evidence) };
}

export const reportOn = (evidence: Evidence): Report => grade(rubric, evidence, { trust: 'advisory', grader: { version: '0.0.0' } });

/** What would be applied to a cluster, and what not; undefined where nothing deploys the app. */
export function plannedFor(evidence: Evidence): Plan | undefined {
  const { settings } = rubric.challenge;
  const seen = observationOf(evidence, manifests);
  const chosen = seen.status === 'observed' ? chosenApp(seen.facts, settings) : undefined;
  if (chosen === undefined) return undefined;
  const image = { reference: 'docc.invalid/submission@sha256:00', manifest: `sha256:${'0'.repeat(64)}` };
  const { objects, declared, host, isOwnImage } = whatToDeploy(chosen, undefined, { settings, image, architecture: 'amd64' });
  return planOf(objects, { namespace: declared ?? 'docc', declared, host, image: image.reference, isOwnImage, architecture: 'amd64', nodes: 2 });
}
