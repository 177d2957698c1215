import { gunzipSync } from 'node:zlib';

/** One file of a `.tgz`, by its path in there. */
export type ArchivedFile = { readonly path: string; readonly bytes: Buffer };

export type Archive = { readonly kind: 'read'; readonly files: readonly ArchivedFile[] } | { readonly kind: 'unread'; readonly because: string };

/** Unpacked. The largest charts that people vendor have 3 MiB, most of it CRDs. */
const mostBytes = 32 * 1024 * 1024;
const mostFiles = 5_000;
const block = 512;

/**
 * Looks through a packed chart before Helm does: a chart has plain files in one folder, and nothing else. What `helm package` and
 * `tar` write is read: ustar, with long names as PAX or GNU have them.
 */
export function readArchive(bytes: Uint8Array): Archive {
  let unpacked: Buffer;
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const tooLarge = error instanceof RangeError || (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE');
    return unread(tooLarge ? `unpacked it has more than ${mostBytes / 1024 / 1024} MiB` : 'it is no gzip archive');
  }
  return filesIn(unpacked);
}

const unread = (because: string): Archive => ({ kind: 'unread', because });

function filesIn(tar: Buffer): Archive {
  const files: ArchivedFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    const size = sizeIn(header);
    if (size === undefined || at + block + size > tar.length) return unread('it is no tar archive, or cut off');
    const content = tar.subarray(at + block, at + block + size);
    at += block + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x' || type === 'L') longName = type === 'x' ? paxPath(content) : field(content, 0, content.length);
    if ('xLgK'.includes(type)) continue;
    const path = longName ?? nameIn(header);
    longName = undefined;
    const wrong = whyNot(path, type);
    if (wrong !== undefined) return unread(wrong);
    if (type !== '5') files.push({ path: path.replace(/^(?:\.\/)+/, ''), bytes: content });
    if (files.length > mostFiles) return unread(`it holds more than ${mostFiles} files`);
  }
  return files.length === 0 ? unread('it holds no files') : { kind: 'read', files };
}

/** Plain files are `0`, or NUL in old archives; folders `5`. */
function whyNot(path: string, type: string): string | undefined {
  const shown = JSON.stringify(path.slice(0, 100).toWellFormed());
  if (type === '1' || type === '2') return `it holds the link ${shown}`;
  if (!'05\0'.includes(type)) return `it holds ${shown}, which is no plain file`;
  const leads = path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path) || path.split('/').includes('..');
  return leads ? `it holds the path ${shown}, which leads out of it` : undefined;
}

function field(bytes: Buffer, from: number, length: number): string {
  const part = bytes.subarray(from, from + length);
  const end = part.indexOf(0);
  return part.toString('utf8', 0, end === -1 ? part.length : end);
}

function nameIn(header: Buffer): string {
  const prefix = field(header, 257, 5) === 'ustar' ? field(header, 345, 155) : '';
  return prefix === '' ? field(header, 0, 100) : `${prefix}/${field(header, 0, 100)}`;
}

/** Octal; base 256 is for files larger than any that is read here. */
function sizeIn(header: Buffer): number | undefined {
  const text = field(header, 124, 12).trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** Records are `<length> <key>=<value>\n`. */
function paxPath(content: Buffer): string | undefined {
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = space === -1 ? 0 : Number(content.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= 0) return undefined;
    const record = content.toString('utf8', space + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return undefined;
}
