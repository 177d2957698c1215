import { expect, test } from 'vitest';
import { documentsIn, isTestHook } from './output.ts';

test('documents keep the source that stands above them', () => {
  const stdout = '---\n# Source: docc/crds/a.yaml\nkind: A\n---\nkind: B\n---\n# Source: docc/templates/c.yaml\n# a comment alone\n---\n# Source: docc/templates/d.yaml\nkind: D\ntext: |\n  # Source: elsewhere\n  ---\n\n';
  expect(documentsIn(stdout)).toEqual([
    { source: 'docc/crds/a.yaml', text: 'kind: A' },
    { source: 'docc/crds/a.yaml', text: 'kind: B' },
    { source: 'docc/templates/d.yaml', text: 'kind: D\ntext: |\n  # Source: elsewhere\n  ---' },
  ]);
});

test('nothing rendered is no document', () => {
  expect(documentsIn('')).toEqual([]);
  expect(documentsIn('\n---\n\n---\n# only this\n')).toEqual([]);
});

test.each([
  ['test', true],
  ['"test-success, test-failure"', true],
  ['pre-install,test', false],
  ['post-upgrade', false],
])('a hook for %s', (events, expected) => {
  expect(isTestHook(`kind: Pod\nmetadata:\n  annotations:\n    "helm.sh/hook": ${events}\n`)).toBe(expected);
});

test('what only mentions a hook is none', () => {
  expect(isTestHook('kind: ConfigMap\ndata:\n  a: helm.sh/hook is test\n')).toBe(false);
});
