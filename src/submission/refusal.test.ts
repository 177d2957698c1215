import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, closeSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readSubmission } from './read.ts';
import { scratch, type Scratch } from './scratch.fixture.ts';
import { refusal, type Submission } from './submission.ts';

beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
});
afterEach(() => vi.unstubAllEnvs());

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`;
const reader = new URL('read.ts', import.meta.url);
// Root reads everything, so that a test of what can't be read is run as nobody.
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const nobodyReads = spawnSync('test', ['-r', fileURLToPath(reader)], nobody).status === 0;

type Reading = 'in no repository' | 'in a repository' | 'without git' | 'as a commit';

/** The submission read in one of the four ways. What only a work tree can hold is no part of a commit. */
async function read(made: Scratch, reading: Reading): Promise<Submission> {
  if (reading === 'without git') vi.stubEnv('PATH', '/nonexistent');
  if (reading === 'in a repository' || reading === 'as a commit') made.git('.', 'init', '-q');
  if (reading !== 'as a commit') return readSubmission({ kind: 'folder', path: made.path });
  made.git('.', 'add', '-A');
  made.git('.', 'commit', '-qm', 'all', '--allow-empty');
  return readSubmission({ kind: 'commit', repository: made.path, ref: 'HEAD' });
}

/** In a process of its own. The folder is then somebody else's, which git is wary of. */
function readAsNobody(path: string, reading: Reading): unknown {
  const script = `const { readSubmission } = await import(${JSON.stringify(reader.href)});
    const { files, refused } = await readSubmission({ kind: 'folder', path: ${JSON.stringify(path)} });
    const codes = refused.map(({ code, path }) => [code, path]);
    console.log(JSON.stringify({ codes, paths: files.map(({ path }) => path) }));`;
  const env = { PATH: reading === 'without git' ? '/nonexistent' : process.env['PATH'], HOME: '/nonexistent' };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, cwd: '/', encoding: 'utf8', ...nobody });
  return JSON.parse(said);
}

const codes = ({ refused }: Submission): readonly (readonly [string, string])[] => refused.map(({ code, path }) => [code, path]);
const paths = ({ files }: Submission): readonly string[] => files.map(({ path }) => path);

describe.each<Reading>(['in no repository', 'in a repository', 'without git', 'as a commit'])('%s', (reading) => {
  test('links are refused, whatever they lead to, and no linked folder is entered', async () => {
    using made = scratch();
    using elsewhere = scratch();
    elsewhere.write({ secret: 'of the machine' });
    made.write({ 'a/real': '' });
    symlinkSync('real', made.at('a/link'));
    symlinkSync(elsewhere.path, made.at('folder'));
    symlinkSync('nowhere', made.at('dangling'));
    symlinkSync('.', made.at('itself'));
    const seen = await read(made, reading);
    expect(paths(seen)).toEqual(['a/real']);
    expect(codes(seen)).toEqual(['a/link', 'dangling', 'folder', 'itself'].map((path) => ['symlink', path]));
  });

  test('LFS pointers are refused; a text about them is not', async () => {
    using made = scratch();
    made.write({ 'big.bin': pointer, 'README.md': `A pointer looks so:\n${pointer}`, 'long.txt': pointer + 'x'.repeat(2_000) });
    const seen = await read(made, reading);
    expect(codes(seen)).toEqual([['lfs-pointer', 'big.bin']]);
    expect(seen.refused[0]?.observed).toContain('12345 bytes');
    expect(paths(seen)).toEqual(['README.md', 'long.txt']);
  });

  test('of two names that differ in case or Unicode form the first is kept', async () => {
    using made = scratch();
    made.write({ 'README.md': '1', 'readme.md': '2', 'caf\u00e9': '3', 'cafe\u0301': '4', 'Docs/a': '5', 'docs/b': '6', 'B/x': '7', b: '8' });
    const seen = await read(made, reading);
    expect(codes(seen)).toEqual(['b', 'caf\u00e9', 'readme.md'].map((path) => ['case-clash', path]));
    expect(paths(seen)).toEqual(['B/x', 'Docs/a', 'README.md', 'cafe\u0301', 'docs/b']);
  });

  test('names that are not UTF-8 are refused, and shown', async () => {
    using made = scratch();
    made.write({ fine: '' });
    writeFileSync(Buffer.from(`${made.path}/caf\xe9.txt`, 'latin1'), '');
    mkdirSync(Buffer.from(`${made.path}/\xff`, 'latin1'));
    writeFileSync(Buffer.concat([Buffer.from(`${made.path}/`), Buffer.of(0xff), Buffer.from('/é')]), '');
    const seen = await read(made, reading);
    expect(codes(seen)).toEqual([['not-utf8', 'caf\\xe9.txt'], ['not-utf8', '\\xff/é']]);
    expect(paths(seen)).toEqual(['fine']);
  });

  test('control characters may stay in names', async () => {
    using made = scratch();
    const names = ['\u0001', 'a\nb', 'tab\t', '\u001b[31mred', '\u202Etxt.exe', "'\"`$(id)", '-rf', ' ', ':top'];
    made.write(Object.fromEntries(names.map((name) => [name, name])));
    const seen = await read(made, reading);
    expect(new Set(paths(seen))).toEqual(new Set(names));
    expect(seen.refused).toEqual([]);
  });

  test('long and deep paths are refused', async () => {
    using made = scratch();
    const long = `${'x'.repeat(200)}/`.repeat(6);
    const [deep, deepest] = ['d/'.repeat(33), 'e/'.repeat(32)];
    made.write({ [`${long}f`]: '', [`${deep}f`]: '', [`${deepest}f`]: '', g: '' });
    const seen = await read(made, reading);
    expect(seen.refused.map(({ code, path }) => [code, path.length])).toEqual([['path-too-long', 67], ['path-too-long', 201]]);
    expect(paths(seen)).toEqual([`${deepest}f`, 'g']);
  });

  test('repositories inside are refused', async () => {
    using made = scratch();
    made.write({ 'mine/a': '', 'theirs/b': '' });
    made.git('theirs', 'init', '-q');
    made.git('theirs', 'add', '-A');
    made.git('theirs', 'commit', '-qm', 'b');
    const seen = await read(made, reading);
    expect([codes(seen), paths(seen)]).toEqual([[['submodule', 'theirs']], ['mine/a']]);
  });

  test('a file past 50 MiB in all is refused; smaller ones after it are read', async () => {
    using made = scratch();
    made.write({ a: 'first', m: 'after it', z: 'last' });
    made.write({ c: '', d: '' });
    truncateSync(made.at('c'), 51 * 1024 * 1024);
    truncateSync(made.at('d'), 50 * 1024 * 1024 - 13);
    const seen = await read(made, reading);
    expect(codes(seen)).toEqual([['too-many-bytes', 'c'], ['too-many-bytes', 'z']]);
    expect(paths(seen)).toEqual(['a', 'd', 'm']);
  });

  test('every refusal says what to do, and fits the schema', async () => {
    using made = scratch();
    made.write({ a: pointer, b: '', B: '' });
    symlinkSync('a', made.at('link'));
    for (const each of (await read(made, reading)).refused) {
      expect(refusal.parse(each)).toEqual(each);
      expect(each.fix).toMatch(/^[A-Z].*\.$/s);
    }
  });
});

test('files past 5,000 are refused; 100 are named and the others counted', async () => {
  using made = scratch();
  made.write(Object.fromEntries(Array.from({ length: 5_120 }, (_, index) => [`f${String(index).padStart(4, '0')}`, ''])));
  const seen = await read(made, 'in no repository');
  expect([seen.files.length, seen.refused.length, seen.refusedBeyond]).toEqual([5_000, 100, 20]);
  expect(seen.refused[0]).toMatchObject({ code: 'too-many-files', path: 'f5000' });
});

describe.each<Reading>(['in no repository', 'in a repository', 'without git'])('a folder %s', (reading) => {
  test('has its FIFOs and sockets refused, and waits for none', async () => {
    using made = scratch();
    made.write({ '.gitignore': '*.sock\n', 'a/b/f': '' });
    execFileSync('mkfifo', [made.at('a/fifo'), made.at('pipe'), made.at('ignored.sock')]);
    const server = createServer().listen(made.at('a/b/listening'));
    onTestFinished(() => void server.close());
    const seen = await read(made, reading);
    expect(codes(seen)).toEqual([['not-a-file', 'a/b/listening'], ['not-a-file', 'a/fifo'], ['not-a-file', 'pipe']]);
    expect(seen.refused.map(({ observed }) => observed)).toEqual(['a socket', 'a FIFO', 'a FIFO']);
    expect(paths(seen)).toEqual(['.gitignore', 'a/b/f']);
  });

  test('may hold a sparse file of 50 GB', async () => {
    using made = scratch();
    closeSync(openSync(made.at('sparse'), 'w'));
    truncateSync(made.at('sparse'), 50_000_000_000);
    made.write({ small: '' });
    const seen = await read(made, reading);
    expect([codes(seen), paths(seen)]).toEqual([[['too-many-bytes', 'sparse']], ['small']]);
  });

  test.skipIf(!nobodyReads)('has unreadable files refused (skipped where nobody may read the source)', () => {
    using made = scratch();
    made.write({ closed: '', open: '' });
    chmodSync(made.path, 0o755);
    chmodSync(made.at('closed'), 0);
    if (reading === 'in a repository') made.git('.', 'init', '-q');
    expect(readAsNobody(made.path, reading)).toEqual({ codes: [['unreadable', 'closed']], paths: ['open'] });
  });
});

describe('a repository whose work tree has changed', () => {
  const tracked = (): Scratch => {
    const made = scratch();
    made.write({ 'a/secret': 'the candidate’s', b: '' });
    made.git('.', 'init', '-q');
    made.git('.', 'add', '-A');
    made.git('.', 'commit', '-qm', 'all');
    return made;
  };

  test('is not followed out of itself by a tracked path whose folder became a link', async () => {
    using made = tracked();
    using elsewhere = scratch();
    elsewhere.write({ secret: 'of the machine' });
    rmSync(made.at('a'), { recursive: true });
    symlinkSync(elsewhere.path, made.at('a'));
    const seen = await readSubmission({ kind: 'folder', path: made.path });
    expect([codes(seen), paths(seen)]).toEqual([[['symlink', 'a']], ['b']]);
  });

  test('has a tracked file refused that became a FIFO', async () => {
    using made = tracked();
    rmSync(made.at('b'));
    execFileSync('mkfifo', [made.at('b')]);
    const seen = await readSubmission({ kind: 'folder', path: made.path });
    expect([codes(seen), paths(seen)]).toEqual([[['not-a-file', 'b']], ['a/secret']]);
  });

  test('has a submodule refused, checked out or not', async () => {
    using made = tracked();
    using other = tracked();
    made.git('.', 'submodule', '--quiet', 'add', other.path, 'lib');
    made.git('.', 'commit', '-qm', 'lib');
    const expected = [['submodule', 'lib']];
    expect(codes(await readSubmission({ kind: 'folder', path: made.path }))).toEqual(expected);
    made.git('.', 'clone', '-q', '.', 'copy');
    const copy = await readSubmission({ kind: 'folder', path: made.at('copy') });
    expect(codes(copy)).toEqual(expected);
    const commit = await readSubmission({ kind: 'commit', repository: made.path, ref: 'HEAD' });
    expect([codes(commit), commit.identity.digest]).toEqual([expected, copy.identity.digest]);
  });

  test('may have a file renamed in case alone', async () => {
    using made = tracked();
    renameSync(made.at('b'), made.at('B'));
    const seen = await readSubmission({ kind: 'folder', path: made.path });
    expect([codes(seen), paths(seen)]).toEqual([[], ['B', 'a/secret']]);
  });
});
