import type { Json } from '../terraform/section.ts';
import { isObject, itemsAt, jsonOf, type Placed, placedAt, textAt } from './placed.ts';
import type { SchemaNode } from './schema-node.ts';
import { type JsonSchema, structuralNode } from './schema-structure.ts';
import type { KnownKind, Schemas } from './schemas.ts';
import { isMap } from './validate.ts';

/** A custom resource that a CustomResourceDefinition of the submission makes. Its schema is read when an object asks for it. */
type Definition = { readonly scope: KnownKind['scope']; readonly schema: Placed | undefined };

/** The same schemas, the submission's own definitions first: they are of the version that it installs. */
export function withDefinitions(schemas: Schemas, bodies: readonly Placed[]): Schemas {
  const definitions = new Map(bodies.flatMap(definitionsIn));
  if (definitions.size === 0) return schemas;
  const known = new Map<string, KnownKind | undefined>();
  return {
    ...schemas,
    kind: (apiVersion, kind) => {
      const name = `${apiVersion} ${kind}`;
      const definition = definitions.get(name);
      if (definition === undefined) return schemas.kind(apiVersion, kind);
      if (!known.has(name)) known.set(name, knownKind(definition));
      return known.get(name);
    },
  };
}

function definitionsIn(body: Placed): readonly (readonly [string, Definition])[] {
  const spec = placedAt(body, 'spec');
  const [group, kind] = [textAt(spec, 'group'), textAt(spec, 'names', 'kind')];
  if (textAt(body, 'kind') !== 'CustomResourceDefinition' || group === undefined || kind === undefined) return [];
  const scope = textAt(spec, 'scope') === 'Cluster' ? 'cluster' : 'namespace';
  return itemsAt(spec, 'versions').flatMap((version) => {
    const name = textAt(version, 'name');
    return name === undefined ? [] : [[`${group}/${name} ${kind}`, { scope, schema: placedAt(version, 'schema', 'openAPIV3Schema') }] as const];
  });
}

function knownKind({ scope, schema }: Definition): KnownKind {
  const nodes: SchemaNode[] = [];
  const number = (node: SchemaNode): number => nodes.push(node) - 1;
  const node = schema !== undefined && isObject(schema) ? structuralNode(withImplied(sound(jsonOf(schema))), { definitions: {}, number }) : number({ type: 'any' });
  return { node, scope, nodes, of: 'submission' };
}

const implied = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } as const;

/** What every object has, a schema need not say: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema */
const withImplied = (schema: JsonSchema): JsonSchema => ({ ...schema, ...(schema.properties !== undefined && { properties: { ...implied, ...schema.properties } }) });

/** A candidate wrote it: what has the wrong type is left out, and so is every reference. */
function sound(json: Json): JsonSchema {
  if (!isMap(json)) return {};
  const { type, format, required, properties, items, additionalProperties: more } = json;
  const values = json['enum'];
  return {
    ...(typeof type === 'string' && { type }),
    ...(typeof format === 'string' && { format }),
    ...(isTexts(required) && { required }),
    ...(isTexts(values) && { enum: values }),
    ...(isMap(properties) && { properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, sound(inner)])) }),
    ...(isMap(items) && { items: sound(items) }),
    ...(more !== undefined && { additionalProperties: typeof more === 'boolean' ? more : sound(more) }),
    ...flags(json),
  };
}

const isTexts = (json: Json | undefined): json is readonly string[] => Array.isArray(json) && json.every((each) => typeof each === 'string');

const flags = (json: { readonly [name: string]: Json }): JsonSchema => ({
  ...(json['x-kubernetes-int-or-string'] === true && { 'x-kubernetes-int-or-string': true }),
  ...((json['x-kubernetes-preserve-unknown-fields'] === true || json['x-kubernetes-embedded-resource'] === true) && { 'x-kubernetes-preserve-unknown-fields': true }),
});
