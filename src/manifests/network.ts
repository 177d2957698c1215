import type { Value } from '../collect/terraform/section.ts';
import { once } from '../grade/once.ts';
import { asEntries, asList, asText, valueIn } from '../terraform/value.ts';
import type { App } from './app.ts';
import { ciliumPolicy, isCilium } from './network-cilium.ts';
import { type Direction, type Peer, type Policy, type Ports, type Rule, wordsIn } from './network-rules.ts';
import { groupOf, isOf, type Manifest, placeIn, shareNamespace, shownValue } from './objects.ts';
import { type Answer, every, selects, selectsAll, some } from './selectors.ts';

/** How the app's pods are held apart. What policies allow is added up: one that denies takes nothing back. */
export type Isolation = {
  readonly policies: readonly Policy[];
  readonly denies: Readonly<Record<Direction, Answer>>;
  readonly rules: readonly Rule[];
  /** Policies of kinds that docc doesn't read, in the app's namespace or over the cluster. */
  readonly unread: readonly Manifest[];
};

export const isolationOf = once((app: App): Isolation => {
  const policies = app.around.flatMap((manifest) => policyFor(app, manifest)).filter((policy) => policy.selects !== 'no');
  const denial = (direction: Direction): Answer => some(policies.map((policy) => every([policy.selects, policy.denies[direction]])));
  return {
    policies,
    denies: { ingress: denial('ingress'), egress: denial('egress') },
    rules: policies.flatMap(({ rules }) => rules),
    unread: app.around.filter((manifest) => isUnread(manifest) && (manifest.object.landing.kind === 'cluster' || shareNamespace(manifest, app.workload.manifest) !== 'no')),
  };
});

const unreadGroups = new Set(['crd.projectcalico.org', 'projectcalico.org', 'policy.networking.k8s.io', 'crd.antrea.io', 'networking.k8s.aws']);

const isUnread = (manifest: Manifest): boolean => unreadGroups.has(groupOf(manifest)) && manifest.object.kind.endsWith('NetworkPolicy');

function policyFor(app: App, manifest: Manifest): readonly Policy[] {
  if (isCilium(manifest)) return [ciliumPolicy(app, manifest)];
  return isOf(manifest, 'NetworkPolicy', 'networking.k8s.io') ? [policyOf(app, manifest)] : [];
}

/** https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
function policyOf({ workload }: App, manifest: Manifest): Policy {
  const spec = valueIn(manifest.body, 'spec');
  return {
    manifest,
    selects: every([shareNamespace(manifest, workload.manifest), selects(valueIn(spec, 'podSelector') ?? { object: {} }, workload.podLabels)]),
    denies: { ingress: isOfType(spec, 'Ingress'), egress: isOfType(spec, 'Egress') },
    rules: [...rulesIn(manifest, 'ingress', 'from'), ...rulesIn(manifest, 'egress', 'to')],
  };
}

/** Not said, it is for what comes in, and for what goes out only where that has rules. */
function isOfType(spec: Value | undefined, type: 'Ingress' | 'Egress'): Answer {
  const types = asList(valueIn(spec, 'policyTypes'));
  if (types.kind === 'unknown') return 'maybe';
  if (types.kind !== 'known' || types.is.length === 0) return type === 'Ingress' || valueIn(spec, 'egress') !== undefined ? 'yes' : 'no';
  return some(types.is.map((each) => {
    const text = asText(each);
    return text.kind === 'unknown' ? 'maybe' : text.kind === 'known' && text.is === type ? 'yes' : 'no';
  }));
}

function rulesIn(policy: Manifest, direction: Direction, side: 'from' | 'to'): readonly Rule[] {
  const all = asList(valueIn(policy.body, 'spec', direction));
  if (all.kind === 'unknown') return [{ policy, direction, peers: [{ kind: 'unknown', value: all.value }], ports: { kind: 'all' }, at: placeIn(policy, all.value) }];
  if (all.kind !== 'known') return [];
  return all.is.map((rule) => ({ policy, direction, peers: peersOf(valueIn(rule, side)), ports: portsOf(valueIn(rule, 'ports')), at: placeIn(policy, rule) }));
}

/** None, or an empty list of them, is everybody. */
function peersOf(value: Value | undefined): readonly Peer[] {
  const all = asList(value);
  if (all.kind === 'unknown') return [{ kind: 'unknown', value: all.value }];
  return all.kind !== 'known' || all.is.length === 0 ? [{ kind: 'everyone', by: 'absence' }] : all.is.map(peerOf);
}

function peerOf(value: Value): Peer {
  const cidr = valueIn(value, 'ipBlock', 'cidr');
  if (cidr !== undefined) return { kind: 'block', cidr };
  if ('unknown' in value) return { kind: 'unknown', value };
  const [podSelector, namespaces] = [valueIn(value, 'podSelector'), valueIn(value, 'namespaceSelector')];
  const anyPod = podSelector === undefined ? 'yes' : namesNobody(podSelector);
  const anyNamespace = namesNobody(namespaces);
  if (anyPod === 'yes' && anyNamespace === 'yes') return { kind: 'everyone', by: 'selector' };
  if (anyPod === 'maybe' && anyNamespace !== 'no') return { kind: 'unknown', value };
  return { kind: 'pods', own: anyPod === 'yes' && namespaces === undefined, words: [...wordsIn(podSelector), ...wordsIn(namespaces)] };
}

/** An empty selector, or one that only says who is not meant: whoever comes along is selected. */
const namesNobody = (selector: Value | undefined): Answer => (selector !== undefined && isOfExclusions(selector) ? 'yes' : selectsAll(selector));

/** Every namespace has the label of its name: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name */
function isOfExclusions(selector: Value): boolean {
  const [labels, expressions] = [asEntries(valueIn(selector, 'matchLabels')), asList(valueIn(selector, 'matchExpressions'))];
  const isFree = labels.kind === 'absent' || (labels.kind === 'known' && labels.is.length === 0);
  return isFree && expressions.kind === 'known' && expressions.is.length > 0 && expressions.is.every((each) => {
    const [key, operator] = [shownValue(valueIn(each, 'key')), shownValue(valueIn(each, 'operator'))];
    return operator === 'NotIn' || operator === 'DoesNotExist' || (operator === 'Exists' && key === 'kubernetes.io/metadata.name');
  });
}

function portsOf(value: Value | undefined): Ports {
  const all = asList(value);
  if (all.kind !== 'known' || all.is.length === 0) return all.kind === 'unknown' ? { kind: 'some', ports: [{ port: all.value, end: undefined }] } : { kind: 'all' };
  return { kind: 'some', ports: all.is.map((each) => ({ port: valueIn(each, 'port'), end: valueIn(each, 'endPort') })) };
}

