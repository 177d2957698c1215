import { chmodSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { scratch, type Scratch } from '../submission/scratch.fixture.ts';
import { type Answer, blobsOf, commitOf, entriesOf, pathsIgnored, pathsTaken, type Repository, repositoryAt, treeOf, withoutRepository } from './git.ts';

beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
});
afterEach(() => vi.unstubAllEnvs());

const around = (made: Scratch, folder = '.'): Repository => ({ kind: 'around', folder: made.at(folder) });

function value<Value>(answer: Answer<Value>): Value {
  if (answer.kind === 'answered') return answer.value;
  throw new Error(JSON.stringify(answer.result));
}

const texts = (answer: Answer<readonly Buffer[]>): readonly string[] => value(answer).map(String);

function committed(files: Record<string, string>): Scratch {
  const made = scratch();
  made.write(files);
  made.git('.', 'init', '-q');
  made.git('.', 'add', '-A');
  made.git('.', 'commit', '-q', '-m', 'all');
  return made;
}

/** A program that leaves a mark where it runs, and the mark. */
function marker(made: Scratch): { readonly program: string; readonly ran: () => boolean } {
  made.write({ 'programs/mark': `#!/bin/sh\ntouch '${made.at('ran')}'\n` });
  chmodSync(made.at('programs/mark'), 0o755);
  return { program: made.at('programs/mark'), ran: () => existsSync(made.at('ran')) };
}

/** All that docc asks of a repository. */
async function everything(made: Scratch): Promise<void> {
  const repository = value(await repositoryAt(made.path));
  await pathsTaken(repository);
  await pathsIgnored(repository, [Buffer.from('a')]);
  const commit = await commitOf(repository, 'HEAD');
  if (commit.kind === 'unanswered') return;
  const entries = value(await entriesOf(repository, value(await treeOf(repository, commit.value))));
  await blobsOf(repository, entries.map(({ oid }) => oid), 1_000_000);
}

describe('a repository written by a candidate', () => {
  type Trap = (made: Scratch, program: string) => void;
  const hook: (name: string) => Trap = (name) => (made, program) => {
    made.write({ [`.git/hooks/${name}`]: readFileSync(program) });
    chmodSync(made.at(`.git/hooks/${name}`), 0o755);
  };
  const setting: (name: string) => Trap = (name) => (made, program) => void made.git('.', 'config', name, program);

  test.each<[string, Trap]>([
    ['core.fsmonitor', setting('core.fsmonitor')],
    ['a filter', setting('filter.x.clean')],
    ['a hook', hook('post-index-change')],
  ])('has %s not run', async (_, trap) => {
    using made = committed({ a: 'one', b: 'two', '.gitattributes': '* filter=x\n' });
    using outside = scratch();
    const { program, ran } = marker(outside);
    trap(made, program);
    made.write({ a: 'six' });
    // As if written again: git notes it in the index, which is what a hook hears of, however fast or slow all this was.
    utimesSync(made.at('b'), 1_000_000_000, 1_000_000_000);
    await everything(made);
    expect(ran()).toBe(false);
    made.git('.', 'status');
    expect(ran(), 'the control: git by itself runs it').toBe(true);
  });

  const programs = [
    'core.pager', 'pager.ls-files', 'core.editor', 'core.askPass', 'core.sshCommand', 'core.gitProxy', 'core.alternateRefsCommand',
    'diff.external', 'diff.x.textconv', 'filter.x.process', 'merge.x.driver', 'gpg.program', 'credential.helper',
    'uploadpack.packObjectsHook', 'interactive.diffFilter',
  ];

  test('has no other program run: pagers, editors, drivers, helpers, aliases', async () => {
    using made = committed({ a: 'one', b: 'two', '.gitattributes': '* filter=x diff=x merge=x\n' });
    using outside = scratch();
    const { program, ran } = marker(outside);
    for (const name of programs) setting(name)(made, program);
    for (const name of ['ls-files', 'rev-parse', 'ls-tree', 'cat-file', 'check-ignore']) setting(`alias.${name}`)(made, `!${program}`);
    await everything(made);
    expect(ran()).toBe(false);
  });

  test('is none where the folder itself is laid out as a bare repository', async () => {
    using made = scratch();
    using outside = scratch();
    const { program, ran } = marker(outside);
    const config = `[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n\tworktree = app\n\tfsmonitor = ${program}\n`;
    made.write({ HEAD: 'ref: refs/heads/main\n', config, 'objects/x': '', 'refs/x': '', 'app/main.go': '' });
    expect(await pathsTaken(around(made))).toMatchObject({ kind: 'unanswered', result: { code: 128 } });
    expect(ran()).toBe(false);
    made.git('.', 'status');
    expect(ran(), 'the control: git by itself takes it for one').toBe(true);
  });

  test('fetches nothing for a missing object, by whatever command its configuration names', async () => {
    using made = committed({ a: 'one' });
    using outside = scratch();
    const { program, ran } = marker(outside);
    const oid = made.git('.', 'rev-parse', 'HEAD:a');
    rmSync(made.at(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`));
    const settings = { 'core.repositoryFormatVersion': '1', 'extensions.partialClone': 'evil', 'remote.evil.promisor': 'true' };
    const more = { 'remote.evil.url': `ext::${program}`, 'protocol.ext.allow': 'always', 'protocol.allow': 'always' };
    for (const [name, set] of Object.entries({ ...settings, ...more })) made.git('.', 'config', name, set);
    const repository = around(made);
    const entries = value(await entriesOf(repository, value(await treeOf(repository, value(await commitOf(repository, 'HEAD'))))));
    expect(entries.map(({ path, bytes }) => [String(path), bytes])).toEqual([['a', undefined]]);
    expect(value(await blobsOf(repository, [oid], 3))).toEqual([undefined]);
    expect(ran()).toBe(false);
    expect(() => made.git('.', 'cat-file', '-p', oid)).toThrow('cat-file');
    expect(ran(), 'the control: git by itself runs it').toBe(true);
  });

  test('gives a commit no other files by replacing objects', async () => {
    using made = committed({ a: 'as graded' });
    const first = made.git('.', 'rev-parse', 'HEAD');
    made.write({ a: 'swapped in' });
    made.git('.', 'commit', '-qam', 'second');
    made.git('.', 'replace', first, 'HEAD');
    made.git('.', 'replace', `${first}:a`, 'HEAD:a');
    expect(made.git('.', 'cat-file', '-p', `${first}:a`)).toBe('swapped in');
    expect(await contentAt(made, first)).toBe('as graded');
  });

  test('gives a commit no other files by a forged commit graph', async () => {
    using made = committed({ a: 'as graded' });
    const first = made.git('.', 'rev-parse', 'HEAD');
    made.write({ a: 'swapped in' });
    made.git('.', 'commit', '-qam', 'second');
    made.git('.', 'commit-graph', 'write', '--reachable');
    const [tree, other] = [`${first}^{tree}`, 'HEAD^{tree}'].map((name) => Buffer.from(made.git('.', 'rev-parse', name), 'hex'));
    const graph = made.at('.git/objects/info/commit-graph');
    chmodSync(graph, 0o644);
    const forged = readFileSync(graph);
    other?.copy(forged, forged.indexOf(tree ?? ''));
    writeFileSync(graph, forged);
    expect(made.git('.', 'log', '-1', '--format=%T', first)).toBe(other?.toString('hex'));
    expect(await contentAt(made, first)).toBe('as graded');
  });

  async function contentAt(made: Scratch, commit: string): Promise<string> {
    const repository = around(made);
    const entries = value(await entriesOf(repository, value(await treeOf(repository, value(await commitOf(repository, commit))))));
    return String(value(await blobsOf(repository, entries.map(({ oid }) => oid), 100))[0]);
  }
});

describe('the machine', () => {
  test('has no say through GIT_ variables', async () => {
    using made = committed({ a: 'one' });
    using other = committed({ b: 'two' });
    vi.stubEnv('GIT_DIR', other.at('.git'));
    vi.stubEnv('GIT_WORK_TREE', other.path);
    vi.stubEnv('GIT_INDEX_FILE', other.at('.git/index'));
    vi.stubEnv('GIT_OBJECT_DIRECTORY', other.at('.git/objects'));
    vi.stubEnv('GIT_CEILING_DIRECTORIES', made.path);
    expect(texts(await pathsTaken(around(made)))).toEqual(['a']);
    expect(value(await commitOf(around(made), 'main'))).not.toBe(other.git('.', 'rev-parse', 'main'));
  });

  test('runs no git that lies in the submission, though PATH looks in the working folder', async () => {
    using made = committed({ a: 'one' });
    using outside = scratch();
    const { program, ran } = marker(outside);
    made.write({ git: readFileSync(program) });
    chmodSync(made.at('git'), 0o755);
    vi.stubEnv('PATH', `.::${process.env['PATH']}`);
    expect(texts(await pathsTaken(around(made)))).toEqual(['git', 'a']);
    expect(ran()).toBe(false);
  });

  test('runs no git that lies in the submission, though PATH names its folder', async () => {
    using made = committed({ 'tools/a': 'one' });
    using outside = scratch();
    const { program, ran } = marker(outside);
    made.write({ 'bin/git': readFileSync(program) });
    chmodSync(made.at('bin/git'), 0o755);
    vi.stubEnv('PATH', `${made.at('bin')}:${process.env['PATH']}`);
    expect(texts(await pathsTaken(around(made)))).toEqual(['bin/git', 'tools/a']);
    expect(texts(await pathsTaken({ kind: 'around', folder: made.at('tools') }))).toEqual(['a']);
    expect(ran()).toBe(false);
  });

  test('has its own ignore file heeded, as git add does', async () => {
    using made = committed({ a: 'one' });
    using home = scratch();
    home.write({ '.config/git/ignore': '.DS_Store\n' });
    made.write({ '.DS_Store': '', 'b/.DS_Store': '', c: '' });
    vi.stubEnv('HOME', home.path);
    vi.stubEnv('XDG_CONFIG_HOME', undefined);
    expect(texts(await pathsTaken(around(made)))).toEqual(['c', 'a']);
  });
});

describe('answers', () => {
  test('blobs come in the order asked, whatever bytes they hold', async () => {
    const contents = ['', '\n', 'a blob 3\nabc\n', '\0\0', 'x'.repeat(70_000)];
    using made = committed(Object.fromEntries(contents.map((content, index) => [`f${index}`, content])));
    const oids = contents.map((_, index) => made.git('.', 'rev-parse', `HEAD:f${index}`));
    const asked = [...oids.toReversed(), 'f'.repeat(40), ...oids];
    const blobs = value(await blobsOf(around(made), asked, 200_000));
    expect(blobs.map((blob) => blob?.toString())).toEqual([...contents.toReversed(), undefined, ...contents]);
  });

  test('a blob that is broken is no blob, and ends the reading', async () => {
    using made = committed({ a: 'one', b: 'two' });
    const [a, b] = ['a', 'b'].map((name) => made.git('.', 'rev-parse', `HEAD:${name}`));
    const object = made.at(`.git/objects/${b?.slice(0, 2)}/${b?.slice(2)}`);
    chmodSync(object, 0o644);
    writeFileSync(object, 'no zlib stream');
    const blobs = value(await blobsOf(around(made), [a ?? '', b ?? '', a ?? ''], 100));
    expect(blobs[0]?.toString()).toBe('one');
    expect(blobs[1]).toBeUndefined();
  });

  test('entries tell mode, size and path as it is', async () => {
    using made = committed({ 'a b/\u00e9\n\t"': 'three', run: '' });
    made.git('.', 'update-index', '--chmod=+x', 'run');
    made.git('.', 'commit', '-qm', 'x');
    const repository = around(made);
    const entries = value(await entriesOf(repository, value(await treeOf(repository, value(await commitOf(repository, 'HEAD'))))));
    expect(entries.map(({ path, mode, bytes }) => [String(path), mode, bytes])).toEqual([
      ['a b/\u00e9\n\t"', '100644', 5],
      ['run', '100755', 0],
    ]);
  });

  test('a folder in no repository has its ignore files heeded, and its configuration not', async () => {
    using made = scratch();
    made.write({ '.gitignore': '*.log', a: '', 'b.log': '', '.git/config': '[core]\n\tworktree = /\n', '.git/HEAD': 'x' });
    await using outside = await withoutRepository(made.path);
    expect(texts(await pathsTaken(outside.repository))).toEqual(['.gitignore', 'a']);
    expect(texts(await pathsIgnored(outside.repository, [Buffer.from('b.log'), Buffer.from(':a.log'), Buffer.from('c')]))).toEqual(['b.log', ':a.log']);
  });

  test('no repository is no answer', async () => {
    using made = scratch();
    expect(await repositoryAt(made.path)).toMatchObject({ kind: 'unanswered', result: { kind: 'exited', code: 128 } });
    expect(await repositoryAt(made.at('none'))).toMatchObject({ kind: 'unanswered' });
  });
});
