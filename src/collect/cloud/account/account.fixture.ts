import type { Submission } from '../../../submission/submission.ts';
import { cloudFile } from './named.ts';

/** Of one file, as if it came from that repository. */
export const naming = (text: string, repository?: string): Submission => ({
  identity: { digest: `sha256:${'0'.repeat(64)}`, ...(repository !== undefined && { repository }) },
  files: [{ path: cloudFile, executable: false, bytes: new TextEncoder().encode(text), sha256: '0'.repeat(64) }],
  refused: [],
  refusedBeyond: 0,
});
