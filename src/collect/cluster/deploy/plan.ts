import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { type Members, membersAt, textAt } from './json.ts';
import { guardsOf } from './guard.ts';
import { ruleOfKind } from './kinds.ts';
import { type Needs, needsOf } from './needs.ts';
import { filledIn } from './placeholders.ts';
import { limits, refusalOf } from './refusals.ts';
import { rewritten, type Terms } from './rewriting.ts';
import type { ClusterDeployFacts, DeployedObject } from './section.ts';
import { probeRoute } from './supplies.ts';

/** One object of the submission, as section manifests has it. */
export type Given = {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty: the cluster would make one up. */
  readonly name: string;
  readonly hook?: string | undefined;
  /** `cluster`: of no namespace. Undefined: nobody says. */
  readonly lands: 'cluster' | { readonly namespace: string | undefined };
  readonly path: string;
  readonly line?: number | undefined;
  readonly body: Members | undefined;
};

export type Place = Terms & {
  /** Where all of it is put. */
  readonly namespace: string;
  /** What the submission calls that; undefined: it says nothing. */
  readonly declared: string | undefined;
  readonly host: string;
};

export type Planned = { readonly object: KubernetesObject; readonly source: DeployedObject };

export type Plan = Pick<ClusterDeployFacts, 'setAside' | 'refused'> & {
  readonly applied: readonly Planned[];
  readonly rewritten: readonly string[];
  readonly needs: Needs;
};

type Fate =
  | { readonly kind: 'applied'; readonly planned: Planned; readonly notes: readonly string[] }
  | { readonly kind: 'set-aside'; readonly aside: Plan['setAside'][number] }
  | { readonly kind: 'refused'; readonly refused: Plan['refused'][number] };

/** What becomes of each object: nothing reaches a cluster that isn't in `applied`. The app's own workload is the first. */
export function planOf(given: readonly Given[], place: Place): Plan {
  const fates = given.slice(0, limits.objects).map((object) => fateOf(object, place));
  const applied = fates.flatMap((fate) => (fate.kind === 'applied' ? [fate.planned] : []));
  return {
    applied,
    setAside: fates.flatMap((fate) => (fate.kind === 'set-aside' ? [fate.aside] : [])),
    refused: fates.flatMap((fate) => (fate.kind === 'refused' ? [fate.refused] : [])),
    rewritten: [...new Set(fates.flatMap((fate) => (fate.kind === 'applied' ? fate.notes : [])))].sort(),
    needs: needsOf(applied.map(({ object }) => object), place.host),
  };
}

function fateOf(given: Given, place: Place): Fate {
  const source = sourceOf(given);
  const aside = (because: string): Fate => ({ kind: 'set-aside', aside: { object: source, because } });
  const refused = (rule: Plan['refused'][number]['rule'], observed: string, fix: string): Fate => ({ kind: 'refused', refused: { object: source, rule, observed, fix } });
  const { apiVersion, kind, lands, body, hook } = given;
  if (isSystems(given)) return refused('foreign-namespace', `it is of ${systemOf(given)}, which is the cluster's own`, 'Deploy to a namespace of the app alone.');
  if (lands === 'cluster') return aside('docc judges objects of the whole cluster from files and applies none');
  if (lands.namespace !== undefined && lands.namespace !== place.declared) return aside(`it is of namespace ${lands.namespace}: docc deploys the app's own`);
  const rule = ruleOfKind(apiVersion, kind);
  if (rule === 'refused') return refused('kind', `a ${kind}, which leads callers of a Service wherever it says`, "Let a Service select the app's pods: Kubernetes makes its endpoints.");
  if (rule === 'set-aside') return aside(`no controller for ${kind} of ${apiVersion} is here: it is judged from files`);
  if (body === undefined || given.name === '') return refused('unreadable', body === undefined ? 'its content could not be kept' : 'it has no name of its own', 'Give the object a name, and keep it small enough to read.');
  if (ownNames.has(`${kind} ${textAt(membersAt(body, 'metadata'), 'name') ?? given.name}`)) return refused('reserved', 'docc has an object of that kind and name there, which fences the namespace', 'Give the object a name of your own.');
  const filled = filledIn(body, place.host);
  const refusal = refusalOf({ kind, hook, body: filled.body, isOwnImage: place.isOwnImage });
  if (refusal !== undefined) return refused(refusal.rule, refusal.observed, refusal.fix);
  const made = rewritten(kind, filled.body, place);
  const notes = [...made.notes, ...filled.filled.map((path) => `${kind} ${path}: files don't tell it, a value of docc's stands there`)];
  return { kind: 'applied', planned: { object: objectOf(given, made.body, place.namespace), source }, notes };
}

const guards = guardsOf({ namespace: '', id: '', labels: {}, images: [] }).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

/** What the deployer's rights hold for, and yet is not the submission's to change. */
const ownNames = new Set([...guards, `Ingress ${probeRoute}`]);

export const sourceOf = ({ kind, name, path, line }: Pick<Given, 'kind' | 'name' | 'path' | 'line'>): DeployedObject => ({ kind, name, path, ...(line !== undefined && { line }) });

const systems = /^kube-/;

/** Somebody else's: an aws-auth ConfigMap is what EKS asks for. */
function isSystems(given: Given): boolean {
  if (given.kind === 'ConfigMap' && given.name === 'aws-auth') return false;
  return systems.test(systemOf(given));
}

const systemOf = ({ kind, name, lands }: Given): string => (kind === 'Namespace' ? name : lands === 'cluster' ? '' : (lands.namespace ?? ''));

/** Members of metadata that a submission may set; who owns an object and when it goes is not among them. */
const keptMetadata = ['labels', 'annotations'] as const;

function objectOf({ apiVersion, kind, name }: Given, body: Members, namespace: string): KubernetesObject {
  const metadata = membersAt(body, 'metadata');
  const kept = Object.fromEntries(keptMetadata.flatMap((member) => {
    const texts = Object.entries(membersAt(metadata, member) ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
    return texts.length === 0 ? [] : [[member, Object.fromEntries(texts)] as const];
  }));
  const { metadata: _metadata, status: _status, ...rest } = body;
  return { ...rest, apiVersion, kind, metadata: { ...kept, name: textAt(metadata, 'name') ?? name, namespace } };
}
