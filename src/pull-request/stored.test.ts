import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Bundle } from '../evidence/bundle.ts';
import { canonical } from '../evidence/canonical.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { RefusedBundle } from '../evidence/store.ts';
import type { RunJob, WorkflowRun } from '../tools/github-runs.ts';
import { ForeignEvidence } from './assemble.ts';
import { artifactNameOf, faultsIn, keepStored, openStored, proofBytes, searched, storedProof, whyNotTheReports, whyNotTrusted } from './stored.ts';

const grading = { repositoryId: 1296269, challenge: 'docc', commit: 'a'.repeat(40) };
const trusted = { workflows: ['grade.yml', 'regrade.yml'], branch: 'main' };
const complete: WorkflowRun = { id: 1, event: 'workflow_dispatch', path: '.github/workflows/regrade.yml', branch: 'main', conclusion: 'success' };

describe('a run whose evidence is believed', () => {
  it.each<[string, Partial<WorkflowRun>]>([
    ['was dispatched on the default branch', {}],
    ['was scheduled there', { event: 'schedule' }],
    ['runs on pull_request_target, whatever the pull request’s branch is called', { event: 'pull_request_target', path: '.github/workflows/grade.yml', branch: 'patch-1' }],
  ])('%s', (_, changes) => expect(whyNotTrusted({ ...complete, ...changes }, trusted)).toBeUndefined());
});

describe('a run whose evidence is not', () => {
  it.each<[string, Partial<WorkflowRun>, string]>([
    ['is of a pull request, whose file the candidate writes', { event: 'pull_request', path: '.github/workflows/grade.yml' }, 'began with pull_request,'],
    ['is of a push', { event: 'push' }, 'began with push,'],
    ['is of an event that nobody thought of', { event: 'workflow_run' }, 'began with workflow_run,'],
    ['was dispatched on another branch', { branch: 'try' }, 'ran the workflow of the branch try'],
    ['was dispatched on a tag or nowhere', { branch: undefined }, 'ran the workflow of the branch (none)'],
    ['is of another workflow', { event: 'pull_request_target', path: '.github/workflows/preview.yml' }, 'is of .github/workflows/preview.yml'],
    ['is of a file of that name elsewhere', { path: 'docs/.github/workflows/regrade.yml' }, 'which does not grade'],
    ['failed', { conclusion: 'failure' }, 'ended with failure'],
    ['was cancelled', { conclusion: 'cancelled' }, 'ended with cancelled'],
    ['goes on', { conclusion: undefined }, 'ended with nothing yet'],
  ])('%s', (_, changes, because) => expect(whyNotTrusted({ ...complete, ...changes }, trusted)).toContain(because));
});

const minute = (count: number): Date => new Date(Date.UTC(2026, 10, 21, 12, count));
const jobs: readonly RunJob[] = [
  { name: 'Grade / Build and run', conclusion: 'success', started: minute(0), ended: minute(5) },
  { name: 'Grade / Deploy and try', conclusion: 'skipped', started: minute(6), ended: minute(9) },
  { name: 'Grade / Report', conclusion: 'success', started: minute(6), ended: minute(8) },
  { name: 'Code scanning / Upload', conclusion: undefined, started: minute(9), ended: undefined },
];

describe('what was kept by the report job', () => {
  const why = (at: Date, of = jobs) => whyNotTheReports({ at }, of);
  it.each([['while it alone was at work', 7], ['in its last second', 8]])('was kept %s', (_, at) => expect(why(minute(at))).toBeUndefined());
  it.each<[string, Date, string]>([
    ['while the candidate’s program ran', minute(3), 'kept it while Grade / Build and run was at work'],
    ['between the jobs', minute(6), 'kept it while no report job was at work'],
    ['after it', minute(10), 'kept it while Code scanning / Upload was at work'],
    ['before any', new Date(0), 'kept it while no report job was at work'],
  ])('was not where it was kept %s', (_, at, because) => expect(why(at)).toBe(because));
  it('was not where another challenge of the same run was still built', () => expect(why(minute(7), [...jobs, { name: 'Other / Build and run', conclusion: undefined, started: minute(1), ended: undefined }])).toContain('Other / Build and run'));
  it('was not where the report job failed', () => expect(why(minute(7), jobs.map((each) => (each.name === 'Grade / Report' ? { ...each, conclusion: 'failure' } : each)))).toContain('no report job'));
});

describe('the search', () => {
  const among = (runs: readonly WorkflowRun[], expired = false, late?: number) => {
    const asked: unknown[] = [];
    return {
      asked,
      artifacts: async (name: string) => (asked.push(name), runs.map(({ id }) => ({ id: id * 10, run: id, expired, at: minute(id === late ? 3 : 7) }))),
      jobs: async () => jobs,
      run: async (id: number) => (asked.push(id), runs.find((each) => each.id === id) ?? complete),
    };
  };
  it('takes the newest that is believed, and asks for one of this very repository, challenge and commit', async () => {
    const github = among([{ ...complete, id: 9, event: 'pull_request' }, { ...complete, id: 8 }, { ...complete, id: 7 }]);
    expect(await searched(github, grading, trusted)).toEqual({ kind: 'found', artifact: { id: 80, run: 8, expired: false, at: minute(7) } });
    expect(github.asked).toEqual([`docc-report-1296269-docc-${'a'.repeat(40)}`, 9, 8]);
  });
  it('says of each run why it is not', async () => {
    const github = among([{ ...complete, id: 9, event: 'pull_request' }, { ...complete, id: 8, conclusion: 'failure' }]);
    expect(await searched(github, grading, trusted)).toEqual({ kind: 'none', because: 'run 9 began with pull_request, which runs what a candidate may have written; run 8 ended with failure' });
  });
  it('passes over what a job slipped in that the candidate’s program ran in', async () => {
    const github = among([{ ...complete, id: 9 }, { ...complete, id: 8 }], false, 9);
    expect(await searched(github, grading, trusted)).toMatchObject({ kind: 'found', artifact: { run: 8 } });
  });
  it('says that there is none, or none any more', async () => {
    expect(await searched(among([]), grading, trusted)).toEqual({ kind: 'none', because: 'no grade of this commit kept what it was told by' });
    expect(await searched(among([complete], true), grading, trusted)).toEqual({ kind: 'none', because: 'what the last grade was told by has expired' });
  });
  it('asks about ten runs at most: a candidate can open as many as they like', async () => {
    const github = among(Array.from({ length: 40 }, (_, id) => ({ ...complete, id: id + 1, event: 'pull_request' })));
    await searched(github, grading, trusted);
    expect(github.asked).toHaveLength(11);
  });
  it('no two gradings have one name', () => expect(artifactNameOf(grading)).not.toBe(artifactNameOf({ ...grading, repositoryId: 129626 })));
});

describe('what is kept', () => {
  const entry = (facts: unknown) => ({ status: 'observed', version: 1, sha256: hash('sha256', canonical(facts)), started: 0, seconds: 1 }) as const;
  const bundle: Bundle = {
    schema: 'docc/evidence@1',
    submission: { repository: 'github.com/repositories/1296269', commit: grading.commit, digest: `sha256:${'c'.repeat(64)}` },
    asOf: '2026-11-05T09:00:00.000Z',
    collector: { version: '0.1.0' },
    finished: true,
    sections: { tree: entry({ files: 3 }), 'image.build': { status: 'fault', fault: { message: 'Docker died', repair: 'again' }, started: 0, seconds: 1 } },
  };
  const evidence: Evidence = { bundle, facts: new Map([['tree', { files: 3 }]]) };
  const kept = async (proof?: object): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'docc-stored-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await keepStored(folder, evidence, proof);
    return folder;
  };

  it('is read again as it was', async () => expect(await openStored(await kept(), grading)).toEqual(evidence));
  it('has the proof of teardown beside it, where there is one', async () => {
    expect(await proofBytes(storedProof(await kept()))).toBeUndefined();
    expect(Buffer.from((await proofBytes(storedProof(await kept({ made: 1 })))) ?? []).toString()).toBe('{"made":1}');
  });
  it.each([
    ['commit', { ...grading, commit: 'b'.repeat(40) }],
    ['repository', { ...grading, repositoryId: 2 }],
  ])('is refused for another %s', async (_, other) => await expect(openStored(await kept(), other)).rejects.toThrow(ForeignEvidence));
  it('is refused where a byte of a section was changed', async () => {
    const folder = await kept();
    await writeFile(join(folder, 'evidence', 'tree.json'), canonical({ files: 4 }));
    await expect(openStored(folder, grading)).rejects.toThrow(RefusedBundle);
  });
  it('names the sections that were our fault', () => expect(faultsIn(bundle)).toEqual(['image.build']));
});
