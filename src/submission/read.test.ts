import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readSubmission } from './read.ts';
import { scratch, type Scratch } from './scratch.fixture.ts';
import type { Submission } from './submission.ts';
import { GitTrouble } from './unusable.ts';

// The ignore file of whoever runs the tests would have its say too.
beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
});
afterEach(() => vi.unstubAllEnvs());

const folder = (path: string): Promise<Submission> => readSubmission({ kind: 'folder', path });
const commit = (repository: string, ref = 'HEAD'): Promise<Submission> => readSubmission({ kind: 'commit', repository, ref });
const paths = ({ files }: Submission): readonly string[] => files.map(({ path }) => path);

function committed(files: Record<string, string>): Scratch {
  const made = scratch();
  made.write(files);
  made.git('.', 'init', '-q');
  made.git('.', 'add', '-A');
  made.git('.', 'commit', '-q', '-m', 'all');
  return made;
}

describe('a folder in no repository', () => {
  test('is read by its ignore files, nested ones too', async () => {
    using made = scratch();
    made.write({
      '.gitignore': '*.log\n/build/\n!keep.log\n',
      'main.tf': 'terraform {}\n',
      'a.log': '',
      'keep.log': '',
      'build/out': '',
      'app/.gitignore': '/secret\n!*.log\n',
      'app/b.log': '',
      'app/secret': '',
      'app/deep/secret': '',
    });
    const read = await folder(made.path);
    expect(paths(read)).toEqual(['.gitignore', 'app/.gitignore', 'app/b.log', 'app/deep/secret', 'keep.log', 'main.tf']);
    expect(read.refused).toEqual([]);
    expect(read.identity.commit).toBeUndefined();
  });

  test('gives content, digest and the executable bit of each file', async () => {
    using made = scratch();
    made.write({ 'run.sh': 'echo\n' });
    chmodSync(made.at('run.sh'), 0o755);
    const [file] = (await folder(made.path)).files;
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('echo\n');
    expect(file).toMatchObject({ path: 'run.sh', executable: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test("never holds docc's own output, at its root; a folder of that name elsewhere is the candidate's", async () => {
    using made = scratch();
    made.write({ '.docc/report.json': '{}', '.docccc': '', 'a/.docc/x': '' });
    expect(paths(await folder(made.path))).toEqual(['.docccc', 'a/.docc/x']);
  });

  test('may be named by a link', async () => {
    using made = scratch();
    made.write({ 'real/a': '' });
    symlinkSync(made.at('real'), made.at('link'));
    expect(paths(await folder(made.at('link')))).toEqual(['a']);
  });

  test('may be empty', async () => {
    using made = scratch();
    expect(await folder(made.path)).toMatchObject({ files: [], refused: [], refusedBeyond: 0 });
  });

  test('keeps the order of code points, not that of UTF-16', async () => {
    using made = scratch();
    made.write({ '\u{1F600}': '', '\uFF5E': '', Z: '', a: '' });
    expect(paths(await folder(made.path))).toEqual(['Z', 'a', '\uFF5E', '\u{1F600}']);
  });
});

describe('a folder in a repository', () => {
  test('is what is tracked and still there, and what is neither tracked nor ignored', async () => {
    using made = committed({ 'gone': '', 'forced.log': 'tracked before it was ignored' });
    made.write({ '.gitignore': '*.log\n', 'new': '', 'b.log': '' });
    rmSync(made.at('gone'));
    expect(paths(await folder(made.path))).toEqual(['.gitignore', 'forced.log', 'new']);
  });

  test('may lie inside a bigger one, whose ignore files hold', async () => {
    using made = committed({ '.gitignore': '*.log\n', 'a/main.go': '', 'b/x': '' });
    made.write({ 'a/trace.log': '', 'a/new': '' });
    expect(paths(await folder(made.at('a')))).toEqual(['main.go', 'new']);
  });

  test('is read by its own rules where the repository around ignores all of it', async () => {
    using made = committed({ '.gitignore': '/out/\n' });
    made.write({ 'out/sub/.gitignore': '*.log', 'out/sub/x.log': '', 'out/sub/main.go': '' });
    expect(paths(await folder(made.at('out/sub')))).toEqual(['.gitignore', 'main.go']);
  });

  test('is named once for each path while a merge is unsettled', async () => {
    using made = committed({ a: 'one' });
    made.git('.', 'checkout', '-q', '-b', 'other');
    made.write({ a: 'two' });
    made.git('.', 'commit', '-qam', 'two');
    made.git('.', 'checkout', '-q', 'main');
    made.write({ a: 'three' });
    made.git('.', 'commit', '-qam', 'three');
    expect(() => made.git('.', 'merge', '-q', 'other')).toThrow('merge');
    expect(paths(await folder(made.path))).toEqual(['a']);
  });

  test('may have a folder where a file is tracked', async () => {
    using made = committed({ a: '' });
    rmSync(made.at('a'));
    made.write({ 'a/b': '' });
    const read = await folder(made.path);
    expect([paths(read), read.refused]).toEqual([['a/b'], []]);
  });

  test('is read without git too, when git is not installed', async () => {
    using made = committed({ '.gitignore': '*.log\n', 'main.go': 'package main\n', 'a/b': '' });
    made.write({ 'x.log': '' });
    const withGit = await folder(made.path);
    vi.stubEnv('PATH', made.at('a'));
    expect(await folder(made.path)).toEqual(withGit);
  });
});

describe('a commit', () => {
  test('has the digest of the same files in a folder', async () => {
    using made = committed({ 'main.go': 'package main\n', 'a/b/c': 'deep', 'run.sh': 'echo' });
    chmodSync(made.at('run.sh'), 0o755);
    symlinkSync('main.go', made.at('link'));
    made.git('.', 'add', '-A');
    made.git('.', 'commit', '-qm', 'executable');
    const [stored, there] = [await commit(made.path), await folder(made.path)];
    expect(stored.identity.digest).toBe(there.identity.digest);
    expect(stored.identity.commit).toBe(made.git('.', 'rev-parse', 'HEAD'));
    expect(stored.refused).toEqual(there.refused);
    expect(stored.files).toEqual(there.files.map((file) => ({ ...file, bytes: Buffer.from(file.bytes) })));
  });

  test('has nothing of the work tree', async () => {
    using made = committed({ a: 'stored', '.docc/report.json': '{}' });
    made.write({ a: 'changed', b: 'new' });
    const read = await commit(made.path, 'main');
    expect(read.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([['a', 'stored']]);
  });

  test('is read for a folder of the repository alone', async () => {
    using made = committed({ 'sub/x': '1', 'sub/y/z': '2', other: '3' });
    const read = await commit(made.at('sub'));
    expect(paths(read)).toEqual(['x', 'y/z']);
    expect(read.identity.digest).toBe((await folder(made.at('sub'))).identity.digest);
  });

  test('is read as stored: no filter of the repository changes it', async () => {
    using made = committed({ a: 'one\n', '.gitattributes': '* text eol=crlf ident filter=shout\n' });
    made.git('.', 'config', 'filter.shout.smudge', 'tr a-z A-Z');
    expect(Buffer.from((await commit(made.path)).files[1]?.bytes ?? []).toString()).toBe('one\n');
  });

  test('may come from a bare repository, or be named by its .git', async () => {
    using made = committed({ a: 'one', 'b/c': 'two' });
    made.git('.', 'clone', '-q', '--bare', '.', 'bare.git');
    const digest = (await commit(made.path)).identity.digest;
    expect((await commit(made.at('bare.git'))).identity.digest).toBe(digest);
    expect((await commit(made.at('.git'))).identity.digest).toBe(digest);
  });

  test('may be named by a tag', async () => {
    using made = committed({ a: 'one' });
    made.git('.', 'tag', '-a', '-m', 'first', 'v1');
    made.write({ a: 'two' });
    made.git('.', 'commit', '-qam', 'two');
    expect((await commit(made.path, 'v1')).identity.commit).toBe(made.git('.', 'rev-parse', 'v1^{commit}'));
  });
});

describe('the digest', () => {
  const digest = async (change: (made: Scratch) => void): Promise<string> => {
    using made = scratch();
    made.write({ a: 'one', b: 'two' });
    change(made);
    return (await folder(made.path)).identity.digest;
  };

  test('follows paths, contents, the owner’s executable bit and refusals', async () => {
    const digests = await Promise.all([
      digest(() => undefined),
      digest((made) => made.write({ a: 'two', b: 'one' })),
      digest((made) => made.write({ c: '' })),
      digest((made) => chmodSync(made.at('a'), 0o744)),
      digest((made) => symlinkSync('a', made.at('c'))),
    ]);
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('follows nothing else: no other bit, empty folder, or time', async () => {
    const same = await Promise.all([
      digest(() => undefined),
      digest((made) => chmodSync(made.at('a'), 0o677)),
      digest((made) => mkdirSync(made.at('empty'))),
      digest((made) => made.write({ a: 'one' })),
    ]);
    expect(new Set(same).size).toBe(1);
  });

  test('is this one for these files, in this release and the next', async () => {
    expect(await digest(() => undefined)).toBe('sha256:576bddbc93c362a6fe661546be0b66a9e50fb38f3f81b5093fe1a4cd3d0c0f19');
  });
});

describe('what cannot be read at all', () => {
  const unusable = (code: string) => expect.objectContaining({ name: 'UnusableSubmission', code, repair: expect.stringMatching(/\.$/) });

  test('is a path where nothing is, or a file', async () => {
    using made = scratch();
    made.write({ file: '' });
    await expect(folder(made.at('none'))).rejects.toEqual(unusable('missing'));
    await expect(folder(made.at('file/none'))).rejects.toEqual(unusable('missing'));
    await expect(folder(made.at('file'))).rejects.toEqual(unusable('not-a-folder'));
    await expect(commit(made.at('none'))).rejects.toEqual(unusable('missing'));
  });

  test('is a ref that is none, or would be an option of git', async () => {
    using made = committed({ a: '', 'b/c': '' });
    for (const ref of ['-h', '--all', '', 'a\nb', 'a\0b']) await expect(commit(made.path, ref)).rejects.toEqual(unusable('malformed-ref'));
    for (const ref of ['nowhere', 'HEAD:a', '0'.repeat(40), 'HEAD~9', '$(id)']) {
      await expect(commit(made.path, ref)).rejects.toEqual(unusable('unknown-ref'));
    }
  });

  test('is a commit of no repository, and a folder that the commit has not', async () => {
    using made = scratch();
    await expect(commit(made.path)).rejects.toEqual(unusable('not-a-repository'));
    using repository = committed({ a: '' });
    mkdirSync(repository.at('new'));
    await expect(commit(repository.at('new'))).rejects.toEqual(unusable('not-in-commit'));
  });

  test('is a commit, where git is not installed', async () => {
    using made = committed({ 'a/b': '' });
    vi.stubEnv('PATH', made.at('a'));
    await expect(commit(made.path)).rejects.toEqual(unusable('git-absent'));
  });

  // Whoever's machine kills git has not handed in nothing.
  test.each(['rev-parse', 'ls-tree', 'cat-file'])('is no commit of which git dies at %s: that is nobody’s submission', async (dies) => {
    using made = committed({ a: 'a' });
    using programs = scratch();
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(programs.at('git'), `#!/bin/sh\ncase " $* " in *' ${dies} '*) kill -9 $$ ;; esac\nexec '${git}' "$@"\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${programs.path}:${process.env['PATH']}`);
    await expect(commit(made.path)).rejects.toThrow(GitTrouble);
  });
});
