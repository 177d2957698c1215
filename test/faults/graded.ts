import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findGraders } from '../../src/catalogue/find.ts';
import { defaults } from '../../src/cli/again.ts';
import { docc } from '../../src/cli/docc.ts';
import { worldIn } from '../../src/cli/world.fixture.ts';
import type { FindGraders, World } from '../../src/cli/world.ts';
import { type Bundle, bundle } from '../../src/evidence/bundle.ts';
import { type Report, report as reportSchema } from '../../src/grade/report.ts';
import type { Files } from '../mutant.ts';

/** One run of `docc grade` in a folder. */
export type Run = {
  readonly code: number;
  readonly stderr: string;
  /** What it kept; undefined where it came to no report. */
  readonly report: Report | undefined;
  readonly bundle: Bundle | undefined;
};

/** A submission on disk, and beside it where its grades go. */
export type Place = { readonly folder: string; readonly submission: string };

export async function placed(folder: string, files: Files): Promise<Place> {
  const submission = join(folder, 'submission');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(submission, path)), { recursive: true });
    await writeFile(join(submission, path), text);
  }
  return { folder, submission };
}

/** Neither evidence nor ledger of the runs before it. */
export async function forgotten({ folder }: Place): Promise<void> {
  await rm(join(folder, defaults.out), { recursive: true, force: true });
  await rm(join(folder, 'cache'), { recursive: true, force: true });
}

/** Loaded once, while nothing fails: a grade without its checks ends at once, and what it had begun would go on beside the next. */
let loaded: ReturnType<FindGraders> | undefined;
const gradersAtHand: FindGraders = (root, wanted) => (loaded ??= findGraders(root, wanted));

export async function graded({ folder, submission }: Place, tier: 'source' | 'image', changes: Partial<World>): Promise<Run> {
  const said = { stdout: '', stderr: '' };
  const args = ['grade', submission, '--tier', tier, '--format', 'json', '--as-of', '2026-11-01'];
  await rm(join(folder, defaults.out, 'report.json'), { force: true });
  const code = await docc(args, worldIn(folder, said, { findGraders: gradersAtHand, ...changes }));
  return { code, stderr: said.stderr, report: await kept(join(folder, defaults.out, 'report.json'), reportSchema), bundle: await kept(join(folder, defaults.out, 'evidence', 'bundle.json'), bundle) };
}

async function kept<T>(path: string, schema: { readonly parse: (json: unknown) => T }): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** Copies a submission with its grades. */
export const copied = async (from: Place, folder: string): Promise<Place> => {
  await cp(from.folder, folder, { recursive: true });
  return { folder, submission: join(folder, 'submission') };
};
