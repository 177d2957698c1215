import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * docc's own challenges as data, by the SHA-256 of the YAML text: reading that takes a tenth of a grade. Made by `npm run generate`; a challenge
 * that was changed since is not among them, and is read as everybody else's.
 */
const made = new URL('./parsed.json', import.meta.url);

export const digestOfText = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function parsedBefore(text: string): Promise<unknown> {
  const byDigest: unknown = JSON.parse(await readFile(made, 'utf8'));
  return typeof byDigest === 'object' && byDigest !== null ? Object.entries(byDigest).find(([digest]) => digest === digestOfText(text))?.[1] : undefined;
}
