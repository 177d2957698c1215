export type Program = {
  readonly interpreter?: string;
  readonly libraries?: readonly string[];
  /** Put where Go's linker puts it: in a segment of data, at `base` + its place. */
  readonly data?: Buffer;
  readonly machine?: number;
};

/** Of the segments in memory, over their place in the file. */
export const base = 0x400000;
/** Where `data` begins in the file. */
export const dataAt = 2_048;

/** A 64-bit little-endian ELF with the tables that a loader reads, and no code. */
export function elfOf({ interpreter, libraries = [], data = Buffer.alloc(0), machine = 62 }: Program): Buffer {
  const bytes = Buffer.alloc(dataAt + data.length);
  const names = Buffer.from(`\0${libraries.map((each) => `${each}\0`).join('')}`);
  const [namesAt, interpreterAt, dynamicAt] = [512, 1_024, 1_280];
  names.copy(bytes, namesAt);
  if (interpreter !== undefined) bytes.write(`${interpreter}\0`, interpreterAt);
  const tags = [...libraries.map((each) => [1, names.indexOf(`\0${each}\0`) + 1] as const), [5, base + namesAt] as const, [0, 0] as const];
  tags.forEach(([tag, value], index) => {
    bytes.writeBigUInt64LE(BigInt(tag), dynamicAt + index * 16);
    bytes.writeBigUInt64LE(BigInt(value), dynamicAt + index * 16 + 8);
  });
  data.copy(bytes, dataAt);
  const segments = [
    { type: 1, flags: 5, offset: 0, size: dataAt },
    { type: 1, flags: 6, offset: dataAt, size: data.length },
    ...(interpreter === undefined ? [] : [{ type: 3, flags: 4, offset: interpreterAt, size: interpreter.length + 1 }]),
    ...(libraries.length === 0 ? [] : [{ type: 2, flags: 6, offset: dynamicAt, size: tags.length * 16 }]),
  ];
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(segments.length, 56);
  segments.forEach(({ type, flags, offset, size }, index) => {
    const row = 64 + index * 56;
    bytes.writeUInt32LE(type, row);
    bytes.writeUInt32LE(flags, row + 4);
    [offset, base + offset, base + offset, size, size, 16].forEach((value, place) => bytes.writeBigUInt64LE(BigInt(value), row + 8 + place * 8));
  });
  return bytes;
}

const mark = '\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6';
const framed = (modules: string): Buffer => Buffer.concat([Buffer.from(mark, 'latin1'), Buffer.from(modules), Buffer.from(mark, 'latin1')]);
const magic = '\xff Go buildinf:';

/** As Go 1.18 and later write it. */
export function inlineBuildInfo(version: string, modules: string): Buffer {
  const header = Buffer.alloc(32);
  header.write(magic, 0, 'latin1');
  header[14] = 8;
  header[15] = 2;
  const counted = (text: Buffer): Buffer => Buffer.concat([Buffer.from(text.length < 128 ? [text.length] : [(text.length & 127) | 128, text.length >> 7]), text]);
  return Buffer.concat([header, counted(Buffer.from(version)), counted(framed(modules))]);
}

/** As Go up to 1.17 wrote it: addresses of strings, which are addresses and lengths. */
export function pointedBuildInfo(version: string, modules: string): Buffer {
  const texts = [Buffer.from(version), framed(modules)];
  const data = Buffer.alloc(64 + texts.reduce((sum, each) => sum + each.length, 0));
  data.write(magic, 0, 'latin1');
  data[14] = 8;
  let at = 64;
  texts.forEach((text, index) => {
    const header = 32 + index * 16;
    data.writeBigUInt64LE(BigInt(base + dataAt + header), 16 + index * 8);
    data.writeBigUInt64LE(BigInt(base + dataAt + at), header);
    data.writeBigUInt64LE(BigInt(text.length), header + 8);
    text.copy(data, at);
    at += text.length;
  });
  return data;
}
