import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Entry, tar } from '../collect/chart/tar.fixture.ts';
import type { LockedProgram } from './lock.ts';
import { type DownloadEvent, downloadProgram, type Downloads } from './program-download.ts';
import { DownloadFailed } from './program-download-trouble.ts';
import { answering, type Behaviour, downloadsFrom, hangingUp, host, lockedTo, releases, serving, servingWhole, silentAfter, url } from './releases.fixture.ts';

const program = Buffer.concat([Buffer.from('#!/bin/sh\necho 2.15.1\nexit\n'), randomBytes(60_000)]);

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-download-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type Outcome = { readonly path?: string; readonly failed?: DownloadFailed; readonly events: readonly DownloadEvent[] };

/** Where the program lies, or the named error; anything else is a defect. */
async function outcomeOf(downloads: Downloads, tell: (event: DownloadEvent) => void = () => undefined): Promise<Outcome> {
  const events: DownloadEvent[] = [];
  const told = (event: DownloadEvent): void => {
    events.push(event);
    tell(event);
  };
  return await downloadProgram('hadolint', downloads, told).then(
    (path) => ({ path, events }),
    (error: unknown) => {
      if (!(error instanceof DownloadFailed)) throw error;
      return { failed: error, events };
    },
  );
}

type Served = { readonly cache?: string; readonly locked?: LockedProgram; readonly changes?: Partial<Downloads> };

async function served(behaviours: readonly Behaviour[], { cache, locked = lockedTo(program), changes = {} }: Served = {}) {
  await using server = await releases(...behaviours);
  const folder = cache ?? (await scratch());
  const outcome = await outcomeOf({ ...downloadsFrom(server.transport, locked, folder), ...changes }, server.tell);
  return { ...outcome, ranges: server.ranges, cache: folder };
}

const inCache = async (cache: string, ...path: readonly string[]): Promise<readonly string[]> => await readdir(join(cache, ...path)).catch(() => []);

describe('a download', () => {
  it('puts the program where it is looked for, ready to run, and leaves nothing beside it', async () => {
    const { path, ranges, cache, events } = await served([serving(program)]);
    expect(path).toBe(join(cache, 'hadolint-2.15.1', 'hadolint'));
    expect(await readFile(path ?? '')).toEqual(program);
    expect((await stat(path ?? '')).mode & 0o777).toBe(0o755);
    expect(await inCache(cache, 'hadolint-2.15.1')).toEqual(['hadolint']);
    expect(await inCache(cache, 'downloads')).toEqual([]);
    expect(ranges).toEqual([undefined]);
    expect(events.at(0)).toEqual({ kind: 'begun', host, resumedAt: 0 });
    expect(events).toContainEqual({ kind: 'received', bytes: program.length, of: program.length });
    expect(events.at(-1)).toEqual({ kind: 'verified', bytes: program.length });
  });

  it('takes the place of a program that was there', async () => {
    const cache = await scratch();
    await mkdir(join(cache, 'hadolint-2.15.1'));
    await writeFile(join(cache, 'hadolint-2.15.1', 'hadolint'), 'old');
    const { path } = await served([serving(program)], { cache });
    expect(await readFile(path ?? '')).toEqual(program);
  });

  it('works without a length and without ranges', async () => {
    const { path } = await served([servingWhole(program)]);
    expect(await readFile(path ?? '')).toEqual(program);
  });

  it('goes on where a connection broke off', async () => {
    const { path, ranges, events } = await served([serving(program, 20_000), serving(program)]);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(ranges).toEqual([undefined, 'bytes=20000-']);
    expect(events).toContainEqual({ kind: 'again', why: expect.stringMatching(/^releases\.example broke off after 20000 bytes/) });
  });

  it('begins anew where the server knows no ranges', async () => {
    const { path, ranges } = await served([serving(program, 20_000), servingWhole(program)]);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(ranges).toEqual([undefined, 'bytes=20000-']);
  });

  it('begins anew where another part comes than was asked for', async () => {
    const lying: Behaviour = answering(206, { 'content-range': `bytes 5-${program.length - 1}/${program.length}` }, program.subarray(5));
    const { path, ranges } = await served([serving(program, 20_000), lying, serving(program)]);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(ranges).toEqual([undefined, 'bytes=20000-', undefined]);
  });

  it('waits out a server that is busy', async () => {
    const { path, events } = await served([answering(503, { 'retry-after': '0' }), answering(429), serving(program)]);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(events.filter(({ kind }) => kind === 'again')).toHaveLength(2);
  });

  it('is patient with a slow server, as long as something comes', async () => {
    const slow: Behaviour = async (_, response) => {
      response.writeHead(200, { 'content-length': program.length });
      for (let from = 0; from < program.length; from += 10_000) {
        await pause(60);
        response.write(program.subarray(from, from + 10_000));
      }
      response.end();
    };
    const { path, ranges } = await served([slow]);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(ranges).toHaveLength(1);
  });

  it('follows redirects within https', async () => {
    const { path, ranges } = await served([answering(302, { location: '/elsewhere' }), answering(307, { location: `https://${host}/there` }), serving(program)]);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(ranges).toHaveLength(3);
  });

  it.each([
    ['of another checksum', [servingWhole(Buffer.from('something else'))], 'wrong-checksum', /SHA-256 expected [0-9a-f]{64}, got [0-9a-f]{64}$/],
    ['that always breaks off', [serving(program, 0)], 'cut-off', /broke off after 0 bytes/],
    ['that ends early without a length', [servingWhole(program.subarray(0, 30_000))], 'wrong-checksum', /30000 bytes/],
    ['that says less than it is', [answering(200, { 'content-length': '30000' }, program.subarray(0, 30_000))], 'wrong-checksum', /30000 bytes/],
    ['sent on to http', [answering(302, { location: `http://${host}/tool` })], 'insecure-address', /sends on to http:\/\/releases\.example, which is not https$/],
    ['sent on to a file', [answering(302, { location: 'file:///etc/passwd' })], 'insecure-address', /file:/],
    ['sent on to nowhere', [answering(302)], 'refused', /to no address/],
    ['sent on for ever', [answering(302, { location: url })], 'too-many-redirects', /more than 5 times/],
    ['that is not there', [answering(404)], 'refused', /https:\/\/releases\.example\/tool answered 404/],
    ['that is for others', [answering(403)], 'refused', /answered 403/],
    ['of a server that stays busy', [answering(503)], 'refused', /answered 503/],
    ['that is a web page', [answering(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>')], 'web-page', /answered with a web page/],
    ['said to be larger than any program', [answering(200, { 'content-length': String(2 ** 40) })], 'too-large', /more than 1048576 bytes/],
    ['larger than any program', [servingWhole(Buffer.alloc(2 * 1024 * 1024))], 'too-large', /more than 1048576 bytes/],
    ['that stops coming', [silentAfter(program, 100)], 'stalled', /sent nothing for 0\.2 s/],
    ['that never begins', [() => undefined], 'stalled', /sent nothing for 0\.2 s/],
    ['of a server that hangs up', [hangingUp], 'unreachable', /releases\.example can't be reached: /],
    ['with an answer of no known kind', [answering(204)], 'refused', /answered 204/],
  ] as const)('%s is a named error with a repair, and no program', async (_, behaviours, code, message) => {
    const { failed, cache } = await served(behaviours);
    expect(failed).toMatchObject({ name: 'DownloadFailed', code, message: expect.stringMatching(message), repair: expect.stringMatching(/\w{3,}.*\.$/) });
    expect(await inCache(cache, 'hadolint-2.15.1')).toEqual([]);
  });

  it('of a wrong checksum names what was expected and got, and keeps nothing', async () => {
    const other = Buffer.from('something else');
    const { failed, cache } = await served([servingWhole(other)]);
    const [expected, got] = [lockedTo(program), lockedTo(other)].map(({ artefacts }) => artefacts[0]?.sha256);
    expect(failed?.message).toContain(`expected ${expected}, got ${got}`);
    expect(failed?.repair).toContain("don't use what comes from there");
    expect(await inCache(cache, 'downloads')).toEqual([]);
  });

  it('is not begun where DOCC_OFFLINE is set, nor for a machine that the lock file does not know', async () => {
    const cache = await scratch();
    const offline = await served([serving(program)], { changes: { env: { DOCC_CACHE: cache, DOCC_OFFLINE: '1' } } });
    expect(offline).toMatchObject({ failed: { code: 'offline', message: expect.stringContaining('DOCC_OFFLINE') }, ranges: [] });
    const unknown = await served([serving(program)], { changes: { arch: 's390x' } });
    expect(unknown).toMatchObject({ failed: { code: 'no-artefact', message: 'docc knows no hadolint for linux s390x to fetch', repair: expect.stringContaining('DOCC_HADOLINT') }, ranges: [] });
    expect(await readdir(cache)).toEqual([]);
  });

  it('ends when it is stopped, and what has come is gone on with', async () => {
    const cache = await scratch();
    const stop = new AbortController();
    await using server = await releases(silentAfter(program, 30_000), serving(program));
    const downloads = { ...downloadsFrom(server.transport, lockedTo(program), cache), signal: stop.signal };
    const ending = downloadProgram('hadolint', downloads, ({ kind }) => kind === 'received' && stop.abort(new Error('Ctrl-C')));
    await expect(ending).rejects.toMatchObject({ code: 'stopped' });
    const { path, events } = await outcomeOf({ ...downloads, signal: new AbortController().signal });
    expect(events[0]).toEqual({ kind: 'begun', host, resumedAt: 30_000 });
    expect(await readFile(path ?? '')).toEqual(program);
    expect(server.ranges).toEqual([undefined, 'bytes=30000-']);
  });
});

const dead = 2 ** 22 + 1; // above the largest id that Linux gives by default

describe('an earlier run left', () => {
  const { artefacts } = lockedTo(program);
  const leave = async (cache: string, content: Buffer, pid: number | string, ageDays = 0): Promise<string> => {
    const path = join(cache, 'downloads', `${artefacts[0]?.sha256}.${pid}.0123456789ab.part`);
    await mkdir(join(cache, 'downloads'), { recursive: true });
    await writeFile(path, content);
    const then = new Date(Date.now() - ageDays * 24 * 60 * 60_000);
    await utimes(path, then, then);
    return path;
  };

  it('a beginning: it is gone on with', async () => {
    const cache = await scratch();
    await leave(cache, program.subarray(0, 12_345), dead);
    const { path, ranges } = await served([serving(program)], { cache });
    expect(ranges).toEqual(['bytes=12345-']);
    expect(await readFile(path ?? '')).toEqual(program);
  });

  it('all of it: nothing is fetched', async () => {
    const cache = await scratch();
    await leave(cache, program, dead);
    const { path, ranges } = await served([hangingUp], { cache });
    expect(ranges).toEqual([]);
    expect(await readFile(path ?? '')).toEqual(program);
  });

  it.each([
    ['a beginning of something else', Buffer.alloc(1000, 'x')],
    ['more than all of it', Buffer.alloc(program.length + 7, 'x')],
  ])('%s: it is fetched anew', async (_, content) => {
    const cache = await scratch();
    await leave(cache, content, dead);
    const { path } = await served([serving(program)], { cache });
    expect(await readFile(path ?? '')).toEqual(program);
  });

  it('what is of another week, or of a process at work: neither is touched by us', async () => {
    const cache = await scratch();
    const theirs = await leave(cache, program.subarray(0, 99), process.pid);
    await leave(cache, program.subarray(0, 99), dead, 8);
    const { ranges } = await served([serving(program)], { cache });
    expect(ranges).toEqual([undefined]);
    expect(await readdir(join(cache, 'downloads'))).toEqual([theirs.split('/').at(-1)]);
  });
});

it('what a process that was killed left beside a program goes; what one at work writes stays', async () => {
  const cache = await scratch();
  const place = join(cache, 'hadolint-2.15.1');
  await mkdir(place);
  const [theirs, left] = [`.${process.pid}.0123456789ab.part`, `.${dead}.0123456789ab.part`];
  for (const name of [theirs, left]) await writeFile(join(place, name), 'half of it');
  await served([serving(program)], { cache });
  expect(await readdir(place)).toEqual([theirs, 'hadolint']);
});

describe('an archive', () => {
  const packed = (...entries: readonly Entry[]): Buffer => gzipSync(tar(entries));
  const member = 'linux-amd64/helm';
  const unpacked = async (archive: Buffer) => await served([serving(archive)], { locked: lockedTo(archive, member) });
  const text = 'the program';

  it('gives the one member that is named, and nothing else of it', async () => {
    const { path, cache } = await unpacked(packed({ path: 'linux-amd64/', type: '5' }, { path: '../../escaped', content: 'no' }, { path: '/tmp/docc-escaped', content: 'no' }, { path: member, content: text }, { path: 'linux-amd64/LICENSE', content: 'x' }));
    expect(await readFile(path ?? '', 'utf8')).toBe(text);
    expect((await stat(path ?? '')).mode & 0o777).toBe(0o755);
    expect(await readdir(cache)).toEqual(['downloads', 'hadolint-2.15.1']);
    expect(await inCache(cache, 'hadolint-2.15.1')).toEqual(['hadolint']);
  });

  it.each([
    ['without it', packed({ path: 'helm', content: text }), /holds no linux-amd64\/helm/],
    ['with a path that leads there another way', packed({ path: 'x/../linux-amd64/helm', content: text }), /holds no/],
    ['with a link in its place', packed({ path: member, type: '2', link: '/bin/sh' }), /no plain file/],
    ['with a hard link in its place', packed({ path: member, type: '1', link: 'helm' }), /no plain file/],
    ['with a folder in its place', packed({ path: member, type: '5' }), /holds no|no plain file/],
    ['with two of them', packed({ path: member, content: text }, { path: member, content: 'another' }), /twice/],
    ['that is cut off', packed({ path: member, content: text.repeat(9_000) }).subarray(0, 100), /can't be read/],
    ['that is none', Buffer.from('hello'), /can't be read/],
    ['that holds no tar', gzipSync(Buffer.from('hello'.repeat(1_000))), /can't be read|holds no/],
  ])('%s is refused', async (_, archive, message) => {
    const { failed, cache } = await unpacked(archive);
    expect(failed).toMatchObject({ code: 'broken-archive', message: expect.stringMatching(message) });
    expect(await inCache(cache, 'hadolint-2.15.1')).toEqual([]);
  });
});

describe('a cache', () => {
  it.each([
    ['below a file', async (folder: string) => (await writeFile(join(folder, 'file'), ''), join(folder, 'file', 'cache'))],
    ['where nothing can be made', async () => '/proc/docc'],
    ['with a file in the program’s place', async (folder: string) => (await writeFile(join(folder, 'hadolint-2.15.1'), ''), folder)],
    ['with a folder for the program', async (folder: string) => (await mkdir(join(folder, 'hadolint-2.15.1', 'hadolint', 'x'), { recursive: true }), folder)],
  ])('%s is said to be unwritable', async (_, made) => {
    const { failed } = await served([serving(program)], { cache: await made(await scratch()) });
    expect(failed).toMatchObject({ code: 'cache-unwritable', message: expect.stringContaining("docc's cache at /"), repair: expect.stringContaining('DOCC_CACHE') });
  });

  it.skipIf(process.getuid?.() === 0)('that is read-only is said to be (skipped for root, who may write everywhere)', async () => {
    const cache = await scratch();
    await chmod(cache, 0o555);
    expect((await served([serving(program)], { cache })).failed).toMatchObject({ code: 'cache-unwritable' });
  });

  it('may be a link to a folder', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'cache'));
    expect(await readFile((await served([serving(program)], { cache: join(folder, 'cache') })).path ?? '')).toEqual(program);
  });
});

const here = (name: string): string => new URL(name, import.meta.url).href;

/** A process of its own that fetches the program; it prints where it lies, or the code of its error. */
function otherProcess(port: number, cache: string, before: readonly string[] = [], locked = lockedTo(program)) {
  const code = `
    import { downloadProgram } from ${JSON.stringify(here('./program-download.ts'))};
    import { downloadsFrom, transportTo } from ${JSON.stringify(here('./releases.fixture.ts'))};
    const downloads = downloadsFrom(transportTo(${port}), ${JSON.stringify(locked)}, ${JSON.stringify(cache)});
    const told = await downloadProgram('hadolint', { ...downloads, limits: { ...downloads.limits, silentMs: 60_000 } }, () => undefined).catch(({ code }) => code);
    process.stdout.write(String(told));`;
  const [command, ...args] = [...before, process.execPath, '--input-type=module', '--eval', code];
  const child = spawn(command ?? process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  return { child, ended: once(child, 'close').then(() => out) };
}

describe('processes', () => {
  it('that fetch the same at once all get it', async () => {
    const cache = await scratch();
    await using server = await releases(serving(program));
    const here = Array.from({ length: 3 }, () => outcomeOf(downloadsFrom(server.transport, lockedTo(program), cache)));
    const others = Array.from({ length: 2 }, () => otherProcess(server.port, cache).ended);
    const paths = [...(await Promise.all(here)).map(({ path }) => path), ...(await Promise.all(others))];
    expect(new Set(paths)).toEqual(new Set([join(cache, 'hadolint-2.15.1', 'hadolint')]));
    expect(await readFile(paths[0] ?? '')).toEqual(program);
    expect([await inCache(cache, 'hadolint-2.15.1'), await inCache(cache, 'downloads')]).toEqual([['hadolint'], []]);
  });

  it('that are killed in the middle leave no program, and a beginning to go on with', async () => {
    const cache = await scratch();
    await using server = await releases(silentAfter(program, 40_000), serving(program));
    const { child, ended } = otherProcess(server.port, cache);
    const size = async (): Promise<number> => {
      const [name = ''] = await inCache(cache, 'downloads');
      return name === '' ? 0 : await stat(join(cache, 'downloads', name)).then((found) => found.size, () => 0);
    };
    while ((await size()) < 40_000) await pause(20);
    child.kill('SIGKILL');
    await ended;
    expect(await inCache(cache, 'hadolint-2.15.1')).toEqual([]);
    const { path } = await outcomeOf(downloadsFrom(server.transport, lockedTo(program), cache));
    expect(server.ranges).toEqual([undefined, 'bytes=40000-']);
    expect(await readFile(path ?? '')).toEqual(program);
    expect(await inCache(cache, 'downloads')).toEqual([]);
  });

  // Root of a namespace of its own can mount a disk that is too small; where the kernel doesn't let us, nobody can.
  const small = ['unshare', '--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=32k docc "$0" && exec "$@"'];
  const mounts = async (): Promise<boolean> => {
    const folder = await mkdtemp(join(tmpdir(), 'docc-mount-'));
    const child = spawn('unshare', [...small.slice(1), folder, 'true'], { stdio: 'ignore' });
    const code = await Promise.race([once(child, 'close').then(([ended]) => Number(ended)), once(child, 'error').then(() => 1)]);
    await rm(folder, { recursive: true });
    return code === 0;
  };

  it('on a full disk say so', async ({ skip }) => {
    if (!(await mounts())) skip('nothing can be mounted here');
    const cache = await scratch();
    await using server = await releases(serving(program));
    expect(await otherProcess(server.port, cache, [...small, cache]).ended).toBe('disk-full');
  });

  it('that have no room to unpack say so', async ({ skip }) => {
    if (!(await mounts())) skip('nothing can be mounted here');
    const archive = gzipSync(tar([{ path: 'helm', content: ' '.repeat(5_000_000) }]));
    expect(archive.length).toBeLessThan(20_000);
    await using server = await releases(serving(archive));
    const cache = await scratch();
    expect(await otherProcess(server.port, cache, [...small, cache], lockedTo(archive, 'helm')).ended).toBe('disk-full');
  });
});

describe('whatever a server does', () => {
  const behaviour = fc.oneof(
    { weight: 4, arbitrary: fc.nat(program.length).map((bytes) => serving(program, bytes)) },
    { weight: 3, arbitrary: fc.constant(serving(program)) },
    { weight: 2, arbitrary: fc.nat(program.length).map((bytes) => servingWhole(program.subarray(0, bytes))) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 3_000 }).map((bytes) => servingWhole(Buffer.from(bytes))) },
    { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 200, max: 599 }), fc.string({ maxLength: 200 })).map(([status, body]) => answering(status, {}, body)) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(2 * program.length), fc.nat(2 * program.length)).map(([from, of]) => answering(206, { 'content-range': `bytes ${from}-${of}/${of}` }, program.subarray(from))) },
    { weight: 1, arbitrary: fc.constantFrom(url, '/tool', 'http://releases.example/tool', 'https://elsewhere.example/', ':::', '//').map((location) => answering(302, { location })) },
    { weight: 1, arbitrary: fc.constant(hangingUp) },
    { weight: 1, arbitrary: fc.constant(answering(200, { 'content-type': 'text/html' }, '<html>')) },
  );

  it('either the exact program comes, or a named error, and never a part at its place', async () => {
    const place = async (cache: string): Promise<string> => await readFile(join(cache, 'hadolint-2.15.1', 'hadolint'), 'base64').catch(() => 'none');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(behaviour, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }), async (runs) => {
        const cache = await mkdtemp(join(tmpdir(), 'docc-download-'));
        try {
          let has = 'none';
          for (const behaviours of runs) {
            const { path, failed } = await served(behaviours, { cache });
            has = path === undefined ? has : program.toString('base64');
            expect(await place(cache)).toBe(has);
            expect(failed === undefined || failed.repair.length > 10).toBe(true);
            expect((await inCache(cache, 'hadolint-2.15.1')).filter((name) => name !== 'hadolint')).toEqual([]);
          }
        } finally {
          await rm(cache, { recursive: true, force: true });
        }
      }),
      { numRuns: 120 },
    );
  });
});
