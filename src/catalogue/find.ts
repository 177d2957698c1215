import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Check } from '../grade/check.ts';
import type { Grader, GraderDefinition } from '../grade/grader.ts';

/** A folder or file under a graders root that isn't what it should be, with the repair. */
export class UnusableGrader extends Error {
  override name = 'UnusableGrader';
}

/** Graders of these ids under `root`: each a folder with a `grader.ts`, and a check for each file in its `checks`. */
export async function findGraders(root: string, wanted: ReadonlySet<string>): Promise<readonly Grader[]> {
  const folders = (await graderFolders(root)).filter((folder) => wanted.has(folder));
  return await Promise.all(folders.map((folder) => loadGrader(join(root, folder))));
}

export async function graderFolders(root: string): Promise<readonly string[]> {
  const entries = (await list(root)).filter((entry) => entry.isDirectory());
  const inside = await Promise.all(entries.map(async ({ name }) => ({ name, files: await list(join(root, name)) })));
  return inside.filter(({ files }) => files.some(({ name }) => /^grader\.[jt]s$/.test(name))).map(({ name }) => name).sort();
}

/** The files of a grader that hold a check: not its tests. */
export async function checkFiles(folder: string): Promise<readonly string[]> {
  const entries = await list(join(folder, 'checks'));
  return entries.map(({ name }) => name).filter(isCheckFile).sort();
}

const isCheckFile = (name: string): boolean => /^[^.]+\.[jt]s$/.test(name);

async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new UnusableGrader(`${folder}: no such folder: correct \`graders\` in the challenge, or make it`, { cause });
  }
}

async function loadGrader(folder: string): Promise<Grader> {
  const files = await checkFiles(folder);
  const ending = files[0]?.endsWith('.js') === true ? 'js' : 'ts';
  const [definition, ...checks] = await Promise.all([
    load(join(folder, `grader.${ending}`), graderShape),
    ...files.map((file) => load(join(folder, 'checks', file), checkShape)),
  ]);
  return { ...definition, checks };
}

const graderShape = z.custom<GraderDefinition>(
  (value) => z.looseObject({ id: z.string(), title: z.string(), roots: z.array(z.string()).min(1) }).safeParse(value).success,
  'export default grader({ id, title, roots }) is missing',
);

const checkShape = z.custom<Check>(
  (value) => z.looseObject({ id: z.string(), weight: z.int().positive(), judge: z.function() }).safeParse(value).success,
  'export default check({ … }) is missing, or its weight is no positive whole number',
);

async function load<Shape extends { readonly id: string }>(path: string, shape: z.ZodType<Shape>): Promise<Shape> {
  const parsed = shape.safeParse(await importDefault(path));
  if (!parsed.success) throw new UnusableGrader(`${path}: ${parsed.error.issues[0]?.message ?? 'unusable'}`);
  const expected = basename(path).startsWith('grader.') ? basename(join(path, '..')) : basename(path).replace(/\.[jt]s$/, '');
  if (parsed.data.id !== expected) {
    throw new UnusableGrader(`${path}: its id is ${parsed.data.id}: it must be ${expected}, the name it is found by`);
  }
  return parsed.data;
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(path).href);
    return loaded.default;
  } catch (cause) {
    throw new UnusableGrader(`${path}${lineOf(cause, path)}: can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** `:3`, of a file that can't be parsed or that broke while it was loaded: Node.js tells it in the stack alone. */
const lineOf = (error: unknown, path: string): string =>
  new RegExp(`${RegExp.escape(path)}(:\\d+)`).exec(error instanceof Error ? (error.stack ?? '') : '')?.[1] ?? '';
