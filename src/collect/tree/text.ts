/** A file as text: UTF-8, or UTF-16 where its first bytes say so, as Windows writes it. Undefined: it is binary. */
export function textOf(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const mark = buffer.toString('hex', 0, 2);
  if (mark === 'fffe') return buffer.toString('utf16le', 2);
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(buffer);
  return buffer.includes(0) ? undefined : buffer.toString('utf8');
}
