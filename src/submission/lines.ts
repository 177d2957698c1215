/** What is wrong with a file, for whoever wrote it. */
export type Problem = { readonly line: number; readonly message: string; readonly fix: string };

export type Text =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'unreadable'; readonly lines: number; readonly problem: Problem };

/** The lines of a file, without a byte-order mark. Bytes that are not UTF-8 become U+FFFD, as they do for those who read it. */
export function readText(bytes: Uint8Array, mostBytes: number): Text {
  const problem = unreadable(bytes, mostBytes);
  if (problem !== undefined) return { kind: 'unreadable', lines: countLines(bytes), problem };
  const lines = new TextDecoder('utf-8').decode(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { kind: 'text', lines };
}

const breaksIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);

const countLines = (bytes: Uint8Array): number => breaksIn(bytes) + (bytes.length === 0 || bytes.at(-1) === 0x0a ? 0 : 1);

function unreadable(bytes: Uint8Array, mostBytes: number): Problem | undefined {
  if (bytes.length === 0) return { line: 1, message: 'the file is empty', fix: 'Write it, or remove it.' };
  if (bytes.length > mostBytes) {
    const message = `the file has ${bytes.length} bytes, more than the ${mostBytes} that are read`;
    return { line: 1, message, fix: 'Shorten it; move scripts and other long texts into files of their own.' };
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return utf16;
  const nul = bytes.indexOf(0);
  if (nul === -1) return undefined;
  if (nul <= 1) return utf16;
  return { line: breaksIn(bytes.subarray(0, nul)) + 1, message: 'the line has a NUL byte', fix: 'Remove it: the file is read as text.' };
}

const utf16: Problem = { line: 1, message: 'the file is UTF-16', fix: 'Save it as UTF-8.' };
