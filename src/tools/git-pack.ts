import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bareRepository, UnfetchedCommit } from './git-fetch.ts';
import { failureOf } from './program.ts';

/**
 * Makes a bare repository at `to` with one commit, of what `savePack` wrote: without its history, a work tree or the network.
 * git names each object by its content, so a commit that is there under its id is that commit, whoever handed it on.
 */
export async function commitFromPack(pack: string, commit: string, to: string): Promise<void> {
  const git = await bareRepository(to, 'none');
  const path = join(to, 'objects', 'pack', `pack-${commit}.pack`);
  await unwrapped(pack, path, commit);
  // Its parents are not there, and nobody is to look for them.
  await writeFile(join(to, 'shallow'), `${commit}\n`);
  const failure = failureOf('git index-pack', await git('index-pack', path)) ?? failureOf('git cat-file', await git('cat-file', '-e', `${commit}^{commit}`));
  if (failure !== undefined) throw notHad(commit, failure.message);
}

const notHad = (commit: string, because: string): UnfetchedCommit => new UnfetchedCommit(`commit ${commit} is not in what was fetched: ${because}; run the workflow again, or look whether the commit is still there`);

/** The answer's section `packfile`, whose lines bear a first byte: 1 for the pack, 2 for progress, 3 for a last word. */
async function unwrapped(from: string, to: string, commit: string): Promise<void> {
  await using answer = await open(from, 'r');
  await using pack = await open(to, 'wx');
  let isPack = false;
  for (let packet = await nextPacket(answer); packet !== 'end'; packet = await nextPacket(answer)) {
    if (packet === 'mark') continue;
    if (!isPack && packet.toString('latin1', 0, 4) === 'ERR ') throw notHad(commit, said(packet.subarray(4)));
    if (isPack && packet[0] === 3) throw notHad(commit, said(packet.subarray(1)));
    if (isPack && packet[0] === 1) await pack.appendFile(packet.subarray(1));
    isPack ||= packet.toString('latin1') === 'packfile\n';
  }
  if (!isPack) throw notHad(commit, 'it is no answer of a git server');
}

/** What a server said, for a message: its letters. */
const said = (bytes: Buffer): string => bytes.toString('latin1', 0, 200).replaceAll(/[^\x20-\x7e]+/g, ' ').trim();

/** A line as git frames it; a mark is a line of no content. Cut off in the middle, it ends there: git then misses the rest. */
async function nextPacket(file: FileHandle): Promise<Buffer | 'mark' | 'end'> {
  const head = (await bytesOf(file, 4)).toString('latin1');
  if (head === '0000' || head === '0001') return 'mark';
  const length = /^[0-9a-f]{4}$/.test(head) ? Number.parseInt(head, 16) : 0;
  return length > 4 ? await bytesOf(file, length - 4) : 'end';
}

async function bytesOf(file: FileHandle, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  let at = 0;
  while (at < count) {
    const { bytesRead } = await file.read(bytes, at, count - at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
