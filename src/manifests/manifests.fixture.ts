import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { mark } from '../collect/manifests/marks.ts';
import { type Landing, type ManifestObject, type ManifestOrigin, manifests, type ManifestsFacts, type Unknown } from '../collect/manifests/section.ts';
import type { Json } from '../collect/terraform/section.ts';

/** Which origin a file is of; files alone where nothing is said. */
type Origins = Readonly<Record<string, ManifestOrigin>>;

const clusterKinds = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CiliumClusterwideNetworkPolicy', 'GatewayClass', 'IngressClass']);

/**
 * Facts from YAML texts by path, every line certain. `<var.tag>` in a text is what files don't tell. What has no namespace
 * of its own is nobody's.
 */
export function factsOf(files: Readonly<Record<string, string>>, origins: Origins = {}): ManifestsFacts {
  const unknowns: Unknown[] = [];
  const all = [...new Map([...Object.values(origins), { kind: 'files' } as const].map((each) => [JSON.stringify(each), each])).values()];
  const objects = Object.entries(files).flatMap(([path, text]) => {
    const wanted = JSON.stringify(origins[path] ?? { kind: 'files' });
    return objectsIn(path, text, all.findIndex((each) => JSON.stringify(each) === wanted), unknowns);
  });
  return manifests.schema.parse({ kubernetes: '1.34', origins: all, objects, unknowns, problems: [], problemsBeyond: 0, unrendered: [] });
}

function objectsIn(path: string, text: string, origin: number, unknowns: Unknown[]): readonly ManifestObject[] {
  const counter = new LineCounter();
  return parseAllDocuments(text, { lineCounter: counter }).flatMap((document) => {
    if (!isMap(document.contents)) return [];
    const lineOf = (node: Node): number => counter.linePos(node.range?.[0] ?? 0).line;
    const lines: number[] = [];
    const body = jsonOf(document.contents, { lineOf, lines, unknowns, path });
    const read = (...names: readonly string[]): string => textOf(document.getIn(names));
    const name = marked(read('metadata', 'name'), unknowns, { path });
    return [{ apiVersion: read('apiVersion'), kind: read('kind'), name, origin, landing: landingOf(read('kind'), read('metadata', 'namespace'), path, unknowns), path, line: lineOf(document.contents), body, lines, validity: { kind: 'valid' } as const }];
  });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function landingOf(kind: string, namespace: string, path: string, unknowns: Unknown[]): Landing {
  if (clusterKinds.has(kind)) return { kind: 'cluster' };
  return namespace === '' ? { kind: 'unsaid' } : { kind: 'namespace', name: marked(namespace, unknowns, { path }), by: 'metadata', at: { path } };
}

type Reading = { readonly lineOf: (node: Node) => number; readonly lines: number[]; readonly unknowns: Unknown[]; readonly path: string };

/** Lines in the order that src/manifests/body.ts reads them: down, keys sorted. */
function jsonOf(node: unknown, reading: Reading): Json {
  if (isMap<Node, Node>(node)) {
    const pairs = node.items.toSorted((one, other) => (String(one.key) < String(other.key) ? -1 : 1));
    return Object.fromEntries(pairs.map(({ key, value }) => {
      reading.lines.push(reading.lineOf(key));
      return [String(key), jsonOf(value, reading)];
    }));
  }
  if (isSeq<Node>(node)) {
    return node.items.map((item) => {
      reading.lines.push(reading.lineOf(item));
      return jsonOf(item, reading);
    });
  }
  // A scalar of YAML's core schema is nothing but JSON.
  const json = isScalar(node) ? (node.value as Json) : null;
  return typeof json === 'string' ? marked(json, reading.unknowns, { path: reading.path }) : json;
}

function marked(text: string, unknowns: Unknown[], at: { readonly path: string }): string {
  return text.replaceAll(/<([a-z][\w.]*)>/g, (_, of: string) => {
    const known = unknowns.findIndex((each) => each.of[0] === of);
    return mark(known === -1 ? unknowns.push({ of: [of], at }) - 1 : known);
  });
}
