import type { ManifestObject, ManifestOrigin, ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once, onceFor } from '../grade/once.ts';
import { asText, refsIn, refText, valueIn } from '../terraform/value.ts';
import { bodyOf, valueOfMarked } from './body.ts';
import { type Answer, sameText } from './selectors.ts';

/** One Kubernetes object with what every reader of it asks. */
export type Manifest = {
  readonly object: ManifestObject;
  readonly body: Value;
  readonly origin: ManifestOrigin;
  readonly name: Value;
  /** The namespace that it lands in. Absent: the cluster's own, or nobody says. */
  readonly namespace: Value | undefined;
};

export const objects = once((facts: ManifestsFacts): readonly Manifest[] =>
  facts.objects.flatMap((object) => {
    const origin = facts.origins[object.origin];
    return origin === undefined ? [] : [manifestOf(facts, object, origin)];
  }),
);

function manifestOf(facts: ManifestsFacts, object: ManifestObject, origin: ManifestOrigin): Manifest {
  const { landing } = object;
  const namespace = landing.kind === 'namespace' ? { ...valueOfMarked(facts, landing.name), ...landing.at } : undefined;
  return { object, body: bodyOf(facts, object), origin, name: valueOfMarked(facts, object.name), namespace };
}

/** Those that are there while the app runs: what is judged of it. */
export const standing = once((facts: ManifestsFacts): readonly Manifest[] => objects(facts).filter(stands));

/**
 * A hook that is for nothing but deletion, rollback or upgrade isn't there after an installation, and one that Helm deletes as soon as it
 * has succeeded is gone before the app starts. https://helm.sh/docs/topics/charts_hooks/
 */
function stands(manifest: Manifest): boolean {
  const hooks = wordsOf(annotationOf(manifest, 'helm.sh/hook'));
  if (manifest.origin.kind !== 'chart' || hooks.length === 0) return true;
  return hooks.some((hook) => lasting.has(hook)) && !wordsOf(annotationOf(manifest, 'helm.sh/hook-delete-policy')).includes('hook-succeeded');
}

const lasting = new Set(['pre-install', 'post-install', 'crd-install']);

function wordsOf(value: Value | undefined): readonly string[] {
  const text = asText(value);
  return text.kind === 'known' ? text.is.split(',').map((each) => each.trim()) : [];
}

/** `apps` of `apps/v1`; empty for the core's. */
export const groupOf = ({ object: { apiVersion } }: Manifest): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

/** Of a kind, whatever its version: a group's own kind, where others have one of the same name. */
export const isOf = (manifest: Manifest, kind: string, group: string): boolean => manifest.object.kind === kind && groupOf(manifest) === group;

/** `Deployment docc-sample`, for messages. */
export const titleOf = ({ object, name }: Manifest): string => `${object.kind} ${shownValue(name) || '(without a name)'}`;

/** Where a value of it is written, else the object. */
export const placeIn = ({ object }: Manifest, value?: Value): Location => {
  const { path, line } = value?.line === undefined ? object : { path: value.path ?? object.path, line: value.line };
  return { path, ...(line !== undefined && { line }) };
};

/** A text for messages; what files can't tell stands as it is written: `docc-${var.stage}`. */
export function shownValue(value: Value | undefined): string {
  if (value === undefined) return '';
  if ('known' in value) return typeof value.known === 'object' ? JSON.stringify(value.known) : String(value.known);
  if (!('unknown' in value)) return '…';
  if (value.shape?.kind === 'template') return value.shape.parts.map((part) => ('unknown' in part ? hole(shownValue(part)) : shownValue(part))).join('');
  const refs = refsIn(value).map(refText);
  return refs.length === 0 ? '…' : refs.join(', ');
}

/** What isn't Terraform's own is written with marks of its own: `$(TAG)`, `${{ github.sha }}`. */
const hole = (of: string): string => (/^[\w.[\]", -]+$/.test(of) ? `\${${of}}` : of);

const environmentOf = (origin: ManifestOrigin): string | undefined => (origin.kind === 'files' ? undefined : origin.environment);

/**
 * All that is deployed along with an object: what comes from the same origin, and from others unless they are for another
 * environment or hold a copy of it, as a second overlay does.
 */
export const deployedWith = onceFor((manifest: Manifest, facts: ManifestsFacts): readonly Manifest[] => {
  const apart = new Set(facts.origins.flatMap((origin, index) => (index !== manifest.object.origin && isApart(facts, manifest, origin, index) ? [index] : [])));
  return standing(facts).filter(({ object }) => !apart.has(object.origin));
});

function isApart(facts: ManifestsFacts, { object, origin }: Manifest, other: ManifestOrigin, index: number): boolean {
  const [own, its] = [environmentOf(origin), environmentOf(other)];
  if (own !== undefined && its !== undefined && own !== its) return true;
  return facts.objects.some((each) => each.origin === index && each.kind === object.kind && each.name === object.name);
}

/** Of what nobody says the namespace, all that is sure is that it shares that with what else nobody says it of. */
export function shareNamespace({ namespace: one }: Manifest, { namespace: other }: Manifest): Answer {
  return (one === undefined) === (other === undefined) ? sameText(one, other) : 'maybe';
}

/** `staging`, where its origin is one of an environment. */
export const environmentIn = ({ origin }: Manifest): string | undefined => environmentOf(origin);

export const annotationOf = ({ body }: Manifest, name: string): Value | undefined => valueIn(body, 'metadata', 'annotations', name);
export const labelsOf = ({ body }: Pick<Manifest, 'body'>): Value | undefined => valueIn(body, 'metadata', 'labels');
