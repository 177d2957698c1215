import { describe, expect, test } from 'vitest';
import type { Attributes, Value } from '../collect/terraform/section.ts';
import { piecesOf, matchesText, shownText } from './text.ts';
import { asEntries, asList, asNumber, asText, asTruth, isLiteral, leavesOf, refsIn, refText, valueIn, valueOf } from './value.ts';

const role = { to: 'aws_iam_role.node', path: 'arn' };
const unknown: Value = { unknown: true, refs: [role] };
const template = (...parts: readonly (string | undefined)[]): Value => ({
  unknown: true,
  shape: { kind: 'template', parts: parts.map((part) => (part === undefined ? unknown : { known: part })) },
});

const attributes: Attributes = {
  name: { known: 'docc', line: 2 },
  version: { known: null, line: 3 },
  tags: { known: { Name: 'x', 'a.b': 'y' }, line: 4, refs: [{ to: 'var.tags' }] },
  vpc_config: { list: [{ object: { subnet_ids: { list: [unknown, { known: 's' }], line: 6 }, public: { known: 'true', line: 7 } }, line: 5 }], line: 5 },
  kubernetes: { object: { host: unknown }, line: 9, path: 'override.tf' },
  role_arn: { ...unknown, line: 10 },
  either: { unknown: true, line: 11, shape: { kind: 'either', of: [{ known: { a: 1 } }, { object: { a: unknown } }] } },
};
const block = { attributes };

describe('valueOf', () => {
  test.each<[path: readonly (string | number)[], value: unknown]>([
    [['name'], { known: 'docc', line: 2 }],
    [['absent'], undefined],
    [['version'], undefined],
    [['tags', 'a.b'], { known: 'y', line: 4, refs: [{ to: 'var.tags' }] }],
    [['tags', 'absent'], undefined],
    [['vpc_config', 'public'], { known: 'true', line: 7 }],
    [['vpc_config', 0, 'public'], { known: 'true', line: 7 }],
    [['vpc_config', 1, 'public'], undefined],
    [['vpc_config', 'subnet_ids', 1], { known: 's', line: 6 }],
    [['kubernetes', 'host'], { ...unknown, line: 9, path: 'override.tf' }],
    [['kubernetes', 0, 'host'], { ...unknown, line: 9, path: 'override.tf' }],
    [['role_arn', 'x', 0], { ...unknown, line: 10 }],
    [['either', 'a'], { unknown: true, line: 11, shape: { kind: 'either', of: [{ known: 1 }, unknown] } }],
    [['name', 'length'], undefined],
    [['tags', 'constructor'], undefined],
  ])('%j', (path, value) => expect(valueOf(block, ...path)).toEqual(value));
});

test('readings are in one type, or say why not', () => {
  expect(asText(valueOf(block, 'name'))).toMatchObject({ kind: 'known', is: 'docc' });
  expect(asText({ known: 443 })).toMatchObject({ is: '443' });
  expect(asText(valueOf(block, 'version'))).toEqual({ kind: 'absent' });
  expect(asText(valueOf(block, 'role_arn'))).toMatchObject({ kind: 'unknown', value: { refs: [role] } });
  expect(asText(valueOf(block, 'tags'))).toMatchObject({ kind: 'other' });
  expect(asTruth(valueOf(block, 'vpc_config', 'public'))).toMatchObject({ kind: 'known', is: true });
  expect(asTruth({ known: 'yes' })).toMatchObject({ kind: 'other' });
  expect([asNumber({ known: '2' }), asNumber({ known: '' })]).toMatchObject([{ is: 2 }, { kind: 'other' }]);
});

test('lists and entries are read from blocks, objects and JSON alike', () => {
  expect(asList(valueOf(block, 'vpc_config'))).toMatchObject({ kind: 'known', is: { length: 1 } });
  expect(asList(valueOf(block, 'kubernetes'))).toMatchObject({ is: [{ object: { host: {} } }] });
  expect(asList({ known: ['a', null, 'b'] })).toMatchObject({ is: [{ known: 'a' }, { known: 'b' }] });
  expect(asList(undefined)).toEqual({ kind: 'absent' });
  expect(asEntries(valueOf(block, 'tags'))).toMatchObject({ is: [['Name', { known: 'x' }], ['a.b', { known: 'y' }]] });
  expect(asEntries(valueOf(block, 'vpc_config'))).toMatchObject({ is: [['subnet_ids', {}], ['public', {}]] });
  expect(asEntries({ known: 'x' })).toMatchObject({ kind: 'other' });
  expect(leavesOf({ object: attributes }).map(({ path }) => path.join('.'))).toEqual([
    'name', 'tags.Name', 'tags.a.b', 'vpc_config.0.subnet_ids.0', 'vpc_config.0.subnet_ids.1', 'vpc_config.0.public', 'kubernetes.host', 'role_arn', 'either',
  ]);
});

test('refs are found wherever they are, each once', () => {
  expect(refsIn({ object: attributes }).map(refText)).toEqual(['var.tags', 'aws_iam_role.node.arn']);
  expect(refsIn(template('a', undefined))).toEqual([role]);
  expect(refText({ to: 'module.x.aws_subnet.y', key: 'a', path: '[0].id' })).toBe('module.x.aws_subnet.y["a"][0].id');
  expect([isLiteral({ known: 1 }), isLiteral({ known: 1, refs: [role] }), isLiteral(unknown)]).toEqual([true, false, false]);
});

describe('texts', () => {
  test.each<[value: Value | undefined, glob: string, match: string]>([
    [{ known: 'arn:aws:iam::aws:policy/A' }, 'arn:*:iam::aws:policy/A', 'yes'],
    [{ known: 'arn:aws:iam::aws:policy/B' }, 'arn:*:iam::aws:policy/A', 'no'],
    [template('arn:', undefined, ':iam::aws:policy/A'), 'arn:*:iam::aws:policy/A', 'yes'],
    [template('arn:', undefined, ':iam::aws:policy/B'), 'arn:*:iam::aws:policy/A', 'no'],
    [template('arn:aws:iam::aws:policy/', undefined), 'arn:*:iam::aws:policy/A', 'maybe'],
    [template(undefined), 'x', 'maybe'],
    [unknown, 'x', 'maybe'],
    [unknown, '*', 'maybe'],
    [undefined, '*', 'no'],
    [{ known: ['x'] }, 'x', 'no'],
    [{ unknown: true, shape: { kind: 'either', of: [{ known: 'a' }, { known: 'b' }] } }, 'a', 'maybe'],
    [{ unknown: true, shape: { kind: 'either', of: [{ known: 'ab' }, { known: 'ac' }] } }, 'a*', 'yes'],
    [{ unknown: true, shape: { kind: 'head', text: 'abc' } }, 'abd*', 'no'],
    [{ known: 'aaa' }, '*a*a*a*a*', 'no'],
    [{ known: 'ab' }, 'ab*b', 'no'],
  ])('%j like %s: %s', (value, glob, match) => expect(matchesText(value, glob)).toBe(match));
  test('pieces of templates within templates are in order', () => {
    const nested: Value = { unknown: true, shape: { kind: 'template', parts: [{ known: 'a' }, template('b', undefined), { known: 'c' }] } };
    expect(piecesOf(nested)).toEqual(['a', 'b', undefined, 'c']);
    expect([shownText(nested), shownText(unknown)]).toEqual(['ab…c', '…']);
  });
});

test('a value within a value has the place of the nearest attribute', () => {
  expect(valueIn({ known: [{ a: 1 }], line: 3 }, 0, 'a')).toEqual({ known: 1, line: 3 });
});
