import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedSchema } from './schema.ts';

const read = (schema: unknown): unknown => {
  const closed = closedSchema(JSON.stringify(schema));
  return closed.kind === 'same' ? 'same' : JSON.parse(closed.text);
};

test.each([
  ['its own definitions', { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } }],
  ['what Helm has in itself', { $schema: 'http://json-schema.org/draft-07/schema#', properties: { a: { $ref: 'https://json-schema.org/draft/2020-12/schema' } } }],
])('a schema may refer to %s', (_, schema) => {
  expect(read(schema)).toBe('same');
});

test.each([
  ['a file', 'file:///etc/passwd'],
  ['a neighbour', 'other.json'],
  ['an address', 'https://example.com/schema.json#/a'],
  ['nothing at all', ''],
])('what refers to %s allows anything', (_, $ref) => {
  expect(read({ properties: { a: { $ref, type: 'string' }, b: [{ $dynamicRef: $ref }] } })).toEqual({ properties: { a: { type: 'string' }, b: [{}] } });
});

test('a dialect of somebody’s own is taken as that of Helm', () => {
  expect(read({ $schema: 'https://example.com/dialect', type: 'object' })).toEqual({ type: 'object' });
});

test('what is no JSON leads nowhere either', () => {
  expect(closedSchema('{"type": ')).toEqual({ kind: 'same' });
  expect(closedSchema('{$ref: "file:///etc/passwd"}')).toEqual({ kind: 'closed', text: '{_ref: "file:///etc/passwd"}' });
  expect(closedSchema(`{"a": ${'['.repeat(300)}${']'.repeat(300)}}`).kind).toBe('closed');
});

test('what is closed once is closed', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const closed = closedSchema(text);
      if (closed.kind === 'closed') expect(closedSchema(closed.text)).toEqual({ kind: 'same' });
    }),
  );
});
