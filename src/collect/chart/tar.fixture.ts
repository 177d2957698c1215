export type Entry = { readonly path: string; readonly content?: string; readonly type?: string; readonly link?: string };

/** A tar archive as `tar --format ustar` writes it; a long path has a PAX header before it. */
export function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entry), Buffer.alloc(1024)]);
}

function entry({ path, content = '', type = '0', link = '' }: Entry): readonly Buffer[] {
  const long = Buffer.byteLength(path) > 100;
  const body = Buffer.from(content);
  const own = [header(long ? path.slice(0, 100) : path, body.length, type, link), padded(body)];
  return long ? [header('pax', paxRecord(path).length, 'x', ''), padded(paxRecord(path)), ...own] : own;
}

/** `<length> path=<path>\n`, the length counting its own digits. */
function paxRecord(path: string): Buffer {
  const rest = Buffer.byteLength(` path=${path}\n`);
  const length = rest + String(rest + String(rest).length).length;
  return Buffer.from(`${length} path=${path}\n`);
}

function header(path: string, size: number, type: string, link: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, 100);
  block.write('0000644\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('        ', 148);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const padded = (body: Buffer): Buffer => Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
