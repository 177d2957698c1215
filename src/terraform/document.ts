import { type Document, isScalar, parseDocument, visit } from 'yaml';
import { once } from '../grade/once.ts';
import type { Attributes, Json, Value } from '../collect/terraform/section.ts';
import { plainYaml } from './plain-yaml.ts';

/** In a text, what stands for the unknown piece with that number. Candidates' own are taken out first. */
const mark = (index: number): string => `\uE000${index}\uE001`;
const marked = /\uE000(\d+)\uE001/;
const marks = /[\uE000\uE001]/g;

/**
 * What a text holds as YAML or JSON: chart values, a policy, a manifest, the configuration of an add-on. What was made by
 * yamlencode() and jsonencode() is taken as it was before; an unknown piece of a heredoc or template is unknown where it stands.
 * Text that can't be read is unknown; undefined is no text at all.
 */
export const documentOf = (value: Value | undefined): Value | undefined => (value === undefined ? undefined : readDocument(value));

const readDocument = once((value: Value): Value | undefined => {
  const shape = 'unknown' in value ? value.shape : undefined;
  if (shape?.kind === 'json' || shape?.kind === 'yaml') return placed(shape.of, value);
  if ('known' in value && typeof value.known !== 'string') return undefined;
  if (shape?.kind !== 'template' && !('known' in value)) return value;
  const holes: Value[] = [];
  const json = jsonOf(textOf(value, holes));
  const read: Value = json === undefined ? { unknown: true, ...(value.refs !== undefined && { refs: value.refs }) } : valueOfJson(json, holes);
  return placed(read, value);
});

const jsonOf = (text: string): Json | undefined => encodedJson(text) ?? plainYaml(text) ?? yaml(text);

/** As jsonencode() writes it: JSON that has another spelling is left to the library, which refuses doubled names. */
function encodedJson(text: string): Json | undefined {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined;
  try {
    // What JSON.parse gives is any.
    const json: Json = JSON.parse(text);
    return JSON.stringify(json) === text ? json : undefined;
  } catch {
    return undefined;
  }
}

function yaml(text: string): Json | undefined {
  // The library tells doubled keys by comparing each with each: a minute for a quarter of a megabyte of them.
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, prettyErrors: false });
  if (document.errors.length > 0 || hasDoubledKey(document)) return undefined;
  try {
    // What toJS gives is any; YAML's core schema makes nothing but JSON.
    const json: Json = document.toJS({ maxAliasCount: 100 });
    // An alias may stand within what it stands for, and then has no end as JSON.
    if (text.includes('*')) JSON.stringify(json);
    return json;
  } catch {
    return undefined; // more aliases than that, or one without end
  }
}

function hasDoubledKey(document: Document): boolean {
  let doubled = false;
  visit(document, {
    Map(_, { items }) {
      const keys = items.flatMap(({ key }) => (isScalar(key) ? [key.value] : []));
      doubled = new Set(keys).size < keys.length;
      return doubled ? visit.BREAK : undefined;
    },
  });
  return doubled;
}

function placed(value: Value, { line, endLine, path }: Value): Value {
  return { ...value, ...(line !== undefined && { line }), ...(endLine !== undefined && { endLine }), ...(path !== undefined && { path }) };
}

function textOf(value: Value, holes: Value[]): string {
  if ('known' in value && typeof value.known !== 'object') return String(value.known).replaceAll(marks, '');
  if ('unknown' in value && value.shape?.kind === 'template') return value.shape.parts.map((part) => textOf(part, holes)).join('');
  holes.push(value);
  return mark(holes.length - 1);
}

function valueOfJson(json: Json, holes: readonly Value[]): Value {
  if (holes.length === 0) return { known: json };
  if (typeof json === 'string') return valueOfText(json, holes);
  if (typeof json !== 'object' || json === null) return { known: json };
  if (isList(json)) return { list: json.map((each) => valueOfJson(each, holes)) };
  const object: Attributes = Object.fromEntries(Object.entries(json).map(([name, each]) => [name, valueOfJson(each, holes)]));
  return { object };
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

function valueOfText(text: string, holes: readonly Value[]): Value {
  // Split by a pattern with a group: every second piece is the number of a hole.
  const parts = text.split(marked).map((piece, index): Value => (index % 2 === 0 ? { known: piece } : (holes[Number(piece)] ?? { unknown: true })));
  const said = parts.filter((part) => !('known' in part && part.known === ''));
  const [first, ...rest] = said;
  if (first === undefined) return { known: '' };
  return rest.length === 0 ? first : { unknown: true, shape: { kind: 'template', parts: said } };
}
