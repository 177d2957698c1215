import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../../tools/program.ts';
import { asText, valueOf } from '../../terraform/value.ts';
import { factsOf, rootOf } from './terraform.fixture.ts';

/** What the real Terraform says: it evaluates and formats without a provider, so nothing is fetched. */
async function terraform(files: Readonly<Record<string, string>>, args: readonly string[], stdin = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-terraform-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, CHECKPOINT_DISABLE: '1' };
  const result = await runProgram({ program: 'terraform', args, cwd: folder, env, stdin, timeoutMs: 30_000, maxOutputBytes: 4 * 1024 * 1024 });
  if (result.kind !== 'exited') throw new Error(`terraform ${result.kind}`);
  return result.stdout.toString('utf8');
}

const present = await runProgram({ program: 'terraform', args: ['version'], cwd: tmpdir(), env: { PATH: process.env['PATH'] ?? '' }, timeoutMs: 10_000, maxOutputBytes: 65_536 })
  .then(({ kind }) => kind === 'exited');

const setting = `
variable "node" {
  type    = object({ type = optional(string, "t3"), size = optional(number), tags = optional(map(string), {}) })
  default = { size = "3" }
}
variable "list" {
  type    = list(string)
  default = [1, true, "x"]
}
locals {
  name  = "docc"
  map   = { b = 2, a = 1, "x.y" = [1, 2] }
  words = ["delta", "alpha", "echo"]
}
`;

/** jsonencode(try(…)) of each expression, by Terraform and by docc. */
async function both(expressions: readonly string[]): Promise<readonly (readonly [expression: string, theirs: string, ours: string])[]> {
  const locals = expressions.map((expression, at) => `  case_${at} = jsonencode(try({ is = ${expression} }, "failed"))\n`).join('');
  const files = { 'main.tf': `${setting}locals {\n${locals}}\n` };
  const cases = expressions.map((_, at) => `local.case_${at}`).join(', ');
  const said = await terraform(files, ['console'], `join("\\n", [${cases}])\n`);
  const theirs = said.replace(/^<<EOT\n/, '').replace(/\nEOT\n$/, '').split('\n');
  const root = await rootOf(files);
  const ours = expressions.map((_, at) => {
    const [instance] = root.blocks.find(({ address }) => address === `local.case_${at}`)?.instances ?? [];
    const text = asText(instance && valueOf(instance, 'value'));
    return text.kind === 'known' ? text.is : text.kind;
  });
  return expressions.map((expression, at) => [expression, theirs[at] ?? said, ours[at] ?? ''] as const);
}

/** Where Terraform gives up, docc may not know. */
const agree = (theirs: string, ours: string): boolean => ours === theirs || (theirs === '"failed"' && ours === 'unknown');

const expressions = [
  'var.node', 'var.list', 'local.map["x.y"][1]', '[for k, v in local.map : k]', '{ for w in local.words : substr(w, 0, 1) => w... }',
  'local.words[*]', 'local.name[*]', 'null[*]', '[for w in local.words : upper(w) if w != "echo"]', '"${local.name}-${1 + 2}"', '1 / 3', '10 % 4', '-5 % 3', '2 > 1 && !false', '"a" == "a"', '1 == "1"',
  'true ? 1 : "x"', '"%{ if true }yes%{ else }no%{ endif }"', '"a\\tb\\u00e9$${x}%%{y}"', 'format("%05.2f|%-5s|%q|%d|%v", 3.14159, "ab", "c", 7, [1])', 'formatlist("%s-%s", ["a", "b"], "x")',
  'split(",", "a,b,,c")', 'join("-", local.words)', 'sort(local.words)', 'reverse(local.words)', 'distinct([1, 1, 2])', 'flatten([[1, [2]], [], [3]])', 'concat([1], ["a"])', 'merge(local.map, { a = 9 })',
  'keys(local.map)', 'values(local.map)', 'lookup(local.map, "zz", "none")', 'lookup(local.map, "zz", null)', 'lookup(local.map, "a", null)', 'element(local.words, 4)', 'slice(local.words, 1, 3)', 'contains(local.words, "echo")', 'index(local.words, "echo")',
  'length("héllo")', 'length(local.map)', 'length(local.words)', 'range(3)', 'range(1, 10, 4)', 'zipmap(["a", "b"], [1, 2])', 'setproduct(["a", "b"], [1, 2])', 'setunion(["a"], ["b", "a"])', 'setintersection(["a", "b"], ["b"])',
  'setsubtract(["a", "b"], ["b"])', 'toset(["b", "a", "b"])', 'tolist(toset(["b", "a"]))', 'tomap({ a = 1 })', 'tonumber("1.50")', 'tostring(1.0)', 'tobool("true")', 'tobool("yes")', 'chunklist([1, 2, 3], 2)',
  'coalesce("", null, "c")', 'coalescelist([], ["x"])', 'compact(["a", "", null, "b"])', 'one([])', 'one(["x"])', 'one([1, 2])', 'alltrue([])', 'alltrue([true, "false"])', 'anytrue([])', 'anytrue([false, true])',
  'sum([1, 2.5, "3"])', 'max(1, 5, 3)', 'min(4, 2)', 'abs(-3.5)', 'ceil(1.2)', 'floor(-1.2)', 'log(8, 2)', 'pow(2, 10)', 'signum(-4)', 'parseint("ff", 16)', 'upper("é")', 'title("hello world")', 'trim("  x ", " ")',
  'trimspace("\\n x \\t")', 'trimprefix("abc", "a")', 'trimsuffix("abc", "c")', 'chomp("a\\n\\n")', 'indent(2, "a\\nb")', 'strrev("añb")', 'substr("hello", -3, 2)', 'replace("a.b.c", ".", "-")', 'replace("a1b22", "/[0-9]+/", "<$0>")',
  'regex("[a-z]+", "12ab34")', 'regex("(?P<n>\\\\d+)-(?P<m>\\\\w+)", "x12-ab")', 'regexall("\\\\d", "1a2")', 'can(regex("z", "a"))', 'startswith("abc", "ab")', 'endswith("abc", "bc")', 'strcontains("abc", "z")',
  'cidrsubnet("10.0.0.0/16", 8, 255)', 'cidrsubnet("10.0.0.0/16", 8, 256)', 'cidrsubnet("10.1.2.3/16", 4, 15)', 'cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', 'cidrhost("10.12.112.0/20", 268)', 'cidrhost("10.12.112.0/20", -1)', 'cidrhost("10.0.0.0/30", 4)',
  'base64encode("héllo")', 'base64decode("aGk=")', 'base64decode("!!")', 'urlencode("a b&c/é")', 'basename("/a/b.txt")', 'dirname("a/b.txt")', 'jsonencode({ b = [1, null], a = "<&>" })', 'jsondecode("{\\"a\\": [1, 2.50]}")',
  'yamlencode({ b = [1, null, "true"], a = { c = "x: y" } })', 'yamldecode("a: [1, two]\\nb: null")', 'csvdecode("a,b\\n1,2")', 'formatdate("DD MMM YYYY", "2026-01-02T03:04:05Z")', 'timeadd("2026-01-02T03:04:05Z", "1h")',
  'try(local.map.zz, "fallback")', 'try(1 + "x", local.map.zz, "last")', 'can(local.map.a)', 'try([1, 2][5], "out")', 'nonsensitive("x")', '[for i, w in local.words : "${i}=${w}"]', '{ for k, v in local.map : k => v if k != "a" }',
  'max(local.map["x.y"]...)', 'local.map.b + var.node.size', 'length(var.list[*])', '<<-EOT\n    a\n      b\n  EOT\n', '[for s in "abc" : s]', '1 + null', 'null == null', '[] == []', '{} == {}', 'tolist([]) == tolist([])', '"${[1]}"', '!"true"', '-"5"',
];

describe.skipIf(!present)('as Terraform evaluates (skipped without terraform)', () => {
  test('functions, operators, templates and types', async () => {
    expect((await both(expressions)).filter(([, theirs, ours]) => !agree(theirs, ours))).toEqual([]);
  });

  test('expressions put together at random', async () => {
    const text = fc.constantFrom('"a"', '"b-${local.name}"', 'local.name', 'var.list[0]', 'var.node.type', '""', '"7"');
    const number = fc.constantFrom('0', '1', '2.5', 'var.node.size', 'length(local.words)', '"3"');
    const list = fc.constantFrom('local.words', 'var.list', '[]', '[1, 2, 3]', 'tolist(["x"])', 'toset(["q", "p"])', 'keys(local.map)');
    const { any } = fc.letrec<{ any: string }>((tie) => {
      const one = tie('any');
      const made = (shape: string, ...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((given) => given.reduce((all, part) => all.replace('§', () => part), shape));
      return {
        any: fc.oneof({ maxDepth: 4 }, text, number, list, fc.constant('null'),
          ...['(§ == §)', '[§, §]', '{ k = §, l = § }', '{ (tostring(§)) = § }', 'try(§, §)', '(§ + §)', '(§ < §)', '"${§}/${§}"', 'coalesce(§, §)', 'concat(§, §)', 'merge(§, §)', '§[§]', 'lookup(§, "k", §)', 'contains(§, §)'].map((shape) => made(shape, one, one, one)),
          made('(can(§) ? § : §)', one, text, text),
          ...['length(§)', 'upper(§)', 'jsonencode(§)', 'tostring(§)', 'tolist(§)', 'toset(§)', '§[*]', '§[0]', 'try(§.k, 1)', 'flatten([§, [1]])', 'reverse(§)', '[for x in § : x]', '{ for k, v in § : k => v }', '!§', '-§', 'tonumber(§)', 'join(",", §)', 'keys(§)', 'values(§)'].map((shape) => made(shape, one)),
        ),
      };
    });
    const sample = fc.sample(any, { numRuns: 300, seed: 20_261_121 });
    expect((await both(sample)).filter(([, theirs, ours]) => !agree(theirs, ours))).toEqual([]);
  });

  test('what it would format, docc says is not formatted; what it leaves, docc leaves', async () => {
    const texts = [
      'a=1\n', 'locals {\na = 1\n}\n', 'locals {\n  a = 1\n  bc = 2\n}\n', 'locals {\n  a  = 1\n  bc = 2\n}\n', 'locals {\n  l = [1,2]\n}\n', 'locals {\n  l = [1, 2]\n\n\n\n  m = { a = 1 }\n}\n', 'locals {\n\ta = 1\n}\n',
      'locals {\n  a = <<EOT\n   x\nEOT\n}\n', '# c\nlocals {} # d\n', 'locals {\n  a = 1 #c\n  bc = 2 # d\n}\n', 'locals {\n  f = "${ 1 }"\n}\n', 'locals { a = 1 }\n', 'locals {a=1}\n', 'locals {\n  a = (\n  1\n  )\n}\n', 'locals {\n  a = 1\n}', '',
    ];
    for (const text of texts) {
      const { files } = await factsOf({ 'main.tf': text });
      const theirs = await terraform({ 'main.tf': text }, ['fmt', '-check', 'main.tf']);
      expect.soft(`${text} ${files[0]?.format.kind}`).toBe(`${text} ${theirs === '' ? 'canonical' : 'differs'}`);
    }
  });
});
