/** Tiny WASI modules put together byte by byte, for tests. */

const i32 = 0x7f;
const i64 = 0x7e;

/** What the modules may call, numbered in this order; their own function comes last. */
const imports = {
  fd_write: { takes: [i32, i32, i32, i32], gives: [i32] },
  fd_read: { takes: [i32, i32, i32, i32], gives: [i32] },
  proc_exit: { takes: [i32], gives: [] },
  environ_sizes_get: { takes: [i32, i32], gives: [i32] },
  fd_prestat_get: { takes: [i32, i32], gives: [i32] },
  path_open: { takes: [i32, i32, i32, i32, i32, i64, i64, i32, i32], gives: [i32] },
} as const;

const names = Object.keys(imports);

const unsigned = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]);

function signed(value: number): number[] {
  const rest = value >> 7;
  const low = value & 0x7f;
  const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return last ? [low] : [low | 0x80, ...signed(rest)];
}

const counted = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (value: string): number[] => counted([...Buffer.from(value)].map((byte) => [byte]));
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];

export const num = (value: number): number[] => [0x41, ...signed(value)];
export const long = (value: number): number[] => [0x42, ...signed(value)];
export const call = (name: keyof typeof imports): number[] => [0x10, ...unsigned(names.indexOf(name))];
/** `_start` calling itself. */
export const recur = [0x10, ...unsigned(names.length)];
export const load = (at: number): number[] => [...num(at), 0x28, 2, 0];
export const store = (at: number, value: readonly number[]): number[] => [...num(at), ...value, 0x36, 2, 0];
/** Repeats until its body falls through: `again` goes back to its start, from within one `when` by `again(1)`. */
export const loop = (...body: readonly (readonly number[])[]): number[] => [0x03, 0x40, ...body.flat(), 0x0b];
export const again = (depth: number): number[] => [0x0c, depth];
export const when = (condition: readonly number[], ...body: readonly (readonly number[])[]): number[] => [
  ...condition, 0x04, 0x40, ...body.flat(), 0x0b,
];
export const equal = (left: readonly number[], right: readonly number[]): number[] => [...left, ...right, 0x46];
export const grow = (pages: number): number[] => [...num(pages), 0x40, 0];
export const size = [0x3f, 0];
export const drop = [0x1a];
export const unreachable = [0x00];
export const exit = (code: readonly number[]): number[] => [...code, ...call('proc_exit')];

type Memory = { readonly limits: readonly number[] } | { readonly none: true };

/** A module with `_start` of this body and one page of memory, or the memory of these raw limits. */
export function wasi(body: readonly (readonly number[])[], memory: Memory = { limits: [0, 1] }): Uint8Array {
  const types = [...Object.values(imports), { takes: [], gives: [] }].map(({ takes, gives }) => [
    0x60, ...counted(takes.map((type) => [type])), ...counted(gives.map((type) => [type])),
  ]);
  const imported = names.map((name, place) => [...text('wasi_snapshot_preview1'), ...text(name), 0, ...unsigned(place)]);
  const code = [0, ...body.flat(), 0x0b];
  const exports = [[...text('_start'), 0, ...unsigned(names.length)], ...('none' in memory ? [] : [[...text('memory'), 2, 0]])];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...header,
    ...section(1, counted(types)),
    ...section(2, counted(imported)),
    ...section(3, counted([unsigned(names.length)])),
    ...('none' in memory ? [] : section(5, counted([memory.limits]))),
    ...section(7, counted(exports)),
    ...section(10, counted([[...unsigned(code.length), ...code]])),
  ]);
}
