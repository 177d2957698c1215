import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextPaths, ignoreSamples } from './ignorefile.fixture.ts';
import { matcher, readIgnoreFile } from './ignorefile.ts';

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const steps = 1_000_000;

describe('a .dockerignore', () => {
  test.each(ignoreSamples)('$name', ({ ignore, sent }) => {
    const { patterns, problems } = readIgnoreFile(encoded(ignore));
    const { matches } = matcher(patterns, steps);
    expect(problems).toEqual([]);
    expect(contextPaths.filter((path) => !matches(path))).toEqual(sent);
  });

  test.each([
    ['an exception of nothing', 'temp\n!\n', 2],
    ['a set that is not closed', '[a\n', 1],
    ['an escape of nothing', 'a\\\n', 1],
    ['a range without an end', '[a-]\n', 1],
  ])('%s is a problem of its line', (_, ignore, line) => {
    expect(readIgnoreFile(encoded(ignore)).problems).toEqual([expect.objectContaining({ line })]);
  });

  test('says so when it is too large', () => {
    expect(readIgnoreFile(encoded('a\n'.repeat(2_000))).problems[0]?.message).toBe('the file has more than 1000 patterns');
    expect(readIgnoreFile(encoded('a'.repeat(100_000))).problems[0]?.message).toMatch(/more than the 65536/);
  });

  test('gives up within its budget, however many stars there are', () => {
    const { patterns } = readIgnoreFile(encoded(`${'*a'.repeat(200)}*b*\n`));
    const { matches, exhausted } = matcher(patterns, steps);
    for (let file = 0; file < 100; file += 1) matches('a'.repeat(200 + file));
    expect(exhausted()).toBe(true);
  });

  test('never throws, and leaves every path as it is without patterns', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, path) => {
        const { patterns, problems } = readIgnoreFile(bytes);
        const ignored = matcher(patterns, steps).matches(path);
        if (patterns.length === 0) expect(ignored).toBe(false);
        for (const { line } of problems) expect(line).toBeGreaterThan(0);
      }),
    );
  });

  test('the last pattern that takes a path decides', () => {
    const name = fc.constantFrom('a', 'b', 'c/d', 'c');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), name)), name, (lines, path) => {
        const text = lines.map(([exception, pattern]) => `${exception ? '!' : ''}${pattern}\n`).join('');
        const last = lines.findLast(([, pattern]) => pattern === path);
        const above = lines.findLast(([, pattern]) => path.startsWith(`${pattern}/`));
        fc.pre(above === undefined);
        expect(matcher(readIgnoreFile(encoded(text)).patterns, steps).matches(path)).toBe(last !== undefined && !last[0]);
      }),
    );
  });
});
