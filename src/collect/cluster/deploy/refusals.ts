import type { Json } from '../../terraform/section.ts';
import { at, isMembers, listAt, type Members, membersAt, textAt } from './json.ts';
import { templateOf } from './kinds.ts';
import type { ClusterDeployFacts } from './section.ts';

type Refused = ClusterDeployFacts['refused'][number];
export type Refusal = Pick<Refused, 'rule' | 'observed' | 'fix'>;

/** A challenge's app is small: a submission that asks for more would take the cluster from the rest. */
export const limits = { replicas: 20, objectBytes: 256 * 1024, objects: 200 } as const;

export type ToRefuse = { readonly kind: string; readonly hook: string | undefined; readonly body: Members; readonly isOwnImage: (image: string) => boolean };

/** The first reason why an object of a namespace's own is not applied. */
export function refusalOf(object: ToRefuse): Refusal | undefined {
  return ofLife(object) ?? ofExposure(object) ?? ofSize(object) ?? ofPods(object);
}

const reads = (rule: Refusal['rule'], observed: string, fix: string): Refusal => ({ rule, observed, fix });

function ofLife({ hook, body }: ToRefuse): Refusal | undefined {
  const keeps = textAt(body, 'metadata', 'annotations', 'helm.sh/resource-policy');
  if (hook !== undefined || keeps !== undefined) {
    const what = hook === undefined ? `helm.sh/resource-policy: ${keeps}` : `the hook ${hook}`;
    return reads('hook', `it has ${what}`, 'Remove the hook or policy: what an app needs to run is deployed with it and removed with it.');
  }
  const finalizers = finalizersIn(body);
  return finalizers.length === 0 ? undefined : reads('finalizer', `it has finalizers: ${finalizers.map(String).join(', ')}`, 'Remove metadata.finalizers: controllers set their own, and by hand they only keep an object from being removed.');
}

/** A template's go to each pod that is made of it: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/controller_utils.go */
function finalizersIn({ metadata, spec }: Members): readonly Json[] {
  const made = isMembers(spec) ? [membersAt(spec, 'template'), membersAt(spec, 'jobTemplate'), ...listAt(spec, 'volumeClaimTemplates')] : [];
  return [...listAt(metadata, 'finalizers'), ...made.flatMap((each) => (isMembers(each) ? finalizersIn(each) : []))];
}

function ofExposure({ kind, body }: ToRefuse): Refusal | undefined {
  if (kind !== 'Service') return undefined;
  if (textAt(body, 'spec', 'type') === 'ExternalName') return reads('exposure', 'a Service of type ExternalName', "Let the Service select the app's pods instead of leading callers elsewhere.");
  return listAt(body, 'spec', 'externalIPs').length === 0 ? undefined : reads('exposure', 'it has externalIPs', 'Remove spec.externalIPs: the ingress controller is what faces the world.');
}

function ofSize({ body }: ToRefuse): Refusal | undefined {
  for (const path of [['spec', 'replicas'], ['spec', 'minReplicas'], ['spec', 'parallelism']]) {
    const count = at(body, ...path);
    if (typeof count === 'number' && count > limits.replicas) return reads('size', `${path.at(-1)} is ${count}`, `Ask for ${limits.replicas} pods at most: two are what the challenge needs.`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(body));
  return bytes > limits.objectBytes ? reads('size', `it has ${bytes} bytes`, `Keep an object under ${limits.objectBytes / 1024} KiB.`) : undefined;
}

function ofPods({ kind, body, isOwnImage }: ToRefuse): Refusal | undefined {
  const path = templateOf(kind);
  if (path === undefined) return undefined;
  const spec = membersAt(body, ...path, 'spec');
  if (spec === undefined) return undefined;
  const access = hostAccessOf(spec);
  if (access !== undefined) return reads('host-access', access, 'Remove it: the server needs nothing of the node it runs on.');
  const foreign = containersIn(spec).find((container) => !isOwnImage(textAt(container, 'image') ?? ''));
  if (foreign === undefined) return undefined;
  return reads('image', `container ${textAt(foreign, 'name') ?? ''} runs ${textAt(foreign, 'image') ?? 'no image'}`, 'Run nothing but the image that is built from this submission: docc pulls no other.');
}

export const containersIn = (spec: Members): readonly Members[] => ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => listAt(spec, list).filter((each) => isMembers(each)));

/** No NetworkPolicy holds for what the node itself fetches, and Pod Security's `baseline` permits them. https://kubernetes.io/docs/concepts/storage/volumes/ */
const ofNodesNetwork = new Set(['nfs', 'iscsi', 'fc', 'glusterfs', 'cephfs', 'rbd', 'quobyte', 'scaleIO', 'storageos', 'flocker', 'gitRepo', 'flexVolume']);

function hostAccessOf(spec: Members): string | undefined {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].find((name) => at(spec, name) === true);
  if (shared !== undefined) return `${shared}: true`;
  const path = listAt(spec, 'volumes').map((volume) => textAt(volume, 'hostPath', 'path')).find((each) => each !== undefined);
  if (path !== undefined) return `a volume of the node's ${path}`;
  const mounted = listAt(spec, 'volumes').flatMap((volume) => (isMembers(volume) ? Object.keys(volume) : [])).find((type) => ofNodesNetwork.has(type));
  if (mounted !== undefined) return `a volume of type ${mounted}, which the node mounts over its own network`;
  for (const container of containersIn(spec)) {
    const found = privilegeOf(container);
    if (found !== undefined) return `container ${textAt(container, 'name') ?? ''}: ${found}`;
  }
  return undefined;
}

function privilegeOf(container: Members): string | undefined {
  if (at(container, 'securityContext', 'privileged') === true) return 'privileged: true';
  if (textAt(container, 'securityContext', 'procMount') === 'Unmasked') return 'procMount: Unmasked';
  const port = listAt(container, 'ports').map((each: Json) => at(each, 'hostPort')).find((each): each is number => typeof each === 'number' && each > 0);
  return port === undefined ? undefined : `hostPort ${port}`;
}
