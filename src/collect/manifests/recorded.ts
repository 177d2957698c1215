import type { Json } from '../terraform/section.ts';
import type { Found } from './found.ts';
import { judged } from './judge.ts';
import { landingOf } from './landing.ts';
import { isObject, jsonOf, linesOf, type Placed, placedAt, textAt, withMember, withoutMembers } from './placed.ts';
import type { Schemas } from './schemas.ts';
import type { ManifestObject } from './section.ts';

const longestText = 4_096;
/** Evidence nests 64 levels at most, and a body begins at the fourth. */
const deepest = 55;

/** An object as section manifests holds it. It is judged whole, then cut. */
export function recorded(found: Found, origin: number, schemas: Schemas): ManifestObject {
  const root = withoutStatus(found.root);
  const [apiVersion = '', kind = ''] = [textAt(root, 'apiVersion'), textAt(root, 'kind')];
  const whole = jsonOf(root);
  const cut = isTooDeep(whole, 0) ? undefined : shortened(whole);
  const lines = linesOf(root);
  const hook = textAt(root, 'metadata', 'annotations', 'helm.sh/hook');
  return {
    apiVersion: short(apiVersion),
    kind: short(kind),
    name: short(textAt(root, 'metadata', 'name') ?? ''),
    origin,
    landing: landingOf(found, schemas),
    path: found.path,
    ...(found.line !== undefined && { line: found.line }),
    ...(found.address !== undefined && { address: found.address }),
    ...(cut !== undefined && { body: cut }),
    ...(cut !== undefined && lines.some((line) => line > 0) && { lines }),
    ...(hook !== undefined && { hook: short(hook) }),
    validity: judged(whole, apiVersion, kind, schemas),
  };
}

const short = (text: string): string => (text.length > 300 ? text.slice(0, 300).toWellFormed() : text);

function withoutStatus(root: Placed): Placed {
  if (!isObject(root)) return root;
  const bare = withoutMembers(root, ['status']);
  const metadata = placedAt(bare, 'metadata');
  return metadata !== undefined && isObject(metadata) ? withMember(bare, 'metadata', withoutMembers(metadata, ['managedFields', 'creationTimestamp'])) : bare;
}

function isTooDeep(json: Json, depth: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return depth > deepest || Object.values(json).some((each: Json) => isTooDeep(each, depth + 1));
}

function shortened(json: Json): Json {
  if (typeof json === 'string') return json.length > longestText ? json.slice(0, longestText).toWellFormed() : json;
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(shortened);
  return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, shortened(each)]));
}
