import { own } from '../../evidence/own.ts';
import type { Json } from '../terraform/section.ts';
import { nearestName } from './nearest.ts';
import { isQuantity } from './quantity.ts';
import type { SchemaNode } from './schema-node.ts';
import type { KnownKind } from './schemas.ts';

/** `pointer` is a JSON pointer into the body. */
export type SchemaError = { readonly pointer: string; readonly message: string };

export type Validation = {
  readonly errors: readonly SchemaError[];
  /** What the schema alone can't decide: an unknown where it asks for an object, a field that may be newer than the schema. */
  readonly open: readonly string[];
};

/**
 * What the API server's strict decoding and its schemas would refuse. A text that holds a mark may turn out to be anything. An
 * interpreter of our own: Kubernetes' schemas are structural, so it is short, and a general one would have to be kept from what
 * marks stand for, from candidates' patterns (which may be slow) and from compiling.
 */
export function validate(body: Json, kind: KnownKind): Validation {
  const found: Finding = { errors: [], open: [], kind };
  visit(body, kind.node, '', found);
  return found;
}

type Finding = { readonly errors: SchemaError[]; readonly open: string[]; readonly kind: KnownKind };

/** Enough to tell: section manifests keeps ten. */
const mostErrors = 20;

function visit(value: Json, number: number, pointer: string, found: Finding): void {
  const node = found.kind.nodes[number];
  if (node === undefined || node.type === 'any' || value === null || found.errors.length >= mostErrors) return;
  if (isMarked(value)) return visitMark(value, node, pointer, found);
  if (node.type === 'object') return visitObject(value, node, pointer, found);
  if (node.type === 'array') return visitArray(value, node, pointer, found);
  const wrong = wrongScalar(value, node);
  if (wrong !== undefined) found.errors.push({ pointer, message: wrong });
}

export const isMarked = (value: Json | undefined): boolean => typeof value === 'string' && value.includes('docc-unknown-');

function visitMark(value: Json, node: SchemaNode, pointer: string, found: Finding): void {
  if (node.type === 'object' || node.type === 'array') found.open.push(`what ${pointer || 'it'} holds (${described(value)}) is not in the files`);
}

type ObjectNode = Extract<SchemaNode, { readonly type: 'object' }>;

function visitObject(value: Json, node: ObjectNode, pointer: string, found: Finding): void {
  if (!isMap(value)) return void found.errors.push({ pointer, message: mustBe('an object (name: value lines)', value) });
  for (const name of node.required ?? []) {
    if ((own(value, name) ?? null) === null) found.errors.push({ pointer, message: `${name} is required and missing` });
  }
  for (const [name, member] of Object.entries(value)) {
    const known = own(node.properties ?? {}, name) ?? node.values;
    const at = `${pointer}/${escaped(name)}`;
    if (known !== undefined) visit(member, known, at, found);
    else if (node.open !== true) unknownField(name, at, node, found);
  }
}

function unknownField(name: string, pointer: string, { properties = {} }: ObjectNode, { errors, open, kind }: Finding): void {
  const meant = nearestName(name, Object.keys(properties));
  const elsewhere = [...nodesOf(kind)].some((node) => node?.type === 'object' && node.properties !== undefined && Object.hasOwn(node.properties, name));
  if (isMarked(name)) return void open.push(`the name ${name} at ${pointer} is not in the files`);
  if (kind.of === 'dated' && meant === undefined && !elsewhere) return void open.push(`${pointer} is no field in the version of its schema that docc has`);
  const hint = meant !== undefined ? `: did you mean ${meant}?` : elsewhere ? ': it belongs in another place, most often a matter of indentation' : '';
  errors.push({ pointer, message: `unknown field ${shown(name)}${hint}` });
}

/** Every node that the kind is made of. */
function nodesOf({ node, nodes }: KnownKind): ReadonlySet<SchemaNode | undefined> {
  const reached = new Set([nodes[node]]);
  for (const each of reached) for (const member of each === undefined ? [] : membersOf(each)) reached.add(nodes[member]);
  return reached;
}

function membersOf(node: SchemaNode): readonly number[] {
  if (node.type === 'array') return [node.items];
  if (node.type !== 'object') return [];
  return [...Object.values(node.properties ?? {}), ...(node.values === undefined ? [] : [node.values])];
}

function visitArray(value: Json, { items, least, most }: Extract<SchemaNode, { readonly type: 'array' }>, pointer: string, found: Finding): void {
  if (!Array.isArray(value)) return void found.errors.push({ pointer, message: mustBe('a list (lines that begin with "- ")', value) });
  if (value.length < (least ?? 0)) found.errors.push({ pointer, message: `needs ${least} or more members, has ${value.length}` });
  if (value.length > (most ?? Number.POSITIVE_INFINITY)) found.errors.push({ pointer, message: `may have ${most} members at most, has ${value.length}` });
  for (const [index, each] of value.entries()) visit(each, items, `${pointer}/${index}`, found);
}

type Scalar = Exclude<SchemaNode, { readonly type: 'object' | 'array' }>;

function wrongScalar(value: Json, node: Scalar): string | undefined {
  switch (node.type) {
    case 'string':
      return typeof value === 'string' ? wrongText(value, node) : mustBe(typeof value === 'object' ? 'a text' : `a text: put it in quotes`, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mustBe('true or false, without quotes', value);
    case 'integer':
      return Number.isInteger(value) ? outside(Number(value), node) : mustBe('a whole number, without quotes', value);
    case 'number':
      return typeof value === 'number' ? outside(value, node) : mustBe('a number, without quotes', value);
    case 'int-or-string':
      return Number.isInteger(value) || typeof value === 'string' ? undefined : mustBe('a whole number or a text', value);
    case 'quantity':
      return isQuantity(value) ? undefined : mustBe('a quantity such as 500m, 1.5 or 64Mi', value);
    case 'any':
      return undefined;
  }
}

type Bounds = { readonly least?: number; readonly most?: number };

function outside(value: number, { least, most }: Bounds): string | undefined {
  if (value < (least ?? Number.NEGATIVE_INFINITY)) return `must be ${least} or more, is ${value}`;
  return value > (most ?? Number.POSITIVE_INFINITY) ? `must be ${most} or less, is ${value}` : undefined;
}

function wrongText(value: string, node: Extract<SchemaNode, { readonly type: 'string' }>): string | undefined {
  if (node.enum !== undefined && !node.enum.includes(value)) return notAmong(value, node.enum);
  if (node.bytes === true && !isBase64(value)) return 'must be base64: write plain text under stringData';
  if (value.length < (node.least ?? 0)) return value === '' ? 'must not be empty' : `needs ${node.least} characters or more, has ${value.length}`;
  return value.length > (node.most ?? Number.POSITIVE_INFINITY) ? `may have ${node.most} characters at most, has ${value.length}` : undefined;
}

/** An empty text is what Go's decoding makes of a field that isn't set. */
function notAmong(value: string, values: readonly string[]): string | undefined {
  if (value === '') return undefined;
  const meant = nearestName(value, values);
  return `must be ${values.length === 1 ? '' : 'one of '}${values.slice(0, 10).join(', ')}, is ${shown(value)}${meant === undefined ? '' : `: did you mean ${meant}?`}`;
}

/** Go's decoder passes over line ends, and over nothing else. */
function isBase64(value: string): boolean {
  const text = value.replaceAll(/[\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

const mustBe = (what: string, value: Json): string => `must be ${what}; it is ${described(value)}`;

function described(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value === null ? 'nothing' : 'an object';
  return typeof value === 'string' ? `the text ${shown(JSON.stringify(value))}` : `${value}`;
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text);

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

export const isMap = (json: Json | undefined): json is { readonly [name: string]: Json } => typeof json === 'object' && json !== null && !Array.isArray(json);
