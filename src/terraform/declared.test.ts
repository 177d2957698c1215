import { describe, expect, test } from 'vitest';
import type { Attributes, Block, Root, Value } from '../collect/terraform/section.ts';
import { addressOf, declaredIn, modulesAround, originsOf, placeOf, refersTo, sourcesOf, switchedOff, targetsOf } from './declared.ts';

type Given = Partial<Pick<Block, 'kind' | 'repetition'>> & { readonly of?: Readonly<Record<string, Attributes>>; readonly attributes?: Attributes };

/** A block of that address; without `of` it has one instance. */
function block(address: string, { kind = 'resource', repetition = { kind: 'single' }, of, attributes = {} }: Given = {}): Block {
  const module = address.match(/^(?:module\.\w+(?:\[[^\]]*\])?\.?)*(?=\w)/)?.[0].replace(/\.$/, '') ?? '';
  const words = address.slice(module.length).split('.').filter((word) => word !== '' && word !== 'data');
  const instances = of === undefined ? [{ attributes }] : Object.entries(of).map(([key, each]) => ({ key: /^\d+$/.test(key) ? Number(key) : key, attributes: each }));
  return { kind, type: words[0] ?? '', name: words[1] ?? '', module: kind === 'module' ? '' : module, address, path: 'main.tf', line: 1, endLine: 2, repetition, instances };
}

const from = (to: string, key?: string | number, path?: string): Value => ({ unknown: true, refs: [{ to, ...(key !== undefined && { key }), ...(path !== undefined && { path }) }] });
const counted = (count: number): Block['repetition'] => ({ kind: 'known', by: 'count', count });

const root: Root = {
  path: '.', because: 'no other module calls it', variableFiles: [], lock: { kind: 'absent' },
  blocks: [
    block('module.net', { kind: 'module', repetition: { kind: 'unknown', by: 'count' } }),
    block('module.network', { kind: 'module' }),
    block('aws_subnet.private', { repetition: counted(2), of: { 0: {}, 1: {} } }),
    block('aws_subnet.off', { repetition: counted(0), of: {} }),
    block('module.net.aws_vpc.this'),
    block('module.network.aws_vpc.this'),
    block('helm_release.traefik', { attributes: { depends_on: { list: [from('aws_subnet.private')] } } }),
    block('data.aws_lb.ingress', { kind: 'data', attributes: { tags: { object: { name: from('helm_release.traefik', undefined, 'name') } }, self: from('data.aws_lb.ingress') } }),
  ],
};

const addresses = (all: readonly Parameters<typeof addressOf>[0][]): readonly string[] => all.map(addressOf);

describe('declaredIn', () => {
  test('lists instances of a type; what is switched off is not there', () => {
    expect(addresses(declaredIn(root, { type: 'aws_subnet' }))).toEqual(['aws_subnet.private[0]', 'aws_subnet.private[1]']);
    expect(addresses(declaredIn(root, { type: ['aws_vpc', 'helm_release'] }))).toHaveLength(3);
    expect(addresses(declaredIn(root, { kind: 'data' }))).toEqual(['data.aws_lb.ingress']);
    expect(switchedOff(root, 'aws_subnet').map(({ address }) => address)).toEqual(['aws_subnet.off']);
  });
  test('what stands in a module of unknown number may not exist', () => {
    expect(declaredIn(root, { type: 'aws_vpc' }).map(({ block, exists }) => `${block.module} ${exists}`)).toEqual(['module.net maybe', 'module.network yes']);
    const [vpc] = declaredIn(root, { type: 'aws_vpc' });
    expect(vpc && modulesAround(root, vpc.block).map(({ address }) => address)).toEqual(['module.net']);
  });
});

test('a ref names one instance, or all', () => {
  expect(addresses(targetsOf(root, { to: 'aws_subnet.private', key: 1 }))).toEqual(['aws_subnet.private[1]']);
  expect(addresses(targetsOf(root, { to: 'aws_subnet.private' }))).toHaveLength(2);
  expect(targetsOf(root, { to: 'aws_subnet.private', key: 7 })).toEqual([]);
  expect(targetsOf(root, { to: 'terraform.workspace' })).toEqual([]);
});

test('sources are one step back, each once', () => {
  const value: Value = { list: [from('aws_subnet.private', 0, 'id'), from('aws_subnet.private', 0, 'arn'), from('data.aws_lb.ingress')] };
  expect(addresses(sourcesOf(root, value))).toEqual(['aws_subnet.private[0]', 'data.aws_lb.ingress']);
  expect(addresses(sourcesOf(root, value, { type: 'aws_subnet' }))).toEqual(['aws_subnet.private[0]']);
  expect(root.blocks.filter((each) => refersTo(value, each)).map(({ address }) => address)).toEqual(['aws_subnet.private', 'data.aws_lb.ingress']);
});

test('origins are all the way back, circles and depends_on aside', () => {
  const target = from('data.aws_lb.ingress', undefined, 'dns_name');
  expect(addresses(originsOf(root, target))).toEqual(['data.aws_lb.ingress', 'helm_release.traefik']);
  expect(addresses(originsOf(root, target, { through: ['depends_on'] }))).toHaveLength(4);
});

test('a place is the value\'s, else the block\'s', () => {
  const [first] = declaredIn(root, { kind: 'data' });
  expect(first && placeOf(first)).toEqual({ path: 'main.tf', line: 1 });
  expect(first && placeOf(first, { known: 1, line: 5, path: 'override.tf' })).toEqual({ path: 'override.tf', line: 5 });
});
