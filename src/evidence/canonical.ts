/** JSON with one spelling: sorted keys, no blanks, no number that JSON can't say, no key that could reach a prototype. */
export class NotCanonical extends Error {
  override name = 'NotCanonical';
}

/** Deeper than any section is, and far from the depth at which the recursion below would end the stack. */
const deepest = 64;

export function canonical(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > deepest) throw new NotCanonical(`nested deeper than ${deepest} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object') return writeObject(value, depth);
  throw new NotCanonical(`a ${typeof value} has no place in evidence`);
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new NotCanonical('half of a surrogate pair in a string');
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonical(`${value} is no JSON number`);
  return JSON.stringify(value);
}

function writeObject(value: object, depth: number): string {
  const members: string[] = [];
  // Code unit order: localeCompare would differ from machine to machine.
  for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (key === '__proto__') throw new NotCanonical('a key named __proto__');
    if (member !== undefined) members.push(`${writeString(key)}:${write(member, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

/** Reads canonical bytes; anything that would be written differently (blanks, doubled keys, `1.0`, a BOM) is refused. */
export function parseCanonical(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const value = parse(text);
  if (!isPlainlyCanonical(value, text) && canonical(value) !== text) throw new NotCanonical('bytes differ from their own canonical form');
  return value;
}

/**
 * Whether the text is what JavaScript itself would write, in canonical order: a quarter of the time that `canonical` takes. Where not, that
 * one decides: it knows keys that look like numbers, which JavaScript puts first, and refuses by name what has no place.
 */
const isPlainlyCanonical = (value: unknown, text: string): boolean =>
  isOrdered(value, 0) && JSON.stringify(value) === text && !text.includes(halfSurrogate);

/** How JSON.stringify writes half of a surrogate pair, and little else. */
const halfSurrogate = '\\ud';

function isOrdered(value: unknown, depth: number): boolean {
  if (depth > deepest) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isOrdered(item, depth + 1));
  let before: string | undefined;
  // JSON.parse made it: its keys are its own, and strings. Object.entries, which needs no cast, takes three times as long.
  const members = value as { readonly [key: string]: unknown };
  for (const key in members) {
    if (key === '__proto__' || (before !== undefined && before > key) || !isOrdered(members[key], depth + 1)) return false;
    before = key;
  }
  return true;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new NotCanonical('bytes are not UTF-8', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NotCanonical('not JSON', { cause });
  }
}
