import { describe, expect, test } from 'vitest';
import type { Value } from './section.ts';
import { rootOf } from './terraform.fixture.ts';

/** Without where it is written. */
function plain(value: Value | undefined): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (key, member: unknown) => (key === 'line' || key === 'endLine' ? undefined : member)));
}

const setting = `
variable "given" { default = "docc" }
variable "asked" {}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = var.given }
}
resource "aws_subnet" "each" {
  count             = 2
  vpc_id            = aws_vpc.this.id
  availability_zone = data.aws_availability_zones.here.names[count.index]
}
resource "aws_subnet" "keyed" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  cidr_block = each.value
}
resource "aws_subnet" "many" {
  count = var.asked
}
data "aws_availability_zones" "here" {}
locals {
  object  = { host = "service.\${var.asked}.io", ports = [80, var.asked] }
  either  = var.asked == "x" ? "small" : aws_vpc.this.id
  nothing = null
}
`;

/** What a local of this expression is, all of them in one reading. */
async function evaluated(cases: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Value>> {
  const locals = Object.entries(cases).map(([name, expression]) => `  case_${name} = ${expression}`);
  const root = await rootOf({ 'main.tf': `${setting}\nlocals {\n${locals.join('\n')}\n}\n` });
  const found = root.blocks.filter(({ kind }) => kind === 'local').map(({ name, instances }) => [name, instances[0]?.attributes['value']] as const);
  return new Map(found.flatMap(([name, value]) => (value === undefined ? [] : [[name.replace(/^case_/, ''), value] as const])));
}

const asked = { to: 'var.asked' };
const vpcId = { to: 'aws_vpc.this', path: 'id' };
const given = { to: 'var.given' };

/** Expression, and what is recorded of it. */
const table: Readonly<Record<string, readonly [expression: string, value: unknown]>> = {
  literal: ['"x"', { known: 'x' }],
  number: ['6 * 7', { known: 42 }],
  variable: ['var.given', { known: 'docc', refs: [given] }],
  unset: ['var.asked', { unknown: true, refs: [asked] }],
  null: ['null', { known: null }],
  comparison: ['var.asked == "x"', { unknown: true, refs: [asked] }],
  chosen: ['var.given == "docc" ? "yes" : "no"', { known: 'yes' }],
  unchosenIsLeftAlone: ['true ? "yes" : [][0]', { known: 'yes' }],
  either: ['local.either', {
    unknown: true,
    refs: [{ to: 'aws_vpc.this', path: 'id' }, asked],
    shape: { kind: 'either', of: [{ known: 'small' }, { unknown: true, refs: [{ to: 'aws_vpc.this', path: 'id' }] }] },
  }],
  template: ['"a-${var.given}-b"', { known: 'a-docc-b', refs: [given] }],
  templateUnknown: ['"a-${var.asked}-b"', {
    unknown: true, refs: [asked], shape: { kind: 'template', parts: [{ known: 'a-' }, { unknown: true, refs: [asked] }, { known: '-b' }] },
  }],
  templateThroughLocal: ['local.object.host', {
    unknown: true, refs: [asked], shape: { kind: 'template', parts: [{ known: 'service.' }, { unknown: true, refs: [asked] }, { known: '.io' }] },
  }],
  shapeIsLostWhenItNoLongerHolds: ['upper("a-${var.asked}")', { unknown: true, refs: [asked], calls: ['upper'] }],
  comparedShapeIsLost: ['"a-${var.asked}" == "x"', { unknown: true, refs: [asked] }],
  object: ['{ a = 1, b = var.asked }', { object: { a: { known: 1 }, b: { unknown: true, refs: [asked] } } }],
  knownObject: ['{ a = 1, (var.given) = [2] }', { known: { a: 1, docc: [2] }, refs: [given] }],
  list: ['[aws_vpc.this.id, "x"]', { list: [{ unknown: true, refs: [{ to: 'aws_vpc.this', path: 'id' }] }, { known: 'x' }] }],
  ownAttribute: ['aws_vpc.this.cidr_block', { known: '10.0.0.0/16', refs: [{ to: 'aws_vpc.this', path: 'cidr_block' }] }],
  nestedOwnAttribute: ['aws_vpc.this.tags.Name', { known: 'docc', refs: [{ to: 'aws_vpc.this', path: 'tags.Name' }, given] }],
  computedPath: ['aws_vpc.this.a.b[0].c', { unknown: true, refs: [{ to: 'aws_vpc.this', path: 'a.b[0].c' }] }],
  whole: ['aws_vpc.this', { unknown: true, refs: [{ to: 'aws_vpc.this' }] }],
  counted: ['aws_subnet.each[1].vpc_id', { unknown: true, refs: [{ to: 'aws_subnet.each', key: 1, path: 'vpc_id' }, { to: 'aws_vpc.this', path: 'id' }] }],
  splat: ['aws_subnet.each[*].id', {
    list: [0, 1].map((key) => ({ unknown: true, refs: [{ to: 'aws_subnet.each', key, path: 'id' }] })),
  }],
  splatOfOne: ['aws_vpc.this[*].id', { list: [{ unknown: true, refs: [{ to: 'aws_vpc.this', path: 'id' }] }] }],
  splatOfNull: ['local.nothing[*]', { known: [] }],
  splatUnknown: ['aws_subnet.many[*].id', { unknown: true, refs: [{ to: 'aws_subnet.many', path: 'id' }] }],
  indexUnknown: ['aws_subnet.many[0].id', { unknown: true, refs: [{ to: 'aws_subnet.many', key: 0, path: 'id' }] }],
  keyed: ['aws_subnet.keyed["b"].cidr_block', { known: '10.0.2.0/24', refs: [{ to: 'aws_subnet.keyed', key: 'b', path: 'cidr_block' }] }],
  values: ['values(aws_subnet.keyed)[*].id', {
    list: ['a', 'b'].map((key) => ({ unknown: true, refs: [{ to: 'aws_subnet.keyed', key, path: 'id' }] })), calls: ['values'],
  }],
  forList: ['[for s in aws_subnet.each : s.id]', {
    list: [0, 1].map((key) => ({ unknown: true, refs: [{ to: 'aws_subnet.each', key, path: 'id' }] })),
  }],
  forObject: ['{ for k, s in aws_subnet.keyed : k => s.cidr_block if k != "a" }', { known: { b: '10.0.2.0/24' }, refs: [{ to: 'aws_subnet.keyed', key: 'b', path: 'cidr_block' }] }],
  forUnknown: ['[for s in var.asked : s]', { unknown: true, refs: [asked] }],
  zones: ['slice(data.aws_availability_zones.here.names, 1, 3)[1]', {
    unknown: true, refs: [{ to: 'data.aws_availability_zones.here', path: 'names[2]' }], calls: ['slice'],
  }],
  either2: ['{ a = "x", b = "y" }[var.asked]', { unknown: true, refs: [asked], shape: { kind: 'either', of: [{ known: 'x' }, { known: 'y' }] } }],
  json: ['jsonencode({ Resource = aws_vpc.this.arn, Effect = "Allow" })', {
    unknown: true, calls: ['jsonencode'], refs: [{ to: 'aws_vpc.this', path: 'arn' }],
    shape: { kind: 'json', of: { object: { Effect: { known: 'Allow' }, Resource: { unknown: true, refs: [{ to: 'aws_vpc.this', path: 'arn' }] } } } },
  }],
  knownJson: ['jsonencode({ a = [1, true, null] })', { known: '{"a":[1,true,null]}', calls: ['jsonencode'] }],
  yaml: ['yamlencode({ host = var.asked })', {
    unknown: true, calls: ['yamlencode'], refs: [asked], shape: { kind: 'yaml', of: { object: { host: { unknown: true, refs: [asked] } } } },
  }],
  try: ['try(local.object.missing, "fallback")', { known: 'fallback' }],
  can: ['can(local.object.missing)', { known: false }],
  unregistered: ['bcrypt("x")', { unknown: true, calls: ['bcrypt'] }],
  provided: ['provider::aws::arn_parse("x")', { unknown: true, calls: ['provider::aws::arn_parse'] }],
  workspace: ['terraform.workspace', { unknown: true, refs: [{ to: 'terraform.workspace' }] }],
  here: ['"${path.module}/x ${path.root}"', { known: './x .' }],
  heredoc: ['<<-EOT\n    a ${var.given}\n  EOT\n', { known: 'a docc\n', refs: [given] }],
  directive: ['"%{ for n in [1, 2] }${n},%{ endfor }"', { known: '1,2,' }],
  cidr: ['cidrsubnet("10.0.0.0/16", 8, 2)', { known: '10.0.2.0/24', calls: ['cidrsubnet'] }],
  cidr6: ['cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', { known: 'fd00:fd12:3456:7800:a200::/72', calls: ['cidrsubnet'] }],
  cidrHost: ['cidrhost("10.12.112.0/20", -1)', { known: '10.12.127.255', calls: ['cidrhost'] }],
  replace: ['replace("a1b22", "/[0-9]+/", "-")', { known: 'a-b-', calls: ['replace'] }],
  coalesce: ['coalesce("", null, "c")', { known: 'c', calls: ['coalesce'] }],
  lengths: ['[length("héé"), length([1, 2]), length({ a = 1 })]', { known: [3, 2, 1], calls: ['length'] }],
  merged: ['merge({ a = 1 }, { a = 2, b = var.asked })', { object: { a: { known: 2 }, b: { unknown: true, refs: [asked] } }, calls: ['merge'] }],
  alltrue: ['[alltrue([true, "true"]), anytrue([false]), sum([1, 2.5]), one([]), startswith("ab", "a")]', {
    known: [true, false, 3.5, null, true], calls: ['alltrue', 'anytrue', 'one', 'startswith', 'sum'],
  }],
  spread: ['concat([[1], [2]]...)', { known: [1, 2], calls: ['concat'] }],
  sensitive: ['sensitive("a-${var.asked}")', {
    unknown: true, calls: ['sensitive'], refs: [asked], shape: { kind: 'template', parts: [{ known: 'a-' }, { unknown: true, refs: [asked] }] },
  }],
  joined: ['concat([aws_vpc.this.id], aws_subnet.many[*].id, ["x"])', {
    list: [{ unknown: true, refs: [vpcId] }, { unknown: true, refs: [{ to: 'aws_subnet.many', path: 'id' }] }, { known: 'x' }],
    refs: [{ to: 'aws_subnet.many', path: 'id' }, vpcId],
    calls: ['concat'],
  }],
  joinedLength: ['length(concat(["x"], var.asked))', { unknown: true, refs: [asked], calls: ['concat', 'length'] }],
  joinedIndex: ['concat(["x"], var.asked)[0]', { unknown: true, refs: [asked], calls: ['concat'], shape: { kind: 'either', of: [{ known: 'x' }, { unknown: true, refs: [asked] }] } }],
  flattened: ['flatten([[aws_vpc.this.id, ["x"]], var.asked])', {
    list: [{ unknown: true, refs: [vpcId] }, { known: 'x' }, { unknown: true, refs: [asked] }], refs: [vpcId, asked], calls: ['flatten'],
  }],
  distinct: ['distinct([aws_vpc.this.id, "x"])', { list: [{ unknown: true, refs: [vpcId] }, { known: 'x' }], refs: [vpcId], calls: ['distinct'] }],
  asList: ['tolist([aws_vpc.this.id, "x"])[0]', { unknown: true, refs: [vpcId], calls: ['tolist'] }],
  mergedUnknown: ['merge({ a = 1 }, var.asked)', {
    unknown: true, refs: [asked], calls: ['merge'], shape: { kind: 'either', of: [{ known: { a: 1 } }, { unknown: true, refs: [asked] }] },
  }],
  mergedPart: ['merge({ a = 1 }, var.asked).a', {
    unknown: true, refs: [{ to: 'var.asked', path: 'a' }], calls: ['merge'], shape: { kind: 'either', of: [{ known: 1 }, { unknown: true, refs: [{ to: 'var.asked', path: 'a' }] }] },
  }],
  looked: ['lookup(var.asked, "size", "small")', {
    unknown: true, refs: [{ to: 'var.asked', path: 'size' }], calls: ['lookup'], shape: { kind: 'either', of: [{ unknown: true, refs: [{ to: 'var.asked', path: 'size' }] }, { known: 'small' }] },
  }],
  element: ['element(var.asked, 1)', { unknown: true, refs: [{ to: 'var.asked', path: '[1]' }], calls: ['element'] }],
  coalesceLists: ['coalescelist([], aws_subnet.many[*].id, ["x"])[0]', {
    unknown: true, refs: [{ to: 'aws_subnet.many', path: 'id[0]' }], calls: ['coalescelist'],
    shape: { kind: 'either', of: [{ unknown: true, refs: [{ to: 'aws_subnet.many', path: 'id[0]' }] }, { known: 'x' }] },
  }],
  coalesceUnknown: ['coalesce(null, var.asked, "x")', {
    unknown: true, refs: [asked], calls: ['coalesce'], shape: { kind: 'either', of: [{ unknown: true, refs: [asked] }, { known: 'x' }] },
  }],
  keyUnknown: ['{ "${var.asked}:sub" = "docc", (aws_vpc.this.id) = 1, b = 2 }', {
    object: { '${var.asked}:sub': { known: 'docc' }, '${aws_vpc.this.id}': { known: 1 }, b: { known: 2 } }, refs: [vpcId, asked],
  }],
  keyUnknownPart: ['{ (var.asked) = 1, b = 2 }.b', { known: 2 }],
  setIsSorted: ['toset(["b", "a", "b"])', { known: ['a', 'b'], calls: ['toset'] }],
};

describe('expressions', async () => {
  const values = await evaluated(Object.fromEntries(Object.entries(table).map(([name, [expression]]) => [name, expression])));
  test.each(Object.entries(table))('%s', (name, [, expected]) => expect(plain(values.get(name))).toEqual(expected));
});
