import type { Submission } from '../../../submission/submission.ts';
import { accountNamed, cloudFile } from './named.ts';
import type { Candidate } from './open.ts';

/** Of one file, as if it came from that repository. */
export const naming = (text: string, repository?: string): Submission => ({
  identity: { digest: `sha256:${'0'.repeat(64)}`, ...(repository !== undefined && { repository }) },
  files: [{ path: cloudFile, executable: false, bytes: new TextEncoder().encode(text), sha256: '0'.repeat(64) }],
  refused: [],
  refusedBeyond: 0,
});

export function candidateNaming(text: string, repository?: string): Candidate {
  const submission = naming(text, repository);
  return { identity: submission.identity, named: accountNamed(submission) };
}
