import { hash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Bundle } from '../evidence/bundle.ts';
import { openBundle, RefusedBundle } from '../evidence/store.ts';
import { type Report, report } from '../grade/report.ts';
import { UnprovenGrade } from '../publish/attestation/envelope.ts';
import { contradiction, type Statement } from '../publish/attestation/statement.ts';
import { points, wholePoints } from '../publish/words.ts';
import { folderShelf } from '../tools/folder.ts';
import { jsonOf } from '../tools/json.ts';
import { WrongUse } from './exit.ts';
import type { World } from './world.ts';

/** A report to be signed or verified, and its evidence where that is at hand. */
export type Attested = { readonly graded: Report; readonly digest: string; readonly evidence: Bundle | undefined };

/** A report is a few hundred kilobytes; what is far larger is none. */
const longestReport = 16 * 1024 * 1024;

export async function attestedIn({ path, evidence }: { readonly path: string; readonly evidence?: string | undefined }, { cwd }: World): Promise<Attested> {
  const bytes = await bytesAt(resolve(cwd, path), longestReport, `${path}: name a report.json that docc grade wrote`);
  const parsed = report.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new WrongUse(`${path} is no report of docc: name a report.json that docc grade wrote`, { cause: parsed.error });
  return { graded: parsed.data, digest: hash('sha256', bytes), evidence: await evidenceOf(resolve(cwd, path), evidence === undefined ? undefined : resolve(cwd, evidence)) };
}

/** The evidence that was named, or lies beside the report where docc grade puts it. */
async function evidenceOf(path: string, named: string | undefined): Promise<Bundle | undefined> {
  try {
    return (await openBundle(folderShelf(named ?? join(dirname(path), 'evidence')))).bundle;
  } catch (error) {
    if (named === undefined && error instanceof RefusedBundle && error.code === 'absent') return undefined;
    throw error;
  }
}

/** A file that was named, whole; of a device, a FIFO or what is too long nothing is kept. */
export async function bytesAt(path: string, most: number, otherwise: string): Promise<Buffer> {
  const bytes = await realpath(path)
    .then(async (real) => await folderShelf(dirname(real)).read(basename(real), most))
    .catch((cause: unknown) => {
      throw new WrongUse(otherwise, { cause });
    });
  if (bytes === undefined || bytes.length > most) throw new WrongUse(otherwise);
  return Buffer.from(bytes);
}

/** Refuses a statement that says otherwise than the report or its evidence. */
export function refuseContradiction(said: Statement, { graded, digest, evidence }: Attested): void {
  const differing = contradiction(said, graded, digest, evidence);
  if (differing !== undefined) throw new UnprovenGrade(`${differing}: take the report, what signs it and the evidence as they were left together`);
}

/** What a proof is of, as it stands in the middle of its sentence. */
export function gradeWords({ predicate: { earned, possible, commit, repository, submission, challenge, grader, trust } }: Statement, { evidence }: Attested, advisory: string): string {
  const subject = commit === undefined ? `the files ${submission}` : `commit ${commit}${repository === undefined ? '' : ` of ${repository}`}`;
  const by = `docc ${grader.version}${grader.commit === undefined ? '' : ` at ${grader.commit}`}`;
  const held = evidence === undefined ? 'and no evidence was beside it to compare' : 'and the evidence beside it is what it was graded from';
  const made = trust === 'advisory' ? `, ${advisory}` : '';
  return `${points(earned)} of ${wholePoints(possible)} points for ${subject}, by challenge ${challenge.id} ${challenge.version} (${challenge.digest}) and ${by}${made}, ${held}`;
}
