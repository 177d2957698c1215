import fc from 'fast-check';
import { expect, test } from 'vitest';
import { condition, evaluate, interpolate, type Lookup } from './expression.ts';
import { open, scalar, truth, type Value, valueOf } from './expression-value.ts';
import { hole, shown, type Text } from './text.ts';

const branchRef: Text = { text: `refs/heads/${hole}`, holes: ['github.ref'] };
const contexts = new Map<string, Value>([
  ['github.event_name', scalar('push')],
  ['github.ref', valueOf(branchRef)],
  ['env.IMAGE', scalar('domain/docc-sample')],
  ['inputs.push', scalar('true')],
]);
const lookup: Lookup = (path) => contexts.get(path.join('.')) ?? open(path.join('.'));

test.each([
  ["github.event_name == 'push'", true],
  ["github.event_name != 'pull_request'", true],
  ["GitHub.event_name == 'PUSH'", true],
  ["github.event_name == 'pull_request' && vars.X", false],
  ["github.event_name == 'push' || vars.X", true],
  ["vars.X == 'y'", undefined],
  ['!vars.X', undefined],
  ['vars.X && false', false],
  ['vars.X || true', true],
  ["github.ref == 'refs/heads/main'", undefined],
  ["github.ref == 'refs/tags/v1'", false],
  ["startsWith(github.ref, 'refs/tags/')", false],
  ["startsWith(github.ref, 'refs/heads/')", true],
  ["startsWith(github.ref, 'refs/heads/release')", undefined],
  ["contains(github.ref, 'heads')", true],
  ["endsWith(github.ref, 'main')", undefined],
  ['fromJSON(inputs.push)', true],
  ["(1 < 2) == true && !false && format('{0}-{1}', 'a', 'b') == 'a-b'", true],
  ["github['event_name'] == 'push'", true],
  ['success()', true],
  ['failure()', false],
  ["'' || 0 || null", false],
  ['1 == ', undefined],
  ['((((', undefined],
])('%s is %s', (source, expected) => expect(truth(evaluate(source, lookup))).toBe(expected));

test('a condition may leave out its braces, and braces around a part make it a text', () => {
  expect(truth(condition('false', lookup))).toBe(false);
  expect(truth(condition("${{ github.event_name == 'schedule' }}", lookup))).toBe(false);
  expect(truth(condition("${{ github.event_name }} == 'schedule'", lookup))).toBe(true);
});

test('a text keeps what is known around what is not', () => {
  const text = interpolate('ghcr.io/${{ github.repository_owner }}/x:${{ env.IMAGE }}', lookup);
  expect(shown(text)).toBe('ghcr.io/<github.repository_owner>/x:domain/docc-sample');
});

test('nothing that stands between the braces breaks it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (source) => void truth(evaluate(source, lookup))));
  const pieces = fc.constantFrom('(', ')', '!', '&&', '||', '==', 'env.IMAGE', "'a'", '[', ']', '.', 'format', ',', '1');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 400 }), (source) => void truth(evaluate(source.join(' '), lookup))));
  expect(truth(evaluate('('.repeat(400) + '1' + ')'.repeat(400), lookup))).toBeUndefined();
});
