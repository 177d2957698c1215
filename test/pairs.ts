import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { type Files, overlaid, type Overlay } from './mutant.ts';

const run = promisify(execFile);

export type Pair = readonly [Overlay, Overlay];

/** Each mutant with each other one, once. */
export const pairsOf = (mutants: readonly Overlay[]): readonly Pair[] => mutants.flatMap((one, at) => mutants.slice(at + 1).map((other) => [one, other] as const));

/** The reference with both mistakes; undefined where they are about the same lines, so that nobody could make both. */
export async function withBoth(reference: Files, [one, other]: Pair): Promise<Files | undefined> {
  const [first, second] = [overlaid(reference, one), overlaid(reference, other)];
  const paths = [...new Set([...Object.keys(reference), ...Object.keys(first), ...Object.keys(second)])];
  const merged = await Promise.all(paths.map(async (path) => [path, await mergedText(reference[path], first[path], second[path])] as const));
  if (merged.some(([, { kind }]) => kind === 'conflict')) return undefined;
  return Object.fromEntries(merged.flatMap(([path, each]) => (each.kind === 'text' && each.text !== undefined ? [[path, each.text]] : [])));
}

type Merged = { readonly kind: 'text'; readonly text: string | undefined } | { readonly kind: 'conflict' };

async function mergedText(base: string | undefined, one: string | undefined, other: string | undefined): Promise<Merged> {
  if (one === other || other === base) return { kind: 'text', text: one };
  if (one === base) return { kind: 'text', text: other };
  if (base === undefined || one === undefined || other === undefined) return { kind: 'conflict' };
  return await mergedByGit({ base, one, other });
}

async function mergedByGit(texts: Readonly<Record<'base' | 'one' | 'other', string>>): Promise<Merged> {
  await using folder = await temporaryFolder('pair');
  await Promise.all(Object.entries(texts).map(([name, text]) => writeFile(join(folder.path, name), text)));
  try {
    const { stdout } = await run('git', ['merge-file', '--stdout', 'one', 'base', 'other'], { cwd: folder.path });
    return { kind: 'text', text: stdout };
  } catch {
    return { kind: 'conflict' };
  }
}
