import type { ImageProgram } from './section.ts';

type Linkage = (ImageProgram & { readonly kind: 'elf' })['linkage'];

/** An ELF program as far as it tells what it needs to start: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */
export type Elf = {
  /** As Go and Docker call processors: `amd64`. */
  readonly machine: string;
  readonly linkage: Linkage;
  readonly wide: boolean;
  readonly big: boolean;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
};

/** Bytes `offset` to `offset + bytes` of the file, which lie at `address` in memory. */
export type Segment = { readonly type: number; readonly writable: boolean; readonly offset: number; readonly bytes: number; readonly address: number };
export type Section = { readonly name: string; readonly offset: number; readonly bytes: number };

const machines: ReadonlyMap<number, string> = new Map([
  [3, '386'],
  [8, 'mips'],
  [20, 'ppc'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'amd64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
]);

const load = 1;
const dynamic = 2;
const interpreter = 3;
const [tagNeeded, tagStrings] = [1, 5];
const [mostHeaders, mostTags, mostLibraries, longestName] = [1_024, 4_096, 100, 255];

export const isElf = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === '\x7fELF';

/** Undefined where the bytes are no ELF, or one whose tables lie outside it. */
export function readElf(bytes: Buffer): Elf | undefined {
  if (!isElf(bytes) || bytes.length < 52) return undefined;
  try {
    return elfOf(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // an offset past the end, or past what a number holds
    throw error;
  }
}

function elfOf(bytes: Buffer): Elf | undefined {
  const [wide, big] = [bytes[4] === 2, bytes[5] === 2];
  const at = numbersIn(bytes, big);
  const word = (offset: number): number => (wide ? at.u64(offset) : at.u32(offset));
  const [segmentTable, sectionTable] = wide ? [word(32), word(40)] : [word(28), word(32)];
  const counts = wide ? 54 : 42;
  const [segmentBytes, segmentCount, sectionBytes, sectionCount, namesIndex] = [0, 2, 4, 6, 8].map((offset) => at.u16(counts + offset));
  if (segmentBytes === undefined || segmentCount === undefined || sectionBytes === undefined || sectionCount === undefined || namesIndex === undefined) return undefined;
  const segments = rows(segmentTable, segmentBytes, segmentCount).map((row) => segmentAt(at, row, wide));
  const sections = sectionsOf(bytes, rows(sectionTable, sectionBytes, sectionCount).map((row) => sectionAt(at, row, wide)), namesIndex);
  const machine = at.u16(18);
  return { machine: machines.get(machine) ?? `ELF machine ${machine}`, linkage: linkageOf(bytes, { segments, wide, big }), wide, big, segments, sections };
}

/** Reads numbers as the file writes them; past the end is a RangeError. */
export function numbersIn(bytes: Buffer, big: boolean) {
  return {
    u16: (offset: number): number => (big ? bytes.readUInt16BE(offset) : bytes.readUInt16LE(offset)),
    u32: (offset: number): number => (big ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset)),
    u64: (offset: number): number => exact(big ? bytes.readBigUInt64BE(offset) : bytes.readBigUInt64LE(offset)),
  };
}

type Numbers = ReturnType<typeof numbersIn>;

function exact(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('an offset past every file');
  return Number(value);
}

function rows(table: number, bytes: number, count: number): readonly number[] {
  if (count > mostHeaders) throw new RangeError('more headers than any linker writes');
  return Array.from({ length: count }, (_, index) => table + index * bytes);
}

function segmentAt(at: Numbers, row: number, wide: boolean): Segment {
  const flags = at.u32(row + (wide ? 4 : 24));
  const [offset, address, bytes] = wide ? [at.u64(row + 8), addressAt(at, row + 16), at.u64(row + 32)] : [at.u32(row + 4), at.u32(row + 8), at.u32(row + 16)];
  return { type: at.u32(row), writable: (flags & 2) !== 0, offset, bytes, address };
}

/** A kernel's lies past what a number holds, and is no place in a file. */
function addressAt(at: Numbers, offset: number): number {
  try {
    return at.u64(offset);
  } catch {
    return Number.NaN;
  }
}

type Header = { readonly name: number; readonly offset: number; readonly bytes: number };

const sectionAt = (at: Numbers, row: number, wide: boolean): Header =>
  wide ? { name: at.u32(row), offset: at.u64(row + 24), bytes: at.u64(row + 32) } : { name: at.u32(row), offset: at.u32(row + 16), bytes: at.u32(row + 20) };

function sectionsOf(bytes: Buffer, headers: readonly Header[], namesIndex: number): readonly Section[] {
  const names = headers[namesIndex];
  if (names === undefined) return [];
  return headers.map(({ name, offset, bytes: size }) => ({ name: stringAt(bytes, names.offset + name), offset, bytes: size }));
}

function stringAt(bytes: Buffer, offset: number): string {
  const part = bytes.subarray(offset, offset + longestName);
  const end = part.indexOf(0);
  return part.toString('utf8', 0, end === -1 ? part.length : end);
}

/** Needs a loader or a library: dynamic. A static program that may be moved has a dynamic table too, which names neither. */
function linkageOf(bytes: Buffer, elf: Pick<Elf, 'segments' | 'wide' | 'big'>): Linkage {
  const named = elf.segments.find(({ type }) => type === interpreter);
  const libraries = neededBy(bytes, elf);
  if (named === undefined && libraries.length === 0) return { kind: 'static' };
  return { kind: 'dynamic', ...(named !== undefined && { interpreter: stringAt(bytes, named.offset) }), libraries: [...libraries] };
}

function neededBy(bytes: Buffer, { segments, wide, big }: Pick<Elf, 'segments' | 'wide' | 'big'>): readonly string[] {
  const table = segments.find(({ type }) => type === dynamic);
  if (table === undefined) return [];
  const at = numbersIn(bytes, big);
  const size = wide ? 16 : 8;
  const tags = Array.from({ length: Math.min(mostTags, Math.floor(table.bytes / size)) }, (_, index) => table.offset + index * size)
    .filter((row) => row + size <= bytes.length)
    .map((row) => (wide ? { tag: addressAt(at, row), value: addressAt(at, row + 8) } : { tag: at.u32(row), value: at.u32(row + 4) }));
  const strings = inFile(segments, tags.find(({ tag }) => tag === tagStrings)?.value ?? Number.NaN);
  const needed = tags.filter(({ tag }) => tag === tagNeeded).slice(0, mostLibraries);
  return needed.map(({ value }) => (strings === undefined || Number.isNaN(value) ? 'unnamed' : stringAt(bytes, strings + value)));
}

/** Where in the file an address in memory lies. */
export function inFile(segments: readonly Segment[], address: number): number | undefined {
  const segment = segments.find((each) => each.type === load && address >= each.address && address < each.address + each.bytes);
  return segment === undefined ? undefined : segment.offset + address - segment.address;
}

export const isData = ({ type, writable }: Segment): boolean => type === load && writable;
