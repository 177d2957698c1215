import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../evidence/canonical.ts';
import { declaredIn, originsOf, sourcesOf, switchedOff } from '../../terraform/declared.ts';
import { asText, valueOf } from '../../terraform/value.ts';
import type { Root } from './section.ts';
import { factsOf, rootOf } from './terraform.fixture.ts';

/** All that is said, whatever the order and place in which it is said. */
function meaning(root: Root): string {
  const places = new Set(['line', 'endLine', 'path']);
  const bare = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(bare);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([key, member]) => !(places.has(key) && typeof member !== 'object')).map(([key, member]) => [key, bare(member)]));
  };
  return canonical(root.blocks.map((block) => canonical(bare(block))).toSorted());
}

const blocks = [
  'variable "asked" {}\n',
  'variable "name" {\n  default = "docc"\n}\n',
  'locals {\n  host = "service.${var.name}.${var.asked}"\n}\n',
  'locals {\n  subnets = aws_subnet.each[*].id\n}\n',
  'data "aws_availability_zones" "here" {}\n',
  'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n',
  'resource "aws_subnet" "each" {\n  count             = 2\n  vpc_id            = aws_vpc.this.id\n  availability_zone = data.aws_availability_zones.here.names[count.index]\n}\n',
  'resource "aws_eks_cluster" "this" {\n  name = var.name\n  vpc_config {\n    subnet_ids = local.subnets\n  }\n}\n',
  'module "dns" {\n  source = "./dns"\n  host   = local.host\n}\n',
  'output "fqdn" {\n  value = module.dns.fqdn\n}\n',
];
const dns = 'variable "host" {}\nresource "aws_route53_record" "this" {\n  name = var.host\n}\noutput "fqdn" {\n  value = aws_route53_record.this.fqdn\n}\n';

const stem = fc.stringMatching(/^[a-z][a-z0-9_]{0,7}$/).filter((name) => !/(?:^|_)override$/.test(name));
const arrangement = fc.tuple(fc.shuffledSubarray(blocks, { minLength: blocks.length }), fc.array(stem, { minLength: blocks.length, maxLength: blocks.length }));

test('order of blocks, and how they are spread over files, change nothing but places', async () => {
  const usual = meaning(await rootOf({ 'main.tf': blocks.join('\n'), 'dns/main.tf': dns }));
  await fc.assert(
    fc.asyncProperty(arrangement, async ([shuffled, stems]) => {
      const files: Record<string, string> = { 'dns/main.tf': dns };
      for (const [at, block] of shuffled.entries()) files[`${stems[at]}.tf`] = `${files[`${stems[at]}.tf`] ?? ''}${block}\n`;
      expect(meaning(await rootOf(files))).toBe(usual);
    }),
    { numRuns: 15 },
  );
});

test('text that is no HCL, or HCL of any shape, never breaks the collector', async () => {
  const token = fc.constantFrom('resource', '"a"', '"b"', '{', '}', '[', ']', '(', ')', '=', 'x', '"${', '}"', '<<EOT\n', 'EOT\n', '\n', 'for', 'in', ':', '=>', '...', '?', 'null', '%{', 'if', '*', '.', '1', 'a.b', 'each.key', 'count.index', '\0', '\ufeff', '💥');
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(' ')));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(stem.map((name) => `${name}.tf`), text, { minKeys: 1, maxKeys: 6 }), async (files) => {
      const facts = await factsOf({ ...files, 'good_one.tf': 'locals {\n  fine = true\n}\n' });
      expect(facts.roots[0]?.blocks.map(({ address }) => address)).toContain('local.fine');
    }),
    { numRuns: 25 },
  );
});

const reference = new URL('../../../test/submissions/reference/assets/eks/', import.meta.url).pathname;

async function referenceFiles(): Promise<Record<string, Uint8Array>> {
  const paths = (await readdir(reference, { recursive: true })).filter((path) => /\.(?:tf|hcl)$/.test(path));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [`assets/eks/${path}`, await readFile(join(reference, path))] as const)));
}

describe('the reference answer', async () => {
  const root = await rootOf(await referenceFiles());
  const [cluster] = declaredIn(root, { type: 'aws_eks_cluster' });
  const [record] = declaredIn(root, { type: 'aws_route53_record' });

  test('is one root, whose blocks are all there', () => {
    expect([root.path, root.because, root.blocks.filter(({ kind }) => kind === 'resource').length]).toEqual(['assets/eks', 'it says where its state is kept', 35]);
    expect(switchedOff(root, 'aws_eks_cluster')).toEqual([]);
    expect(root.lock.kind === 'present' && root.lock.providers.map(({ version }) => version)).toHaveLength(3);
  });
  test('tells where the subnets of its cluster come from', () => {
    const subnets = sourcesOf(root, cluster && valueOf(cluster, 'vpc_config', 'subnet_ids'), { type: 'aws_subnet' });
    expect(subnets.map(({ block, key }) => `${block.address} ${key}`)).toEqual(['module.network.aws_subnet.private 0', 'module.network.aws_subnet.private 1']);
    const zones = subnets.map((subnet) => valueOf(subnet, 'availability_zone')?.refs?.map(({ path }) => path));
    expect(zones).toEqual([['names[0]'], ['names[1]']]);
  });
  test('tells what its record follows', () => {
    const target = record && valueOf(record, 'alias', 'name');
    expect(asText(record && valueOf(record, 'name'))).toMatchObject({ kind: 'known', is: 'service.docc.domain.io' });
    expect(originsOf(root, target).map(({ block }) => block.address)).toContain('helm_release.traefik');
  });
});
