import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originLines } from './origin-lines.ts';

const lines = (rendered: string, template: string): readonly (readonly [number, string])[] => {
  const found = originLines(rendered, template);
  return rendered.split('\n').map((line, index) => [found[index] ?? -1, line]);
};

test('a file without templates is itself, line by line', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{4,8}: [a-z]{1,4}$/), { minLength: 1, maxLength: 20 }), (text) => {
      const all = text.join('\n');
      // Unless the file says the same twice over, all of it.
      if (`\n${all}\n`.indexOf(`\n${all}\n`, 1) === -1) expect(originLines(all, `${all}\n`)).toEqual(text.map((_, index) => index + 1));
    }),
  );
});

test('each line is one of the template, or none, whatever the two are', () => {
  const text = fc.array(fc.constantFrom('a: 1', '  b: {{ .x }}', '  b: 2', '---', '{{- if .y }}', '{{- end }}', '', '{{ include "x" . }}', 'long: value'), { maxLength: 15 }).map((all) => all.join('\n'));
  fc.assert(
    fc.property(text, text, (rendered, template) => {
      const found = originLines(rendered, template);
      expect(found).toHaveLength(rendered.split('\n').length);
      for (const line of found) expect(line >= 0 && line <= template.split('\n').length).toBe(true);
    }),
  );
});

test('what an action writes has the line of that action, where there is one alone', () => {
  const template = 'kind: A\nmetadata:\n  labels:\n    {{- include "labels" . | nindent 4 }}\nspec:\n  image: {{ .Values.image }}\n  {{- with .Values.extra }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\n';
  expect(lines('kind: A\nmetadata:\n  labels:\n    a: b\n    c: d\nspec:\n  image: x\n  more: 1\n  last: 2', template)).toEqual([
    [1, 'kind: A'],
    [2, 'metadata:'],
    [3, '  labels:'],
    [4, '    a: b'],
    [4, '    c: d'],
    [5, 'spec:'],
    [6, '  image: x'],
    [8, '  more: 1'],
    [8, '  last: 2'],
  ]);
});

test('what two actions may have written has no line', () => {
  const template = 'spec:\n  {{- include "a" . | nindent 2 }}\n  {{- include "b" . | nindent 2 }}\nlast: here\n';
  expect(lines('spec:\n  x: 1\n  y: 2\nlast: here', template).map(([line]) => line)).toEqual([1, 0, 0, 4]);
});

test('of a template with several documents the right one counts', () => {
  const template = 'kind: A\nmetadata:\n  name: {{ .x }}\n---\nkind: B\nmetadata:\n  name: {{ .x }}\nspec: {}\n';
  expect(lines('kind: B\nmetadata:\n  name: z\nspec: {}', template).map(([line]) => line)).toEqual([5, 6, 7, 8]);
});

test('what comes in a loop has a line where it follows one that is certain, and no guess', () => {
  const template = 'list:\n{{- range .x }}\n  - name: a\n    value: {{ . }}\n{{- end }}\nlast: here\n';
  expect(lines('list:\n  - name: a\n    value: 1\n  - name: a\n    value: 2\nlast: here', template).map(([line]) => line)).toEqual([1, 3, 0, 0, 0, 6]);
});

test('a template of a megabyte is done with', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `key${index}: {{ .x }}`).join('\n');
  expect(new Set(originLines(text, text.replaceAll('key', 'other')))).toEqual(new Set([0]));
});
