import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readDocuments } from './documents.ts';
import { jsonOf, linesOf } from './placed.ts';

const read = (text: string): unknown => readDocuments(text).documents.map(({ root }) => jsonOf(root));

describe('documents', () => {
  it('are read as Kubernetes reads them', () => {
    expect(read('mode: 0440\non: yes\ntime: 12:30\nday: 2026-01-02\n8080: x')).toEqual([{ mode: 288, true: true, time: '12:30', day: '2026-01-02', 8080: 'x' }]);
  });

  it.each([
    ['several, and empty ones', '---\na: 1\n---\n---\n# nothing\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['a byte-order mark and CRLF', '\uFEFFa: 1\r\nb:\r\n  - c\r\n', [{ a: 1, b: ['c'] }]],
    ['JSON', '{\n\t"a": [1, true, null]\n}', [{ a: [1, true, null] }]],
    ['anchors and merges', 'w: &w {a: 1, b: 2}\nx: {<<: *w, b: 3}', [{ w: { a: 1, b: 2 }, x: { a: 1, b: 3 } }]],
    ['what is no object', '- a\n---\ntext', [['a'], 'text']],
    ['a name that reaches a prototype', '__proto__: {a: 1}\nb: 2', [{ b: 2 }]],
  ])('of %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('have the line of each member', () => {
    const [document] = readDocuments('# first\nb:\n  - x\n  - y: 1\na: {c: 2}\n').documents;
    expect(document?.line).toBe(2);
    expect(document && linesOf(document.root)).toEqual([5, 5, 2, 3, 4, 4]);
  });

  it.each([
    ['a tab', 'a:\n\t- b', 2, 'Indent with spaces: YAML takes no tabs.'],
    ['a doubled key', 'a: 1\nb: 2\na: 3', 3, 'Remove one of the two: kubectl refuses a key that is set twice.'],
    ['an alias without anchor', 'a: 1\nb: *c', 2, 'Write &c where it is defined, or quote the text that begins with *.'],
    ['a colon in a text', 'a: 1\nb: c: d', 2, 'Quote the text that has a colon in it, or put what follows on a line of its own.'],
  ])('with %s are told of', (_, text, line, fix) => {
    expect(readDocuments(text).problems).toEqual([{ line, message: expect.any(String), fix }]);
  });

  it('keep those that can be read beside one that can not', () => {
    const { documents, problems } = readDocuments('a: 1\n---\nb: [\n---\nc: 3\n');
    expect(problems).toHaveLength(1);
    expect(documents.map(({ root }) => jsonOf(root))).toContainEqual({ a: 1 });
  });

  it('that grow out of a few lines are not read', () => {
    const bomb = Array.from({ length: 12 }, (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : Array(10).fill(`*a${level - 1}`).join(',')}]`).join('\n');
    expect(readDocuments(bomb)).toEqual({ documents: [], problems: [{ line: 1, message: expect.stringContaining('anchors'), fix: expect.any(String) }] });
    expect(readDocuments('a: &a [*a, *a]').documents).toEqual([]);
    const deep = `a: 1\nb: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`;
    expect(readDocuments(deep)).toEqual({ documents: [], problems: [{ line: expect.any(Number), message: 'it nests more deeply than can be read', fix: 'Write it flatter.' }] });
    expect(readDocuments('['.repeat(50_000)).documents).toEqual([]);
  });

  it('are what was written, each member with a line', () => {
    const json = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('any'), { maxKeys: 4, noNullPrototype: true })),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), json, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (value) => {
        const { documents, problems } = readDocuments(stringify(value, { version: '1.1' }));
        expect(problems).toEqual([]);
        expect(documents.map(({ root }) => jsonOf(root))).toEqual([JSON.parse(JSON.stringify(value))]);
        expect(documents.flatMap(({ root }) => linesOf(root)).every((line) => line > 0)).toBe(true);
      }),
    );
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '&', '*', '{', '[', ']', '}', '"', "'", '\t', '|', '#', '!', '?', '%', '<', '\ud800') }), (text) => void readDocuments(text)));
  });
});
