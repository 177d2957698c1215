import type { Value } from '../collect/terraform/section.ts';
import { asEntries, asList, asText, asTruth, valueIn } from '../terraform/value.ts';
import type { App } from './app.ts';
import { type Direction, type Peer, type Policy, type Ports, type Rule, wordsIn } from './network-rules.ts';
import { isOf, type Manifest, placeIn, shareNamespace } from './objects.ts';
import { type Answer, every, selects, selectsAll } from './selectors.ts';

export const isCilium = (manifest: Manifest): boolean => ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'].some((kind) => isOf(manifest, kind, 'cilium.io'));

/** One with a single `spec`. https://docs.cilium.io/en/stable/security/policy/language/ */
export function ciliumPolicy({ workload }: App, manifest: Manifest): Policy {
  const spec = valueIn(manifest.body, 'spec');
  const inNamespace = manifest.object.kind === 'CiliumNetworkPolicy' ? shareNamespace(manifest, workload.manifest) : 'yes';
  const chosen = spec === undefined ? 'maybe' : selects(withoutSources(valueIn(spec, 'endpointSelector')), workload.podLabels);
  return {
    manifest,
    selects: every([inNamespace, chosen]),
    denies: { ingress: denial(spec, 'ingress'), egress: denial(spec, 'egress') },
    rules: [...rulesIn(manifest, 'ingress'), ...rulesIn(manifest, 'egress')],
  };
}

/** A direction with a section of rules is denied by default, unless the policy says that it isn't. */
function denial(spec: Value | undefined, direction: Direction): Answer {
  const said = asTruth(valueIn(spec, 'enableDefaultDeny', direction));
  if (said.kind === 'unknown') return 'maybe';
  if (said.kind === 'known') return said.is ? 'yes' : 'no';
  return valueIn(spec, direction) === undefined && valueIn(spec, `${direction}Deny`) === undefined ? 'no' : 'yes';
}

function rulesIn(policy: Manifest, direction: Direction): readonly Rule[] {
  const all = asList(valueIn(policy.body, 'spec', direction));
  if (all.kind === 'unknown') return [{ policy, direction, peers: [{ kind: 'unknown', value: all.value }], ports: { kind: 'all' }, at: placeIn(policy, all.value) }];
  if (all.kind !== 'known') return [];
  const side = direction === 'ingress' ? 'from' : 'to';
  return all.is.flatMap((rule) => {
    const peers = peersOf(rule, side);
    return peers.length === 0 ? [] : [{ policy, direction, peers, ports: portsOf(valueIn(rule, 'toPorts')), at: placeIn(policy, rule) }];
  });
}

const sides = ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'FQDNs', 'Services', 'Nodes', 'Groups', 'Requires'] as const;

/** `{}` allows nothing; a rule with ports alone allows everybody. */
function peersOf(rule: Value, side: 'from' | 'to'): readonly Peer[] {
  const named = sides.flatMap((kind) => {
    const all = valueIn(rule, `${side}${kind}`);
    return all === undefined ? [] : [{ kind, members: asList(all) }];
  });
  if (named.length === 0) return valueIn(rule, 'toPorts') === undefined ? [] : [{ kind: 'everyone', by: 'absence' }];
  return named.flatMap(({ kind, members }) => (members.kind === 'known' ? members.is.map((each) => peerOf(kind, each)) : members.kind === 'unknown' ? [{ kind: 'unknown', value: members.value } as const] : []));
}

/** All pods of a cluster are no more named than the world. */
const everyone = new Set(['all', 'world', 'world-ipv4', 'world-ipv6', 'cluster', 'unmanaged']);

function peerOf(kind: (typeof sides)[number], value: Value): Peer {
  if (kind === 'CIDR') return { kind: 'block', cidr: value };
  if (kind === 'CIDRSet') return { kind: 'block', cidr: valueIn(value, 'cidr') ?? value };
  if (kind === 'Entities') {
    const entity = asText(value);
    if (entity.kind !== 'known') return { kind: 'unknown', value };
    return everyone.has(entity.is) ? { kind: 'everyone', by: 'entity' } : { kind: 'named', words: [entity.is] };
  }
  if (kind !== 'Endpoints') return { kind: 'named', words: wordsIn(value) };
  const all = selectsAll(value);
  return all === 'maybe' ? { kind: 'unknown', value } : { kind: 'pods', own: all === 'yes', words: wordsIn(value) };
}

function portsOf(value: Value | undefined): Ports {
  const all = asList(value);
  if (all.kind !== 'known' || all.is.length === 0) return { kind: 'all' };
  const ports = all.is.flatMap((each) => {
    const listed = asList(valueIn(each, 'ports'));
    return listed.kind === 'known' ? listed.is : [];
  });
  return { kind: 'some', ports: ports.map((each) => ({ port: valueIn(each, 'port'), end: valueIn(each, 'endPort') })) };
}

/** `k8s:app` is the label `app`. */
function withoutSources(selector: Value | undefined): Value | undefined {
  const labels = asEntries(valueIn(selector, 'matchLabels'));
  if (labels.kind !== 'known') return selector;
  const bare = labels.is.map(([name, value]) => [name.replace(/^(k8s|any):/, ''), value] as const);
  const expressions = valueIn(selector, 'matchExpressions');
  return { object: { matchLabels: { object: Object.fromEntries(bare) }, ...(expressions !== undefined && { matchExpressions: expressions }) } };
}
