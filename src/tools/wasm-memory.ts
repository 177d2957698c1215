/** A module whose memory the engine itself will hold to the limit; or why there can be none. */
export type CappedModule =
  | { readonly kind: 'capped'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly why: string };

const pageBytes = 65_536;
const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const memorySection = 5;

/**
 * Writes a maximum into a WebAssembly module's memory section, so that `memory.grow` past it is refused by the engine.
 * Nothing else bounds it: a worker's resource limits count the JavaScript heap only, and while the module runs nobody
 * can look at its memory. Binary format: https://webassembly.github.io/spec/core/binary/modules.html
 */
export function capMemory(bytes: Uint8Array, maxBytes: number): CappedModule {
  try {
    return cap(bytes, Math.floor(maxBytes / pageBytes));
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'refused', why: error.message };
    throw error;
  }
}

class Malformed extends Error {
  override name = 'Malformed';
}

function cap(bytes: Uint8Array, maxPages: number): CappedModule {
  if (magic.some((byte, place) => bytes[place] !== byte)) throw new Malformed('it is no WebAssembly module of version 1');
  for (let at = magic.length; at < bytes.length; ) {
    const size = readNumber(bytes, at + 1);
    const end = size.next + size.value;
    if (end > bytes.length) throw new Malformed('it is cut short');
    if (bytes[at] === memorySection) {
      const section = cappedSection(bytes.subarray(size.next, end), maxPages);
      return { kind: 'capped', bytes: Buffer.concat([bytes.subarray(0, at), section, bytes.subarray(end)]) };
    }
    at = end;
  }
  throw new Malformed('it has no memory of its own');
}

/** One memory, of 32 bits, not shared: flags other than 0 (no maximum) and 1 mean something else. */
function cappedSection(content: Uint8Array, maxPages: number): Uint8Array {
  const count = readNumber(content, 0);
  const flags = content[count.next] ?? 0xff;
  if (count.value !== 1 || flags > 1) throw new Malformed('its memory is not a single one of 32 bits');
  const least = readNumber(content, count.next + 1);
  const most = flags === 1 ? readNumber(content, least.next).value : maxPages;
  if (least.value > maxPages) throw new Malformed(`it asks for ${least.value * pageBytes} bytes of memory, of ${maxPages * pageBytes}`);
  const limits = [1, 1, ...writeNumber(least.value), ...writeNumber(Math.min(most, maxPages))];
  return Uint8Array.from([memorySection, ...writeNumber(limits.length), ...limits]);
}

/** LEB128, unsigned, at most 32 bits. */
function readNumber(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let place = 0; place < 5; place += 1) {
    const byte = bytes[from + place];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * place);
    if (byte < 0x80) return { value, next: from + place + 1 };
  }
  throw new Malformed('a number in it is cut short');
}

function writeNumber(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeNumber(Math.floor(value / 0x80))];
}
