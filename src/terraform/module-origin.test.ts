import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Instance } from '../collect/terraform/section.ts';
import type { Block, Root } from '../collect/terraform/section.ts';
import type { Declared } from './declared.ts';
import { isOrigin, type Origin, originOf, releaseOf } from './module-origin.ts';

const releases = [{ newest: '21.19.0' }, { newest: '20.37.2' }, { newest: '19.21.0' }, { newest: '18.31.2' }];
const registry = (version?: string): Origin => ({ of: 'registry', name: 'terraform-aws-modules/eks/aws', submodule: '', version });
const repository = (version?: string): Origin => ({ ...registry(version), of: 'repository' });

test.each([
  [undefined, '21.19.0'],
  ['20.8.4', '20.37.2'],
  ['= 19.0.4', '19.21.0'],
  ['~> 20.0', '20.37.2'],
  ['~> 20.8.0', '20.37.2'],
  ['>= 18.0', '21.19.0'],
  ['>= 19.0, < 20', '19.21.0'],
  ['> 20.0, != 21.0.0, < 21.0.1', '21.19.0'],
  ['<= 20', '20.37.2'],
  ['~> 17.0', undefined],
  ['>= 22', undefined],
  ['< 20, > 20', undefined],
  ['latest', undefined],
])('the constraint %s leads to %s', (version, newest) => expect(releaseOf(registry(version), releases)?.newest).toBe(newest));

test.each([
  [undefined, '21.19.0'],
  ['v20.37.2', '20.37.2'],
  ['19.21.0', '19.21.0'],
  ['9c3b0a7d5d5e0b7b2f3b9c7e3f7a3f3f5c1f6a11', undefined],
  ['master', undefined],
])('the git ref %s leads to %s', (version, newest) => expect(releaseOf(repository(version), releases)?.newest).toBe(newest));

it('an exact version leads to its own major version', () =>
  fc.assert(
    fc.property(fc.integer({ min: 18, max: 21 }), fc.nat(99), fc.nat(99), (major, minor, patch) => {
      expect(releaseOf(registry(`${major}.${minor}.${patch}`), releases)?.newest).toMatch(new RegExp(`^${major}\\.`));
    }),
  ));

it('a wider constraint never leads to an older release', () =>
  fc.assert(
    fc.property(fc.integer({ min: 17, max: 22 }), fc.integer({ min: 17, max: 22 }), (one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const index = (version: string): number => releases.findIndex((each) => each === releaseOf(registry(version), releases));
      if (index(`< ${low}`) !== -1) expect(index(`< ${high}`)).toBeLessThanOrEqual(index(`< ${low}`));
    }),
  ));

it('no text of a candidate makes it break', () =>
  fc.assert(fc.property(fc.string(), (version) => void releaseOf(registry(version), releases))));

const call = (attributes: Instance['attributes']): Declared => {
  const block: Block = { kind: 'module', name: 'eks', module: '', address: 'module.eks', path: 'main.tf', line: 1, endLine: 2, repetition: { kind: 'single' }, instances: [] };
  const root: Root = { path: '.', because: 'it is the only one', variableFiles: [], lock: { kind: 'absent' }, blocks: [block] };
  return { root, block, attributes, exists: 'yes' };
};

describe('where a module comes from', () => {
  test.each([
    ['terraform-aws-modules/eks/aws', ''],
    ['registry.terraform.io/terraform-aws-modules/eks/aws//modules/karpenter', 'modules/karpenter'],
    ['git::https://github.com/terraform-aws-modules/terraform-aws-eks.git?ref=v20.0.0', ''],
    ['github.com/terraform-aws-modules/terraform-aws-eks//modules/karpenter?ref=v21.0.0&depth=1', 'modules/karpenter'],
    ['git@github.com:terraform-aws-modules/terraform-aws-eks.git', ''],
    ['git::ssh://git@github.com/terraform-aws-modules/terraform-aws-eks.git?depth=1&ref=v21.0.0', ''],
  ])('%s', (source, submodule) => {
    const origin = originOf(call({ source: { known: source } }));
    expect(origin).toBeDefined();
    expect(origin && isOrigin(origin, { registry: 'terraform-aws-modules/eks/aws', repository: 'terraform-aws-modules/terraform-aws-eks', submodule })).toBe(true);
  });

  test.each(['./modules/eks', '../eks', 'https://example.com/eks.zip', 's3::https://s3.amazonaws.com/bucket/eks.zip'])('not %s', (source) =>
    expect(originOf(call({ source: { known: source } }))).toBeUndefined());
});
