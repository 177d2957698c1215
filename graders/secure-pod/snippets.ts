import { stringify } from 'yaml';
import type { Json } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { block, code } from '../../src/grade/markdown.ts';
import type { Manifest } from '../../src/manifests/objects.ts';

export const placed = ({ path, line }: Location): string => code(line === undefined ? path : `${path}:${line}`);

export type Fields = { readonly [name: string]: Json };

/** How the file that makes an object writes its fields: YAML, Terraform's own resources, or a map of HCL. */
type Writing = 'yaml' | 'resource' | 'map';

function writingOf({ object: { address } }: Manifest): Writing {
  const type = address?.split('.').at(-2) ?? '';
  if (type === 'kubernetes_manifest') return 'map';
  return type.startsWith('kubernetes_') ? 'resource' : 'yaml';
}

/** Fields as one writes them where the object is written, as a block of code; `within` is the field that they stand in. */
export function written(manifest: Manifest, fields: Fields, within?: string): string {
  const writing = writingOf(manifest);
  if (writing === 'yaml') return yaml(fields);
  const isMap = writing === 'map' || (within !== undefined && maps.has(within));
  return block((isMap ? mapLines(fields, '') : resourceLines(fields, '')).join('\n'), 'hcl');
}

/** Members of a list that is there: in Terraform's resources each is a block that is named after the list. */
export function writtenItems(manifest: Manifest, name: string, items: readonly Json[]): string {
  const writing = writingOf(manifest);
  if (writing === 'yaml') return yaml(items);
  return block(writing === 'map' ? items.map(inline).join(',\n') : resourceLines({ [name]: items }, '').join('\n'), 'hcl');
}

/** As the file names it: Terraform's resources have the API's names in snake case. */
export const fieldName = (manifest: Manifest, name: string): string => (writingOf(manifest) === 'resource' ? inSnakeCase(name) : name);

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const yaml = (fields: Fields | readonly Json[]): string => block(stringify(fields, { lineWidth: 0, flowCollectionPadding: false }).trimEnd(), 'yaml');

/** A whole object, to be added beside another: as Terraform where that is Terraform's. */
export function addedObject(beside: Manifest, given: Fields): string {
  const body = { ...given, metadata: { ...fieldsOf(given['metadata']), ...namespaceBeside(beside) } };
  if (writingOf(beside) === 'yaml') return yaml(body);
  const kind = textOf(given['kind']).replaceAll(/(?<=[a-z])([A-Z])/g, '_$1').toLowerCase();
  return block([`resource "kubernetes_manifest" "docc_sample_${kind}" {`, '  manifest = {', ...mapLines(body, '    '), '  }', '}'].join('\n'), 'hcl');
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const fieldsOf = (value: Json | undefined): Fields => (value !== undefined && isFields(value) ? value : {});

/** Where nothing else puts it there. */
function namespaceBeside({ object: { landing }, namespace }: Manifest): Fields {
  return landing.kind === 'namespace' && landing.by === 'metadata' && namespace !== undefined && 'known' in namespace ? { namespace: textOf(namespace.known) } : {};
}

function mapLines(fields: Fields, indent: string): readonly string[] {
  return aligned(Object.entries(fields).flatMap(([name, value]) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    return isFields(value) ? [`${indent}${key} = {`, ...mapLines(value, `${indent}  `), `${indent}}`] : [`${indent}${key} = ${inline(value)}`];
  }), indent);
}

/** As `terraform fmt` leaves arguments on lines that follow each other. */
function aligned(lines: readonly string[], indent: string): readonly string[] {
  const keyOf = (line: string): string | undefined => (line.startsWith(indent) && /^\S/.test(line.slice(indent.length)) && !line.endsWith('{') && line.includes(' = ') ? line.slice(0, line.indexOf(' = ')) : undefined);
  return lines.map((line, index) => {
    const key = keyOf(line);
    if (key === undefined) return line;
    const start = lines.findLastIndex((each, at) => at < index && keyOf(each) === undefined) + 1;
    const after = lines.findIndex((each, at) => at > index && keyOf(each) === undefined);
    const group = lines.slice(start, after === -1 ? lines.length : after).map((each) => keyOf(each)?.length ?? 0);
    return `${key.trimEnd().padEnd(Math.max(...group))}${line.slice(key.length)}`;
  });
}

/** The provider's names are the API's in snake case, and blocks are named in the singular. */
function resourceLines(fields: Fields, indent: string): readonly string[] {
  return aligned(Object.entries(fields).flatMap(([name, value]) => {
    const key = inSnakeCase(name);
    if (isFields(value) && !maps.has(name)) return [`${indent}${key} {`, ...resourceLines(value, `${indent}  `), `${indent}}`];
    const members = isList(value) ? value.filter(isFields) : [];
    if (members.length > 0) return members.flatMap((member) => resourceLines({ [name.replace(/s$/, '')]: member }, indent));
    return mapLines({ [key]: value }, indent);
  }), indent);
}

const maps = new Set(['labels', 'annotations', 'matchLabels', 'selector', 'requests', 'limits', 'data']);

function inline(value: Json): string {
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  return isFields(value) ? `{ ${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)} = ${inline(each)}`).join(', ')} }` : JSON.stringify(value);
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
export const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !isList(value);
