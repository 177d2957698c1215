import { describe, expect, test } from 'vitest';
import { asList, asText, leavesOf, refsIn, refText, valueOf } from '../../terraform/value.ts';
import type { Block, Root } from './section.ts';
import { factsOf, rootOf } from './terraform.fixture.ts';

function blockAt(root: Root, address: string): Block {
  const block = root.blocks.find((each) => each.address === address);
  if (block === undefined) throw new Error(`${address} is not among ${root.blocks.map((each) => each.address).join(', ')}`);
  return block;
}

/** `key=text` of each instance; an unknown is its refs. */
function said(root: Root, address: string, ...path: readonly (string | number)[]): readonly string[] {
  return blockAt(root, address).instances.map((instance) => {
    const value = valueOf(instance, ...path);
    const text = asText(value);
    const is = text.kind === 'known' ? text.is : text.kind === 'unknown' ? `<${refsIn(value).map(refText).join(' ')}>` : JSON.stringify(leavesOf(value).map((leaf) => leaf.value));
    return instance.key === undefined ? is : `${instance.key}=${is}`;
  });
}

describe('repetition', async () => {
  const root = await rootOf({
    'main.tf': `
variable "asked" {}
resource "a" "none" { count = 0 }
resource "a" "two" {
  count = 2
  name  = "n\${count.index}"
}
resource "a" "unknown" {
  count = var.asked
  name  = "n\${count.index}"
}
resource "a" "set" {
  for_each = toset(["y", "x"])
  name     = each.value
}
resource "a" "map" {
  for_each = { x = { n = 1 }, y = { n = 2 } }
  name     = "\${each.key}\${each.value.n}"
}
resource "a" "empty" { for_each = {} }
resource "a" "each_of" {
  for_each = a.map
  name     = each.value.id
}
resource "a" "unknown_set" {
  for_each = toset(var.asked)
  name     = each.key
}
resource "a" "many" {
  count = 40
}
`,
  });
  test.each([
    ['a.none', { kind: 'known', by: 'count', count: 0 }, []],
    ['a.two', { kind: 'known', by: 'count', count: 2 }, ['0=n0', '1=n1']],
    ['a.unknown', { kind: 'unknown', by: 'count' }, ['<>']],
    ['a.set', { kind: 'known', by: 'for_each', count: 2 }, ['x=x', 'y=y']],
    ['a.map', { kind: 'known', by: 'for_each', count: 2 }, ['x=x1', 'y=y2']],
    ['a.empty', { kind: 'known', by: 'for_each', count: 0 }, []],
    ['a.each_of', { kind: 'known', by: 'for_each', count: 2 }, ['x=<a.map["x"].id>', 'y=<a.map["y"].id>']],
    ['a.unknown_set', { kind: 'unknown', by: 'for_each' }, ['<var.asked>']],
  ])('%s', (address, repetition, names) => {
    expect(blockAt(root, address).repetition).toEqual(repetition);
    expect(said(root, address, 'name')).toEqual(names);
  });
  test('32 instances are recorded, all are counted', () => {
    expect(blockAt(root, 'a.many')).toMatchObject({ repetition: { count: 40 }, instances: { length: 32 } });
  });
});

test('nested and dynamic blocks are lists', async () => {
  const root = await rootOf({
    'main.tf': `
variable "asked" {}
resource "a" "b" {
  rule {
    port = 1
  }
  dynamic "rule" {
    for_each = [2, 3]
    content {
      port = rule.value
    }
  }
  dynamic "named" {
    for_each = { x = "y" }
    iterator = it
    content {
      name = "\${it.key}\${it.value}"
      dynamic "inner" {
        for_each = [it.value]
        content { name = "\${it.key}-\${inner.value}" }
      }
    }
  }
  dynamic "open" {
    for_each = var.asked
    content { cidr = open.value }
  }
}
`,
  });
  expect(said(root, 'a.b', 'rule', 2, 'port')).toEqual(['3']);
  expect(asList(valueOf(blockAt(root, 'a.b').instances[0] ?? { attributes: {} }, 'rule'))).toMatchObject({ kind: 'known', is: { length: 3 } });
  expect(said(root, 'a.b', 'named', 'name')).toEqual(['xy']);
  expect(said(root, 'a.b', 'named', 'inner', 'name')).toEqual(['x-y']);
  const [{ attributes } = { attributes: {} }] = blockAt(root, 'a.b').instances;
  expect(attributes['open']).toMatchObject({
    unknown: true,
    refs: [{ to: 'var.asked' }],
    shape: { kind: 'either', of: [{ list: [{ object: { cidr: { unknown: true, refs: [{ to: 'var.asked', path: '[*]' }] } } }] }] },
  });
});

test('local modules are followed, once for each call, with their inputs', async () => {
  const root = await rootOf({
    'live/main.tf': `
variable "asked" {}
module "one" {
  source = "../modules/net"
  cidr   = "10.0.0.0/16"
}
module "each" {
  source   = "../modules/net"
  for_each = toset(["eu", "us"])
  cidr     = var.asked
  region   = each.key
}
resource "a" "other" {}
module "off" {
  source = "../modules/net"
  count  = 0
  cidr   = "x"
}
resource "a" "uses" {
  one   = resource.a.other.id
  two   = module.one.vpc_id
  both  = [for m in module.each : m.vpc_id]
  keyed = module.each["us"].region
  cidr  = module.one.cidr
}
`,
    'modules/net/main.tf': `
variable "cidr" {}
variable "region" { default = "none" }
resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { region = var.region }
}
output "vpc_id" { value = aws_vpc.this.id }
output "region" { value = var.region }
output "cidr" { value = aws_vpc.this.cidr_block }
`,
  });
  expect(root.path).toBe('live');
  expect(root.blocks.filter(({ type }) => type === 'aws_vpc').map(({ address }) => address)).toEqual([
    'module.one.aws_vpc.this', 'module.each["eu"].aws_vpc.this', 'module.each["us"].aws_vpc.this',
  ]);
  expect(said(root, 'module.one.aws_vpc.this', 'cidr_block')).toEqual(['10.0.0.0/16']);
  expect(said(root, 'module.each["us"].aws_vpc.this', 'cidr_block')).toEqual(['<var.asked>']);
  expect(said(root, 'module.each["us"].aws_vpc.this', 'tags', 'region')).toEqual(['us']);
  expect(said(root, 'a.uses', 'one')).toEqual(['<a.other.id>']);
  expect(said(root, 'a.uses', 'two')).toEqual(['<module.one.aws_vpc.this.id>']);
  expect(said(root, 'a.uses', 'both', 1)).toEqual(['<module.each["us"].aws_vpc.this.id>']);
  expect(said(root, 'a.uses', 'keyed')).toEqual(['us']);
  expect(said(root, 'a.uses', 'cidr')).toEqual(['10.0.0.0/16']);
  expect(blockAt(root, 'module.off')).toMatchObject({ repetition: { count: 0 }, instances: [], folder: 'modules/net' });
});

test('modules that are elsewhere are recorded, and their outputs unknown', async () => {
  const root = await rootOf({
    'main.tf': `
module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 21.0"
  name    = "docc"
  eks_managed_node_groups = { main = { instance_types = ["t3.large"], subnet_ids = module.vpc[0].private_subnets } }
}
module "vpc" {
  source = "git::https://example.com/vpc.git//modules/vpc?ref=v1.2.0"
  count  = 1
}
resource "a" "b" {
  name  = module.eks.cluster_name
  zones = module.vpc[0].azs[1]
}
`,
  });
  expect(said(root, 'module.eks', 'version')).toEqual(['~> 21.0']);
  expect(blockAt(root, 'module.eks').folder).toBeUndefined();
  expect(said(root, 'module.eks', 'eks_managed_node_groups', 'main', 'instance_types', 0)).toEqual(['t3.large']);
  expect(said(root, 'module.eks', 'eks_managed_node_groups', 'main', 'subnet_ids')).toEqual(['<module.vpc[0].private_subnets>']);
  expect(said(root, 'a.b', 'name')).toEqual(['<module.eks.cluster_name>']);
  expect(said(root, 'a.b', 'zones')).toEqual(['<module.vpc[0].azs[1]>']);
});

test('variables have the type that is declared, with defaults of optional attributes', async () => {
  const root = await rootOf({
    'main.tf': `
variable "node" {
  type = object({
    type = optional(string, "t3.large")
    size = optional(object({ min = optional(number, 2), max = number }), { max = 4 })
    tags = optional(map(string))
  })
  default = {}
}
variable "ports" {
  type    = set(string)
  default = [443, 80, 443]
}
variable "flag" {
  type    = bool
  default = "true"
}
variable "kept" {
  type     = string
  default  = "kept"
  nullable = false
}
module "m" {
  source = "./m"
  given  = null
  listed = var.ports
}
resource "a" "b" {
  type  = var.node.type
  min   = var.node.size.min
  ports = var.ports
  flag  = var.flag
}
`,
    'm/main.tf': `
variable "given" {
  default  = "default"
  nullable = false
}
variable "listed" { type = list(number) }
resource "a" "b" {
  given  = var.given
  second = var.listed[1]
}
`,
  });
  expect(said(root, 'a.b', 'type')).toEqual(['t3.large']);
  expect(said(root, 'a.b', 'min')).toEqual(['2']);
  expect(said(root, 'a.b', 'ports', 0)).toEqual(['443']);
  expect(blockAt(root, 'a.b').instances[0]?.attributes['flag']).toMatchObject({ known: true });
  expect(said(root, 'module.m.a.b', 'given')).toEqual(['default']);
  expect(said(root, 'module.m.a.b', 'second')).toEqual(['80']);
  expect(said(root, 'var.node', 'type')[0]).toMatch(/^object\(\{/);
});

test('override files change what they name, as Terraform merges them', async () => {
  const root = await rootOf({
    'main.tf': `
locals { kept = 1 }
resource "a" "b" {
  name = "x"
  size = 1
  rule { port = 1 }
  rule { port = 2 }
  other { on = true }
}
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws  = { source = "hashicorp/aws", version = "~> 5.0" }
    helm = { source = "hashicorp/helm", version = "~> 2.0" }
  }
}
`,
    'a_override.tf': `
locals { kept = 2 }
resource "a" "b" {
  name = "y"
  rule { port = 3 }
}
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.0" }
  }
}
`,
  });
  expect(said(root, 'a.b', 'name')).toEqual(['y']);
  expect(said(root, 'a.b', 'size')).toEqual(['1']);
  expect(asList(valueOf(blockAt(root, 'a.b').instances[0] ?? { attributes: {} }, 'rule'))).toMatchObject({ is: [{ object: { port: { known: 3 } } }] });
  expect(said(root, 'a.b', 'other', 'on')).toEqual(['true']);
  expect(said(root, 'local.kept', 'value')).toEqual(['2']);
  expect(said(root, 'terraform', 'required_providers', 'aws', 'version')).toEqual(['~> 6.0']);
  expect(said(root, 'terraform', 'required_providers', 'helm', 'version')).toEqual(['~> 2.0']);
  expect(blockAt(root, 'a.b').instances[0]?.attributes['name']).toMatchObject({ path: 'a_override.tf', line: 4 });
});

test('JSON syntax says the same', async () => {
  const json = {
    '//': 'a comment',
    terraform: { backend: { s3: { bucket: 'b' } }, required_providers: { aws: { source: 'hashicorp/aws' } } },
    variable: { asked: { type: 'list(string)' }, given: { type: 'string', default: 'docc' } },
    locals: { host: 'service.${var.given}.io' },
    resource: {
      a: {
        b: { name: '${local.host}', count: 2, rule: [{ port: '${count.index}' }], depends_on: ['a.c'], dynamic: { d: { for_each: [1], content: { v: '${d.value}' } } } },
        c: [{ name: 'c', data: { key: 'value' }, content: 'text', cloud: 'aws' }],
      },
    },
    module: { m: { source: './m', given: '${a.c.id}' } },
  };
  const root = await rootOf({ 'main.tf.json': JSON.stringify(json, null, 2), 'm/main.tf': 'variable "given" {}\nresource "d" "e" { x = var.given }\n' });
  expect(said(root, 'a.b', 'name')).toEqual(['0=service.docc.io', '1=service.docc.io']);
  expect(said(root, 'a.b', 'rule', 'port')).toEqual(['0=0', '1=1']);
  expect(said(root, 'a.b', 'd', 'v')).toEqual(['0=1', '1=1']);
  expect(said(root, 'a.b', 'depends_on', 0)).toEqual(['0=<a.c>', '1=<a.c>']);
  expect(said(root, 'module.m.d.e', 'x')).toEqual(['<a.c.id>']);
  expect([said(root, 'a.c', 'data', 'key'), said(root, 'a.c', 'content'), said(root, 'a.c', 'cloud')]).toEqual([['value'], ['text'], ['aws']]);
  expect(said(root, 'terraform', 'backend', 'bucket')).toEqual(['b']);
  expect(blockAt(root, 'terraform').instances[0]?.attributes['backend']).toMatchObject({ list: [{ label: 's3' }] });
  expect(blockAt(root, 'a.c')).toMatchObject({ path: 'main.tf.json', line: expect.any(Number) });
});

test('OpenTofu reads .tofu instead of .tf of the same name', async () => {
  const { roots, files } = await factsOf({
    'main.tf': 'resource "a" "tf" {}\n', 'main.tofu': 'resource "a" "tofu" {}\n', 'other.tf': 'resource "a" "other" {}\n',
  });
  expect(roots[0]?.blocks.map(({ name }) => name)).toEqual(['tofu', 'other']);
  expect(files.find(({ path }) => path === 'main.tf')?.shadowedBy).toBe('main.tofu');
});

test('what is neither made nor read is recorded too', async () => {
  const root = await rootOf({
    'main.tf': `
terraform {
  required_version = ">= 1.11"
  backend "s3" { use_lockfile = true }
}
provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}
resource "aws_acm_certificate" "this" {
  provider = aws.virginia
  provisioner "local-exec" {
    command = "echo \${self.id}"
  }
  lifecycle { ignore_changes = [tags] }
}
moved {
  from = aws_vpc.old
  to   = aws_vpc.new
}
import {
  to = aws_vpc.new
  id = "vpc-1"
}
removed {
  from = aws_vpc.gone
  lifecycle { destroy = false }
}
check "answers" {
  data "http" "page" { url = "https://example.com" }
  assert {
    condition     = data.http.page.status_code == 200
    error_message = "no"
  }
}
resource "aws_vpc" "new" {
  data {
    x = 1
  }
}
ephemeral "aws_secret" "s" { name = "n" }
resource "a" "b" { secret = ephemeral.aws_secret.s.value }
output "page" { value = data.http.page.body }
`,
  });
  expect(said(root, 'aws_acm_certificate.this', 'provider')).toEqual(['aws.virginia']);
  expect(said(root, 'aws_acm_certificate.this', 'provisioner', 'command')[0]).toBe('<>');
  expect(blockAt(root, 'aws_acm_certificate.this').instances[0]?.attributes['lifecycle']).toBeUndefined();
  expect(said(root, 'moved', 'to')).toEqual(['aws_vpc.new']);
  expect(said(root, 'import', 'id')).toEqual(['vpc-1']);
  expect(said(root, 'removed', 'from')).toEqual(['aws_vpc.gone']);
  expect(said(root, 'aws_vpc.new', 'data', 'x')).toEqual(['1']);
  expect(said(root, 'data.http.page', 'url')).toEqual(['https://example.com']);
  expect(said(root, 'provider.aws', 'alias')).toEqual(['virginia']);
  expect(said(root, 'a.b', 'secret')).toEqual(['<ephemeral.aws_secret.s.value>']);
  expect(said(root, 'terraform', 'backend', 'use_lockfile')).toEqual(['true']);
});

test('file() and templatefile() read the submission, and nothing else', async () => {
  const root = await rootOf({
    'infra/main.tf': `
variable "asked" {}
resource "a" "b" {
  values = templatefile("\${path.module}/values.yaml.tftpl", { host = "docc.io", role = var.asked })
  policy = file("../policy.json")
  absent = file("/etc/passwd")
}
`,
    'infra/values.yaml.tftpl': 'host: ${host}\n%{ if host != "" }role: ${role}\n%{ endif }',
    'policy.json': '{}',
  });
  expect(said(root, 'a.b', 'policy')).toEqual(['{}']);
  expect(said(root, 'a.b', 'absent')).toEqual(['<>']);
  expect(blockAt(root, 'a.b').instances[0]?.attributes['values']).toMatchObject({
    unknown: true,
    shape: { kind: 'template', parts: [{ known: 'host: ' }, { known: 'docc.io' }, { known: '\n' }, { shape: { parts: [{ known: 'role: ' }, { refs: [{ to: 'var.asked' }] }, { known: '\n' }] } }] },
  });
});

test('what may not be there is not complained of', async () => {
  const root = await rootOf({
    'main.tf': `
variable "asked" {}
variable "map" { default = {} }
resource "a" "b" {
  count = var.asked ? 1 : 0
  name  = var.map.absent
}
module "m" {
  source   = "./m"
  for_each = var.asked
}
`,
    'm/main.tf': 'locals {\n  x = [][0]\n}\n',
  });
  expect(blockAt(root, 'a.b').instances).toEqual([{ attributes: { name: { unknown: true, line: 6 } } }]);
  expect(blockAt(root, 'module.m.local.x').instances).toHaveLength(1);
});

test('each of several calls has the whole tree of modules below it', async () => {
  const call = (name: string, from: string): string => `module "${name}" {\n  source = "${from}"\n}\n`;
  const root = await rootOf({
    'main.tf': call('a', './outer') + call('b', './outer'),
    'outer/main.tf': call('inner', '../inner'),
    'inner/main.tf': 'resource "c" "d" {}\n',
  });
  expect(root.blocks.filter(({ type }) => type === 'c').map(({ address }) => address)).toEqual(['module.a.module.inner.c.d', 'module.b.module.inner.c.d']);
});
