import type { SchemaNode } from './schema-node.ts';

/** As Kubernetes writes them, of which little is read: its OpenAPI definitions and custom resources' structural schemas. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
};

export type Structuring = {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** Where a node is kept. */
  readonly number: (node: SchemaNode) => number;
};

/** Beyond it anything is taken; no known schema nests deeper than 30. */
const deepest = 48;

/** A schema as nodes, the innermost first; the number of the outermost. */
export function structuralNode(schema: JsonSchema, { definitions, number }: Structuring, depth = 0): number {
  const below = (inner: JsonSchema): number => structuralNode(inner, { definitions, number }, depth + 1);
  return number(depth > deepest ? { type: 'any' } : nodeOf(schema, definitions, below));
}

type Below = (inner: JsonSchema) => number;

function nodeOf(given: JsonSchema, definitions: Structuring['definitions'], below: Below): SchemaNode {
  const name = given.$ref?.slice(given.$ref.lastIndexOf('/') + 1);
  const special = name === undefined ? undefined : specialNode(name);
  if (special !== undefined) return special;
  const schema = name === undefined ? given : (definitions[name] ?? {});
  if (schema['x-kubernetes-int-or-string'] === true) return { type: isQuantity(schema) ? 'quantity' : 'int-or-string' };
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const type = types.find((each) => each !== 'null') ?? (schema.properties === undefined ? undefined : 'object');
  switch (type) {
    case 'object':
      return objectNode(schema, below);
    case 'array':
      return { type, items: below(schema.items ?? {}), ...bounds(schema.minItems, schema.maxItems) };
    case 'string':
      return stringNode(schema);
    case 'integer':
      return { type, ...(schema.format === 'int32' ? bounds(schema.minimum ?? -(2 ** 31), schema.maximum ?? 2 ** 31 - 1) : bounds(schema.minimum, schema.maximum)) };
    case 'number':
      return { type, ...bounds(schema.minimum, schema.maximum) };
    case 'boolean':
      return { type };
    default:
      return { type: 'any' };
  }
}

/** Definitions whose OpenAPI doesn't say what they are: scalars with several spellings, and schemas that hold themselves. */
function specialNode(name: string): SchemaNode | undefined {
  if (name.endsWith('.Quantity')) return { type: 'quantity' };
  if (name.endsWith('.IntOrString')) return { type: 'int-or-string' };
  if (name.endsWith('.RawExtension')) return { type: 'object', open: true };
  return /\.(?:JSON|JSONSchemaProps\w*|FieldsV1)$/.test(name) ? { type: 'any' } : undefined;
}

/** The pattern that controller-gen writes for a quantity begins so. */
const isQuantity = ({ pattern }: JsonSchema): boolean => pattern?.startsWith('^(\\+|-)?(([0-9]+') === true;

function objectNode(schema: JsonSchema, below: Below): SchemaNode {
  const { properties, additionalProperties: more } = schema;
  // The API server fills in defaults before it looks for what is missing.
  const required = schema.required?.filter((name) => properties?.[name]?.default === undefined);
  const named = Object.entries(properties ?? {}).map(([name, inner]) => [name, below(inner)] as const);
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || more === true || (properties === undefined && more === undefined);
  return {
    type: 'object',
    ...(named.length > 0 && { properties: Object.fromEntries(named) }),
    ...(required !== undefined && required.length > 0 && { required }),
    ...(typeof more === 'object' && { values: below(more) }),
    ...(open && { open }),
  };
}

function stringNode(schema: JsonSchema): SchemaNode {
  const values = schema.enum?.filter((each) => typeof each === 'string');
  return {
    type: 'string',
    ...(values !== undefined && values.length > 0 && { enum: values }),
    ...(schema.format === 'byte' && { bytes: true }),
    ...bounds(schema.minLength, schema.maxLength),
  };
}

const bounds = (least: number | undefined, most: number | undefined) => ({ ...(least !== undefined && { least }), ...(most !== undefined && { most }) });
