import { z } from 'zod';
import { tiers } from '../evidence/section.ts';
import { levels } from './check.ts';
import { type Settings, settings } from './settings.ts';

const id = z.string().regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, 'words joined by hyphens');
const weight = z.int().positive();

/** A check of the rubric that no grader has yet: its points stay possible and unverified. */
const plannedCheck = z.strictObject({
  id,
  title: z.string(),
  weight,
  level: z.enum(levels),
  tier: z.enum(tiers),
  after: z.array(id).default([]),
});

const objective = z.strictObject({
  id,
  title: z.string(),
  points: z.number().positive().multipleOf(0.1),
  grader: id,
  /** In place of the checks' own weights. */
  weights: z.record(id, weight).default({}),
  planned: z.array(plannedCheck).default([]),
});

const skill = z.strictObject({ title: z.string(), read: z.url() });

/** `challenges/<id>.yml` as its owner writes it. */
export const challengeFile = z.strictObject({
  id,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'three numbers, such as 1.0.0'),
  title: z.string(),
  /** A frozen challenge refuses checks that `weights` does not list. */
  frozen: z.boolean().default(false),
  pass: z.number().nonnegative(),
  levelThreshold: z.number().min(0).max(1),
  /** Folders of graders, relative to the challenge file. */
  graders: z.array(z.string()).min(1),
  /** The folder that candidates fork, relative to the challenge file. */
  template: z.string(),
  /** Files of the template that must come back unchanged. */
  given: z.array(z.string()).default([]),
  settings: settings.omit({ given: true }),
  /**
   * What the label for EKS does. `inspect`: the account that the candidate deployed to is looked into, by a role that they grant.
   * `deploy`: besides, the submission is deployed in an account of one's own, tried there, and removed.
   */
  cloud: z.enum(['inspect', 'deploy']).default('inspect'),
  topics: z.record(id, z.string()),
  skills: z.record(z.string(), skill),
  objectives: z.array(objective).min(1),
});

/** A challenge with its given files read: all that a grade depends on besides the evidence and the checks. */
export type Challenge = Omit<z.infer<typeof challengeFile>, 'settings' | 'given' | 'template' | 'graders'> & {
  readonly settings: Settings;
};
export type Objective = z.infer<typeof objective>;
export type PlannedCheck = z.infer<typeof plannedCheck>;
