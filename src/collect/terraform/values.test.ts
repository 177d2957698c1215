import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Attributes, attributes, declaredAttributes, type Ref, type Shape, type Value } from './values.ts';
import { isAttributes } from './values-reading.ts';

const text = fc.constantFrom('', 'a', 'known', 'constructor');
const line = fc.integer({ min: 1, max: 99 });
const ref: fc.Arbitrary<Ref> = fc.record({ to: text, key: fc.oneof(text, fc.nat(9)), path: text }, { requiredKeys: ['to'] });
const beside = { refs: fc.array(ref, { maxLength: 2 }), calls: fc.array(text, { maxLength: 2 }), line, endLine: line, path: text };
const json = fc.constantFrom(null, 1, 'a', [1], { list: [] });

const arbitrary = fc.letrec<{ readonly value: Value; readonly attributes: Attributes; readonly shape: Shape }>((tie) => ({
  attributes: fc.dictionary(fc.constantFrom('a', 'known', 'list', 'constructor'), tie('value'), { maxKeys: 3 }),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ known: json, ...beside }, { requiredKeys: ['known'] }),
    fc.record({ list: fc.array(tie('value'), { maxLength: 2 }), ...beside }, { requiredKeys: ['list'] }),
    fc.record({ object: tie('attributes'), label: text, ...beside }, { requiredKeys: ['object'] }),
    fc.record({ unknown: fc.constant(true as const), shape: tie('shape'), ...beside }, { requiredKeys: ['unknown'] }),
  ),
  shape: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('head' as const), text }),
    fc.record({ kind: fc.constant('template' as const), parts: fc.array(tie('value'), { maxLength: 2 }) }),
    fc.record({ kind: fc.constantFrom('json' as const, 'yaml' as const), of: tie('value') }),
    fc.record({ kind: fc.constant('either' as const), of: fc.array(tie('value'), { maxLength: 2 }) }),
  ),
}));

const names = ['known', 'list', 'object', 'unknown', 'shape', 'label', 'line', 'endLine', 'path', 'refs', 'calls', 'to', 'key', 'kind', 'of', 'parts', 'text', 'more'];
const strange = fc.oneof(fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, '', [], {}, [null], undefined), arbitrary.value);

/** Somewhere within, a member more, another or one less. */
const spoilt = fc.tuple(arbitrary.attributes, fc.array(fc.nat(3), { maxLength: 8 }), fc.constantFrom(...names), strange, fc.boolean()).map(([whole, way, name, other, isGone]) => {
  const copy: unknown = structuredClone(whole);
  const inside = way.reduce((at, step) => stepInto(at, step) ?? at, copy);
  if (typeof inside === 'object' && inside !== null) {
    if (isGone) Reflect.deleteProperty(inside, name);
    else Reflect.set(inside, name, other);
  }
  return copy;
});

function stepInto(from: unknown, step: number): unknown {
  const members = typeof from === 'object' && from !== null ? Object.values(from).filter((each) => typeof each === 'object' && each !== null) : [];
  return members[step % Math.max(1, members.length)];
}

it('what attributes are is taken at once', () => {
  fc.assert(fc.property(arbitrary.attributes, (given) => {
    expect(isAttributes(given)).toBe(true);
    expect(declaredAttributes.safeParse(given).success).toBe(true);
  }));
});

it('takes nothing that the schema refuses', () => {
  let refused = 0;
  fc.assert(
    fc.property(spoilt, (given) => {
      const declared = declaredAttributes.safeParse(given).success;
      if (isAttributes(given)) expect(declared).toBe(true);
      expect(attributes.safeParse(given).success).toBe(declared);
      refused += declared ? 0 : 1;
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(200);
});

it.each([
  ['a list', []],
  ['nothing', null],
  ['a value of two kinds', { a: { known: 1, list: [] } }],
  ['a value of none', { a: { line: 1 } }],
  ['a line that is none', { a: { known: 1, line: 0 } }],
  ['a label on what is no block', { a: { list: [], label: 's3' } }],
  ['a shape of what is known', { a: { known: 'x', shape: { kind: 'head', text: 'x' } } }],
  ['a shape with more than its own', { a: { unknown: true, shape: { kind: 'head', text: 'x', of: { known: 1 } } } }],
  ['a shape of another kind', { a: { unknown: true, shape: { kind: 'tail', text: 'x' } } }],
  ['a ref without address', { a: { known: 1, refs: [{ path: 'arn' }] } }],
])('refused: %s', (_, given) => {
  expect(attributes.safeParse(given).success).toBe(false);
});

it('says where', () => {
  const [issue] = attributes.safeParse({ a: { object: { b: { known: 1, line: 'x' } } } }).error?.issues ?? [];
  expect(issue?.path[0]).toBe('a');
});
