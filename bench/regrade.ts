import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGraders } from '../src/catalogue/find.ts';
import { loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { memoryShelf } from '../src/evidence/shelf.fixture.ts';
import type { Shelf } from '../src/evidence/store.ts';
import { openBundle } from '../src/evidence/store.ts';
import { grade } from '../src/grade/grade.ts';
import { readSubmission } from '../src/submission/read.ts';
import { evidenceOn } from '../test/collect.ts';
import type { Figure } from './figure.ts';
import { imageAlone } from './image-alone.ts';

const counts = [100, 10_000] as const;

/** Bundles regraded in one process, each opened, held against its digests and its canonical form, and graded. */
export async function regrading(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-bench-'));
  const rubric = await loadRubric(await imageAlone(folder), findGraders);
  await rm(folder, { recursive: true });
  const shelf = memoryShelf();
  const submission = await readSubmission({ kind: 'folder', path: join(home, 'test', 'submissions', 'reference') });
  // Without Terraform, which this objective doesn't read: its section is nine tenths of a bundle.
  await evidenceOn(shelf, { ...submission, files: submission.files.filter(({ path }) => !path.endsWith('.tf')) });
  const regrade = async (from: Shelf): Promise<number> =>
    grade(rubric, await openBundle(from), { trust: 'advisory', grader: { version: '0.0.0' } }).earned;
  for (let warm = 0; warm < 300; warm += 1) await regrade(shelf);
  const few = await perBundle(counts[0], () => regrade(shelf));
  const many = await perBundle(counts[1], () => regrade(shelf));
  return [rate(many), growth(few, many)];
}

async function perBundle(count: number, regrade: () => Promise<number>): Promise<number> {
  const start = process.hrtime.bigint();
  for (let done = 0; done < count; done += 1) await regrade();
  return Number(process.hrtime.bigint() - start) / 1e9 / count;
}

const rate = (seconds: number): Figure => ({
  what: 'regrade of the image objective, bundles a second in one process',
  measured: (1 / seconds).toFixed(0),
  against: '500 a second',
  ratio: (1 / seconds / 500).toFixed(1),
  bound: 'at least 1',
  held: 1 / seconds >= 500,
});

const growth = (few: number, many: number): Figure => ({
  what: `regrade, cost of a bundle among ${counts[1]}`,
  measured: `${(many * 1000).toFixed(2)} ms`,
  against: `among ${counts[0]}: ${(few * 1000).toFixed(2)} ms`,
  ratio: (many / few).toFixed(2),
  bound: 'at most 1.2',
  held: many / few <= 1.2,
});
