import { execFileSync } from 'node:child_process';
import { appendFileSync, lstatSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSeen } from './file.ts';
import { scratch } from './scratch.fixture.ts';

const read = (path: string, seen = lstatSync(path)) => readSeen(Buffer.from(path), seen);
const unreadable = (because: string) => ({ kind: 'unreadable', because: expect.stringContaining(because) });

test('reads a file whole, an empty one too', () => {
  using made = scratch();
  made.write({ a: 'content', empty: '', big: Buffer.alloc(3_000_000, 7) });
  expect(read(made.at('a'))).toEqual({ kind: 'read', bytes: Buffer.from('content') });
  expect(read(made.at('empty'))).toEqual({ kind: 'read', bytes: Buffer.alloc(0) });
  expect(read(made.at('big'))).toEqual({ kind: 'read', bytes: Buffer.alloc(3_000_000, 7) });
});

test('reads no more than was there when it was listed, nor less', () => {
  using made = scratch();
  made.write({ a: 'content' });
  const seen = lstatSync(made.at('a'));
  appendFileSync(made.at('a'), ' and more');
  expect(read(made.at('a'), seen)).toEqual(unreadable('changed'));
  truncateSync(made.at('a'), 3);
  expect(read(made.at('a'), seen)).toEqual(unreadable('changed'));
});

test('reads nothing that took its place: another file, a link, a FIFO, a folder, nothing', () => {
  using made = scratch();
  made.write({ a: 'content', b: 'CONTENT', 'folder/c': '' });
  const seen = lstatSync(made.at('a'));
  renameSync(made.at('a'), made.at('kept'));
  expect(read(made.at('a'), seen)).toEqual(unreadable('ENOENT'));
  expect(read(made.at('b'), seen)).toEqual(unreadable('replaced'));
  expect(read(made.at('folder'), seen)).toEqual(unreadable('replaced'));
  symlinkSync('kept', made.at('a'));
  expect(read(made.at('a'), seen)).toEqual(unreadable('ELOOP'));
  rmSync(made.at('a'));
  execFileSync('mkfifo', [made.at('a')]);
  expect(read(made.at('a'), seen)).toEqual(unreadable('replaced'));
});

test.skipIf(process.platform !== 'linux')('trusts no size that its file system makes up (skipped where there is no /proc)', () => {
  expect(read('/proc/self/status')).toEqual(unreadable('not the 0 bytes'));
});
