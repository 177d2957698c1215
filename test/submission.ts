import { hash } from 'node:crypto';
import { treeDigest } from '../src/submission/digest.ts';
import type { Submission } from '../src/submission/submission.ts';

/** A submission in memory, as if these texts were the files of a folder. */
export function submissionOf(files: Readonly<Record<string, string>>): Submission {
  const read = Object.entries(files).map(([path, text]) => {
    const bytes = Buffer.from(text);
    return { raw: Buffer.from(path), path, executable: false, bytes, sha256: hash('sha256', bytes) };
  });
  const sorted = read.toSorted((one, other) => Buffer.compare(one.raw, other.raw));
  return {
    identity: { digest: treeDigest(sorted, []) },
    files: sorted.map(({ raw: _raw, ...file }) => file),
    refused: [],
    refusedBeyond: 0,
  };
}
