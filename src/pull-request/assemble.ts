import type { BundleEntry } from '../evidence/bundle.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Tier } from '../evidence/section.ts';

/** What a job of the pipeline brought, and the tiers or single sections that it alone may speak of. */
export type Part = {
  readonly job: string;
  readonly owns: readonly Tier[] | ((section: string, tier: Tier) => boolean);
  /** Undefined where the job brought nothing that can be read. */
  readonly evidence: Evidence | undefined;
};

/** Whose evidence it has to be: said by the job that asked GitHub, never by one that met the candidate's files. */
export type Expected = { readonly repository: string; readonly commit: string; readonly asOf: string };

/** Evidence of another commit, or of other files than the other jobs saw. */
export class ForeignEvidence extends Error {
  override name = 'ForeignEvidence';
}

/** No job brought anything that can be graded. */
export class NoEvidence extends Error {
  override name = 'NoEvidence';
}

/**
 * One bundle of what the jobs brought. A section counts only from the job that owns its tier, so that a job that ran the
 * candidate's program can't speak of the files; what a lost job owed is our fault, and costs nobody a point.
 */
export function assembled(parts: readonly Part[], tierOf: ReadonlyMap<string, Tier>, expected: Expected): Evidence {
  const [first] = parts.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence]));
  if (first === undefined) throw new NoEvidence('no job brought evidence: run the workflow again, and see the log of its job Source if that stays so');
  for (const part of parts) refuseForeign(part, first, expected);
  const mine = parts.map((part) => sectionsFrom(part, tierOf));
  return {
    bundle: {
      ...first.bundle,
      submission: { ...first.bundle.submission, repository: expected.repository },
      finished: true,
      sections: Object.fromEntries(mine.flatMap(({ entries }) => entries)),
    },
    facts: new Map(mine.flatMap(({ facts }) => facts)),
  };
}

function refuseForeign({ job, evidence }: Part, first: Evidence, { commit, asOf }: Expected): void {
  if (evidence === undefined) return;
  const { submission, asOf: dated } = evidence.bundle;
  if (submission.commit !== commit) throw new ForeignEvidence(`${job} brought evidence of commit ${submission.commit ?? '(none)'}, and ${commit} is graded`);
  if (submission.digest !== first.bundle.submission.digest) throw new ForeignEvidence(`${job} saw other files than the jobs before it`);
  if (dated !== asOf) throw new ForeignEvidence(`${job} dates its evidence ${dated}, and the commit was received ${asOf}`);
}

type Sections = { readonly entries: readonly (readonly [string, BundleEntry])[]; readonly facts: readonly (readonly [string, unknown])[] };

function sectionsFrom({ job, owns, evidence }: Part, tierOf: ReadonlyMap<string, Tier>): Sections {
  const isOwn = typeof owns === 'function' ? owns : (_: string, tier: Tier): boolean => owns.includes(tier);
  const owed = [...tierOf].filter(([id, tier]) => isOwn(id, tier)).map(([id]) => id);
  const entries = owed.flatMap((id): (readonly [string, BundleEntry])[] => {
    const entry = evidence?.bundle.sections[id];
    if (entry !== undefined) return [[id, entry]];
    return evidence?.bundle.finished === true ? [] : [[id, lost(job)]];
  });
  return { entries, facts: owed.flatMap((id) => (evidence?.facts.has(id) === true ? [[id, evidence.facts.get(id)] as const] : [])) };
}

const lost = (job: string): BundleEntry => ({
  status: 'fault',
  fault: { message: `the job ${job} ended before it brought this`, repair: 'run the workflow again; if it stays, look at the log of that job' },
  started: 0,
  seconds: 0,
});
