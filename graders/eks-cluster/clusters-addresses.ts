import type { Value } from '../../src/collect/terraform/section.ts';
import { piecesOf } from '../../src/terraform/text.ts';

/** Addresses that ranges hold together: as IPv4 has 2³², as IPv6 2¹²⁸. */
export type Reach = { readonly four: bigint; readonly six: bigint };

export type Range = { readonly family: 'four' | 'six'; readonly from: bigint; readonly size: bigint };

/**
 * `203.0.113.0/24`; of a range with an unknown address, such as `"${var.office}/32"`, how many it holds: `from` is then -1.
 * Undefined: not known, or no range.
 */
export function rangeOf(value: Value): Range | undefined {
  const pieces = piecesOf(value);
  const text = pieces?.map((piece) => piece ?? '').join('') ?? '';
  const prefix = /\/(\d{1,3})$/.exec(text)?.[1];
  if (prefix === undefined) return undefined;
  const family = text.includes(':') ? 'six' : 'four';
  const bits = family === 'four' ? 32 : 128;
  if (Number(prefix) > bits) return undefined;
  const size = 1n << BigInt(bits - Number(prefix));
  const address = pieces?.includes(undefined) ? -1n : addressOf(text.slice(0, text.lastIndexOf('/')), family);
  return address === undefined ? undefined : { family, size, from: address < 0n ? address : address - (address % size) };
}

function addressOf(text: string, family: Range['family']): bigint | undefined {
  return family === 'four' ? four(text) : six(text);
}

function four(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function six(text: string): bigint | undefined {
  const [head = '', tail, more] = text.split('::');
  const [first, last] = [groups(head), groups(tail ?? '')];
  const missing = 8 - first.length - last.length;
  if (more !== undefined || missing < 0 || (tail === undefined && missing > 0)) return undefined;
  const all = [...first, ...Array.from({ length: missing }, () => '0'), ...last];
  return all.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) : undefined;
}

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

/** Ranges that lie in one another count once. */
export function reachOf(ranges: readonly Range[]): Reach {
  return { four: sizeOf(ranges, 'four'), six: sizeOf(ranges, 'six') };
}

function sizeOf(ranges: readonly Range[], family: Range['family']): bigint {
  const own = ranges.filter((each) => each.family === family);
  const placed = own.filter(({ from }) => from >= 0n).toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  let [sum, end] = [own.filter(({ from }) => from < 0n).reduce((all, { size }) => all + size, 0n), 0n];
  for (const { from, size } of placed) {
    const start = from > end ? from : end;
    if (from + size > start) sum += from + size - start;
    end = from + size > end ? from + size : end;
  }
  return sum;
}
