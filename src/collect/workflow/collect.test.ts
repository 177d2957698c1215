import { describe, expect, test } from 'vitest';
import { collectWorkflow } from './collect.ts';
import { type WorkflowFacts, workflow } from './section.ts';
import { submissionOf } from '../../../test/submission.ts';

function collected(files: Readonly<Record<string, string>>): WorkflowFacts {
  const found = collectWorkflow(submissionOf(files));
  if (found.status !== 'observed') throw new Error(found.status);
  return workflow.schema.parse(JSON.parse(JSON.stringify(found.facts)));
}

const calling = (...uses: string[]): string => `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${uses.map((name) => `      - uses: ${name}\n`).join('')}`;
const composite = (...uses: string[]): string => `runs:\n  using: composite\n  steps:\n${uses.map((name) => `    - uses: ${name}\n`).join('')}`;
const paths = (items: readonly { readonly path: string }[]): string[] => items.map(({ path }) => path);

describe('which files are workflows and actions', () => {
  test('those of .github/workflows itself', () => {
    const files = ['.github/workflows/a.yml', '.github/workflows/b.yaml', '.github/workflows/c.txt', '.github/workflows/sub/d.yml', 'workflows/e.yml'];
    expect(paths(collected(Object.fromEntries(files.map((path) => [path, calling('o/r@v1')]))).files)).toEqual(files.slice(0, 2));
  });

  test('actions in .github/actions, and those that are called', () => {
    const facts = collected({
      '.github/workflows/a.yml': calling('./tools/one', '$/', './nowhere'),
      '.github/actions/deep/down/action.yml': composite('o/r@v1'),
      'tools/one/action.yaml': composite('./tools/two'),
      'tools/two/action.yml': composite('./tools/one'),
      'tools/three/action.yml': composite('o/r@v1'),
      'action.yml': 'runs:\n  using: node24\n  main: x.js\n',
    });
    expect(paths(facts.actions)).toEqual(['.github/actions/deep/down/action.yml', 'tools/one/action.yaml', 'tools/two/action.yml']);
  });

  test('none', () => {
    expect(collected({ 'README.md': 'x' })).toEqual({ files: [], actions: [] });
  });
});

test('a called workflow that is not there is a problem', () => {
  const facts = collected({ '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n' });
  expect(facts.files[0]?.problems).toEqual([
    { line: 3, message: '.github/workflows/b.yml is not in the repository', fix: 'Correct the path, or add that workflow.' },
  ]);
});

test('one broken file leaves the others as they are', () => {
  const facts = collected({ '.github/workflows/a.yml': 'on: [', '.github/workflows/b.yml': calling('o/r@v1') });
  expect(facts.files.map(({ jobs, problems }) => [jobs.length, problems.length > 0])).toEqual([[0, true], [1, false]]);
});

test('many and large ones stay within the section', () => {
  const large = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${`      - run: ${'x'.repeat(8_000)}\n`.repeat(7)}`;
  const facts = collected(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`.github/workflows/${index}.yml`, large])));
  expect(facts.files).toHaveLength(200);
  expect(JSON.stringify(facts).length).toBeLessThan(1024 * 1024);
  expect(facts.files.at(-1)?.problems[0]?.message).toMatch(/^the files before this one hold all that is read/);
});
