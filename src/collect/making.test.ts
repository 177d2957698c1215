import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Submission } from '../submission/submission.ts';
import { making } from './making.ts';

function submissionOf(texts: Readonly<Record<string, string>>): Submission {
  const files = Object.entries(texts).map(([path, text]) => ({ path, executable: false, bytes: Buffer.from(text), sha256: hash('sha256', text) }));
  return { identity: { digest: `sha256:${'0'.repeat(64)}` }, files, refused: [], refusedBeyond: 0 };
}

/** Reads `a` alone, and counts how often. */
function reader() {
  let reads = 0;
  const make = async ({ files }: Submission) => {
    reads += 1;
    return Buffer.from(files.find(({ path }) => path === 'a')?.bytes ?? []).toString();
  };
  return { make, holds: (made: string) => made !== 'broken', count: () => reads };
}

describe('what is made again and again', () => {
  const before = async () => ['before'];

  it.each([
    ['nothing changed', { a: '1', b: '1' }, 1],
    ['a file that it is not made of changed', { a: '1', b: '2' }, 1],
    ['a file that it is made of changed', { a: '2', b: '1' }, 2],
    ['a file came', { a: '1', b: '1', c: '1' }, 2],
    ['a file went', { a: '1' }, 2],
  ])('is made as often as needed where %s', async (_, then, times) => {
    const [makes, read] = [making(), reader()];
    await makes('x', submissionOf({ a: '1', b: '1' }), before, read);
    expect(await makes('x', submissionOf(then), before, read)).toBe(then.a);
    expect(read.count()).toBe(times);
  });

  it('is made anew where what comes before it changed, or its last making does not hold', async () => {
    const [makes, read] = [making(), reader()];
    const first = submissionOf({ a: '1' });
    await makes('x', first, async () => [{ seen: 1 }], read);
    await makes('x', first, async () => [{ seen: 1 }], read);
    expect(read.count()).toBe(1);
    await makes('x', first, async () => [{ seen: 2 }], read);
    expect(read.count()).toBe(2);
    const broken = submissionOf({ a: 'broken' });
    await makes('x', broken, before, read);
    await makes('x', broken, before, read);
    expect(read.count()).toBe(4);
  });
});
