import { expect, test } from 'vitest';
import type { Root, TerraformFacts, Value } from '../collect/terraform/section.ts';
import { factsOf } from '../collect/terraform/terraform.fixture.ts';
import { throughState } from './remote-state.ts';
import { refsIn, valueOf } from './value.ts';

const writer = (backend: string): string => `terraform {\n${backend}\n}\n\nresource "aws_vpc" "this" {}\n\noutput "network" {\n  value = { ids = [aws_vpc.this.id] }\n}\n`;
const reader = (data: string): string => `data "terraform_remote_state" "network" {\n${data}\n}\n\nresource "aws_subnet" "this" {\n  vpc_id = data.terraform_remote_state.network.outputs.network.ids[0]\n}\n`;

const s3 = (bucket: string, key: string): string => `  backend "s3" {\n    bucket = "${bucket}"\n    key    = "${key}"\n  }`;
const ofS3 = (bucket: string, key: string): string => `  backend = "s3"\n  config  = { bucket = "${bucket}", key = "${key}" }`;

const rootAt = ({ roots }: TerraformFacts, path: string): Root => {
  const root = roots.find((each) => each.path === path);
  if (root === undefined) throw new Error(`no root at ${path}`);
  return root;
};

/** Where the VPC of the subnet in `cluster` comes from. */
async function followed(files: Readonly<Record<string, string>>): Promise<readonly [string, readonly string[]]> {
  const facts = await factsOf(files);
  const cluster = rootAt(facts, 'cluster');
  const subnet = cluster.blocks.find(({ type }) => type === 'aws_subnet')?.instances[0];
  const { root, value } = throughState(facts, cluster, (subnet && valueOf(subnet, 'vpc_id')) ?? ({ known: null } satisfies Value));
  return [root.path, refsIn(value).map(({ to }) => to)];
}

const stays = ['cluster', ['data.terraform_remote_state.network']] as const;
const arrives = ['network', ['aws_vpc.this']] as const;

test.each([
  ['the same key of the same bucket', s3('docc', 'network'), ofS3('docc', 'network'), arrives],
  ['a bucket that init completes', '  backend "s3" {\n    key = "network"\n  }', ofS3('docc', 'network'), arrives],
  ['another key', s3('docc', 'dns'), ofS3('docc', 'network'), stays],
  ['another bucket', s3('other', 'network'), ofS3('docc', 'network'), stays],
  ['a backend that init completes', '  backend "s3" {}', ofS3('docc', 'network'), stays],
  ['another backend', '  backend "gcs" {\n    prefix = "network"\n  }', ofS3('docc', 'network'), stays],
  ['a file beside the code', '', '  backend = "local"\n  config  = { path = "../network/terraform.tfstate" }', arrives],
  ['another file', '', '  backend = "local"\n  config  = { path = "../terraform.tfstate" }', stays],
])('%s', async (_, backend, data, expected) => {
  expect(await followed({ 'network/main.tf': writer(backend), 'cluster/main.tf': reader(data) })).toEqual(expected);
});

test('of two root modules with one state nobody can tell which is meant', async () => {
  const network = writer(s3('docc', 'network'));
  expect(await followed({ 'network/main.tf': network, 'copy/main.tf': network, 'cluster/main.tf': reader(ofS3('docc', 'network')) })).toEqual(stays);
});

test('states that read each other come to an end', async () => {
  const circle = `terraform {\n${s3('docc', 'network')}\n}\n\ndata "terraform_remote_state" "network" {\n${ofS3('docc', 'network')}\n}\n\noutput "network" {\n  value = data.terraform_remote_state.network.outputs.network\n}\n`;
  expect(await followed({ 'network/main.tf': circle, 'cluster/main.tf': reader(ofS3('docc', 'network')) })).toEqual(['network', ['data.terraform_remote_state.network']]);
});
