import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admitted, passes } from './filter-patterns.ts';

test.each([
  ['feature/*', 'feature/my-branch', true],
  ['feature/*', 'feature/beta/mine', false],
  ['feature/**', 'feature/beta/mine', true],
  ['releases/mona-the-octocat', 'releases/mona-the-octocat', true],
  ['*', 'main', true],
  ['*', 'a/b', false],
  ['**', 'all/the/branches', true],
  ['*feature', 'ver-10-feature', true],
  ['v2*', 'v2.0', true],
  ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
  ['v[12].[0-9]+.[0-9]+', 'v3.1.1', false],
  ['*.jsx?', 'page.js', true],
  ['**.js', 'js/src/index.js', true],
  ['docs/*', 'docs/hello/a.md', false],
  ['docs/**/*.md', 'docs/README.md', true],
  ['**/docs/**', 'docs/a/markdown/file.md', true],
  ['**/README.md', 'README.md', true],
  ['a.c', 'abc', false],
])('%s takes %s: %s', (pattern, name, taken) => expect(passes([pattern], [], name)).toBe(taken));

test('the last pattern decides', () => {
  expect(passes(['sub-project/**', '!sub-project/docs/**'], [], 'sub-project/docs/a.md')).toBe(false);
  expect(passes(['**', '!docs/**', 'docs/kept'], [], 'docs/kept')).toBe(true);
});

test('what a filter admits passes it', () => {
  const pattern = fc.array(fc.constantFrom('*', '**', '/', 'a', 'main', '?', '+', '[0-9]', '!', 'v', '.', '\\'), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 5 }), fc.array(pattern, { maxLength: 3 }), (patterns, ignored) => {
      for (const name of admitted(patterns, ignored)) expect(passes(patterns, ignored, name)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 5 }), (patterns) => {
      expect(admitted([...patterns, '!**'], [])).toEqual([]);
    }),
  );
});

test('no pattern takes long', () => {
  expect(passes(['*a'.repeat(500)], [], 'a'.repeat(999))).toBeTypeOf('boolean');
});
