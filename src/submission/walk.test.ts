import fc from 'fast-check';
import { mkdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Listed } from './entry.ts';
import { listByRules } from './listing.ts';
import { scratch } from './scratch.fixture.ts';
import { walk } from './walk.ts';

beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
});
afterEach(() => vi.unstubAllEnvs());

const names = (listed: readonly Listed[]): readonly string[] => listed.map(({ raw, known }) => `${raw.toString()} ${known?.kind ?? ''}`).toSorted();

const words = ['a', 'b', 'ab', 'ba', 'a.b', '.a', 'a b', 'A', '[a]', 'é', '#a', '!a'];
const name = fc.constantFrom(...words);
const glob = fc.oneof(name, fc.constantFrom('*', '**', '?', '*a', 'a*', '*.b', '[ab]', '[!a]', '[^b]*', 'a?', '*a*', '\\a', '\\*', '\\#a', '\\!a', '\\[a\\]'));
const pattern = fc
  .tuple(fc.constantFrom('', '', '', '!', '!'), fc.constantFrom('', '', '/'), fc.array(glob, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '/', ' ', '/ '))
  .map(([not, start, parts, end]) => `${not}${start}${parts.join('/')}${end}`);
const line = fc.oneof({ weight: 12, arbitrary: pattern }, fc.constantFrom('', '# a', '/', '!', '!/', '\\', ' ', '   ', '//', 'a\\'));
const ignoreFile = fc.tuple(fc.array(line, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n')).map(([lines, end]) => lines.join(end));
const folder = fc.array(name, { maxLength: 3 });
const tree = fc.record({
  files: fc.array(fc.tuple(folder, name), { minLength: 1, maxLength: 12 }),
  ignores: fc.array(fc.tuple(folder, ignoreFile), { maxLength: 4 }),
  repositories: fc.array(folder.filter((parts) => parts.length > 0), { maxLength: 1 }),
});

/** Makes what can be made of it: a file may be in the way of a folder. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EEXIST', 'ENOTDIR', 'EISDIR'].includes(String(error.code)))) throw error;
  }
}

test('the walk and git take the same of any folder, nested ignore files and repositories in it', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async ({ files, ignores, repositories }) => {
      using made = scratch();
      for (const [parts, file] of files) attempt(() => made.write({ [[...parts, file].join('/')]: '' }));
      for (const [parts, content] of ignores) attempt(() => made.write({ [[...parts, '.gitignore'].join('/')]: content }));
      for (const parts of repositories) attempt(() => mkdirSync(made.at([...parts, '.git', 'refs'].join('/')), { recursive: true }));
      for (const parts of repositories) attempt(() => made.write({ [[...parts, '.git', 'HEAD'].join('/')]: 'ref: refs/heads/x', [[...parts, '.git', 'objects', 'x'].join('/')]: '' }));
      expect(names(walk(made.path))).toEqual(names(await listByRules(made.path)));
    }),
    { numRuns: 300 },
  );
});

describe('the walk', () => {
  test('enters neither a .git nor a linked folder', () => {
    using made = scratch();
    made.write({ '.git/config': '', 'a/.git/x': '', 'a/b': '' });
    symlinkSync('a', made.at('link'));
    expect(names(walk(made.path))).toEqual(['a/b ', 'link ']);
  });

  test('lets a file of rules below bring back what one above leaves out, but not below a folder left out', () => {
    using made = scratch();
    made.write({ '.gitignore': '*.log\nout/\nkept/\n', '.a/.gitignore': '!kept/\n!*.log', '.a/x.log': '', '.a/kept/y': '', '.a/kept/out/z': '', 'out/.gitignore': '!*', 'out/z': '' });
    expect(names(walk(made.path))).toEqual(['.a/.gitignore ', '.a/kept/y ', '.a/x.log ', '.gitignore ']);
  });

  test('reads rules marked as UTF-8 by their first bytes', () => {
    using made = scratch();
    made.write({ '.gitignore': '\uFEFF*.log\n', 'a.log': '', b: '' });
    expect(names(walk(made.path))).toEqual(['.gitignore ', 'b ']);
  });

  test('ends with rules that were written to take for ever', () => {
    using made = scratch();
    const rules = Array.from({ length: 200 }, (_, index) => `${'*a'.repeat(40)}${index}b`).join('\n');
    made.write({ '.gitignore': rules, ['a'.repeat(250)]: '' });
    expect(names(walk(made.path))).toHaveLength(2);
  });
});
