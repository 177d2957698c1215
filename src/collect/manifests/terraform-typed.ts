import { own } from '../../evidence/own.ts';
import { asEntries, asList } from '../../terraform/value.ts';
import type { Attributes, Value } from '../terraform/section.ts';
import { type Placed, placedAt, isObject, withMember } from './placed.ts';
import type { SchemaNode } from './schema-node.ts';
import type { KnownKind } from './schemas.ts';
import type { TypedKind } from './terraform-kinds.ts';
import { type Around, lineOf, named, placedValue } from './terraform-values.ts';

/**
 * The object that a typed resource makes. The schema of its kind says what each name and nested block is: `volume_mount` blocks are
 * volumeMounts, `cluster_ip` is clusterIP, one `spec` block is an object. What the schema doesn't have is the provider's own
 * (`wait_for_rollout`), for Terraform refuses other names.
 */
export function typedObject({ apiVersion, kind }: TypedKind, attributes: Attributes, known: KnownKind | undefined, around: Around): Placed {
  const own = kind === 'Secret' ? withPlainData(attributes) : attributes;
  const line = around.at.line ?? 0;
  const root = known === undefined ? placedValue({ object: own }, around) : converted({ object: own }, known.node, { ...around, known });
  const object = new Map<string, Placed>([['apiVersion', { is: apiVersion, line }], ['kind', { is: kind, line }], ...(isObject(root) ? root.object : [])]);
  return withTokenMounted({ object, line });
}

/** The provider encodes `data`, and takes `binary_data` as it is. */
function withPlainData({ data, binary_data: encoded, ...others }: Attributes): Attributes {
  return { ...others, ...(data !== undefined && { string_data: data }), ...(encoded !== undefined && { data: encoded }) };
}

type Converting = Around & { readonly known: KnownKind };

function converted(value: Value, number: number, converting: Converting): Placed | undefined {
  const node = converting.known.nodes[number];
  if ('known' in value && value.known === null) return undefined;
  if (node?.type === 'array') return convertedList(value, node.items, converting);
  if (node?.type === 'object' && (node.properties ?? node.values) !== undefined) return convertedObject(value, node, converting);
  const placed = placedValue(value, converting);
  return placed === undefined || node === undefined ? placed : typed(placed, node);
}

function convertedList(value: Value, items: number, converting: Converting): Placed | undefined {
  const members = asList(value);
  const line = lineOf(value, converting);
  if (members.kind !== 'known') return placedValue(value, converting);
  return members.is.length === 0 ? undefined : { list: members.is.flatMap((each) => converted(each, items, converting) ?? []), line };
}

function convertedObject(value: Value, node: Extract<SchemaNode, { readonly type: 'object' }>, converting: Converting): Placed | undefined {
  // No block at all is the same as none.
  if ('list' in value && value.list.length === 0) return undefined;
  const entries = asEntries(value);
  if (entries.kind !== 'known') return placedValue(value, converting);
  const block = 'list' in value ? (value.list[0] ?? value) : value;
  const members = entries.is.flatMap(([name, member]) => {
    const field = fieldOf(name, node);
    return field === undefined ? [] : named(field.name, converted(member, field.number, converting));
  });
  return { object: new Map(members), line: lineOf(block, converting) || lineOf(value, converting) };
}

type Field = { readonly name: string; readonly number: number };

/** Blocks that are repeated are named in the singular. */
function fieldOf(name: string, { properties, values }: Extract<SchemaNode, { readonly type: 'object' }>): Field | undefined {
  if (properties === undefined) return values === undefined ? undefined : { name, number: values };
  const plain = name.replaceAll('_', '').toLowerCase();
  const spellings = [plain, `${plain}s`, `${plain}es`, `${plain.replace(/y$/, '')}ies`];
  const fields = Object.entries(properties).map(([each, number]) => ({ name: each, number, plain: each.toLowerCase() }));
  return spellings.map((spelling) => fields.find((each) => each.plain === spelling)).find((field) => field !== undefined);
}

/** Terraform's attributes are texts where Kubernetes has numbers, and the other way round: the provider converts them. */
function typed(placed: Placed, node: SchemaNode): Placed {
  if (!('is' in placed)) return placed;
  const { is } = placed;
  if (node.type === 'string' && (typeof is === 'number' || typeof is === 'boolean')) return { ...placed, is: String(is) };
  if (typeof is !== 'string') return placed;
  if (['integer', 'number', 'int-or-string'].includes(node.type) && /^-?\d{1,15}$/.test(is)) return { ...placed, is: Number(is) };
  return node.type === 'boolean' && (is === 'true' || is === 'false') ? { ...placed, is: is === 'true' } : placed;
}

/** The provider says so in each pod that doesn't say otherwise, and that overrules the service account. */
function withTokenMounted(object: Extract<Placed, { readonly object: unknown }>): Placed {
  const field = 'automountServiceAccountToken';
  const inPod = (at: Placed | undefined, path: readonly string[]): Placed | undefined => {
    if (!isObject(at)) return at;
    const [step, ...rest] = path;
    if (step === undefined) return at.object.has(field) ? at : withMember(at, field, { is: true, line: 0 });
    const below = inPod(placedAt(at, step), rest);
    return below === undefined ? at : withMember(at, step, below);
  };
  const kind = object.object.get('kind');
  const paths: Readonly<Record<string, readonly string[]>> = { Pod: ['spec'], CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] };
  const templated = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'];
  const name = kind !== undefined && 'is' in kind ? String(kind.is) : '';
  const path = own(paths, name) ?? (templated.includes(name) ? ['spec', 'template', 'spec'] : undefined);
  return path === undefined ? object : (inPod(object, path) ?? object);
}
