import { describe, expect, it } from 'vitest';
import type { Value } from '../collect/terraform/section.ts';
import { documentOf } from './document.ts';
import { valueIn } from './value.ts';

const zone: Value = { unknown: true, refs: [{ to: 'data.aws_route53_zone.this', path: 'arn' }] };
const template = (...parts: readonly Value[]): Value => ({ unknown: true, shape: { kind: 'template', parts } });

describe('a document in a text', () => {
  it('is read as YAML and as JSON', () => {
    expect(documentOf({ known: 'a:\n  - b: 1\n' })).toEqual({ known: { a: [{ b: 1 }] } });
    expect(documentOf({ known: '{"a": [{"b": 1}]}' })).toEqual({ known: { a: [{ b: 1 }] } });
  });

  it('keeps what an unknown piece is made of, where it stands', () => {
    const policy = documentOf(template({ known: '{"Resource": "' }, zone, { known: '", "Action": "route53:List' }, zone, { known: '"}' }));
    expect(valueIn(policy, 'Resource')).toEqual(zone);
    expect(valueIn(policy, 'Action')).toEqual(template({ known: 'route53:List' }, zone));
  });

  it('takes what was encoded as it was before', () => {
    const of: Value = { object: { domainFilters: { list: [zone] } } };
    expect(documentOf({ unknown: true, shape: { kind: 'yaml', of }, line: 3 })).toEqual({ ...of, line: 3 });
  });

  it('cannot be told where nothing of it is known, or where it is no YAML', () => {
    expect(documentOf(zone)).toEqual(zone);
    expect(documentOf({ known: 'a: [1' })).toEqual({ unknown: true });
    expect(documentOf({ known: 7 })).toBeUndefined();
  });

  it("doesn't take a candidate's characters for its own marks", () => {
    expect(documentOf(template({ known: 'a: \uE0000\uE001x, b' }, zone))).toEqual({ object: { a: template({ known: '0x, b' }, zone) } });
  });

  it('reads no more of a text that refers to itself than it can hold', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefg'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(',')}]`)].join('\n');
    expect(documentOf({ known: bomb })).toEqual({ unknown: true });
  });

  it.each([
    ['in a block', 'a: 1\nb:\n  - c: 1\n    c: 2\n'],
    ['in braces', '{"a": {"b": 1, "b": 2}}'],
    ['among many', `${Array.from({ length: 500 }, (_, index) => `k${index}: [1]`).join('\n')}\nk7: [2]\n`],
  ])('cannot be told where a name is given twice %s', (_, known) => {
    expect(documentOf({ known })).toEqual({ unknown: true });
  });

  it('may hold very many names, and one name in many places', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `k${index}: [{ a: 1 }]`);
    expect(valueIn(documentOf({ known: names.join('\n') }), 'k1999', 0, 'a')).toEqual({ known: 1 });
  });

  it('cannot be told where it nests more deeply than can be read', () => {
    expect(documentOf({ known: `${'['.repeat(20_000)}${']'.repeat(20_000)}` })).toEqual({ unknown: true });
    expect(documentOf({ known: `a: ${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}` })).toEqual({ unknown: true });
  });
});
