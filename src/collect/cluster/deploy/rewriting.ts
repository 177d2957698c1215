import type { Json } from '../../terraform/section.ts';
import { at, changedAt, isMembers, listAt, type Members, membersAt, textAt } from './json.ts';
import { templateOf } from './kinds.ts';

/** What the cluster is and holds. */
export type Terms = {
  readonly image: string;
  readonly isOwnImage: (image: string) => boolean;
  /** Without it the image is in every node's store, and nothing is pulled. */
  readonly pull?: 'IfNotPresent';
  /** `amd64`. */
  readonly architecture: string;
  /** Nodes that take pods. */
  readonly nodes: number;
};

export type Rewritten = { readonly body: Members; readonly notes: readonly string[] };

type Rewriting = (body: Members, terms: Terms) => Rewritten;

const same = (body: Members): Rewritten => ({ body, notes: [] });
const noted = (before: Members, after: Members, note: string): Rewritten => ({ body: after, notes: JSON.stringify(before) === JSON.stringify(after) ? [] : [note] });

function chained(body: Members, terms: Terms, rewritings: readonly Rewriting[]): Rewritten {
  return rewritings.reduce<Rewritten>((so, rewriting) => {
    const next = rewriting(so.body, terms);
    return { body: next.body, notes: [...so.notes, ...next.notes] };
  }, same(body));
}

/** What a cloud has and kind has not is taken out of an object, or put in the words of this cluster. */
export function rewritten(kind: string, body: Members, terms: Terms): Rewritten {
  const path = templateOf(kind);
  if (path !== undefined) return inTemplate(body, path, terms);
  if (kind === 'Service') return chained(body, terms, [clusterInternal]);
  if (kind === 'Ingress') return chained(body, terms, [withoutActions, classBySpec, defaultAsRule]);
  if (kind === 'NetworkPolicy') return chained(body, terms, [egressWithin]);
  return kind === 'PersistentVolumeClaim' ? chained(body, terms, [localStorage]) : same(body);
}

function inTemplate(body: Members, path: readonly string[], terms: Terms): Rewritten {
  const spec = membersAt(body, ...path, 'spec');
  if (spec === undefined) return same(body);
  const { body: changed, notes } = chained(spec, terms, [ownImage, withoutPullSecrets, withoutGates, anyArchitecture, withoutClasses, spreadOverOne]);
  const claims = chained(body, terms, [claimTemplates]);
  return { body: changedAt(claims.body, [...path, 'spec'], () => changed), notes: [...notes, ...claims.notes] };
}

function ownImage(spec: Members, { image, isOwnImage, pull }: Terms): Rewritten {
  const own = (container: Json): Json => (isMembers(container) && isOwnImage(textAt(container, 'image') ?? '') ? { ...container, image, imagePullPolicy: pull ?? 'Never' } : container);
  const all = (list: Json): Json => (Array.isArray(list) ? (list as readonly Json[]).map(own) : list);
  return noted(spec, changedAt(changedAt(spec, ['containers'], all), ['initContainers'], all), `image: the one that was built from this submission, by digest, ${pull === undefined ? 'never pulled' : 'from a registry of ours'}`);
}

const withoutPullSecrets: Rewriting = (spec) => noted(spec, changedAt(spec, ['imagePullSecrets'], () => undefined), 'imagePullSecrets: none is needed');

/** A balancer of a cloud sets them: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/ */
const withoutGates: Rewriting = (spec) => noted(spec, changedAt(spec, ['readinessGates'], () => undefined), 'readinessGates: no load balancer is here to set them');

function anyArchitecture(spec: Members, { architecture }: Terms): Rewritten {
  const label = 'kubernetes.io/arch';
  const selected = changedAt(spec, ['nodeSelector', label], () => architecture);
  const required = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  const expression = (each: Json): Json => (textAt(each, 'key') === label && isMembers(each) ? { ...each, operator: 'In', values: [architecture] } : each);
  const term = (each: Json): Json => (isMembers(each) ? changedAt(each, ['matchExpressions'], (list) => (Array.isArray(list) ? (list as readonly Json[]).map(expression) : list)) : each);
  const made = changedAt(selected, required, (list) => (Array.isArray(list) ? (list as readonly Json[]).map(term) : list));
  return noted(spec, made, `architecture: ${architecture}, that of this machine`);
}

/** Objects of the whole cluster that the submission's own platform has. */
const withoutClasses: Rewriting = (spec) => {
  const priority = noted(spec, changedAt(changedAt(spec, ['priorityClassName'], (name) => (typeof name === 'string' && name.startsWith('system-') ? name : undefined)), ['priority'], () => undefined), 'priorityClassName: left out');
  const runtime = noted(priority.body, changedAt(priority.body, ['runtimeClassName'], () => undefined), 'runtimeClassName: left out');
  return { body: runtime.body, notes: [...priority.notes, ...runtime.notes] };
};

/** Hard spread needs two nodes. */
function spreadOverOne(spec: Members, { nodes }: Terms): Rewritten {
  if (nodes > 1) return same(spec);
  const soft = (each: Json): Json => (isMembers(each) ? { ...each, whenUnsatisfiable: 'ScheduleAnyway' } : each);
  const constraints = changedAt(spec, ['topologySpreadConstraints'], (list) => (Array.isArray(list) ? (list as readonly Json[]).map(soft) : list));
  const made = changedAt(constraints, ['affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'], () => undefined);
  return noted(spec, made, 'hard spread: relaxed, since this cluster has one node');
}

/** A balancer or a port of the node is a cloud's business: the stand-in controller leads to the Service by its address. */
function clusterInternal(body: Members): Rewritten {
  const type = textAt(body, 'spec', 'type');
  if (type !== 'LoadBalancer' && type !== 'NodePort') return same(body);
  const gone = ['externalTrafficPolicy', 'loadBalancerClass', 'loadBalancerIP', 'loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'healthCheckNodePort'];
  const spec = Object.fromEntries(Object.entries(membersAt(body, 'spec') ?? {}).filter(([name]) => !gone.includes(name)));
  const ports = listAt(spec, 'ports').map((port) => (isMembers(port) ? changedAt(port, ['nodePort'], () => undefined) : port));
  return { body: { ...body, spec: { ...spec, type: 'ClusterIP', ports } }, notes: [`Service of type ${type}: ClusterIP here`] };
}

/** Policies add up: a rule that lets pods out of the cluster would undo the fence around them. */
function egressWithin(body: Members): Rewritten {
  const anybody: Json = { namespaceSelector: {} };
  const rule = (each: Json): readonly Json[] => {
    const to = listAt(each, 'to');
    const pods = to.length === 0 ? [anybody] : to.filter((peer) => isMembers(peer) && at(peer, 'ipBlock') === undefined);
    return isMembers(each) && pods.length > 0 ? [{ ...each, to: pods }] : [];
  };
  const made = changedAt(body, ['spec', 'egress'], (list) => (Array.isArray(list) ? (list as readonly Json[]).flatMap(rule) : list));
  return noted(body, made, 'egress of a NetworkPolicy: to pods alone, nothing beyond the cluster is reached here');
}

const ofActions = /^alb\.ingress\.kubernetes\.io\/(?:actions|conditions)\./;

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions */
function withoutActions(body: Members): Rewritten {
  const annotations = membersAt(body, 'metadata', 'annotations') ?? {};
  const kept = Object.fromEntries(Object.entries(annotations).filter(([name]) => !ofActions.test(name)));
  const isAction = (path: Json): boolean => textAt(path, 'backend', 'service', 'port', 'name') === 'use-annotation';
  const rule = (each: Json): Json => (isMembers(each) ? changedAt(each, ['http', 'paths'], () => listAt(each, 'http', 'paths').filter((path) => !isAction(path))) : each);
  const clean = changedAt(changedAt(body, ['metadata', 'annotations'], () => kept), ['spec', 'rules'], () => listAt(body, 'spec', 'rules').map(rule).filter((each) => at(each, 'http') === undefined || listAt(each, 'http', 'paths').length > 0));
  return noted(body, clean, 'actions of a cloud load balancer: left out');
}

/** Kubernetes has had a member for it since 1.18; the stand-in reads no other controller's annotation. */
function classBySpec(body: Members): Rewritten {
  const name = textAt(body, 'metadata', 'annotations', 'kubernetes.io/ingress.class');
  const spec = membersAt(body, 'spec');
  if (name === undefined || spec === undefined) return same(body);
  const without = changedAt(body, ['metadata', 'annotations', 'kubernetes.io/ingress.class'], () => undefined);
  return { body: { ...without, spec: { ...spec, ingressClassName: textAt(spec, 'ingressClassName') ?? name } }, notes: [`ingress.class annotation: ingressClassName ${name}`] };
}

/** The stand-in heeds it only of an Ingress without rules: a rule for all hosts says the same. */
function defaultAsRule(body: Members): Rewritten {
  const [spec, backend, rules] = [membersAt(body, 'spec'), at(body, 'spec', 'defaultBackend'), listAt(body, 'spec', 'rules')];
  if (spec === undefined || backend === undefined || rules.length === 0 || rules.some((rule) => textAt(rule, 'host') === undefined)) return same(body);
  const all: Json = { http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  return { body: { ...body, spec: { ...spec, rules: [...rules, all] } }, notes: ['defaultBackend: a rule for all hosts'] };
}

/** Those that EKS and its documentation call so. */
const cloudClasses = new Set(['gp2', 'gp3', 'auto-ebs-sc', 'ebs-sc', 'ebs-gp3', 'efs-sc']);

function localStorage(body: Members): Rewritten {
  const made = changedAt(body, ['spec', 'storageClassName'], (name) => (typeof name === 'string' && cloudClasses.has(name) ? undefined : name));
  return noted(body, made, "storage class of a cloud: this cluster's own");
}

function claimTemplates(body: Members): Rewritten {
  const made = changedAt(body, ['spec', 'volumeClaimTemplates'], (list) => (Array.isArray(list) ? (list as readonly Json[]).map((each) => (isMembers(each) ? localStorage(each).body : each)) : list));
  return noted(body, made, "storage class of a cloud: this cluster's own");
}
