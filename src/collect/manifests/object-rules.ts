import { own } from '../../evidence/own.ts';
import type { Json } from '../terraform/section.ts';
import { podRules } from './pod-rules.ts';
import { annotations, entries, hasMarks, isLabel, isPortName, isSet, isSubdomain, items, labels, notPortName, number, type Place, port, setAmong, text, unique, within, wrong } from './rule.ts';
import type { SchemaError } from './validate.ts';

/** What the API server refuses in a body that its schema takes: the mistakes that people make, of the kinds that they write. */
export function objectErrors(body: Json, kind: string): readonly SchemaError[] {
  const object: Place = { value: body, pointer: '', errors: [] };
  metadataRules(within(object, 'metadata'), kind);
  if (Object.hasOwn(templates, kind)) workloadRules(object, kind);
  const rules = own(byKind, kind);
  rules?.(object);
  return object.errors;
}

/** Their names may hold colons. */
const isRbac = (kind: string): boolean => /^(?:Cluster)?Role(?:Binding)?$/.test(kind);

function metadataRules(metadata: Place, kind: string): void {
  const name = within(metadata, 'name');
  if (!isSet(name) && !isSet(within(metadata, 'generateName'))) wrong(metadata, 'name is required and missing');
  const said = text(name);
  if (said !== undefined && !isNameOf(kind, said)) wrong(name, `must be lower-case letters, digits and -${isNamedAsLabel(kind) ? ', at most 63' : ' or .'}, beginning and ending with a letter or digit; it is ${JSON.stringify(said.slice(0, 80))}`);
  const namespace = text(within(metadata, 'namespace'));
  if (namespace !== undefined && namespace !== '' && !isLabel(namespace)) wrong(within(metadata, 'namespace'), `is no name of a namespace: ${JSON.stringify(namespace.slice(0, 80))}`);
  labels(within(metadata, 'labels'));
  annotations(within(metadata, 'annotations'));
}

const isNamedAsLabel = (kind: string): boolean => kind === 'Namespace' || kind === 'Service';

function isNameOf(kind: string, name: string): boolean {
  if (isRbac(kind)) return name !== '' && !/[/%]/.test(name);
  return isNamedAsLabel(kind) ? isLabel(name) && (kind !== 'Service' || /^[a-z]/.test(name)) : isSubdomain(name);
}

/** Where its pods are described. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

function workloadRules(object: Place, kind: string): void {
  const template = within(object, ...(own(templates, kind) ?? []));
  const claims = items(within(object, 'spec', 'volumeClaimTemplates')).flatMap((each) => text(within(each, 'metadata', 'name')) ?? []);
  podRules(template, { claims });
  const policy = text(within(template, 'spec', 'restartPolicy'));
  if (kind === 'Job' || kind === 'CronJob') {
    if (policy === undefined ? !isSet(within(template, 'spec', 'restartPolicy')) : policy === 'Always') wrong(within(template, 'spec'), 'restartPolicy must be OnFailure or Never for a Job');
  } else if (kind !== 'Pod') {
    if (policy !== undefined && policy !== 'Always') wrong(within(template, 'spec', 'restartPolicy'), `must be Always for a ${kind}, is ${policy}`);
    selectorRules(within(object, 'spec', 'selector'), within(template, 'metadata', 'labels'));
  }
  if (kind === 'Deployment') strategyRules(within(object, 'spec', 'strategy'));
}

function selectorRules(selector: Place, given: Place): void {
  labels(within(selector, 'matchLabels'));
  const wanted = entries(within(selector, 'matchLabels'));
  if (isSet(selector) && wanted.length === 0 && items(within(selector, 'matchExpressions')).length === 0 && !hasMarks(selector)) wrong(selector, 'must choose by a label or more');
  for (const [name, value] of wanted) {
    const label = within(given, name);
    if (isSet(label) ? label.value !== value.value && !hasMarks(label) && !hasMarks(value) : !hasMarks(given)) {
      const has = isSet(label) ? `have ${JSON.stringify(label.value).slice(0, 80)}` : "don't have it";
      wrong(value, `must be a label of the pods that its template makes; they ${has}`);
    }
  }
}

function strategyRules(strategy: Place): void {
  const rolling = within(strategy, 'rollingUpdate');
  if (text(within(strategy, 'type')) === 'Recreate' && isSet(rolling)) wrong(rolling, 'may not stand beside type: Recreate');
  const isNone = (name: string): boolean => [0, '0', '0%'].some((none) => within(rolling, name).value === none);
  if (isNone('maxUnavailable') && isNone('maxSurge')) wrong(within(rolling, 'maxUnavailable'), 'may not be 0 where maxSurge is 0 too: no pod could ever be replaced');
}

function serviceRules(service: Place): void {
  const spec = within(service, 'spec');
  const type = text(within(spec, 'type')) ?? 'ClusterIP';
  const ports = items(within(spec, 'ports'));
  const isHeadless = within(spec, 'clusterIP').value === 'None';
  if (type === 'ExternalName' ? !isSet(within(spec, 'externalName')) : ports.length === 0 && !isHeadless && !hasMarks(spec)) {
    wrong(spec, type === 'ExternalName' ? 'externalName is required and missing' : 'ports are required and missing');
  }
  labels(within(spec, 'selector'));
  unique(ports.map((each) => within(each, 'name')), 'a port named');
  for (const each of ports) {
    servicePortRules(each, type);
    if (ports.length > 1 && !isSet(within(each, 'name'))) wrong(each, 'name is required where there are several ports');
  }
  if (type === 'ClusterIP' && isSet(within(spec, 'externalTrafficPolicy'))) wrong(within(spec, 'externalTrafficPolicy'), 'may only be set where type is NodePort or LoadBalancer');
}

function servicePortRules(place: Place, type: string): void {
  port(within(place, 'port'));
  port(within(place, 'targetPort'));
  const name = text(within(place, 'name'));
  if (name !== undefined && name !== '' && !isLabel(name)) wrong(within(place, 'name'), notPortName(name));
  const node = number(within(place, 'nodePort'));
  if (type === 'ClusterIP' && node !== undefined && node !== 0) wrong(within(place, 'nodePort'), 'may not be set where type is ClusterIP');
}

function ingressRules(ingress: Place): void {
  const spec = within(ingress, 'spec');
  const rules = items(within(spec, 'rules'));
  if (rules.length === 0 && !isSet(within(spec, 'defaultBackend')) && !hasMarks(spec)) wrong(spec, 'needs rules or a defaultBackend');
  backendRules(within(spec, 'defaultBackend'));
  for (const rule of rules) {
    hostRules(within(rule, 'host'));
    for (const path of items(within(rule, 'http', 'paths'))) pathRules(path);
  }
  for (const tls of items(within(spec, 'tls'))) for (const host of items(within(tls, 'hosts'))) hostRules(host);
}

function hostRules(place: Place): void {
  const host = text(place);
  if (host === undefined || host === '') return;
  if (/^\d+(?:\.\d+){3}$/.test(host)) wrong(place, 'must be a host name, not an address');
  else if (!isSubdomain(host.startsWith('*.') ? host.slice(2) : host)) wrong(place, `must be a host name without scheme, port or path, in lower case; it is ${JSON.stringify(host.slice(0, 80))}`);
}

function pathRules(path: Place): void {
  const [said, type] = [text(within(path, 'path')), text(within(path, 'pathType'))];
  if (type !== undefined && type !== 'ImplementationSpecific' && said !== undefined && !said.startsWith('/')) wrong(within(path, 'path'), `must begin with / where pathType is ${type}`);
  if (!isSet(within(path, 'path')) && type !== undefined && type !== 'ImplementationSpecific') wrong(path, `path is required where pathType is ${type}`);
  backendRules(within(path, 'backend'));
}

function backendRules(backend: Place): void {
  if (!isSet(backend) || hasMarks(backend)) return;
  const kinds = setAmong(backend, ['service', 'resource']);
  if (kinds.length !== 1) return wrong(backend, kinds.length === 0 ? 'needs service, with name and port' : 'has a service or a resource, not both');
  if (kinds[0] !== 'service') return;
  const named = within(backend, 'service', 'port');
  if (setAmong(named, ['number', 'name']).length !== 1) wrong(named, 'needs either number or name');
  port(within(named, 'number'));
  const name = text(within(named, 'name'));
  if (name !== undefined && !isPortName(name)) wrong(within(named, 'name'), notPortName(name));
}

function autoscalerRules(autoscaler: Place): void {
  const [least, most] = [number(within(autoscaler, 'spec', 'minReplicas')), number(within(autoscaler, 'spec', 'maxReplicas'))];
  if (most !== undefined && most < (least ?? 1)) wrong(within(autoscaler, 'spec', 'maxReplicas'), `must be ${least ?? 1} or more, is ${most}`);
}

function budgetRules(budget: Place): void {
  const spec = within(budget, 'spec');
  if (setAmong(spec, ['minAvailable', 'maxUnavailable']).length === 2) wrong(spec, 'has minAvailable or maxUnavailable, not both');
}

function policyRules(policy: Place): void {
  const sides = [['ingress', 'from'], ['egress', 'to']] as const;
  for (const [side, peers] of sides) {
    for (const peer of items(within(policy, 'spec', side)).flatMap((rule) => items(within(rule, peers)))) {
      const kinds = setAmong(peer, ['ipBlock', 'podSelector', 'namespaceSelector']);
      if (kinds.length === 0 && !hasMarks(peer)) wrong(peer, 'needs podSelector, namespaceSelector or ipBlock');
      if (kinds.length > 1 && kinds.includes('ipBlock')) wrong(within(peer, 'ipBlock'), 'may not stand beside a selector: make it a peer of its own');
      const range = text(within(peer, 'ipBlock', 'cidr'));
      if (range !== undefined && !/^[0-9a-fA-F:.]{2,45}\/\d{1,3}$/.test(range)) wrong(within(peer, 'ipBlock', 'cidr'), `must be an address and a length such as 10.0.0.0/16, is ${JSON.stringify(range.slice(0, 60))}`);
    }
  }
}

function bindingRules(binding: Place): void {
  for (const subject of items(within(binding, 'subjects'))) {
    if (text(within(subject, 'kind')) === 'ServiceAccount' && !isSet(within(subject, 'namespace'))) wrong(subject, 'namespace is required of a ServiceAccount and missing');
  }
}

function dataRules(object: Place): void {
  for (const field of ['data', 'stringData', 'binaryData']) {
    for (const [name, place] of entries(within(object, field))) {
      if (name.length > 253 || !/^[-._a-zA-Z0-9]+$/.test(name)) wrong(place, `a key has letters, digits, -, _ and ., is ${JSON.stringify(name.slice(0, 80))}`);
    }
  }
}

function cronRules(cron: Place): void {
  const place = within(cron, 'spec', 'schedule');
  const schedule = text(place)?.trim();
  if (schedule !== undefined && !schedule.startsWith('@') && schedule.split(/\s+/).length !== 5) wrong(place, `must have five fields, such as "0 3 * * *"; it is ${JSON.stringify(schedule.slice(0, 60))}`);
}

const levels = ['privileged', 'baseline', 'restricted'];

/** Its admission refuses a namespace whose level is none. */
function namespaceRules(namespace: Place): void {
  for (const mode of ['enforce', 'audit', 'warn']) {
    const place = within(namespace, 'metadata', 'labels', `pod-security.kubernetes.io/${mode}`);
    const level = text(place);
    if (level !== undefined && !levels.includes(level)) wrong(place, `must be privileged, baseline or restricted, is ${JSON.stringify(level.slice(0, 40))}`);
  }
}

const byKind: Readonly<Record<string, (object: Place) => void>> = {
  Service: serviceRules,
  Ingress: ingressRules,
  HorizontalPodAutoscaler: autoscalerRules,
  PodDisruptionBudget: budgetRules,
  NetworkPolicy: policyRules,
  RoleBinding: bindingRules,
  ClusterRoleBinding: bindingRules,
  ConfigMap: dataRules,
  Secret: dataRules,
  CronJob: cronRules,
  Namespace: namespaceRules,
};
