import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { shownText } from '../../../src/terraform/text.ts';
import { asList, asTruth } from '../../../src/terraform/value.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { rangeOf, reachOf } from '../clusters-addresses.ts';
import { lastOf, narrowing, reproduction } from '../clusters-endpoint-fixes.ts';
import type { Setting } from '../clusters-settings.ts';
import { sourceOf } from '../clusters-sources.ts';
import { type Finding, fine, open, verdictOf } from '../clusters-verdict.ts';
import { fixFor, openBecause } from '../clusters-wording.ts';

export default check({
  id: 'eks-endpoint-restricted',
  title: 'The API endpoint is private or open to few addresses',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 2,
  level: 'senior',
  skills: ['aws.eks', 'aws.networking'],
  why: 'An API server that the whole internet reaches is one leaked token, or one flaw in its authentication, from being somebody else’s.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
  discuss: {
    topic: 'system-and-network',
    passed: 'The API: {observed}. How does a workflow of GitHub reach it to deploy, and what would you change if it had to?',
    failed: '{observed}. What can somebody without credentials do with that, today and on the day of the next flaw?',
  },
  judge: ({ terraform }) => {
    const clusters = clustersOf(terraform);
    return verdictOf('an endpoint that is private, or open to at most a /16 (IPv6: a /32) in all with private access on', clusters.map((each) => findingOf(each, clusters)));
  },
});

const most = { four: 1n << 16n, six: 1n << 96n };

function findingOf(cluster: Cluster, clusters: readonly Cluster[]): Finding {
  const { endpointPublic, endpointCidrs } = cluster.settings;
  const name = code(nameOf(cluster, clusters));
  const isPublic = asTruth(endpointPublic.value);
  if (isPublic.kind === 'known' && !isPublic.is) return fine(`${name} is private`);
  const reach = openTo(endpointCidrs);
  if (reach.kind === 'narrow') return besides(cluster, name, reach.to);
  if (isPublic.kind !== 'known') return open(`whether ${name} is public ${openBecause(endpointPublic.value)}`, endpointPublic.at);
  if (reach.kind === 'unknown') return open(`which addresses reach ${name} ${openBecause(endpointCidrs.value)}`, endpointCidrs.at);
  const observed = `${name} answers ${reach.to}`;
  const { at } = sourceOf(cluster.declared, endpointCidrs);
  return { kind: 'trouble', observed, at, alsoAt: [endpointCidrs.at], fix: narrowing(cluster), reproduce: reproduction(cluster) };
}

/** Where few are let in, the nodes still need their own way. */
function besides(cluster: Cluster, name: string, to: string): Finding {
  const { endpointPrivate } = cluster.settings;
  const isPrivate = asTruth(endpointPrivate.value);
  if (isPrivate.kind === 'known' && isPrivate.is) return fine(`${name} answers ${to}, and its VPC privately`);
  if (isPrivate.kind !== 'known') return open(`whether ${name} answers its VPC privately ${openBecause(endpointPrivate.value)}`, endpointPrivate.at);
  const { at } = sourceOf(cluster.declared, endpointPrivate);
  return {
    kind: 'trouble',
    observed: `${name} answers ${to}, and its own nodes over its public address only`,
    at,
    alsoAt: [endpointPrivate.at],
    fix: fixFor(cluster, endpointPrivate, 'true'),
    reproduce: `grep -nE '${lastOf(endpointPrivate)}"?[[:space:]]*[=:][[:space:]]*true' ${shellPath(at.path)}`,
  };
}

type Openness = { readonly kind: 'narrow' | 'wide'; readonly to: string } | { readonly kind: 'unknown' };

/** For EKS an empty list is everybody. */
function openTo({ value }: Setting): Openness {
  const members = asList(value);
  if (members.kind === 'unknown') return { kind: 'unknown' };
  const all = members.kind === 'known' ? members.is : [];
  const ranges = all.flatMap((each) => rangeOf(each) ?? []);
  const { four, six } = reachOf(ranges);
  if (all.length === 0 || four >= 1n << 32n || six >= 1n << 128n) return { kind: 'wide', to: 'the whole internet' };
  const shown = list(all.slice(0, 5).map((each) => code(shownText(each))));
  if (four > most.four || six > most.six) return { kind: 'wide', to: `${shown}, more addresses than a /16` };
  return ranges.length === all.length ? { kind: 'narrow', to: shown } : { kind: 'unknown' };
}
