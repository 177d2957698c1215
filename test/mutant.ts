import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Heal, heal } from '../src/catalogue/examples.ts';
import type { Edit } from '../src/grade/judgement.ts';

/** Paths of a submission with their texts: what overlays, edits and heals are made of. */
export type Files = Readonly<Record<string, string>>;

/** `expect.yml` of a mutant: the reference with one mistake, and exactly what that costs. */
export const expectation = z.strictObject({
  mistake: z.string(),
  remove: z.array(z.string()).default([]),
  loses: z.array(z.strictObject({ check: z.string(), observed: z.string(), at: z.string().optional(), because: z.string().optional() })),
  blocks: z.array(z.string()).default([]),
  heal: z.array(heal).default([]),
});
export type Expectation = z.infer<typeof expectation>;

export type Overlay = { readonly name: string; readonly expect: Expectation; readonly files: Files };

export async function readOverlays(folder: string): Promise<readonly Overlay[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return await Promise.all(names.sort().map((name) => readOverlay(join(folder, name), name)));
}

async function readOverlay(folder: string, name: string): Promise<Overlay> {
  const { 'expect.yml': said, ...files } = await filesIn(folder);
  return { name, expect: expectation.parse(parse(said ?? '')), files };
}

export async function filesIn(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const)));
}

export function overlaid(base: Files, { expect, files }: Overlay): Files {
  const kept = Object.entries(base).filter(([path]) => !expect.remove.includes(path));
  return { ...Object.fromEntries(kept), ...files };
}

/** The files with the edits made, from the last line up so that earlier ones keep their numbers. */
export function edited(files: Files, edits: readonly Edit[]): Files {
  const changed = { ...files };
  for (const { path, from, to, text } of edits.toSorted((a, b) => b.from - a.from)) {
    const lines = (changed[path] ?? '').split('\n');
    lines.splice(from - 1, to - from + 1, ...(text === '' ? [] : text.replace(/\n$/, '').split('\n')));
    changed[path] = lines.join('\n');
  }
  return changed;
}

export function healed(files: Files, heals: readonly Heal[]): Files {
  let changed: Files = files;
  for (const step of heals) changed = oneStep(changed, step);
  return changed;
}

function oneStep(files: Files, step: Heal): Files {
  if ('text' in step) return { ...files, [step.path]: step.text };
  const { [step.path]: text, ...others } = files;
  if (text === undefined) throw new Error(`heal: ${step.path} is not there`);
  if ('delete' in step) return others;
  if (!text.includes(step.find)) throw new Error(`heal: ${step.path} does not hold ${JSON.stringify(step.find)}`);
  return { ...others, [step.path]: text.replace(step.find, () => step.put) };
}

/** The lines that a heal writes anew: each must be in the words of the fix, or nobody could have known to write it. */
export function linesWritten(files: Files, heals: readonly Heal[]): readonly string[] {
  return heals.flatMap((step) => {
    if ('delete' in step) return [];
    const before = new Set((files[step.path] ?? '').split('\n').map((line) => line.trim()));
    const text = 'text' in step ? step.text : step.put;
    return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !before.has(line));
  });
}
