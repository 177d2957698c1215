import { expect, test } from 'vitest';
import { canonical } from '../../evidence/canonical.ts';
import { limits } from '../../evidence/limits.ts';
import { collectTerraform } from './collect.ts';
import { factsOf, hcl, submissionOf } from './terraform.fixture.ts';

const good = 'resource "aws_vpc" "good" {\n  cidr_block = "10.0.0.0/16"\n}\n';
const deep = 10_000;
const nested = (open: string, inner: string, close: string): string => `locals {\n  x = ${open.repeat(deep)}${inner}${close.repeat(deep)}\n}\n`;
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Each beside a good file, which is judged all the same. */
const table: Readonly<Record<string, readonly [content: string | Uint8Array, problem: string]>> = {
  'a block that is never closed': ['resource "a" "b" {\n  x = [1,\n', 'parse bad.tf:3 Missing expression'],
  'text that is no HCL': ['<<<<<<< HEAD\n', 'parse bad.tf:1 Argument or block definition required'],
  'an argument given twice': ['resource "a" "b" {\n  x = 1\n  x = 2\n}\n', 'parse bad.tf:3 Attribute redefined'],
  'Latin-1': [latin1('# résumé\n\nlocals {\n  n = "é"\n}\n'), 'read bad.tf:1 It is not UTF-8'],
  'UTF-16': [Buffer.from('\ufefflocals {}\n', 'utf16le'), 'read bad.tf:1 It is not UTF-8'],
  '50 MB': [`# ${'x'.repeat(50 * 1024 * 1024)}\n`, 'read bad.tf It has 52428803 bytes, and no more than 262144 are read of a file'],
  'brackets 10,000 deep': [nested('(', '1', ')'), 'parse bad.tf:2 This is nested too deeply to be read'],
  'lists 10,000 deep': [nested('[', '', ']'), 'parse bad.tf:2 This is nested too deeply to be read'],
  'objects 10,000 deep': [nested('{ a = ', '1', '}'), 'parse bad.tf:2 This is nested too deeply to be read'],
  'templates 10,000 deep': [nested('"${', '1', '}"'), 'parse bad.tf:2 This is nested too deeply to be read'],
  'directives 10,000 deep': [`locals {\n  x = "${'%{ if true }'.repeat(deep)}"\n}\n`, 'parse bad.tf:2 This is nested too deeply to be read'],
  'calls 10,000 deep': [nested('tostring(', '1', ')'), 'parse bad.tf:2 This is nested too deeply to be read'],
  'a sum of 10,000': [nested('1 + ', '1', ''), 'parse bad.tf:2 This is nested too deeply to be read'],
  '10,000 negations': [nested('!', 'true', ''), 'parse bad.tf:2 This is nested too deeply to be read'],
  '10,000 conditions': [nested('true ? 1 : ', '1', ''), 'parse bad.tf:2 This is nested too deeply to be read'],
  '10,000 indices': [nested('', 'local.y', '[local.z]'), 'parse bad.tf:2 This is nested too deeply to be read'],
  'blocks 10,000 deep': [`resource "a" "b" {\n${'x {\n'.repeat(deep)}${'}\n'.repeat(deep + 1)}`, 'parse bad.tf:251 This is nested too deeply to be read'],
  'a block declared twice': [good, 'declare good.tf:1 aws_vpc.good is declared twice: also at bad.tf:1'],
  'a block that does not exist': ['resorce "a" "b" {}\n', 'declare bad.tf:1 Unsupported block type'],
  'a label too few': ['resource "a" {}\n', 'declare bad.tf:1 Missing name for resource'],
  'a name that is not declared': ['locals {\n  x = local.y\n}\n', 'declare bad.tf:2 local.y is not declared'],
  'a variable that is not declared': ['resource "a" "b" {\n  x = var.y\n}\n', 'declare bad.tf:2 var.y is not declared'],
  'a circle of locals': ['locals {\n  a = local.b\n  b = local.a\n}\n', 'evaluate bad.tf:3 It refers to itself: local.b, local.a, local.b'],
  'a block that counts itself': ['resource "a" "b" {\n  count = length(a.b)\n}\n', 'evaluate bad.tf:1 The number of a.b depends on itself'],
  'a module that calls itself': ['module "a" {\n  source = "./."\n}\n', 'declare bad.tf:2 The module . calls itself'],
  'a module that is not there': ['module "a" {\n  source = "./gone"\n}\n', 'declare bad.tf:2 There is no module in gone'],
  'a default of another type': ['variable "a" {\n  type    = number\n  default = "x"\n}\n', 'evaluate bad.tf:1 var.a is not of its type: a number is required'],
  'for_each over a list': ['resource "a" "b" {\n  for_each = ["x"]\n}\n', 'evaluate bad.tf:2 for_each has a value of the wrong type'],
  'for_each over a million': [
    'resource "a" "b" {\n  for_each = toset(flatten([for i in range(1024) : [for j in range(1024) : "${i}-${j}"]]))\n}\n',
    'evaluate bad.tf:2 This takes more steps than docc evaluates',
  ],
  'a count of a billion': ['resource "a" "b" {\n  count = 1000000000\n}\n', 'evaluate bad.tf:2 1000000000 instances are more than docc reads'],
  'a text that doubles 40 times': [
    `locals {\n${Array.from({ length: 40 }, (_, n) => `  x${n} = "\${local.x${n + 1}}\${local.x${n + 1}}"\n`).join('')}  x40 = "ha"\n}\n`,
    'evaluate bad.tf:24 This text is longer than docc reads',
  ],
  'a list that doubles 40 times': [
    `locals {\n${Array.from({ length: 40 }, (_, n) => `  x${n} = [local.x${n + 1}, local.x${n + 1}]\n`).join('')}  x40 = "ha"\n}\n`,
    'evaluate bad.tf:28 This is more than docc evaluates',
  ],
};

test.each(Object.entries(table))('%s is named and located', async (_, [content, problem]) => {
  const { roots, problems } = await factsOf({ 'bad.tf': content, 'good.tf': good });
  const said = problems.map(({ stage, path, line, message }) => `${stage} ${path}${line === undefined ? '' : `:${line}`} ${message}`);
  expect(said).toContain(problem);
  expect(problems.every(({ fix }) => fix !== '')).toBe(true);
  const judged = roots[0]?.blocks.find(({ address }) => address === 'aws_vpc.good');
  expect(judged?.instances[0]?.attributes['cidr_block']).toMatchObject({ known: '10.0.0.0/16' });
});

test.each([
  ['a byte order mark and CRLF', '\ufeffresource "a" "b" {\r\n  x = 1\r\n}\r\n'],
  ['an empty file', ''],
  ['a long path of attributes', `resource "a" "c" {}\nresource "a" "b" {\n  x = a.c${'.d'.repeat(500)}\n}\n`],
  ['commented code', '# resource "a" "b" {\n/* resource "c" "d" {} */\n'],
])('%s is no problem', async (_, content) => {
  const { problems, roots } = await factsOf({ 'bad.tf': content, 'good.tf': good });
  expect(problems).toEqual([]);
  expect(roots[0]?.blocks.map(({ address }) => address)).toContain('aws_vpc.good');
});

test('what a broken file may declare is not missed elsewhere', async () => {
  for (const bad of ['locals {', latin1('# é')]) {
    const { problems } = await factsOf({ 'bad.tf': bad, 'good.tf': 'locals {\n  x = local.y\n}\n' });
    expect(problems.map(({ path }) => path)).toEqual(['bad.tf']);
  }
});

test('modules that call ten others each are cut off', async () => {
  const files = Array.from({ length: 8 }, (_, n) => [`m${n}/main.tf`, Array.from({ length: 10 }, (_, call) => `module "c${call}" {\n  source = "../m${n + 1}"\n}\n`).join('')]);
  const { problems } = await factsOf({ 'main.tf': 'module "m" {\n  source = "./m0"\n}\n', 'm8/main.tf': '', ...Object.fromEntries(files) });
  expect(problems[0]?.message).toBe('More than 500 modules are called');
});

test('what memory ends is the submission\'s, and the file is named', async () => {
  const files = { 'a.tf': good, 'z.tf': 'locals {\n  x = format("%999999999s", "x")\n}\n' };
  expect(await collectTerraform(submissionOf(files), { hcl })).toMatchObject({ status: 'refused', trouble: { at: { path: 'z.tf' } } });
});

test('names and numbers that evidence refuses are left out', async () => {
  const { roots } = await factsOf({ 'main.tf': 'locals {\n  x = { __proto__ = 1, big = 1e999, deep = jsondecode("[[[[1]]]]") }\n}\n' });
  expect(roots[0]?.blocks[0]?.instances[0]?.attributes['value']).toMatchObject({ known: { big: 'Infinity', deep: [[[[1]]]] } });
});

test('evidence stays within its depth and its size', async () => {
  const list = `${'['.repeat(240)}1${']'.repeat(240)}`;
  const long = `"${'x'.repeat(60_000)}"`;
  const { roots } = await factsOf({
    'main.tf': `variable "asked" {}\nlocals {\n  deep = ${list}\n  open = ${list.replace('1', 'var.asked')}\n${Array.from({ length: 8 }, (_, n) => `  long${n} = [local.long, ${n}]\n`).join('')}}\n`,
    'long.tf': `locals {\n  long = ${long}\n}\n`,
  });
  expect(Buffer.byteLength(canonical(roots))).toBeLessThan(limits.section);
  const long7 = roots[0]?.blocks.find(({ name }) => name === 'long7')?.instances[0]?.attributes['value'];
  expect(long7).toMatchObject({ list: [{ unknown: true, shape: { kind: 'head', text: expect.stringMatching(/^x{1000,}$/) } }, { known: 7 }] });
});

test('what others look through is left out before more than a section holds is refused', async () => {
  const variables = Array.from({ length: 30 }, (_, n) => `variable "v${n}" {\n  type    = string\n  default = "${'x'.repeat(400)}"\n}\nlocals {\n  l${n} = { text = var.v${n} }\n}\noutput "o${n}" {\n  value = local.l${n}\n}\n`);
  const module = `${variables.join('')}resource "aws_eks_cluster" "this" {\n  name = var.v7\n}\n`;
  const calls = Array.from({ length: 20 }, (_, n) => `module "m${n}" {\n  source = "./m"\n}\n`).join('');
  const { roots } = await factsOf({ 'main.tf': calls, 'm/main.tf': module });
  expect(Buffer.byteLength(canonical(roots))).toBeLessThan(limits.section);
  const [cluster] = roots[0]?.blocks.filter(({ type }) => type === 'aws_eks_cluster') ?? [];
  expect(cluster?.instances[0]?.attributes['name']).toMatchObject({ known: 'x'.repeat(400) });
  const given = roots[0]?.blocks.find(({ kind, name }) => kind === 'variable' && name === 'v7');
  expect(Object.keys(given?.instances[0]?.attributes ?? {})).toEqual(['default']);
});

test('twelve copies of a small root are read', async () => {
  const root = `${good}\nvariable "name" {}\n\nlocals {\n  names = { for n in ["a", "b"] : n => "\${var.name}-\${n}" }\n}\n\nresource "aws_subnet" "each" {\n  for_each = local.names\n  vpc_id   = aws_vpc.good.id\n}\n`;
  const { roots, problems } = await factsOf(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`env${n}/main.tf`, root])));
  expect([roots.length, problems]).toEqual([12, []]);
});

test('more than a section holds is refused', async () => {
  const files = { 'main.tf': Array.from({ length: 9_000 }, (_, n) => `resource "a" "b${n}" {}\n`).join('') };
  expect(await collectTerraform(submissionOf(files), { hcl })).toMatchObject({ status: 'refused', trouble: { at: { path: 'main.tf' } } });
});
