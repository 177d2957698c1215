import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { report as reportSchema } from '../src/grade/report.ts';
import { type EmulatedGitHub, emulatedGitHub, hasEmulator, tokens } from '../src/tools/github-emulator.fixture.ts';
import { stageForAct } from './act-staging.ts';
import { acted, forked, gitFromFolder, type Ran } from './acting.ts';
import { workplace } from './image-tier.ts';

const hasAct = spawnSync('act', ['--version']).error === undefined;
const place = hasAct && hasEmulator ? await workplace() : ({ kind: 'not-here', reason: 'act or the GitHub emulator is not here' } as const);
const because = place.kind === 'not-here' ? ` (skipped: ${place.reason})` : '';

/** The workflows themselves, as a fork's pull request starts them: act in the place of GitHub's runners, an emulator in that of its API. */
describe.skipIf(place.kind === 'not-here')(`a fork's pull request, from the event to the comment${because}`, () => {
  let folder: string;
  let github: EmulatedGitHub;
  let ran: Ran;
  let commit: string;

  beforeAll(async () => {
    if (place.kind === 'not-here') return;
    folder = await mkdtemp(join(tmpdir(), 'docc-act-'));
    github = await emulatedGitHub();
    commit = await forked(join(folder, 'fork'));
    github.headIs(commit);
    await stageForAct(join(folder, 'docc'));
    await gitFromFolder(join(folder, 'bin'), join(folder, 'fork'));
    ran = await acted({ folder, github, workflow: 'caller.yml', event: { action: 'opened', pull_request: { head: { sha: commit } } }, env: place.env });
    await writeFile(join(tmpdir(), 'docc-act.log'), ran.log);
  });
  afterAll(async () => {
    await github[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
    if (place.kind === 'here') await place.dispose();
  });

  it('ends every job well', () => {
    expect(ran.log).not.toMatch(/❌|🏁 {2}Job failed/u);
    expect(ran.code).toBe(0);
    for (const job of ['Intake', 'Source', 'Build and run', 'Deploy and try', 'Report']) expect(ran.log).toContain(`/${job}`);
  });

  it('takes as little of a runner as it may: bytes of what it fetches', async () => {
    const dist = join(folder, 'docc', 'dist');
    expect(await bytesIn(dist)).toBeLessThan(12e6);
    expect(await bytesIn(join(dist, 'asking'))).toBeLessThan(1e6);
  });

  it('hands on evidence, the image and nothing else', async () => {
    expect((await readdir(join(folder, 'kept'))).sort()).toEqual(['attested', 'docc-archive-1', 'docc-cluster-1', 'docc-image-1', `docc-report-1-docc-${commit}`, 'docc-source-1']);
    expect(await readdir(join(folder, 'kept', 'docc-archive-1'))).toEqual(['image.tar']);
  });

  it('earns what the reference earns, through the cluster tier', async () => {
    const report = reportSchema.parse(JSON.parse(await readFile(join(folder, 'kept', 'attested', 'report.json'), 'utf8')));
    expect(report.faults).toEqual([]);
    expect(report.trust).toBe('graded');
    expect(report.submission).toMatchObject({ commit });
    expect(report.notExercised.map(({ tier }) => tier)).toEqual(['cloud']);
    expect(report.earned).toBe(report.verified);
  });

  it('tells it once: one comment, one finished check at the head', async () => {
    const comments = z.array(z.object({ body: z.string(), user: z.object({ login: z.string() }) })).parse(await github.ask('GET', `/repos/octo/docc/issues/${github.pull}/comments`));
    expect(comments).toHaveLength(1);
    const { check_runs: checks } = z.object({ check_runs: z.array(z.object({ status: z.string(), conclusion: z.string().nullable() })) }).parse(await github.ask('GET', `/repos/octo/docc/commits/${github.head}/check-runs`));
    expect(checks).toEqual([{ status: 'completed', conclusion: expect.stringMatching(/success|neutral/) }]);
  });

  it('holds no token where the candidate’s files are', () => {
    const met = ran.log.split('\n').filter((line) => /\/(?:Source|Build and run|Deploy and try)/.test(line));
    expect(met.length).toBeGreaterThan(10);
    for (const token of Object.values(tokens)) expect(met.join('\n')).not.toContain(token);
  });
});

async function bytesIn(path: string): Promise<number> {
  const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
  const sizes = await Promise.all(files.map(async (each) => (await stat(join(each.parentPath, each.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
