import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once } from '../grade/once.ts';
import { asList, asText, asTruth, valueIn } from '../terraform/value.ts';
import type { App } from './app.ts';
import { isOf, type Manifest, placeIn, shareNamespace } from './objects.ts';
import type { Container } from './pods.ts';
import { type Answer, every, sameText } from './selectors.ts';

/** One variable that a container names. */
export type Variable = { readonly name: string; readonly at: Location; readonly from: VariableSource };

export type VariableSource =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'config-map' | 'secret'; readonly name: Value; readonly key: Value | undefined; readonly optional: boolean }
  /** A field of the pod, a resource, a file. */
  | { readonly kind: 'other' };

/** A whole ConfigMap or Secret whose keys become variables. */
export type Bulk = { readonly kind: 'config-map' | 'secret'; readonly name: Value; readonly optional: boolean; readonly at: Location };

export type Environment = { readonly variables: readonly Variable[]; readonly bulks: readonly Bulk[]; readonly unread: Value | undefined };

export const environmentOf = once((container: Container): Environment => {
  const [env, envFrom] = [asList(valueIn(container.value, 'env')), asList(valueIn(container.value, 'envFrom'))];
  return {
    variables: env.kind === 'known' ? env.is.flatMap((each) => variableFrom(container, each)) : [],
    bulks: envFrom.kind === 'known' ? envFrom.is.flatMap((each) => bulkFrom(container, each)) : [],
    unread: env.kind === 'unknown' ? env.value : envFrom.kind === 'unknown' ? envFrom.value : undefined,
  };
});

const kinds = [
  { kind: 'config-map', variable: 'configMapKeyRef', bulk: 'configMapRef' },
  { kind: 'secret', variable: 'secretKeyRef', bulk: 'secretRef' },
] as const;

function variableFrom({ workload: { manifest } }: Container, value: Value): readonly Variable[] {
  const name = asText(valueIn(value, 'name'));
  if (name.kind !== 'known') return [];
  return [{ name: name.is, at: placeIn(manifest, value), from: sourceOf(value) }];
}

/** Without a value it is empty. */
function sourceOf(value: Value): VariableSource {
  const from = valueIn(value, 'valueFrom');
  if (from === undefined) return { kind: 'literal', value: valueIn(value, 'value') ?? { known: '' } };
  for (const { kind, variable } of kinds) {
    const ref = valueIn(from, variable);
    const name = 'unknown' in from ? undefined : valueIn(ref, 'name');
    if (name !== undefined) return { kind, name, key: valueIn(ref, 'key'), optional: isOptional(ref) };
  }
  return { kind: 'other' };
}

function bulkFrom({ workload: { manifest } }: Container, value: Value): readonly Bulk[] {
  return kinds.flatMap(({ kind, bulk }) => {
    const ref = valueIn(value, bulk);
    const name = valueIn(ref, 'name');
    return name === undefined ? [] : [{ kind, name, optional: isOptional(ref), at: placeIn(manifest, value) }];
  });
}

function isOptional(ref: Value | undefined): boolean {
  const truth = asTruth(valueIn(ref, 'optional'));
  return truth.kind === 'known' && truth.is;
}

/** The ConfigMaps of that name where the app would look for it. */
export const configMapsNamed = (app: App, name: Value): readonly { readonly manifest: Manifest; readonly is: Answer }[] =>
  app.around.flatMap((manifest) => {
    if (!isOf(manifest, 'ConfigMap', '')) return [];
    const is = every([shareNamespace(manifest, app.workload.manifest), sameText(manifest.name, name)]);
    return is === 'no' ? [] : [{ manifest, is }];
  });

/** What a variable is set to: the container's own first, then the last of those that come in bulk. Undefined: nothing sets it. */
export function settingOf(app: App, container: Container, name: string): Value | undefined {
  const { variables, bulks, unread } = environmentOf(container);
  const own = variables.findLast((each) => each.name === name);
  if (own?.from.kind === 'literal') return own.from.value;
  if (own?.from.kind === 'config-map') return fromMap(app, own.from.name, own.from.key);
  if (own !== undefined || unread !== undefined) return unknown;
  return bulks.map((bulk) => (bulk.kind === 'secret' ? undefined : fromMap(app, bulk.name, { known: name }))).findLast((value) => value !== undefined);
}

const unknown: Value = { unknown: true };

function fromMap(app: App, name: Value, key: Value | undefined): Value | undefined {
  const [map] = configMapsNamed(app, name);
  const wanted = asText(key);
  return map === undefined || wanted.kind !== 'known' ? unknown : valueIn(map.manifest.body, 'data', wanted.is);
}
