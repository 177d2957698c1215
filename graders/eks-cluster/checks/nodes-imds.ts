import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { asNumber, asText } from '../../../src/terraform/value.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type Cluster, clustersOf } from '../clusters.ts';
import { type Finding, fine, ifMade, open, verdictOf } from '../clusters-verdict.ts';
import { openBecause } from '../clusters-wording.ts';
import { type Compute, computeOf, type Karpenter, type Metadata, type Nodes } from '../compute.ts';
import { metadataFix, metadataReproduction } from '../compute-metadata-fix.ts';
import { karpenterMetadata } from '../compute-node-classes.ts';

export default check({
  id: 'nodes-imds',
  title: 'Pods can’t take their node’s credentials',
  needs: { terraform, manifests },
  after: ['eks-cluster-declared', 'eks-compute-declared'],
  weight: 1,
  level: 'senior',
  skills: ['aws.ec2', 'aws.iam', 'kubernetes.security'],
  why: 'With more than one hop any pod can ask the metadata service for its node’s role; without tokens a web server that fetches a given URL can be made to ask for it.',
  docs: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html#_restrict_access_to_the_instance_profile_assigned_to_the_worker_node',
  discuss: {
    topic: 'cloud-native',
    passed: 'The metadata service: {observed}. Which pods of a usual cluster break by that, and what do they use instead?',
    failed: '{observed}. Walk through what somebody with a shell in a pod can do with it.',
  },
  judge: ({ terraform, manifests }) => {
    const clusters = clustersOf(terraform);
    return verdictOf('nodes whose metadata service requires tokens and answers one hop away at most', clusters.flatMap((each) => findingsOf(each, clusters, terraform, manifests)));
  },
});

function findingsOf(cluster: Cluster, clusters: readonly Cluster[], facts: TerraformFacts, manifests: ManifestsFacts): readonly Finding[] {
  return computeOf(cluster, facts, clusters).flatMap((each) => {
    const findings = each.kind === 'karpenter' ? karpenterMetadata(each, cluster.root, facts, manifests) : [findingOf(each)];
    return each.attached === 'yes' ? findings : findings.map(ifMade);
  });
}

function findingOf(compute: Exclude<Compute, Karpenter>): Finding {
  if (compute.kind === 'fargate') return fine(`${code(compute.name)} has none`);
  return compute.kind === 'auto-mode' ? fine(`${code(compute.name)} requires tokens, one hop`) : ofNodes(compute);
}

function ofNodes(nodes: Nodes): Finding {
  const { name, metadata } = nodes;
  const answers = [tokensOf(metadata), hopsOf(metadata)];
  if (isOff(metadata)) return fine(`${code(name)} has it switched off`);
  const bad = answers.flatMap((answer) => (answer.kind === 'bad' ? [answer] : []));
  const [first] = bad;
  if (first !== undefined) {
    const observed = `${code(name)} ${list(bad.map(({ says }) => says))}`;
    return { kind: 'trouble', observed, at: first.at, fix: metadataFix(nodes), reproduce: metadataReproduction(nodes) };
  }
  if (isElsewhere(metadata)) return open(`the launch template of ${code(name)} is not in the files`, nodes.at);
  const waiting = answers.find((answer) => answer.kind === 'open');
  return waiting === undefined ? fine(`${code(name)} requires tokens, one hop`) : open(`${waiting.what} ${code(name)} ${waiting.because}`, waiting.at);
}

type Answer =
  | { readonly kind: 'good' }
  | { readonly kind: 'bad'; readonly says: string; readonly at: Metadata['hops']['at'] }
  | { readonly kind: 'open'; readonly what: string; readonly because: string; readonly at: Metadata['hops']['at'] };

const isOff = ({ endpoint }: Metadata): boolean => {
  const text = asText(endpoint.value);
  return text.kind === 'known' && (text.is === 'disabled' || text.is === 'false');
};

/** Of something that isn't written here nothing is known, not even a default. */
const isElsewhere = ({ tokens, hops }: Metadata): boolean => [tokens, hops].every(({ origin, value }) => origin === 'default' && value !== undefined && 'unknown' in value);

function tokensOf({ tokens: { value, at } }: Metadata): Answer {
  const text = asText(value);
  if (text.kind === 'known') return text.is === 'required' || text.is === 'true' ? { kind: 'good' } : { kind: 'bad', says: 'answers without a token', at };
  if (text.kind === 'absent') return { kind: 'bad', says: 'does not require tokens', at };
  return { kind: 'open', what: 'whether a token is required on', because: openBecause(value), at };
}

function hopsOf({ hops: { value, at } }: Metadata): Answer {
  const hops = asNumber(value);
  if (hops.kind === 'known') return hops.is === 1 ? { kind: 'good' } : { kind: 'bad', says: `answers ${hops.is} hops away`, at };
  if (hops.kind === 'absent') return { kind: 'bad', says: 'sets no hop limit', at };
  return { kind: 'open', what: 'the hop limit of', because: openBecause(value), at };
}
