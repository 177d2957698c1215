import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundle } from '../evidence/bundle.ts';
import { canonical } from '../evidence/canonical.ts';
import { report as reportSchema } from '../grade/report.ts';
import { type EmulatedGitHub, emulatedGitHub, type Fault, hasEmulator, tokens } from '../tools/github-emulator.fixture.ts';
import type { Outside } from './action.ts';
import { grade } from './collect.ts';
import { report } from './report.ts';
import { artifactNameOf } from './stored.ts';
import { checkEvidence, findEvidence } from './stored-evidence.ts';

/** A grade by what an earlier one was told by, on the emulator: found, checked, graded anew, told in the place of the first. */

const received = '2026-11-05T09:00:00.000Z';

const outsideOf = ({ url }: EmulatedGitHub): Outside => ({ env: { GITHUB_API_URL: url }, group: () => undefined, say: () => undefined, annotate: () => undefined, summarise: async () => undefined });

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-stored-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** As collect-source leaves it of a folder with one file, said to be of that commit. */
async function sourceOf(github: EmulatedGitHub): Promise<string> {
  const folder = await scratch();
  await writeFile(join(folder, 'main.tf'), 'terraform {}\n');
  const out = await scratch();
  await grade.run({ folder, tier: 'source', challenge: 'docc', objective: 'hermetic-image', out }, outsideOf(github));
  const path = join(out, 'evidence', 'bundle.json');
  const made = bundle.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, canonical({ ...made, asOf: received, submission: { ...made.submission, commit: github.head } }));
  return join(out, 'evidence');
}

async function told(github: EmulatedGitHub, from: { readonly source: string } | { readonly stored: string }) {
  const given = { token: tokens.bot, repository: 'octo/docc', 'pull-request': github.pull, commit: github.head, 'repository-id': 1, challenge: 'docc', app: 'docc-grader', trust: 'graded', labels: false } as const;
  const nothing = { source: 'nowhere', image: '', cluster: '', eks: '', account: '', proofs: [], stored: '' };
  // Received anew: what was kept keeps its own date.
  const at = 'source' in from ? received : '2026-11-21T09:00:00.000Z';
  const said = await report.run({ ...given, ...nothing, ...from, received: at, out: await scratch() }, outsideOf(github));
  return { folder: dirname(said.report), report: reportSchema.parse(JSON.parse(await readFile(said.report, 'utf8'))) };
}

const find = (github: EmulatedGitHub, more: Partial<Parameters<typeof findEvidence.run>[0]> = {}) =>
  findEvidence.run({ token: tokens.bot, repository: 'octo/docc', 'pull-request': github.pull, commit: '', challenge: 'docc', 'runs-token': tokens.owner, 'runs-repository': 'octo/docc', workflows: ['regrade.yml'], branch: 'main', ...more }, outsideOf(github));

const run = { id: 5, event: 'workflow_dispatch', path: '.github/workflows/regrade.yml@main', head_branch: 'main', status: 'completed', conclusion: 'success' };
const nameIn = (github: EmulatedGitHub): string => artifactNameOf({ repositoryId: 1, challenge: 'docc', commit: github.head });
const job = { name: 'Grade / Report', conclusion: 'success', started_at: '2026-11-21T12:00:00Z', completed_at: '2026-11-21T12:01:00Z' };
const skipped = { name: 'Grade / Fetch', conclusion: 'skipped', started_at: null, completed_at: '2026-11-21T12:00:00Z' };
const artifact = { id: 50, expired: false, created_at: '2026-11-21T12:00:30Z', workflow_run: { id: 5 } };
const keeping = (github: EmulatedGitHub, changes: object = {}, more: object = {}): void =>
  github.keeps({ artifacts: { [nameIn(github)]: [{ ...artifact, ...more }, { ...artifact, id: 70, workflow_run: null }] }, runs: { 5: { ...run, ...changes } }, jobs: [job, skipped] });

const passing: readonly (readonly [string, Fault])[] = [
  ['502', { kind: 'answer', status: 502 }],
  ['a reset', { kind: 'reset', done: true }],
  ['a secondary limit', { kind: 'answer', status: 403, headers: { 'retry-after': '1' }, message: 'You have exceeded a secondary rate limit.' }],
];

describe.skipIf(!hasEmulator)('what an earlier grade was told by (needs the npm package emulate)', () => {
  it('is graded anew, without a look at the commit, and told in the same comment and check', async () => {
    await using github = await emulatedGitHub();
    const first = await told(github, { source: await sourceOf(github) });
    const check = await checkEvidence.run({ folder: first.folder, commit: github.head, 'repository-id': 1 }, outsideOf(github));
    expect(check).toEqual({ usable: 'true', because: `${github.head} is graded from what was kept` });
    const writes = github.log.filter(({ method }) => method !== 'GET').length;
    const again = await told(github, { stored: first.folder });
    expect(again.report).toEqual(first.report);
    expect(github.log.filter(({ method }) => method !== 'GET')).toHaveLength(writes);
    // It keeps them in its turn: a grade from what was kept is no end of the line.
    expect(await told(github, { stored: again.folder })).toMatchObject({ report: first.report });
  }, 60_000);

  it('is not graded for another commit, nor where docc was at fault', async () => {
    await using github = await emulatedGitHub();
    const { folder } = await told(github, { source: await sourceOf(github) });
    const check = (commit: string) => checkEvidence.run({ folder, commit, 'repository-id': 1 }, outsideOf(github));
    expect(await check('d'.repeat(40))).toMatchObject({ usable: 'false', because: expect.stringContaining('it is graded afresh') });
    const path = join(folder, 'evidence', 'bundle.json');
    const made = bundle.parse(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(path, canonical({ ...made, sections: { ...made.sections, tree: { status: 'fault', fault: { message: 'the disk is full', repair: 'again' }, started: 0, seconds: 1 } } }));
    expect(await check(github.head)).toMatchObject({ usable: 'false', because: 'docc was at fault in tree: it is graded afresh' });
    await rm(path);
    expect(await check(github.head)).toMatchObject({ usable: 'false', because: expect.stringContaining('bundle.json is not there') });
  }, 60_000);

  it('is found by the API: of the head, from a run of the default branch', async () => {
    await using github = await emulatedGitHub();
    keeping(github);
    expect(await find(github)).toEqual({ artifact: '50', run: '5', because: 'run 5 kept what it was told by', commit: github.head, 'repository-id': '1' });
    expect(await find(github, { commit: 'e'.repeat(40) })).toMatchObject({ artifact: '', because: expect.stringContaining('no grade of this commit'), commit: 'e'.repeat(40) });
  });

  it('is not taken from a run that a candidate wrote the workflow of, nor once it has expired', async () => {
    await using github = await emulatedGitHub();
    keeping(github, { event: 'pull_request' });
    expect(await find(github)).toMatchObject({ artifact: '', run: '', because: 'run 5 began with pull_request, which runs what a candidate may have written: it is graded afresh' });
    keeping(github, {}, { created_at: '2026-11-21T11:59:00Z' });
    expect(await find(github)).toMatchObject({ artifact: '', because: 'run 5 kept it while no report job was at work: it is graded afresh' });
    keeping(github, {}, { expired: true });
    expect(await find(github)).toMatchObject({ artifact: '', because: 'what the last grade was told by has expired: it is graded afresh' });
  });

  for (const [name, fault] of passing) {
    it(`is found through ${name}`, async () => {
      await using github = await emulatedGitHub();
      keeping(github);
      let left = 1;
      github.breaks(({ path }) => (path.includes('/actions/') && left-- > 0 ? fault : undefined));
      expect(await find(github)).toMatchObject({ artifact: '50' });
      expect(left).toBeLessThan(1);
    }, 20_000);
  }

  it('is not missed where the API may not be asked: it is said, and graded afresh', async () => {
    await using github = await emulatedGitHub();
    keeping(github);
    github.breaks(({ path }) => (path.endsWith('/actions/runs/5') ? { kind: 'answer', status: 403, message: 'Resource not accessible by integration' } : undefined));
    expect(await find(github)).toMatchObject({ artifact: '', because: expect.stringMatching(/reading run 5: GitHub answered 403.*permission.*: it is graded afresh/) });
  });
});
