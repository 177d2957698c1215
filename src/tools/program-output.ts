import { stripVTControlCharacters } from 'node:util';

/** What is kept of a text nobody parses, at its start and again at its end. */
const keptBytes = 8 * 1024;

const controls = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A program's words fit to print: no terminal sequence, control but newline and tab, mark that turns reading order, half pair. */
export function cleanText(text: string): string {
  const lines = stripVTControlCharacters(text).toWellFormed().replaceAll(/\r\n?/g, '\n');
  return lines.replaceAll(controls, (control) => (control === '\n' || control === '\t' ? control : ''));
}

/** One output of a program as it arrives, and what is kept of it. */
export type Output<Kept> = { readonly add: (chunk: Buffer) => void; readonly kept: () => Kept };

/** Keeps every byte up to `limit`; past it nothing more, and `overflow` is called once. */
export function wholeOutput(limit: number, overflow: () => void): Output<Buffer> {
  const chunks: Buffer[] = [];
  let seen = 0;
  const add = (chunk: Buffer): void => {
    const fitted = seen <= limit;
    seen += chunk.length;
    if (seen <= limit) chunks.push(chunk);
    else if (fitted) overflow();
  };
  return { add, kept: () => Buffer.concat(chunks) };
}

/** Keeps the start and the end, cleaned; past `limit` bytes `overflow` is called once. */
export function outputEnds(limit: number, overflow: () => void): Output<string> {
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  let seen = 0;
  const add = (chunk: Buffer): void => {
    const fitted = seen <= limit;
    seen += chunk.length;
    const toHead = keptBytes - head.length;
    head = Buffer.concat([head, chunk.subarray(0, toHead)]);
    tail = Buffer.concat([tail, chunk.subarray(toHead)]).subarray(-keptBytes);
    if (fitted && seen > limit) overflow();
  };
  return { add, kept: () => cleanText(joined(head, tail, seen - head.length - tail.length)) };
}

function joined(head: Buffer, tail: Buffer, leftOut: number): string {
  if (leftOut === 0) return Buffer.concat([head, tail]).toString('utf8');
  return `${head.toString('utf8')}\n[${leftOut} bytes left out]\n${tail.toString('utf8')}`;
}
