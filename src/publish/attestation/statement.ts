import { z } from 'zod';
import type { Bundle } from '../../evidence/bundle.ts';
import type { Report } from '../../grade/report.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** An in-toto statement on one report: which bytes, of whose commit, judged by what, from which evidence. */
export const statement = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.strictObject({ name: z.literal('report.json'), digest: z.strictObject({ sha256 }) })]),
  predicateType: z.literal('docc/grade@1'),
  predicate: z.strictObject({
    repository: z.string().optional(),
    commit: z.string().optional(),
    submission: z.string(),
    challenge: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
    grader: z.strictObject({ version: z.string(), commit: z.string().optional() }),
    trust: z.enum(['advisory', 'graded']),
    earned: z.number(),
    verified: z.number(),
    possible: z.number(),
    passed: z.boolean().nullable(),
    /** The digest of each section that was observed. */
    evidence: z.record(z.string(), sha256),
  }),
});

export type Statement = z.infer<typeof statement>;

/** `digest` is of the report's bytes as they are kept. */
export function statementOf(report: Report, digest: string, bundle: Bundle): Statement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'report.json', digest: { sha256: digest } }],
    predicateType: 'docc/grade@1',
    predicate: { ...boundIn(report), evidence: evidenceOf(bundle) },
  };
}

/** What of a report is said again in plain sight, so that a reader of the statement need not trust the report's own layout. */
function boundIn({ submission, challenge, grader, trust, earned, verified, possible, passed }: Report): Omit<Statement['predicate'], 'evidence'> {
  const { repository, commit, digest } = submission;
  return {
    ...(repository !== undefined && { repository }),
    ...(commit !== undefined && { commit }),
    submission: digest,
    challenge: { id: challenge.id, version: challenge.version, digest: challenge.digest },
    grader,
    trust,
    earned,
    verified,
    possible,
    passed,
  };
}

const evidenceOf = ({ sections }: Bundle): Record<string, string> =>
  Object.fromEntries(Object.entries(sections).flatMap(([id, entry]) => (entry.status === 'observed' ? [[id, entry.sha256]] : [])));

/** The first thing that a statement says otherwise than the report, or than the evidence where that is at hand. */
export function contradiction(said: Statement, report: Report, digest: string, bundle: Bundle | undefined): string | undefined {
  if (said.subject[0].digest.sha256 !== digest) return `the report's bytes have the digest ${digest}, and ${said.subject[0].digest.sha256} is what was signed`;
  const { evidence, ...bound } = said.predicate;
  const differing = differs(bound, boundIn(report));
  if (differing !== undefined) return `the report's ${differing} is not what was signed`;
  const section = bundle === undefined ? undefined : differs(evidence, evidenceOf(bundle));
  return section === undefined ? undefined : `the evidence of ${section} is not what was signed`;
}

function differs(said: object, found: object): string | undefined {
  const [a, b] = [new Map(Object.entries(said)), new Map(Object.entries(found))];
  return [...new Set([...a.keys(), ...b.keys()])].find((key) => JSON.stringify(a.get(key)) !== JSON.stringify(b.get(key)));
}
