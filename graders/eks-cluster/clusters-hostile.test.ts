import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ManifestObject, manifests, type ManifestsFacts } from '../../src/collect/manifests/section.ts';
import { type Attributes, type Block, type Json, type Ref, type Root, terraform, type TerraformFacts, type Value } from '../../src/collect/terraform/section.ts';
import type { Check } from '../../src/grade/check.ts';
import accessMapped from './checks/eks-access-mapped.ts';
import clusterDeclared from './checks/eks-cluster-declared.ts';
import computeDeclared from './checks/eks-compute-declared.ts';
import controlPlaneLogs from './checks/eks-control-plane-logs.ts';
import endpointRestricted from './checks/eks-endpoint-restricted.ts';
import enforcesNetworkPolicy from './checks/eks-enforces-network-policy.ts';
import spansZones from './checks/eks-spans-zones.ts';
import versionSupported from './checks/eks-version-supported.ts';
import workloadIdentity from './checks/eks-workload-identity.ts';
import nodesImds from './checks/nodes-imds.ts';
import parses from './checks/terraform-parses.ts';

/** What could be of any type, in any of the places that the checks read. */
const json = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('0.0.0.0/0', '1.35', 'required', 'eu-west-1a', 'docc'), fc.array(fc.string(), { maxLength: 3 }), fc.dictionary(fc.string(), fc.boolean(), { maxKeys: 2 }));
const ref: fc.Arbitrary<Ref> = fc.record(
  {
    to: fc.constantFrom('aws_eks_cluster.this', 'aws_subnet.a', 'aws_launch_template.node', 'module.eks', 'module.vpc', 'data.aws_availability_zones.here', 'var.x', 'nowhere'),
    key: fc.oneof(fc.string(), fc.nat(3)),
    path: fc.constantFrom('id', 'names[0]', 'names[0:1]', 'private_subnets', '', '['),
  },
  { requiredKeys: ['to'] },
);
const refs = fc.array(ref, { maxLength: 3 });

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ known: json, refs }),
    fc.record({ unknown: fc.constant(true as const), refs }),
    fc.record({ list: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ object: fc.dictionary(fc.constantFrom('enabled', 'id', 'subnet_ids', 'endpoint_public_access', 'public_access_cidrs', 'http_tokens', 'general'), tie('value'), { maxKeys: 3 }) }),
    fc.record({ unknown: fc.constant(true as const), shape: fc.record({ kind: fc.constant('either' as const), of: fc.array(tie('value'), { maxLength: 2 }) }) }),
    fc.record({ unknown: fc.constant(true as const), shape: fc.record({ kind: fc.constant('template' as const), parts: fc.array(tie('value'), { maxLength: 3 }) }) }),
  ),
}));

const written = (names: readonly string[]): fc.Arbitrary<Attributes> => fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length });

const block = (kind: Block['kind'], type: string | undefined, name: string, attributes: Attributes): Block => {
  const address = [kind === 'resource' ? [] : [kind], type ?? [], name].flat().join('.');
  return { kind, ...(type !== undefined && { type }), name, module: '', address, path: 'main.tf', line: 1, endLine: 9, repetition: { kind: 'single' }, instances: [{ attributes }] };
};

const module = { source: { known: 'terraform-aws-modules/eks/aws' } };

const root: fc.Arbitrary<Root> = fc
  .tuple(
    written(['name', 'version', 'enabled_cluster_log_types', 'vpc_config', 'compute_config', 'access_config']),
    written(['version', 'create', 'kubernetes_version', 'endpoint_public_access', 'enabled_log_types', 'subnet_ids', 'compute_config', 'eks_managed_node_groups', 'self_managed_node_groups', 'fargate_profiles']),
    written(['cluster_name', 'subnet_ids', 'launch_template']),
    written(['name', 'metadata_options', 'user_data']),
    written(['availability_zone', 'map_public_ip_on_launch', 'vpc_id']),
    written(['launch_template', 'tag', 'vpc_zone_identifier']),
    written(['yaml_body']),
    written(['azs', 'private_subnets']),
  )
  .map(([cluster, called, group, template, subnet, scaling, manifest, network]) => ({
    path: '.',
    because: 'it is the only one',
    variableFiles: [],
    lock: { kind: 'absent' },
    blocks: [
      block('resource', 'aws_eks_cluster', 'this', cluster),
      block('module', undefined, 'eks', { ...called, ...module }),
      block('module', undefined, 'vpc', { ...network, source: { known: 'terraform-aws-modules/vpc/aws' } }),
      block('resource', 'aws_eks_node_group', 'this', group),
      block('resource', 'aws_eks_fargate_profile', 'this', group),
      block('resource', 'aws_launch_template', 'node', template),
      block('resource', 'aws_subnet', 'a', subnet),
      block('resource', 'aws_autoscaling_group', 'nodes', scaling),
      block('resource', 'kubectl_manifest', 'class', manifest),
      block('resource', 'helm_release', 'karpenter', { chart: { known: 'karpenter' } }),
    ],
  }));

const kinds = { ConfigMap: 'v1', ServiceAccount: 'v1', NodePool: 'karpenter.sh/v1', EC2NodeClass: 'karpenter.k8s.aws/v1', Application: 'argoproj.io/v1alpha1', HelmRelease: 'helm.toolkit.fluxcd.io/v2', DaemonSet: 'apps/v1', Deployment: 'apps/v1', ClusterRoleBinding: 'rbac.authorization.k8s.io/v1', Installation: 'operator.tigera.io/v1' } as const;
const words = fc.constantFrom('aws-auth', 'amazon-vpc-cni', 'external-dns', 'karpenter', 'cilium', 'docker.io/calico/node:v3', 'docc-unknown-0x', 'docc-unknown-9x', '- rolearn: <role>', '[{rolearn: 1, groups: [[]]}]', 'a: &a [*a]', 'true', '');
const members = ['metadata', 'name', 'annotations', 'eks.amazonaws.com/role-arn', 'data', 'mapRoles', 'mapUsers', 'spec', 'template', 'containers', 'image', 'args', 'chart', 'source', 'helm', 'values', 'metadataOptions', 'httpTokens', 'subjects', 'kind', 'enable-network-policy-controller'];
const { body } = fc.letrec<{ body: Json }>((tie) => ({
  body: fc.oneof({ maxDepth: 5, depthSize: 'small' }, words, fc.integer(), fc.constant(null), fc.array(tie('body'), { maxLength: 2 }), fc.dictionary(fc.constantFrom(...members), tie('body'), { maxKeys: 5 })),
}));

const object: fc.Arbitrary<ManifestObject> = fc.tuple(fc.constantFrom(...Object.entries(kinds)), words, fc.option(body, { nil: undefined })).map(([[kind, apiVersion], name, body]) => ({
  apiVersion, kind, name, origin: 0, landing: { kind: 'unsaid' }, path: 'k8s/a.yaml', line: 1, ...(body !== undefined && { body }), validity: { kind: 'valid' },
}));

const beside: fc.Arbitrary<ManifestsFacts> = fc.record({ objects: fc.array(object, { maxLength: 4 }), unrendered: fc.array(fc.constant({ path: 'chart', because: 'it is broken' }), { maxLength: 1 }) }).map(({ objects, unrendered }) =>
  manifests.schema.parse({ kubernetes: '1.34', origins: [{ kind: 'files' }], objects, unknowns: [{ of: ['$(NAME)'], at: { path: 'k8s/a.yaml' } }], problems: [], problemsBeyond: 0, unrendered }),
);

const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const checks: readonly Check[] = [clusterDeclared, parses, versionSupported, computeDeclared, spansZones, endpointRestricted, controlPlaneLogs, nodesImds, accessMapped, enforcesNetworkPolicy, workloadIdentity];

test.each(checks)('$id judges whatever is written, and says why', ({ judge }) => {
  fc.assert(
    fc.property(fc.array(root, { minLength: 1, maxLength: 2 }), beside, (roots, manifests) => {
      const facts: TerraformFacts = { roots, unused: [], files: [], problems: [], problemsBeyond: 0 };
      terraform.schema.parse(facts);
      const judgement = judge({ terraform: facts, manifests }, settings, '2026-11-01T00:00:00Z');
      const said = judgement.verdict === 'unresolved' ? judgement.reason : judgement.observed;
      expect(said).toMatch(/\S/);
      if (judgement.verdict === 'fail') expect(judgement.fix).toMatch(/`[^`]+`/);
    }),
  );
});
