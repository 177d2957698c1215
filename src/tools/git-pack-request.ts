import { open, rm } from 'node:fs/promises';

/** A repository that does not hand out the commit to this token, or hands out too much. */
export class UnfetchedPack extends Error {
  override name = 'UnfetchedPack';
}

/** Bytes: five times what the files of a submission may hold. */
export const largestPack = 256 * 1024 * 1024;
const timeoutMs = 180_000;
const tries = 3;

export type PackAccess = { readonly token: string; readonly largest: number; readonly largestBlob: string };

/**
 * Asks `from`, the address of a repository, for one commit without its history, and writes the answer to `to` as it comes.
 * Here is a token, so not a byte of it is read: whoever has none takes it apart, and git holds it to the commit's id then.
 */
export async function savePack(from: string, commit: string, to: string, access: PackAccess): Promise<void> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await asked(from, commit, to, access);
    } catch (error) {
      await rm(to, { force: true });
      if (error instanceof UnfetchedPack || left === 0) throw error instanceof UnfetchedPack ? error : new UnfetchedPack(`commit ${commit} could not be fetched: run the job again`, { cause: error });
    }
  }
}

async function asked(from: string, commit: string, to: string, { token, largest, largestBlob }: PackAccess): Promise<void> {
  const response = await fetch(`${from}.git/git-upload-pack`, {
    method: 'POST',
    // Followed, a redirection could take the token elsewhere.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
      'content-type': 'application/x-git-upload-pack-request',
      accept: 'application/x-git-upload-pack-result',
      'git-protocol': 'version=2',
    },
    body: requestOf(commit, largestBlob),
  });
  if (response.status >= 500) throw new Error(`${from} answered ${response.status}`);
  if (response.status !== 200 || response.body === null) {
    throw new UnfetchedPack(`${from} answered ${response.status} when asked for commit ${commit}: the token needs contents: read of that repository, under the name that it has now`);
  }
  await saved(response.body, to, largest);
}

async function saved(body: AsyncIterable<Uint8Array>, to: string, largest: number): Promise<void> {
  await using file = await open(to, 'wx');
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > largest) throw new UnfetchedPack(`the commit is larger than ${largest} bytes: files of that size are in no challenge; ask the candidate to take them out`);
    await file.appendFile(chunk);
  }
}

/** `fetch` of protocol version 2: https://git-scm.com/docs/protocol-v2#_fetch */
const requestOf = (commit: string, largestBlob: string): string =>
  [line('command=fetch\n'), line('object-format=sha1'), delimiter, ...['no-progress', `want ${commit}`, 'deepen 1', `filter blob:limit=${largestBlob}`, 'done'].map((each) => line(`${each}\n`)), flush].join('');

const [delimiter, flush] = ['0001', '0000'];
const line = (text: string): string => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
