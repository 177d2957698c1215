import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readSubmission } from './read.ts';
import { scratch, type Scratch } from './scratch.fixture.ts';
import type { Submission } from './submission.ts';

beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
});
afterEach(() => vi.unstubAllEnvs());

const paths = ({ files }: Submission): readonly string[] => files.map(({ path }) => path);
const refusals = ({ refused }: Submission): readonly string[] => refused.map(({ code, path }) => `${code} ${path}`);

/** An index of git's that holds these paths, which `git add` would not take. */
function indexOf(names: readonly string[]): Buffer {
  const entries = names.map((name) => {
    const length = 62 + Buffer.byteLength(name);
    const entry = Buffer.alloc(Math.ceil((length + 1) / 8) * 8);
    entry.writeUInt32BE(0o100644, 24);
    entry.fill(0xab, 40, 60);
    entry.writeUInt16BE(Buffer.byteLength(name), 60);
    entry.write(name, 62);
    return entry;
  });
  const header = Buffer.from('DIRC\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(names.length, 8);
  const content = Buffer.concat([header, ...entries]);
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
}

describe('a folder made by hand', () => {
  test('has no file of the machine read by an index that names it', async () => {
    using made = scratch();
    made.write({ secret: 'of the machine', 'repository/a': '' });
    made.git('repository', 'init', '-q');
    made.write({ 'repository/.git/index': indexOf(['../secret', '.git/config', 'a', 'a/../../secret', made.at('secret')]) });
    const read = await readSubmission({ kind: 'folder', path: made.at('repository') });
    expect(paths(read)).toEqual(['a']);
    const outside = ['../secret', '.git/config', made.at('secret'), 'a/../../secret'];
    expect(refusals(read)).toEqual(outside.toSorted().map((path) => `unsafe-path ${path}`));
  });

  test('has nothing run that its repository names, whichever way it is read', async () => {
    using made = scratch();
    made.write({ a: '', 'programs/fsmonitor': `#!/bin/sh\ntouch '${made.at('ran')}'\n` });
    chmodSync(made.at('programs/fsmonitor'), 0o755);
    made.git('.', 'init', '-q');
    made.git('.', 'add', '-A');
    made.git('.', 'commit', '-qm', 'a program, and a configuration that names it');
    made.git('.', 'config', 'core.fsmonitor', made.at('programs/fsmonitor'));
    await readSubmission({ kind: 'folder', path: made.path });
    await readSubmission({ kind: 'commit', repository: made.path, ref: 'HEAD' });
    expect(existsSync(made.at('ran'))).toBe(false);
    made.git('.', 'status');
    expect(existsSync(made.at('ran')), 'the control: git by itself runs it').toBe(true);
  });

  test('is read where its index is broken', async () => {
    using made = scratch();
    made.write({ '.gitignore': '*.log', a: '', 'b.log': '' });
    made.git('.', 'init', '-q');
    made.write({ '.git/index': 'no index' });
    expect(paths(await readSubmission({ kind: 'folder', path: made.path }))).toEqual(['.gitignore', 'a']);
  });

  test('has no ignore file waited for that is a FIFO, and none followed that is a link', async () => {
    using made = scratch();
    made.write({ a: '', 'sub/b': '' });
    execFileSync('mkfifo', [made.at('.gitignore')]);
    vi.stubEnv('PATH', '/nonexistent');
    const read = await readSubmission({ kind: 'folder', path: made.path });
    expect([paths(read), refusals(read)]).toEqual([['a', 'sub/b'], ['not-a-file .gitignore']]);
  });
});

describe('a commit made by hand', () => {
  const treeOf = (made: Scratch, entries: readonly (readonly [mode: string, name: string, oid: string])[]): string => {
    const input = Buffer.concat(entries.flatMap(([mode, name, oid]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]));
    const args = ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'];
    return execFileSync('git', args, { cwd: made.path, input, encoding: 'utf8' }).trim();
  };

  test('has paths refused that would lead out of where they are put, and names given twice', async () => {
    using made = scratch();
    made.write({ a: 'one', b: 'two' });
    made.git('.', 'init', '-q');
    made.git('.', 'add', '-A');
    made.git('.', 'commit', '-qm', 'all');
    const [one, two] = [made.git('.', 'rev-parse', 'HEAD:a'), made.git('.', 'rev-parse', 'HEAD:b')];
    const git = treeOf(made, [['100644', 'config', one]]);
    const above = treeOf(made, [['100644', '.bashrc', one]]);
    const tree = treeOf(made, [
      ['40000', '..', above], ['100644', '.', one], ['40000', '.GIT', git], ['100644', '/etc/passwd', one],
      ['100644', 'a', one], ['100644', 'a', two], ['40000', 'a', above], ['100755', 'run', one], ['100644', 'x/../../y', one],
    ]);
    const commit = made.git('.', 'commit-tree', '-m', 'by hand', tree);
    const read = await readSubmission({ kind: 'commit', repository: made.path, ref: commit });
    expect(paths(read)).toEqual(['a', 'run']);
    expect(refusals(read)).toEqual([
      'unsafe-path .', 'unsafe-path ../.bashrc', 'unsafe-path .GIT/config', 'unsafe-path /etc/passwd',
      'case-clash a', 'case-clash a/.bashrc', 'unsafe-path x/../../y',
    ]);
  });

  test('has the rest read where the repository misses a file', async () => {
    using made = scratch();
    made.write({ a: 'one', b: 'two' });
    made.git('.', 'init', '-q');
    made.git('.', 'add', '-A');
    const absent = treeOf(made, [['100644', 'a', made.git('.', 'rev-parse', ':a')], ['100644', 'gone', 'ab'.repeat(20)]]);
    const commit = made.git('.', 'commit-tree', '-m', 'by hand', absent);
    const read = await readSubmission({ kind: 'commit', repository: made.path, ref: commit });
    expect([paths(read), refusals(read)]).toEqual([['a'], ['unreadable gone']]);
  });

  test('that stands for billions of paths is refused as a whole', async () => {
    using made = scratch();
    made.git('.', 'init', '-q');
    made.write({ a: '' });
    let tree = treeOf(made, [['100644', 'a', made.git('.', 'hash-object', '-w', 'a')]]);
    for (let level = 0; level < 12; level += 1) {
      const below = tree;
      tree = treeOf(made, Array.from({ length: 10 }, (_, index) => ['40000', `${index}`, below] as const));
    }
    const commit = made.git('.', 'commit-tree', '-m', 'bomb', tree);
    await expect(readSubmission({ kind: 'commit', repository: made.path, ref: commit })).rejects.toMatchObject({
      name: 'UnusableSubmission',
      code: 'too-large',
      repair: expect.stringContaining('.gitignore'),
    });
  });
});
