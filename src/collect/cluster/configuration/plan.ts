import { own } from '../../../evidence/own.ts';
import type { Json } from '../../terraform/section.ts';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { at, isMembers, listAt, type Members, membersAt, textAt } from '../deploy/json.ts';

/** Which value of which ConfigMap is changed, and the variable that gets it. */
export type Change = { readonly configMap: KubernetesObject; readonly key: string; readonly variable: string; readonly value: string };

/** The given server returns it with every answer: nothing else that it reads is seen from without. */
export const answered = 'MESSAGE';

type Given = { readonly objects: readonly KubernetesObject[]; readonly pod: Members; readonly container: string };

/** What is best seen comes first; undefined where no ConfigMap gives the server anything. */
export function changeOf({ objects, pod, container }: Given, word: string): Change | undefined {
  const server = listAt(pod, 'containers').find((each) => textAt(each, 'name') === container);
  if (!isMembers(server)) return undefined;
  const maps = new Map(objects.filter(({ kind }) => kind === 'ConfigMap').map((each) => [each.metadata.name, each]));
  const all = [...fromKeys(server, maps), ...fromWholeMaps(server, maps)];
  const best = all.find(({ variable }) => variable === answered) ?? all.find(({ variable }) => variable !== 'ADDR');
  return best && { ...best, value: valueFor(best.variable, word) };
}

type Source = Omit<Change, 'value'>;
type Maps = ReadonlyMap<string, KubernetesObject>;

function fromKeys(server: Members, maps: Maps): readonly Source[] {
  return listAt(server, 'env').flatMap((each) => {
    const [variable, name, key] = [textAt(each, 'name'), textAt(each, 'valueFrom', 'configMapKeyRef', 'name'), textAt(each, 'valueFrom', 'configMapKeyRef', 'key')];
    const configMap = maps.get(name ?? '');
    return variable === undefined || key === undefined || configMap === undefined ? [] : [{ configMap, key, variable }];
  });
}

/** A variable that is written down itself has that value, whatever the map says; of several maps the last has its way. */
function fromWholeMaps(server: Members, maps: Maps): readonly Source[] {
  const written = new Set(listAt(server, 'env').map((each) => textAt(each, 'name')));
  return listAt(server, 'envFrom').toReversed().flatMap((each) => {
    const configMap = maps.get(textAt(each, 'configMapRef', 'name') ?? '');
    if (configMap === undefined) return [];
    const prefix = textAt(each, 'prefix') ?? '';
    const keys = Object.keys(membersAt(configMap as unknown as Members, 'data') ?? {}); // JSON of the submission's own
    const all = prefix === '' ? [answered, ...keys] : keys;
    return [...new Set(all)].map((key) => ({ configMap, key, variable: `${prefix}${key}` })).filter(({ variable }) => !written.has(variable));
  });
}

/** What the given server takes: of others it knows nothing. */
const taken: Readonly<Record<string, string>> = { LOG_LEVEL: 'ERROR', SHUTDOWN_DELAY: '1s' };

const valueFor = (variable: string, word: string): string => own(taken, variable) ?? word;

/** A copy of a ConfigMap by another name, with the value. */
export function changedMap({ configMap, key, value }: Change, name: string): KubernetesObject {
  const { apiVersion, kind, metadata } = configMap;
  const read = configMap as unknown as Members; // JSON of the submission's own
  const data = { ...membersAt(read, 'data'), [key]: value };
  return { apiVersion, kind, metadata: { name, namespace: metadata.namespace ?? '' }, data, ...(at(read, 'binaryData') !== undefined && { binaryData: at(read, 'binaryData') }) };
}

/** What places a pod beside its like, or before those of others. */
const elsewhere = ['affinity', 'topologySpreadConstraints', 'priorityClassName', 'priority', 'nodeName', 'restartPolicy'];

/** The app's pod once more, which no Service leads to, with the copy of the map in the place of its own. */
export function copiedPod(pod: Members, { configMap }: Change, { name, namespace, labels, map }: { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly map: string }): KubernetesObject {
  const spec = Object.fromEntries(Object.entries(pod).filter(([member]) => !elsewhere.includes(member)));
  const renamed = (reference: Json | undefined): Json | undefined => (isMembers(reference) && reference['name'] === configMap.metadata.name ? { ...reference, name: map } : reference);
  const changed = mapped(spec, (member, value) => (['configMapRef', 'configMapKeyRef', 'configMap'].includes(member) ? renamed(value) : value));
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec: { ...(isMembers(changed) ? changed : {}), restartPolicy: 'Always' } };
}

function mapped(json: Json, change: (member: string, value: Json) => Json | undefined): Json {
  if (Array.isArray(json)) return (json as readonly Json[]).map((each) => mapped(each, change));
  if (!isMembers(json)) return json;
  return Object.fromEntries(Object.entries(json).flatMap(([member, value]) => {
    const made = change(member, mapped(value, change));
    return made === undefined ? [] : [[member, made] as const];
  }));
}
