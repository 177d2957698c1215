import { createHash } from 'node:crypto';
import type { Refused } from './refusal.ts';

export type Digested = { readonly raw: Buffer; readonly sha256: string; readonly executable: boolean };

/** Over files and refusals in the order given. No path holds a NUL, so no two submissions have one listing. */
export function treeDigest(files: readonly Digested[], refused: readonly Refused[]): string {
  const hash = createHash('sha256').update('docc tree 1\0');
  for (const { raw, sha256, executable } of files) hash.update(raw).update(`\0${executable ? 'x' : '-'} ${sha256}\0`);
  for (const { raw, refusal } of refused) hash.update(raw).update(`\0refused ${refusal.code}\0`);
  return `sha256:${hash.digest('hex')}`;
}
