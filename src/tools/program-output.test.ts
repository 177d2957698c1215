import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { cleanText, outputEnds, wholeOutput } from './program-output.ts';

test('cleanText removes what a terminal or a reader would be misled by', () => {
  expect(cleanText('\u001b]0;title\u0007\u001b[1;31mred\u001b[0m\r\nprogress 1%\rprogress 2%\ttab\u202eback\u0000')).toBe(
    'red\nprogress 1%\nprogress 2%\ttabback',
  );
});

test('cleanText leaves no control character and is idempotent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cleaned = cleanText(text);
      expect(cleaned).not.toMatch(/(?![\n\t])\p{Cc}/u);
      expect(cleaned.isWellFormed()).toBe(true);
      expect(cleanText(cleaned)).toBe(cleaned);
    }),
  );
});

const chunks = fc.array(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)));

test('wholeOutput keeps all or says once that it did not', () => {
  fc.assert(
    fc.property(chunks, fc.nat(200), (given, limit) => {
      const overflow = vi.fn<() => void>();
      const output = wholeOutput(limit, overflow);
      given.forEach(output.add);
      const all = Buffer.concat(given);
      expect(overflow).toHaveBeenCalledTimes(all.length > limit ? 1 : 0);
      if (all.length <= limit) expect(output.kept()).toEqual(all);
      else expect(output.kept().length).toBeLessThanOrEqual(limit);
    }),
  );
});

test('outputEnds keeps a short text whole, and of a long one as much however it is cut', () => {
  const long = 'x'.repeat(8192) + 'y'.repeat(100) + 'z'.repeat(8192);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), fc.constantFrom(long, long.slice(0, 9000)), (sizes, text) => {
      const output = outputEnds(1_000_000, () => undefined);
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        output.add(Buffer.from(text.slice(at, at + size)));
        at += size;
      }
      expect(output.kept()).toBe(text === long ? `${'x'.repeat(8192)}\n[100 bytes left out]\n${'z'.repeat(8192)}` : text);
    }),
  );
});
