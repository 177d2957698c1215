import { hash } from 'node:crypto';
import { type Digested, treeDigest } from './digest.ts';
import type { Chosen, Content, Source } from './entry.ts';
import { openFolder } from './folder.ts';
import { pointedSize } from './lfs.ts';
import { limits, refuse, type Refused } from './refusal.ts';
import { select } from './select.ts';
import type { Submission, SubmissionFile } from './submission.ts';

export type SubmissionSource =
  /** What git would take of a folder: its ignore files hold, tracked or not, in a repository or not. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A commit of a repository as stored. `repository` may be a folder inside one: that folder alone is read. */
  | { readonly kind: 'commit'; readonly repository: string; readonly ref: string };

type File = SubmissionFile & Digested;

/**
 * Reads a submission: nothing of it runs, no link is followed, and what can't be read is refused path by path.
 * @throws {UnusableSubmission} where there is nothing to read at all
 */
export async function readSubmission(from: SubmissionSource): Promise<Submission> {
  if (from.kind === 'folder') return assemble(await openFolder(from.path));
  const { openCommit } = await import('./commit.ts');
  return assemble(await openCommit(from.repository, from.ref));
}

async function assemble<Handle>(source: Source<Handle>): Promise<Submission> {
  const { chosen, refused: unread } = select(source.entries);
  const contents = await source.read(chosen);
  const judged = chosen.map((each, index) => fileOf(each, contents[index] ?? missing));
  const files = judged.filter((each) => 'sha256' in each);
  const refused = [...unread, ...judged.filter((each) => 'refusal' in each)].toSorted((a, b) => Buffer.compare(a.raw, b.raw));
  return {
    identity: { ...(source.commit !== undefined && { commit: source.commit }), digest: treeDigest(files, refused) },
    files: files.map(({ path, executable, bytes, sha256 }) => ({ path, executable, bytes, sha256 })),
    refused: refused.slice(0, limits.listed).map(({ refusal }) => refusal),
    refusedBeyond: Math.max(0, refused.length - limits.listed),
  };
}

const missing: Content = { kind: 'unreadable', because: 'a file whose content did not come' };

function fileOf({ raw, path, executable }: Chosen<unknown>, content: Content): File | Refused {
  if (content.kind === 'unreadable') return refuse(raw, 'unreadable', content.because);
  const size = pointedSize(content.bytes);
  if (size !== undefined) return refuse(raw, 'lfs-pointer', `a Git LFS pointer to ${size} bytes that are not here`);
  return { raw, path, executable, bytes: content.bytes, sha256: hash('sha256', content.bytes) };
}
