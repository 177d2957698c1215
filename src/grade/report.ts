import { z } from 'zod';
import { location } from '../evidence/observation.ts';
import { tiers } from '../evidence/section.ts';
import { refusal } from '../submission/submission.ts';
import { levels } from './check.ts';
import { edit } from './judgement.ts';
import { teardown } from './teardown.ts';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const points = z.number().nonnegative();
const level = z.enum(levels);
const tier = z.enum(tiers);

export const verdicts = ['pass', 'fail', 'blocked', 'unverified'] as const;
export const causes = ['fault', 'not-exercised', 'unresolved'] as const;

const tally = { earned: points, verified: points, possible: points };

const checkResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  verdict: z.enum(verdicts),
  /** Only of `unverified`. */
  cause: z.enum(causes).optional(),
  /** Who graded asked for other objectives alone: it is of another, or comes after one. */
  asked: z.literal(false).optional(),
  /** Of `unverified` and `blocked`: what stands in the way. */
  reason: z.string().optional(),
  /** The checks at the beginning of the chain that stopped this one: failed ones of `blocked`, unverified ones of `unverified`. */
  blockedBy: z.array(z.string()).optional(),
  earned: points,
  possible: points,
  expected: z.string().optional(),
  observed: z.string().optional(),
  at: location.optional(),
  alsoAt: z.array(location).optional(),
  fix: z.string().optional(),
  edits: z.array(edit).optional(),
  reproduce: z.string().optional(),
  why: z.string(),
  docs: z.string(),
  level,
  tier,
  skills: z.array(z.string()),
  private: z.literal(true).optional(),
});

const objectiveResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  ...tally,
  checks: z.array(checkResult),
  /** What a projection leaves out: private checks, by count and points alone. */
  withheld: z.strictObject({ checks: z.int().positive(), ...tally }).optional(),
});

const growth = z.strictObject({
  skill: z.string(),
  title: z.string(),
  lost: points,
  checks: z.array(z.string()),
  read: z.array(z.string()),
});

const remark = z.strictObject({ text: z.string(), checks: z.array(z.string()) });

const reviewer = z.strictObject({
  strengths: z.array(remark),
  risks: z.array(remark),
  prompts: z.array(z.strictObject({ topic: z.string(), ask: z.string(), check: z.string() })),
});

/** The graded result: the only thing that publishers read. Points are tenths divided by ten. */
export const report = z.strictObject({
  schema: z.literal('docc/report@1'),
  /** `advisory`: made where the candidate could have changed it, a laptop or their own workflow. */
  trust: z.enum(['advisory', 'graded']),
  challenge: z.strictObject({ id: z.string(), version: z.string(), title: z.string(), digest }),
  submission: z.strictObject({
    repository: z.string().optional(),
    commit: z.string().optional(),
    digest,
    /** Paths that were not read, with what to do about each. */
    refused: z.array(refusal),
    refusedBeyond: z.int().nonnegative(),
  }),
  ...tally,
  /** Points that pass the challenge. */
  mark: points,
  /** True: the mark is reached. False: it can't be any more. Null: what was not verified decides. */
  passed: z.boolean().nullable(),
  level: level.nullable(),
  objectives: z.array(objectiveResult),
  /** Our own trouble; none of it costs a point. */
  faults: z.array(z.strictObject({ section: z.string().optional(), check: z.string().optional(), message: z.string(), repair: z.string() })),
  /** `asked: false` of what belongs to objectives that were not asked for. */
  notExercised: z.array(z.strictObject({ tier, points, reason: z.string(), remedy: z.string(), asked: z.literal(false).optional() })),
  growth: z.array(growth),
  /** Absent from what candidates get. */
  reviewer: reviewer.optional(),
  measured: z.strictObject({
    asOf: z.iso.datetime(),
    /** Of a grade for which docc made something on AWS. */
    teardown: teardown.optional(),
  }),
  timeline: z.array(z.strictObject({ section: z.string(), started: z.number(), seconds: z.number() })),
  grader: z.strictObject({ version: z.string(), commit: z.string().optional() }),
});

export type Report = z.infer<typeof report>;
export type ObjectiveResult = z.infer<typeof objectiveResult>;
export type CheckResult = z.infer<typeof checkResult>;
export type Growth = z.infer<typeof growth>;
export type Reviewer = z.infer<typeof reviewer>;
