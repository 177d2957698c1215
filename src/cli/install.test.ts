import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Downloads, downloadsOf } from '../tools/program-download.ts';
import { answering, type Behaviour, downloadsFrom, lockedTo, releases, serving } from '../tools/releases.fixture.ts';
import { installCommand } from './install.ts';
import { type Said, worldIn } from './world.fixture.ts';
import type { World } from './world.ts';

const script = Buffer.from('#!/bin/sh\necho 2.15.1\n');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docc-install-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

type Asked = { readonly env?: World['env']; readonly served?: Behaviour; readonly content?: Buffer };

async function install(what: readonly string[], { env = {}, served = serving(script), content = script }: Asked = {}) {
  const said: Said = { stdout: '', stderr: '' };
  const world = worldIn(folder, said, { called: { by: 'program', here: 'npx docc', anywhere: 'npx docc' }, env: { HOME: folder, DOCC_CACHE: join(folder, 'cache'), ...env }, findGraders: async () => [] });
  await using server = await releases(served);
  const downloads: Downloads = { ...downloadsFrom(server.transport, lockedTo(content), ''), env: world.env };
  const code = await installCommand(world, { what }, downloads);
  return { code, ...said, asked: server.ranges.length };
}

async function onPath(name: string, says: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), `#!/bin/sh\n${says}\n`);
  await chmod(join(bin, name), 0o755);
  return bin;
}

describe('docc install', () => {
  it('brings a program that runs, tells how far it is, and says on stdout where it lies', async () => {
    const { code, stdout, stderr } = await install(['hadolint']);
    const path = join(folder, 'cache', 'hadolint-2.15.1', 'hadolint');
    expect([code, stdout]).toEqual([0, `hadolint 2.15.1  ${path}\n`]);
    expect(stderr).toMatch(/^… hadolint 2\.15\.1\n… hadolint 2\.15\.1 \d+\.\d s: from releases\.example\n(?:.*\n)*✓ hadolint 2\.15\.1 \d+\.\d s\n$/);
    expect(await readFile(path)).toEqual(script);
  });

  it('leaves what is on PATH, or in its cache, as it is', async () => {
    const PATH = await onPath('helm', 'echo v4.9.0');
    expect(await install(['helm'], { env: { PATH } })).toMatchObject({ code: 0, stdout: `helm 4.9.0  ${join(PATH, 'helm')}\n`, asked: 0 });
    await install(['hadolint']);
    expect(await install(['hadolint'])).toMatchObject({ code: 0, asked: 0 });
  });

  it('says of each program that it can’t have why, goes on to the next, and ends with 3', async () => {
    const PATH = await onPath('helm', 'echo v4.9.0');
    const { code, stdout, stderr } = await install(['source'], { env: { PATH }, served: answering(404) });
    expect(code).toBe(3);
    expect(stdout).toBe(`helm 4.9.0  ${join(PATH, 'helm')}\n`);
    expect(stderr).toMatch(/✗ hadolint 2\.15\.1 .*\ndocc: https:\/\/releases\.example\/tool answered 404 \(refused\)\n {2}Install the program yourself/);
  });

  it('says what a program that was fetched whole lacks to run', async () => {
    const content = Buffer.from('#!/nowhere/sh\n');
    const { code, stderr } = await install(['hadolint'], { served: serving(content), content });
    expect(code).toBe(3);
    expect(stderr).toContain("doesn't run here: its answer is not hadolint's (does-not-run)\n  Where that disk lets no program run (noexec)");
  });

  it('tells of a setting that doesn’t serve, and fetches nothing in its place', async () => {
    const { code, stderr, asked } = await install(['hadolint'], { env: { DOCC_HADOLINT: '/nowhere' } });
    expect([code, asked]).toEqual([3, 0]);
    expect(stderr).toContain('DOCC_HADOLINT is /nowhere, which is no program that may be run (unusable-setting)');
  });

  it('fetches nothing where DOCC_OFFLINE is set', async () => {
    const { code, stderr, asked } = await install(['hadolint'], { env: { DOCC_OFFLINE: '1' } });
    expect([code, asked]).toEqual([3, 0]);
    expect(stderr).toContain('DOCC_OFFLINE is set (offline)');
  });

  it('has trivy fetch its database, once', async () => {
    const told = `[ "$1" = version ] && { [ -e "$TRIVY_CACHE_DIR/db" ] && db=',"VulnerabilityDB":{"UpdatedAt":"2026-11-01T00:00:00Z"}'; echo "{\\"Version\\":\\"0.74.0\\"$db}"; exit; }
[ "$1" = --version ] && { echo Version: 0.74.0; exit; }
mkdir -p "$TRIVY_CACHE_DIR" && echo "$* $HTTPS_PROXY" >> "$TRIVY_CACHE_DIR/db"`;
    const env = { PATH: `${await onPath('trivy', told)}:/usr/bin:/bin`, TRIVY_CACHE_DIR: join(folder, 'trivy'), HTTPS_PROXY: 'http://proxy.example' };
    const offline = await install(['trivy'], { env: { ...env, DOCC_OFFLINE: '1' } });
    expect(offline).toMatchObject({ code: 3, stderr: expect.stringContaining('database of vulnerabilities is not fetched: DOCC_OFFLINE is set') });
    for (const code of [0, 0]) expect(await install(['trivy'], { env })).toMatchObject({ code });
    expect(await readFile(join(folder, 'trivy', 'db'), 'utf8')).toBe('image --download-db-only --quiet http://proxy.example\n');
  });

  it('ends with 3 where trivy can’t fetch it', async () => {
    const told = '[ "$1" = image ] && { echo "no such host" >&2; exit 1; }\n[ "$1" = version ] && { echo \'{"Version":"0.74.0"}\'; exit; }\necho Version: 0.74.0';
    const { code, stderr } = await install(['trivy'], { env: { PATH: `${await onPath('trivy', told)}:/usr/bin:/bin` } });
    expect(code).toBe(3);
    expect(stderr).toContain('could not be fetched: trivy image --download-db-only ended with exit code 1: no such host (unreachable)\n  Run `npx docc install trivy` again');
  });
});

it('in earnest fetches over TLS, with this machine’s own names', () => {
  const { platform, arch, lock, limits } = downloadsOf({}, new AbortController().signal);
  expect([platform, arch]).toEqual([process.platform, process.arch]);
  expect(lock('helm').artefacts).toHaveLength(4);
  expect(limits.mostBytes).toBeGreaterThan(64 * 1024 * 1024);
});
