import { expect, test } from 'vitest';
import { asText, valueOf } from '../../terraform/value.ts';
import type { Root } from './section.ts';
import { factsOf } from './terraform.fixture.ts';

const local = (root: Root, name: string): string | undefined => {
  const [instance] = root.blocks.find(({ address }) => address === `local.${name}`)?.instances ?? [];
  const text = asText(instance && valueOf(instance, 'value'));
  return text.kind === 'known' ? text.is : text.kind;
};

test('a submission without code has no roots', async () => {
  expect(await factsOf({ 'README.md': '# hello' })).toEqual({ roots: [], unused: [], files: [], problems: [], problemsBeyond: 0 });
});

test('a root is what no module calls', async () => {
  const { roots, unused, files } = await factsOf({
    'bootstrap/main.tf': 'resource "aws_s3_bucket" "state" {}\n',
    'infra/main.tf': 'terraform {\n  backend "s3" {}\n}\nmodule "net" {\n  source = "./modules/net"\n}\n',
    'infra/modules/net/main.tf': 'module "deep" {\n  source = "../../../shared"\n}\n',
    'infra/modules/spare/main.tf': 'resource "a" "b" {}\n',
    'shared/main.tf': 'provider "aws" {}\n',
    'shared/examples/all/main.tf': 'module "shared" {\n  source = "../.."\n}\n',
    '.terraform/modules/x/main.tf': 'resource "a" "b" {}\n',
  });
  expect(roots.map(({ path, because }) => [path, because])).toEqual([
    ['bootstrap', 'no other module calls it'],
    ['infra', 'it says where its state is kept'],
  ]);
  expect(unused).toEqual([
    { path: 'infra/modules/spare', because: 'no root module calls it' },
    { path: 'shared/examples/all', because: 'it is an example or a test' },
  ]);
  expect(files.filter(({ reached }) => reached).map(({ path }) => path)).toEqual([
    'bootstrap/main.tf', 'infra/main.tf', 'infra/modules/net/main.tf', 'shared/main.tf',
  ]);
});

test('where there are only examples or modules, they are the roots', async () => {
  expect((await factsOf({ 'examples/a/main.tf': '' })).roots.map(({ path }) => path)).toEqual(['examples/a']);
  expect((await factsOf({ 'modules/a/main.tf': '' })).roots.map(({ path }) => path)).toEqual(['modules/a']);
});

test('variable files are loaded in the order of Terraform', async () => {
  const { roots } = await factsOf({
    'main.tf': 'variable "a" {}\nvariable "b" {}\nvariable "c" {}\nvariable "d" { default = 0 }\nlocals {\n  a = var.a\n  b = var.b\n  c = var.c\n  d = var.d\n}\n',
    'terraform.tfvars': 'a = 1\nb = 1\nc = 1\n',
    'terraform.tfvars.json': '{"b": 2, "c": 2}',
    'z.auto.tfvars': 'c = 4\n',
    'a.auto.tfvars.json': '{"c": 3}',
    'example.tfvars': 'd = 9\n',
  });
  const [root] = roots;
  expect(roots).toHaveLength(1);
  expect(root && ['a', 'b', 'c', 'd'].map((name) => local(root, name))).toEqual(['1', '2', '4', '0']);
  expect(root?.variableFiles.map(({ path, because }) => `${path} ${because}`)).toEqual([
    'terraform.tfvars loaded', 'terraform.tfvars.json loaded', 'a.auto.tfvars.json loaded', 'z.auto.tfvars loaded',
  ]);
  expect(root?.variableFiles[0]?.attributes['a']).toEqual({ known: 1, line: 1 });
});

const environments = {
  'infra/main.tf': 'variable "name" {}\nlocals {\n  name = var.name\n}\n',
  'infra/common.auto.tfvars': 'name = "common"\n',
  'infra/env/dev.tfvars': 'name = "dev"\n',
  'infra/env/prod.tfvars': 'name = "prod"\n',
};

test('several variable files are several environments', async () => {
  const { roots } = await factsOf(environments);
  expect(roots.map((root) => [root.environment, local(root, 'name'), root.variableFiles.at(-1)?.because])).toEqual([
    ['dev', 'dev', 'found'], ['prod', 'prod', 'found'],
  ]);
});

test.each([
  ['.github/workflows/deploy.yml', 'run: terraform -chdir=infra apply -var-file=env/prod.tfvars', ['prod']],
  ['Makefile', 'apply:\n\tterraform apply \\\n\t  -var-file "env/prod.tfvars"\n', ['prod']],
  ['deploy.sh', 'tofu plan -var-file=env/${{ matrix.env }}.tfvars', ['dev', 'prod']],
  ['deploy.sh', 'terraform apply -var-file=./env/dev.tfvars -var-file ../env/prod.tfvars', ['prod']],
])('%s tells which are meant: %s', async (path, text, names) => {
  const { roots } = await factsOf({ ...environments, [path]: text });
  expect(roots.map((root) => local(root, 'name'))).toEqual(names);
  expect(roots.every(({ environment }) => (environment === undefined) === (names.length === 1))).toBe(true);
});

test('three environments with one module are three roots', async () => {
  const live = (name: string) => ({ [`live/${name}/main.tf`]: `provider "aws" {}\nmodule "eks" {\n  source = "../../modules/eks"\n  name   = "${name}"\n}\n` });
  const { roots, unused, problems } = await factsOf({
    ...live('dev'), ...live('prod'), ...live('stage'),
    'modules/eks/main.tf': 'variable "name" {}\nresource "aws_eks_cluster" "this" {\n  name = var.name\n}\n',
  });
  expect([unused, problems]).toEqual([[], []]);
  const names = roots.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'aws_eks_cluster').map(({ address, instances }) => `${address} ${JSON.stringify(instances[0]?.attributes['name'])}`));
  expect(names).toEqual(['dev', 'prod', 'stage'].map((name) => `module.eks.aws_eks_cluster.this {"known":"${name}","line":3}`));
});

test('the lock file is read', async () => {
  const { roots } = await factsOf({
    'main.tf': '',
    '.terraform.lock.hcl': 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "6.60.0"\n  constraints = "~> 6.60"\n  hashes = [\n    "h1:x",\n    "zh:y",\n  ]\n}\n',
    'other/main.tf': '',
  });
  expect(roots.map(({ lock }) => lock)).toEqual([
    { kind: 'present', path: '.terraform.lock.hcl', providers: [{ source: 'registry.terraform.io/hashicorp/aws', version: '6.60.0', constraints: '~> 6.60', hashes: 2, line: 1 }] },
    { kind: 'absent' },
  ]);
});

test('formatting is compared with what terraform fmt would write', async () => {
  const { files } = await factsOf({
    'a.tf': 'locals {\n  a   = 1\n  bcd = 2\n}\n',
    'b.tf': 'locals {\n  a = 1\n  bcd = 2\n}\n',
    'c.tf': 'locals {\r\n  e = 1\r\n}\r\n',
    'd.tfvars': 'a=1\n',
    'e.tf.json': '{"locals":{"f":1}}',
  });
  expect(files.map(({ path, format }) => [path, format])).toEqual([
    ['a.tf', { kind: 'canonical' }],
    ['b.tf', { kind: 'differs', line: 2, observed: '  a = 1', expected: '  a   = 1' }],
    ['c.tf', { kind: 'canonical' }],
    ['d.tfvars', { kind: 'differs', line: 1, observed: 'a=1', expected: 'a = 1' }],
    ['e.tf.json', { kind: 'unjudged' }],
  ]);
});
