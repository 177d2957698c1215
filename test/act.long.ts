import { execFile, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';
import { report as reportSchema } from '../src/grade/report.ts';
import { type EmulatedGitHub, emulatedGitHub, hasEmulator, tokens } from '../src/tools/github-emulator.fixture.ts';
import { stageForAct } from './act-staging.ts';
import { workplace } from './image-tier.ts';

const hasAct = spawnSync('act', ['--version']).error === undefined;
const place = hasAct && hasEmulator ? await workplace() : ({ kind: 'not-here', reason: 'act or the GitHub emulator is not here' } as const);
const because = place.kind === 'not-here' ? ` (skipped: ${place.reason})` : '';

type Ran = { readonly code: number; readonly log: string };

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
    commit = await fork(join(folder, 'fork'));
    github.headIs(commit);
    await stageForAct(join(folder, 'docc'));
    await gitFromFolder(join(folder, 'bin'), join(folder, 'fork'));
    ran = await act(folder, github, commit, place.env);
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
    expect((await readdir(join(folder, 'kept'))).sort()).toEqual(['attested', 'docc-archive-1', 'docc-cluster-1', 'docc-image-1', 'docc-report-1', 'docc-source-1']);
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

async function fork(to: string): Promise<string> {
  await cp(join(home, 'test', 'submissions', 'reference'), to, { recursive: true });
  const git = async (...args: readonly string[]) => (await promisify(execFile)('git', ['-C', to, '-c', 'user.name=a', '-c', 'user.email=a@a.example', '-c', 'commit.gpgsign=false', ...args])).stdout.trim();
  await git('init', '--quiet', '--initial-branch=work');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await git('config', 'uploadpack.allowFilter', 'true');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'My answer');
  return await git('rev-parse', 'HEAD');
}

/** A git whose fetches from GitHub come from a folder. */
async function gitFromFolder(bin: string, repository: string): Promise<void> {
  const git = spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim();
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'git'),
    `#!/bin/bash
args=()
for arg in "$@"; do
  if [ "$arg" = https://github.com/octo/docc ]; then arg='${repository}'; export GIT_ALLOW_PROTOCOL=file; fi
  args+=("$arg")
done
exec '${git}/git' "\${args[@]}"
`,
  );
  await chmod(join(bin, 'git'), 0o755);
}

async function act(folder: string, github: EmulatedGitHub, commit: string, env: Readonly<Record<string, string | undefined>>): Promise<Ran> {
  const repository = { name: 'docc', full_name: 'octo/docc', owner: { login: 'octo' }, default_branch: 'main' };
  const event = { action: 'opened', number: github.pull, repository, pull_request: { number: github.pull, head: { sha: commit, ref: 'work' }, base: { ref: 'main', repo: repository } } };
  await writeFile(join(folder, 'event.json'), JSON.stringify(event));
  await mkdir(join(folder, 'kept'));
  await mkdir(join(folder, 'home'));
  const told = { GITHUB_REPOSITORY: 'octo/docc', GITHUB_REPOSITORY_OWNER: 'octo', GITHUB_API_URL: github.url, KEPT: join(folder, 'kept'), GITHUB_RUN_ATTEMPT: '1' };
  const args = ['pull_request_target', '--workflows', '.github/workflows/caller.yml', '--eventpath', join(folder, 'event.json'), '--platform', 'ubuntu-24.04=-self-hosted', '--secret', `GITHUB_TOKEN=${tokens.bot}`, '--no-cache-server', '--use-gitignore=false', '--env', `PATH=${path(folder, env)}`, ...Object.entries(told).flatMap(([name, value]) => ['--env', `${name}=${value}`])];
  const { XDG_CACHE_HOME: _cache, ...rest } = env;
  return await promisify(execFile)('act', args, { cwd: join(folder, 'docc'), env: { ...rest, PATH: path(folder, env) }, maxBuffer: 64 * 1024 * 1024, timeout: 1_800_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, log: stdout + stderr }),
    (error: { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }) => ({ code: typeof error.code === 'number' ? error.code : -1, log: `${error.stdout ?? ''}${error.stderr ?? ''}` }),
  );
}

const path = (folder: string, env: Readonly<Record<string, string | undefined>>): string => [join(folder, 'bin'), join(home, 'node_modules', '.bin'), env['PATH'] ?? ''].join(delimiter);
