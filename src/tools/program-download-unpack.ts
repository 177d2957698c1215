import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ReadEntry } from 'tar';
import { codeOf, DownloadFailed } from './program-download-trouble.ts';

/** Unpacked; trivy has 160 MB. */
const mostBytes = 512 * 1024 * 1024;

/**
 * Writes the file that the archive names exactly so to `to`, and no other: what a path of the archive says is compared, never
 * used. Throws {@link DownloadFailed} where there isn't one such file, or where what it is in can't be read.
 */
export async function unpackMember(archive: string, member: string, to: string, signal: AbortSignal): Promise<void> {
  const { Parser } = await import('tar');
  const found: Promise<void>[] = [];
  let trouble: Error | undefined;
  const see = (entry: ReadEntry): void => {
    if (entry.path === member) trouble ??= whyNot(entry, found.length);
    if (entry.path !== member || trouble !== undefined) {
      entry.resume();
      return;
    }
    const written = pipeline(entry, createWriteStream(to, { flags: 'wx', mode: 0o600 }));
    written.catch(() => undefined); // awaited below, when the archive has been read
    found.push(written);
  };
  const parser = new Parser({ strict: true, onReadEntry: see });
  const read = new Promise<void>((resolve, reject) => void parser.on('end', resolve).on('error', reject));
  read.catch(() => undefined); // the pipeline may end sooner
  try {
    await pipeline(createReadStream(archive), createGunzip(), bounded, async (chunks) => {
      // Where a full disk takes no more, the parser waits for ever.
      for await (const chunk of chunks) if (!parser.write(chunk)) await Promise.race([new Promise((resolve) => parser.once('drain', resolve)), ...found]);
      parser.end();
      await Promise.all([read, ...found]);
    }, { signal });
  } catch (error) {
    throw unreadable(error);
  }
  if (trouble !== undefined) throw trouble;
  if (found.length === 0) throw broken(`the archive holds no ${member}`);
}

async function* bounded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw broken(`the archive unpacks to more than ${mostBytes} bytes`);
    yield chunk;
  }
}

function whyNot({ type, path }: ReadEntry, before: number): DownloadFailed | undefined {
  if (before > 0) return broken(`the archive holds ${path} twice`);
  return ['File', 'OldFile', 'ContiguousFile'].includes(type) ? undefined : broken(`in the archive ${path} is no plain file`);
}

/** Its checksum is that of the lock file: what can't be read in it, nobody will read there. */
const broken = (message: string, cause?: unknown): DownloadFailed =>
  new DownloadFailed('broken-archive', message, 'The lock file is wrong about it: tell those who maintain docc.', cause);

const ofTheDisk = /^E[A-Z]+$/;

function unreadable(error: unknown): unknown {
  if (error instanceof DownloadFailed || ofTheDisk.test(codeOf(error)) || codeOf(error) === 'ABORT_ERR') return error;
  return broken(`the archive can't be read: ${error instanceof Error ? error.message : String(error)}`, error);
}
