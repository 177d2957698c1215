import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { docc } from '../src/cli/docc.ts';
import { home } from '../src/cli/version.ts';
import { worldIn } from '../src/cli/world.fixture.ts';
import type { World } from '../src/cli/world.ts';
import { type Report, report as reportSchema } from '../src/grade/report.ts';

const reference = join(home, 'test', 'submissions', 'reference');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docc-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** What is asked of `docc grade` here needs no image: without a tier it would build one wherever there is Docker. */
const withTier = (args: readonly string[]): readonly string[] => (args[0] === 'grade' && !args.includes('--tier') ? [...args, '--tier', 'source'] : args);

async function run(args: readonly string[], changes: Partial<World> = {}): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  return { code: await docc(withTier(args), worldIn(folder, said, changes)), ...said };
}

const parsed = ({ stdout }: Ran): Report => reportSchema.parse(JSON.parse(stdout));
const check = (report: Report, id: string) => report.objectives.flatMap(({ checks }) => checks).find((each) => each.id === id);

/** A program of that name which does what the shell lines say. */
async function program(name: string, lines: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${lines}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('docc grade', () => {
  it('writes the report to stdout and nothing else, and keeps it with its evidence', async () => {
    const ran = await run(['grade', reference, '--format', 'json']);
    expect(ran.code).toBe(0);
    const report = parsed(ran);
    expect(await readFile(join(folder, '.docc', 'report.json'), 'utf8')).toBe(ran.stdout);
    expect(await readFile(join(folder, '.docc', 'report.md'), 'utf8')).toContain(report.submission.digest);
    expect(await readdir(join(folder, '.docc'))).toEqual(expect.arrayContaining(['report.html', 'report.junit.xml', 'report.sarif', 'reviewer.html']));
    expect(await readdir(join(folder, '.docc', 'evidence'))).toEqual(expect.arrayContaining(['bundle.json', 'dockerfile.json', 'tree.json']));
    expect(ran.stderr).toContain('dockerfile');
  });

  it.each([
    ['html', /^<!doctype html>\n<html lang="en">/],
    ['sarif', /"version": "2\.1\.0"/],
    ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /],
    ['badge', /^<svg xmlns=/],
    ['badge-json', /^\{\n {2}"schemaVersion": 1,/],
  ])('prints the report as %s', async (form, begins) => {
    expect((await run(['grade', reference, '--objective', 'dns-record', '--format', form, '--quiet'])).stdout).toMatch(begins);
  });

  it('judges one objective alone, and collects no more than that takes', async () => {
    const all = parsed(await run(['grade', reference, '--format', 'json', '--quiet', '--out', 'all']));
    const ran = await run(['grade', reference, '--objective', 'hermetic-image', '--format', 'json', '--quiet']);
    const of = ({ objectives }: Report) => objectives.find(({ id }) => id === 'hermetic-image');
    expect(of(parsed(ran))).toEqual(of(all));
    expect(parsed(ran)).toMatchObject({ possible: all.possible, earned: of(all)?.earned, passed: null });
    expect(parsed(ran).notExercised).toContainEqual({ tier: 'source', points: 75, reason: 'left out by --objective', remedy: 'grade without --objective', asked: false });
    expect(await readdir(join(folder, '.docc', 'evidence'))).not.toContain('terraform.json');
  });

  it('names the objectives where it is asked for one that is not there', async () => {
    const { code, stderr } = await run(['grade', reference, '--objective', 'image']);
    expect(code).toBe(2);
    expect(stderr).toContain('eks-cluster, ingress, hermetic-image, secure-pod and dns-record');
  });

  it('grades alike twice, but for the times', async () => {
    const steady = async () => {
      const { timeline: _timeline, measured: _measured, ...rest } = parsed(await run(['grade', reference, '--format', 'json', '--quiet']));
      return rest;
    };
    expect(await steady()).toEqual(await steady());
  });

  it('ends with 2 on a cache by a relative path, and says what to write', async () => {
    const ran = await run(['grade', reference], { env: { ...process.env, DOCC_CACHE: 'cache' } });
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toBe('docc: DOCC_CACHE is cache: give an absolute path, or unset it\n');
  });

  it('says nothing on stderr when quiet', async () => {
    expect((await run(['grade', reference, '--quiet'])).stderr).toBe('');
  });

  it('ends with 1 below --fail-under, and 0 at it', async () => {
    const { earned } = parsed(await run(['grade', reference, '--format', 'json']));
    expect(await run(['grade', reference, '--quiet', '--fail-under', String(earned)])).toMatchObject({ code: 0, stderr: '' });
    const below = await run(['grade', reference, '--quiet', '--fail-under', '99.5']);
    expect(below.code).toBe(1);
    expect(below.stderr).toMatch(/^docc: exit code 1: \d+\.\d points earned, and --fail-under asks for 99\.5; \d+\.\d more were not verified here\n$/);
  });

  it.each([
    ['a folder that is not there', ['grade', 'nowhere'], 'nowhere'],
    ['an image that nobody deploys', ['grade', reference, '--image', 'image.tar'], 'add --tier cluster'],
    ['an unknown option', ['grade', '--colour'], 'unknown option'],
    ['points that are none', ['grade', '--fail-under', 'many'], 'It takes points'],
    ['an unknown challenge', ['grade', reference, '--challenge', 'cooking'], 'docc list challenges'],
    ['no command', ['bake'], 'unknown command'],
    ['docc itself', ['grade', home], 'name the folder of your fork, as in `docc grade ~/fork`'],
    ['nothing to list', ['list'], 'say what to list: checks, graders or challenges, as in `docc list checks`'],
    ['something else to list', ['list', 'recipes'], 'Allowed choices are checks, graders, challenges.\nRun docc list --help'],
  ])('ends with 2 on %s, and says what to write', async (_, args, message) => {
    const ran = await run(args);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(message);
  });

  it('names commands as the reader has to type them', async () => {
    const called = { by: 'npm', home: '/opt/docc', inHome: false } as const;
    const unknown = await run(['grade', reference, '--challenge', 'cooking'], { called });
    expect(unknown.stderr).toContain('`npm --prefix /opt/docc run -s docc -- list challenges`');
    expect((await run(['list', '--help'], { called })).stdout).toContain('Usage: npm --prefix /opt/docc run -s docc -- list');
  });

  it('refuses to write through a link that somebody laid', async () => {
    await symlink(tmpdir(), join(folder, '.docc'));
    const ran = await run(['grade', reference]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('symbolic link');
  });

  it('refuses a folder laid where a file of its own goes', async () => {
    await mkdir(join(folder, '.docc', 'report.json'), { recursive: true });
    const ran = await run(['grade', reference]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('remove it, or name another place with --out');
  });

  it('takes no empty --out, and leaves what else lies in a folder of evidence', async () => {
    const empty = await run(['grade', reference, '--out=']);
    expect([empty.code, await readdir(folder)]).toEqual([2, []]);
    expect(empty.stderr).toContain('It takes a folder, such as .docc.');
    await mkdir(join(folder, 'evidence', 'deep'), { recursive: true });
    await writeFile(join(folder, 'evidence', 'notes.txt'), 'mine');
    expect((await run(['grade', reference, '--out', '.'])).code).toBe(0);
    expect(await readdir(join(folder, 'evidence'))).toEqual(expect.arrayContaining(['bundle.json', 'deep', 'notes.txt', 'tree.json']));
  });

  it.each(['/proc/docc', '/dev/null/docc'])('ends with 2 where no folder can be made: %s', async (out) => {
    const ran = await run(['grade', reference, '--out', out]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('name another with --out');
  });

  it('grades on a machine with neither git nor hadolint, and lists what needs hadolint as not exercised', async () => {
    const ran = await run(['grade', reference, '--format', 'json'], { env: { PATH: folder, DOCC_CACHE: join(folder, 'cache') } });
    expect(ran.code).toBe(0);
    const report = parsed(ran);
    expect(check(report, 'lint-no-errors')).toMatchObject({ verdict: 'unverified', cause: 'not-exercised' });
    expect(report.notExercised).toContainEqual(expect.objectContaining({ tier: 'source', remedy: expect.stringContaining('hadolint') }));
    expect(report.earned).toBe(report.verified);
  });

  it('takes a broken hadolint for our fault: exit 3, no point lost', async () => {
    const hadolint = await program('hadolint', 'if [ "$1" = --version ]; then echo "Haskell Dockerfile Linter 2.15.1"; else echo garbage; exit 7; fi');
    const ran = await run(['grade', reference, '--format', 'json'], { env: { ...process.env, DOCC_HADOLINT: hadolint, DOCC_CACHE: join(folder, 'cache') } });
    expect(ran.code).toBe(3);
    const report = parsed(ran);
    expect(report.faults).toMatchObject([{ section: 'lint' }]);
    expect(ran.stderr).toContain('docc: exit code 3: 1 fault of ours');
    expect(report.earned).toBe(report.verified);
  });
});

/** One that has ended and that nobody has asked about yet is still listed, as a zombie. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a run that was cut off', () => {
  const cutOff = async () => {
    const hadolint = await program('slow', 'if [ "$1" = --version ]; then echo "Haskell Dockerfile Linter 2.15.1"; else exec sleep 60; fi');
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('stopped')), 1500);
    return await run(['grade', reference], {
      signal: controller.signal,
      env: { ...process.env, DOCC_HADOLINT: hadolint, DOCC_CACHE: join(folder, 'cache') },
    });
  };

  it('ends with 130, and the next goes on from where it stopped', async () => {
    expect((await cutOff()).code).toBe(130);
    const next = await run(['grade', reference]);
    expect(next.code).toBe(0);
    expect(next.stderr).toContain('tree (from the last run)');
    expect(next.stderr).not.toContain('lint (from the last run)');
    expect((await run(['grade', reference])).stderr).not.toContain('from the last run');
  });

  it('leaves no program behind, not even one that ignores its end', async () => {
    const pids = join(folder, 'pids');
    const hadolint = await program('hanging', `if [ "$1" = --version ]; then echo "Haskell Dockerfile Linter 2.15.1"; exit; fi\ntrap '' TERM\n(trap '' TERM; exec sleep 60) &\necho $$ $! > ${pids}\nwait`);
    const controller = new AbortController();
    const grading = run(['grade', reference], { signal: controller.signal, env: { ...process.env, DOCC_HADOLINT: hadolint, DOCC_CACHE: join(folder, 'cache') } });
    const left = await vi.waitFor(async () => (await readFile(pids, 'utf8')).trim().split(' ').map(Number), { timeout: 20_000 });
    controller.abort(new Error('stopped'));
    expect((await grading).code).toBe(130);
    expect(await readdir(join(folder, '.docc', 'evidence'))).toContain('dockerfile.json');
    await vi.waitFor(() => expect(left.filter(isRunning)).toEqual([]), { timeout: 5_000 });
  });

  it('is not gone on with when --fresh is asked, nor when it was not ours', async () => {
    await cutOff();
    expect((await run(['grade', reference, '--fresh'])).stderr).not.toContain('from the last run');
    await cutOff();
    await rm(join(folder, 'cache'), { recursive: true });
    expect((await run(['grade', reference])).stderr).not.toContain('from the last run');
  });
});

describe('docc regrade', () => {
  it('gives the same bytes from the evidence alone', async () => {
    const { stdout } = await run(['grade', reference, '--format', 'json']);
    expect((await run(['regrade', '.docc/evidence', '--format', 'json'])).stdout).toBe(stdout);
  });

  it.each([
    ['that is no bundle', async () => mkdir(join(folder, 'empty')), 'empty', 'absent'],
    [
      'that was changed',
      async () => {
        await run(['grade', reference]);
        const path = join(folder, '.docc', 'evidence', 'lint.json');
        await writeFile(path, (await readFile(path, 'utf8')).replace('hadolint', 'hadolimt'));
      },
      '.docc/evidence',
      'digest-mismatch',
    ],
  ])('refuses a folder %s', async (_, prepare, path, code) => {
    await prepare();
    const ran = await run(['regrade', path]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`docc: ${path}: `);
    expect(ran.stderr).toContain(`(${code})`);
  });

  it('says where the evidence lies, one folder too early', async () => {
    await run(['grade', reference]);
    expect((await run(['regrade', '.docc'])).stderr).toContain('its evidence is one folder further in: .docc/evidence');
  });
});

describe('docc list and docc explain', () => {
  it('list checks as others rely on them', async () => {
    const rows: unknown = JSON.parse((await run(['list', 'checks', '--json'])).stdout);
    expect(rows).toContainEqual(
      expect.objectContaining({
        id: 'base-images-pinned',
        grader: 'hermetic-image',
        objective: 'hermetic-image',
        needs: ['dockerfile'],
        after: expect.any(Array),
        weight: 1,
        level: 'senior',
        skills: expect.any(Array),
        tier: 'source',
      }),
    );
  });

  it('list challenges and graders', async () => {
    expect((await run(['list', 'challenges'])).stdout).toMatch(/docc +1\.0\.0/);
    expect((await run(['list', 'graders'])).stdout).toContain('hermetic-image');
  });

  it('explain a check with its why and its examples', async () => {
    const { code, stdout } = await run(['explain', 'base-images-pinned']);
    expect(code).toBe(0);
    for (const part of ['Why', 'Docs  https://', 'Passes:', 'Fails:', 'observed:', 'FROM']) expect(stdout).toContain(part);
  });

  it('explain names the nearest when there is no such check', async () => {
    const ran = await run(['explain', 'base-image-pinned']);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('Perhaps it is base-images-pinned')]);
    expect((await run(['explain', 'qqq'])).stderr).toBe('docc: the challenge docc has no check qqq\n  All of them: `docc list checks`\n');
  });
});

it('a check dropped into a grader’s folder counts at once', async () => {
  const at = (path: string): string => JSON.stringify(join(home, path));
  await mkdir(join(folder, 'graders', 'own', 'checks'), { recursive: true });
  await writeFile(join(folder, 'graders', 'own', 'grader.ts'), `export default { id: 'own', title: 'Own', roots: ['has-readme'] };\n`);
  const checkText = (id: string, after: string) => `
    import { check } from ${at('src/grade/check.ts')};
    import { fail, pass } from ${at('src/grade/judgement.ts')};
    import { tree } from ${at('src/collect/tree/section.ts')};
    export default check({
      id: '${id}', title: 'T', needs: { tree }, after: [${after}], weight: 1, level: 'junior', skills: [], why: 'W', docs: 'https://docs.example',
      judge: ({ tree: { files } }) => files.some(({ path }) => path === 'README.md') ? pass('there') : fail({ expected: 'a', observed: 'b', fix: 'c', reproduce: 'false' }),
    });`;
  await writeFile(join(folder, 'graders', 'own', 'checks', 'has-readme.ts'), checkText('has-readme', ''));
  const challenge = await readFile(join(home, 'challenges', 'docc.yml'), 'utf8');
  const own = `${challenge.slice(0, challenge.indexOf('objectives:')).replace('../graders', 'graders').replace('../template-repo', join(home, 'template-repo'))}objectives: [{ id: own, title: Own, points: 10, grader: own }]\n`;
  await writeFile(join(folder, 'own.yml'), own);
  const graded = async () => parsed(await run(['grade', reference, '--challenge', 'own.yml', '--format', 'json']));
  expect((await graded()).objectives[0]?.checks.map(({ id, possible }) => [id, possible])).toEqual([['has-readme', 10]]);
  await writeFile(join(folder, 'graders', 'own', 'checks', 'second.ts'), checkText('second', `'has-readme'`));
  expect((await graded()).objectives[0]?.checks.map(({ id, possible }) => [id, possible])).toEqual([
    ['has-readme', 5],
    ['second', 5],
  ]);
});
