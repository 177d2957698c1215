import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cacheFolder, type Environment, type FoundProgram, findProgram, settingOf, type VersionReading } from './find-program.ts';
import { runProgram } from './program.ts';

const locked = { atLeast: '2.15.0', pinned: '2.15.1', artefacts: [] };

async function readVersion(path: string): Promise<VersionReading> {
  const limits = { timeoutMs: 10_000, maxOutputBytes: 1000 };
  const result = await runProgram({ program: path, args: [], cwd: tmpdir(), env: {}, ...limits });
  if (result.kind !== 'exited' || result.code !== 0) return { kind: 'unreadable', why: 'it failed' };
  return { kind: 'version', version: result.stdout.toString().trim() };
}

async function folder(): Promise<string> {
  const made = await realpath(await mkdtemp(join(tmpdir(), 'docc-find-')));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A hadolint in the folder that says it is of this version. */
async function put(place: string, version: string): Promise<string> {
  const path = join(place, 'hadolint');
  await mkdir(place, { recursive: true });
  await writeFile(path, `#!/bin/sh\necho ${version}\n`);
  await chmod(path, 0o755);
  return path;
}

const find = (env: Environment, neverIn: readonly string[] = [], platform: NodeJS.Platform = 'linux'): Promise<FoundProgram> =>
  findProgram({ name: 'hadolint', locked, readVersion }, { env, platform, neverIn });

async function places(): Promise<{ setting: string; path: string; cached: string; env: Environment }> {
  const root = await folder();
  const setting = await put(join(root, 'setting'), '2.17.0');
  const path = await put(join(root, 'path'), '2.16.0');
  const cached = await put(join(root, 'cache', 'hadolint-2.15.1'), '2.15.1');
  const env = { DOCC_HADOLINT: setting, PATH: [join(root, 'empty'), join(root, 'path')].join(delimiter), DOCC_CACHE: join(root, 'cache') };
  return { setting, path, cached, env };
}

describe('findProgram', () => {
  test('takes the setting, then PATH, then the cache', async () => {
    const { setting, path, cached, env } = await places();
    expect(await find(env)).toEqual({ kind: 'found', path: setting, version: '2.17.0', by: 'setting' });
    expect(await find({ ...env, DOCC_HADOLINT: '' })).toEqual({ kind: 'found', path, version: '2.16.0', by: 'path' });
    expect(await find({ DOCC_CACHE: env['DOCC_CACHE'] })).toEqual({ kind: 'found', path: cached, version: '2.15.1', by: 'cache' });
  });

  test('says of a setting that does not serve why, and looks no further', async () => {
    const { env, path } = await places();
    const old = await put(await folder(), '2.12.0');
    const fault = async (DOCC_HADOLINT: string): Promise<string> => {
      const found = await find({ ...env, DOCC_HADOLINT });
      return found.kind === 'unusable' ? found.fault.message : found.kind;
    };
    expect(await fault('hadolint')).toBe('DOCC_HADOLINT is hadolint, which is not an absolute path');
    expect(await fault(`${path}-absent`)).toBe(`DOCC_HADOLINT is ${path}-absent, which is no program that may be run`);
    expect(await fault(tmpdir())).toBe(`DOCC_HADOLINT is ${tmpdir()}, which is no program that may be run`);
    expect(await fault(old)).toBe(`DOCC_HADOLINT is ${old}, which is 2.12.0, older than 2.15.0`);
    await writeFile(old, '#!/bin/sh\nexit 1\n');
    expect(await fault(old)).toBe(`DOCC_HADOLINT is ${old}, which does not tell its version: it failed`);
    expect(await find({ DOCC_HADOLINT: old })).toMatchObject({ fault: { repair: expect.stringContaining('or unset it') } });
  });

  test('passes over what is too old on PATH, and tells of it where nothing else serves', async () => {
    const { env, cached } = await places();
    const place = await folder();
    const old = await put(place, '2.14.0');
    expect(await find({ ...env, DOCC_HADOLINT: undefined, PATH: place })).toMatchObject({ path: cached });
    expect(await find({ PATH: place, HOME: place })).toEqual({
      kind: 'absent',
      absence: {
        reason: `this machine has no hadolint of version 2.15.0 or newer (${old} is 2.14.0, older than 2.15.0)`,
        remedy: 'Install hadolint 2.15.1, or set DOCC_HADOLINT to its path.',
      },
    });
  });

  test('never looks into a relative entry of PATH: the working folder may be the candidate’s', async () => {
    const { path, env } = await places();
    const before = process.cwd();
    const place = join(path, '..');
    process.chdir(place);
    onTestFinished(() => process.chdir(before));
    for (const PATH of ['.', '', `:${env['DOCC_CACHE']}`, './', '../path']) {
      expect(await find({ PATH, HOME: place })).toMatchObject({ kind: 'absent' });
    }
  });

  test('never looks into the candidate’s folder, nor follows a link into it', async () => {
    const candidate = await folder();
    const bin = join(candidate, 'node_modules', '.bin');
    const theirs = await put(bin, '9.9.9');
    const elsewhere = await folder();
    await symlink(theirs, join(elsewhere, 'hadolint'));
    const alias = join(await folder(), 'alias');
    await symlink(candidate, alias);
    for (const place of [bin, elsewhere, join(alias, 'node_modules', '.bin')]) {
      expect(await find({ PATH: place, HOME: elsewhere })).toMatchObject({ kind: 'found' });
      expect(await find({ PATH: place, HOME: elsewhere }, [candidate])).toMatchObject({ kind: 'absent' });
      expect(await find({ PATH: place, HOME: elsewhere }, [alias])).toMatchObject({ kind: 'absent' });
    }
    const cached = await put(join(candidate, 'hadolint-2.15.1'), '2.15.1');
    expect(await find({ DOCC_CACHE: candidate })).toMatchObject({ path: cached });
    expect(await find({ DOCC_CACHE: candidate }, [candidate])).toMatchObject({ kind: 'absent' });
    const beside = await put(`${candidate}-beside`, '2.15.0');
    onTestFinished(() => rm(join(beside, '..'), { recursive: true }));
    expect(await find({ PATH: join(beside, '..') }, [candidate])).toMatchObject({ kind: 'found' });
  });

  test('nor into the repository that the folder is of', async () => {
    const candidate = await folder();
    await mkdir(join(candidate, '.git'));
    await put(join(candidate, 'bin'), '9.9.9');
    const graded = join(candidate, 'assets', 'sample');
    await mkdir(graded, { recursive: true });
    expect(await find({ PATH: join(candidate, 'bin'), HOME: graded }, [graded])).toMatchObject({ kind: 'absent' });
  });

  test('a file that may not be run is none', async () => {
    const { path, env } = await places();
    await chmod(path, 0o644);
    expect(await find({ ...env, DOCC_HADOLINT: undefined })).toMatchObject({ by: 'cache' });
  });

  test('on Windows says what to do', async () => {
    const { env, setting } = await places();
    expect(await find({ ...env, DOCC_HADOLINT: undefined }, [], 'win32')).toMatchObject({
      kind: 'absent',
      absence: { remedy: expect.stringContaining('Linux') },
    });
    expect(await find(env, [], 'win32')).toMatchObject({ path: setting });
  });
});

test('cacheFolder follows DOCC_CACHE, then XDG_CACHE_HOME, then the home folder', () => {
  expect(cacheFolder({ DOCC_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/b/docc');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/c' })).toBe('/c/.cache/docc');
  for (const HOME of [undefined, '', 'relative']) expect(cacheFolder({ HOME })).toBe(join(homedir(), '.cache', 'docc'));
  expect(() => cacheFolder({ DOCC_CACHE: 'relative' })).toThrow('give an absolute path, or unset it');
});

test('settings are named after their program', () => {
  expect(settingOf('hadolint')).toBe('DOCC_HADOLINT');
  expect(settingOf('cloud-provider-kind')).toBe('DOCC_CLOUD_PROVIDER_KIND');
});
