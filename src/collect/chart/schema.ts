/** A values.schema.json as Helm may have it here: without what it refers to elsewhere. */
export type ClosedSchema =
  | { readonly kind: 'closed'; readonly text: string }
  /** Nothing in it leads out: as it is. What is no JSON is left to Helm to refuse. */
  | { readonly kind: 'same' };

const references = new Set(['$ref', '$dynamicRef', '$recursiveRef']);
/** Those that Helm has in itself. */
const builtIn = /^https?:\/\/json-schema\.org\/(?:draft-0[467]|draft\/20(?:19-09|20-12))\/schema#?$/;
const largest = 2 * 1024 * 1024;
const deepest = 200;

/**
 * Helm follows `$ref` and `$schema` to any address and to any file of the machine. What they lead to isn't in the submission, so
 * it is taken to allow anything.
 */
export function closedSchema(text: string): ClosedSchema {
  const read = text.length <= largest ? readJson(text) : undefined;
  if (read === undefined) return text.length <= largest && !text.includes('$') ? { kind: 'same' } : unreadableSchema(text);
  const found = { outward: false };
  const closed = without(read.json, found, 0);
  return found.outward ? { kind: 'closed', text: JSON.stringify(closed) } : { kind: 'same' };
}

/** Helm would read some texts that are no JSON to us; none of them may lead anywhere. */
const unreadableSchema = (text: string): ClosedSchema => ({ kind: 'closed', text: text.length > largest ? '{}' : text.replaceAll('$', '_') });

function readJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function without(json: unknown, found: { outward: boolean }, depth: number): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (depth > deepest) {
    found.outward = true;
    return {};
  }
  if (Array.isArray(json)) return json.map((each) => without(each, found, depth + 1));
  const kept = Object.entries(json).filter(([name, value]) => {
    const outward = leadsOut(name, value);
    found.outward ||= outward;
    return !outward;
  });
  return Object.fromEntries(kept.map(([name, value]) => [name, without(value, found, depth + 1)]));
}

function leadsOut(name: string, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (name === '$schema') return !builtIn.test(value);
  return references.has(name) && !value.startsWith('#') && !builtIn.test(value);
}
