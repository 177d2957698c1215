import { describe, expect, it } from 'vitest';
import type { Attributes, Value } from '../collect/terraform/section.ts';
import { chartValues, hasUnknownValues, stepsOf } from './helm-release.ts';
import { asText, type Step, valueIn } from './value.ts';

const unknown: Value = { unknown: true, refs: [{ to: 'var.values' }] };
const known = (json: Extract<Value, { known: unknown }>['known']): Value => ({ known: json });
const set = (...pairs: readonly (readonly [string, string])[]): Value => ({ list: pairs.map(([name, value]) => ({ object: { name: known(name), value: known(value) } })) });

const read = (attributes: Attributes, ...path: readonly Step[]): unknown => {
  const text = asText(valueIn(chartValues({ attributes }), ...path));
  return text.kind === 'known' ? text.is : text.kind;
};

describe('the values of a release', () => {
  it('are joined name by name, the later one first', () => {
    const attributes = { values: known(['service: {type: ClusterIP, port: 80}', 'service: {type: LoadBalancer}']) };
    expect(read(attributes, 'service', 'type')).toBe('LoadBalancer');
    expect(read(attributes, 'service', 'port')).toBe('80');
  });

  it.each([
    ['blocks', set(['service.type', 'LoadBalancer'], ['domainFilters[1]', 'b.io'], ['domainFilters[0]', 'a.io'])],
    ['a list of objects', known([{ name: 'service.type', value: 'LoadBalancer' }, { name: 'domainFilters', value: '{a.io,b.io}' }])],
  ])('are overruled by `set`: %s', (_, value) => {
    const attributes = { values: known(['service: {type: ClusterIP}']), set: value };
    expect(read(attributes, 'service', 'type')).toBe('LoadBalancer');
    expect(read(attributes, 'domainFilters', 0)).toBe('a.io');
    expect(read(attributes, 'domainFilters', 1)).toBe('b.io');
  });

  it('replace one member of a list', () => {
    expect(read({ values: known(['hosts: [a, b]']), set: set(['hosts[1]', 'c']) }, 'hosts', 0)).toBe('a');
    expect(read({ values: known(['hosts: [a, b]']), set: set(['hosts[1]', 'c']) }, 'hosts', 1)).toBe('c');
  });

  it('are known as far as they are', () => {
    const attributes = { values: { list: [unknown, known('a: 1')] } };
    expect(read(attributes, 'a')).toBe('1');
    expect(hasUnknownValues({ attributes })).toBe(true);
    expect(hasUnknownValues({ attributes: { values: known(['a: 1']) } })).toBe(false);
    expect(read({ values: unknown }, 'a')).toBe('unknown');
    expect(read({}, 'a')).toBe('absent');
  });

  it('grow by no index that a candidate makes up', () => {
    expect(read({ set: set(['a[99999999999]', 'x']) }, 'a', 0)).toBe('absent');
  });
});

it.each([
  ['a.b', ['a', 'b']],
  [String.raw`annotations.eks\.amazonaws\.com/role-arn`, ['annotations', 'eks.amazonaws.com/role-arn']],
  ['hosts[0].paths[1]', ['hosts', 0, 'paths', 1]],
])('reads the name %j', (name, steps) => {
  expect(stepsOf(name)).toEqual(steps);
});
