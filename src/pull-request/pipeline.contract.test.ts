import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { bundle } from '../evidence/bundle.ts';
import { canonical } from '../evidence/canonical.ts';
import { report as reportSchema } from '../grade/report.ts';
import { home } from '../cli/version.ts';
import { type EmulatedGitHub, emulatedGitHub, hasEmulator, tokens } from '../tools/github-emulator.fixture.ts';
import type { Outside } from './action.ts';
import { grade } from './collect.ts';
import { intake } from './intake.ts';
import { reconcile } from './reconcile.ts';
import { report } from './report.ts';

/** The jobs of the workflow one after the other, on the emulator; only the machines between them are missing. */

const app = 'docc-grader';
const outside = ({ url }: EmulatedGitHub): Outside & { readonly said: string[] } => {
  const said: string[] = [];
  return { env: { GITHUB_API_URL: url }, group: (_, lines) => void said.push(...lines), say: () => undefined, annotate: () => undefined, summarise: async () => undefined, said };
};

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-pipeline-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Evidence of a submission's files, said to be of that commit, as collect-source leaves it. */
async function sourceEvidence(github: EmulatedGitHub, commit: string, received: string): Promise<string> {
  const folder = await scratch();
  await cp(join(home, 'test', 'submissions', 'reference', 'assets', 'sample'), join(folder, 'fork', 'assets', 'sample'), { recursive: true });
  await grade.run({ folder: join(folder, 'fork'), tier: 'source', challenge: 'docc', objective: 'hermetic-image', out: join(folder, 'out') }, outside(github));
  const path = join(folder, 'out', 'evidence', 'bundle.json');
  const made = bundle.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, canonical({ ...made, asOf: received, submission: { ...made.submission, commit } }));
  return join(folder, 'out', 'evidence');
}

const toIntake = (github: EmulatedGitHub, commit = '', again = false) =>
  intake.run({ token: tokens.bot, repository: 'octo/docc', 'pull-request': github.pull, commit, challenge: 'docc', app, again }, outside(github));

async function toReport(github: EmulatedGitHub, taken: Awaited<ReturnType<typeof toIntake>>, source: string, image = '') {
  const out = await scratch();
  const given = { token: tokens.bot, repository: 'octo/docc', 'pull-request': github.pull, commit: taken.commit, 'repository-id': Number(taken['repository-id']), received: taken.received };
  return await report.run({ ...given, challenge: 'docc', app, trust: 'graded', source, image, cluster: '', eks: '', account: '', proofs: [], stored: '', labels: false, out }, outside(github));
}

const checksOf = async ({ ask }: EmulatedGitHub, sha: string) =>
  z.object({ check_runs: z.array(z.object({ status: z.string(), conclusion: z.string().nullable() })) }).parse(await ask('GET', `/repos/octo/docc/commits/${sha}/check-runs`)).check_runs;

describe.skipIf(!hasEmulator)('the pipeline on GitHub (needs the npm package emulate)', () => {
  it('takes a pull request in, grades what was recorded, tells it, and has it attested', async () => {
    await using github = await emulatedGitHub();
    const taken = await toIntake(github, github.head);
    expect(taken).toMatchObject({ proceed: 'true', commit: github.head });
    const said = await toReport(github, taken, await sourceEvidence(github, github.head, taken.received));
    const told = reportSchema.parse(JSON.parse(await readFile(said.report, 'utf8')));
    expect(told).toMatchObject({ trust: 'graded', earned: said.score, submission: { commit: github.head, repository: 'github.com/repositories/1' } });
    expect(told.reviewer).toBeUndefined();
    expect(JSON.parse(await readFile(join(said.report, '..', 'predicate.json'), 'utf8'))).toMatchObject({ commit: github.head, trust: 'graded' });
    expect(await checksOf(github, github.head)).toMatchObject([{ status: 'completed' }]);
    expect(await toIntake(github, github.head)).toMatchObject({ proceed: 'false', because: expect.stringContaining('graded already') });
    expect(await toIntake(github, github.head, true)).toMatchObject({ proceed: 'true' });
  });

  it('what a lost job owed is our fault, and the grade is told', async () => {
    await using github = await emulatedGitHub();
    const taken = await toIntake(github);
    const said = await toReport(github, taken, await sourceEvidence(github, github.head, taken.received), join(await scratch(), 'nothing'));
    const { faults } = reportSchema.parse(JSON.parse(await readFile(said.report, 'utf8')));
    expect(faults.map(({ message }) => message)).toContain('the job image ended before it brought this');
  });

  it('leaves a push alone that another has overtaken', async () => {
    await using github = await emulatedGitHub();
    const next = await github.push();
    expect(await toIntake(github, github.head)).toMatchObject({ proceed: 'false', because: `${github.head.slice(0, 7)} is the head no longer, ${next.slice(0, 7)} is` });
  });

  it('leaves a closed pull request alone', async () => {
    await using github = await emulatedGitHub();
    await github.ask('PATCH', `/repos/octo/docc/pulls/${github.pull}`, { state: 'closed' });
    expect(await toIntake(github)).toMatchObject({ proceed: 'false', because: expect.stringContaining('closed') });
  });

  it('starts again what has no grade', async () => {
    await using github = await emulatedGitHub();
    const log = outside(github);
    const sent: string[] = [];
    github.breaks(({ method, path }) => (method === 'POST' && path.includes('/dispatches') && sent.push(path) > 0 ? { kind: 'answer', status: 204 } : undefined));
    const given = { token: tokens.bot, repository: 'octo/docc', challenge: 'docc', app, 'dispatch-token': tokens.owner, 'dispatch-repository': 'octo/docc', workflow: 'regrade.yml', ref: 'main', all: false, from: 'afresh' } as const;
    expect(await reconcile.run(given, log)).toEqual({ started: 1, overdue: 1 });
    expect(sent).toEqual(['/repos/octo/docc/actions/workflows/regrade.yml/dispatches']);
    const taken = await toIntake(github);
    await toReport(github, taken, await sourceEvidence(github, taken.commit, taken.received));
    expect(await reconcile.run(given, log)).toEqual({ started: 0, overdue: 0 });
    expect(await reconcile.run({ ...given, all: true }, log)).toEqual({ started: 1, overdue: 1 });
  });
});
