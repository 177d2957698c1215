import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import type { Json } from '../../terraform/section.ts';
import { at, listAt, membersAt, textAt } from './json.ts';
import { templateOf } from './kinds.ts';
import { containersIn } from './refusals.ts';

/** What the submission counts on and doesn't bring: docc supplies it. */
export type Needs = {
  /** `hosts`: it holds a certificate for them. `keys`: what is asked of it. */
  readonly secrets: readonly { readonly name: string; readonly keys: readonly string[]; readonly hosts: readonly string[] | undefined }[];
  readonly ingressClasses: readonly string[];
  readonly gatewayClasses: readonly string[];
  readonly nodeLabels: Readonly<Record<string, string>>;
};

type Secret = Needs['secrets'][number];

export function needsOf(applied: readonly KubernetesObject[], host: string): Needs {
  const bodies = applied.map((each) => each as unknown as Json & KubernetesObject); // JSON of the submission's own
  const own = new Set(applied.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name));
  const secrets = [...bodies.flatMap((each) => tlsSecrets(each, host)), ...bodies.flatMap(podSecrets)].filter(({ name }) => !own.has(name));
  const named = (kind: string, ...path: readonly string[]): readonly string[] => [...new Set(bodies.filter((each) => each.kind === kind).flatMap((each) => textAt(each as Json, ...path) ?? []))];
  return {
    secrets: [...Map.groupBy(secrets, ({ name }) => name)].map(([name, all]) => merged(name, all)),
    ingressClasses: named('Ingress', 'spec', 'ingressClassName'),
    gatewayClasses: named('Gateway', 'spec', 'gatewayClassName'),
    nodeLabels: Object.assign({}, ...bodies.map(nodeLabels)) as Readonly<Record<string, string>>,
  };
}

function merged(name: string, all: readonly Secret[]): Secret {
  const hosts = [...new Set(all.flatMap((each) => each.hosts ?? []))];
  return { name, keys: [...new Set(all.flatMap(({ keys }) => keys))], hosts: all.some((each) => each.hosts !== undefined) ? hosts : undefined };
}

function tlsSecrets(object: Json & KubernetesObject, host: string): readonly Secret[] {
  if (object.kind === 'Ingress') {
    return listAt(object, 'spec', 'tls').flatMap((each) => {
      const name = textAt(each, 'secretName');
      const hosts = listAt(each, 'hosts').filter((one) => typeof one === 'string');
      return name === undefined ? [] : [{ name, keys: [], hosts: hosts.length === 0 ? [host] : hosts }];
    });
  }
  if (object.kind !== 'Gateway') return [];
  return listAt(object, 'spec', 'listeners').flatMap((listener) => listAt(listener, 'tls', 'certificateRefs').flatMap((ref) => {
    const name = textAt(ref, 'name');
    return name === undefined ? [] : [{ name, keys: [], hosts: [textAt(listener, 'hostname') ?? host] }];
  }));
}

function podSecrets(object: Json & KubernetesObject): readonly Secret[] {
  const path = templateOf(object.kind);
  const spec = path && membersAt(object, ...path, 'spec');
  if (spec === undefined) return [];
  const refs = [
    ...containersIn(spec).flatMap((container) => [...listAt(container, 'env').map((each) => at(each, 'valueFrom', 'secretKeyRef')), ...listAt(container, 'envFrom').map((each) => at(each, 'secretRef'))]),
    ...listAt(spec, 'volumes').flatMap((volume) => [at(volume, 'secret'), ...listAt(volume, 'projected', 'sources').map((source) => at(source, 'secret'))]),
  ];
  return refs.flatMap((ref) => {
    const name = textAt(ref, 'name') ?? textAt(ref, 'secretName');
    if (name === undefined || at(ref, 'optional') === true) return [];
    const keys = [textAt(ref, 'key'), ...listAt(ref, 'items').map((item) => textAt(item, 'key'))].filter((key) => key !== undefined);
    return [{ name, keys, hosts: undefined }];
  });
}

/** What a cloud labels its nodes with; those that every node has are the cluster's own. */
function nodeLabels(object: Json & KubernetesObject): Readonly<Record<string, string>> {
  const path = templateOf(object.kind);
  const spec = path && membersAt(object, ...path, 'spec');
  const terms = listAt(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const required = listAt(terms[0], 'matchExpressions').flatMap((each) => {
    const [key, value] = [textAt(each, 'key'), listAt(each, 'values')[0]];
    return key !== undefined && textAt(each, 'operator') === 'In' && typeof value === 'string' ? [[key, value] as const] : [];
  });
  const selected = Object.entries(membersAt(spec, 'nodeSelector') ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  return Object.fromEntries([...required, ...selected].filter(([key]) => !ofEveryNode.test(key)));
}

/** Zones and hosts are spread over: no label of a submission's moves them. */
const ofEveryNode = /^(?:kubernetes\.io\/(?:os|arch|hostname)|topology\.kubernetes\.io\/.*|node-role\.kubernetes\.io\/.*|failure-domain\.beta\..*)$/;

