import type { Found } from './found.ts';
import { placedAt, textAt } from './placed.ts';
import { presentKind, type Schemas } from './schemas.ts';
import type { Landing } from './section.ts';

/** Where an object lands: what it says itself, else what is said of it. */
export function landingOf(found: Found, schemas: Schemas): Landing {
  const { root, path, line, otherwise, by } = found;
  const namespace = textAt(root, 'metadata', 'namespace') ?? '';
  if (scopeOf(found, schemas) === 'cluster') return { kind: 'cluster' };
  if (namespace === '') return otherwise ?? { kind: 'unsaid' };
  if (by !== undefined && by.name === namespace) return { kind: 'namespace', name: namespace, by: by.kind, at: by.at };
  const own = placedAt(root, 'metadata', 'namespace')?.line ?? 0;
  const at = own > 0 ? own : line;
  return { kind: 'namespace', name: namespace, by: 'metadata', at: { path, ...(at !== undefined && { line: at }) } };
}

/** Custom resources of projects whose schemas docc doesn't have, and which name no namespace: https://docs.cilium.io/en/stable/network/kubernetes/ciliumnetworkpolicy/ */
const clusterScoped = /^(?:Cluster|CiliumClusterwide|Global)/;

function scopeOf({ root }: Found, schemas: Schemas): 'cluster' | 'namespace' {
  const [apiVersion = '', kind = ''] = [textAt(root, 'apiVersion'), textAt(root, 'kind')];
  const known = presentKind(schemas, apiVersion, kind);
  if (known !== undefined) return known.scope;
  return clusterScoped.test(kind) && textAt(root, 'metadata', 'namespace') === undefined ? 'cluster' : 'namespace';
}
