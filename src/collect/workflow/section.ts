import { z } from 'zod';
import { section } from '../../evidence/section.ts';

const line = z.int().positive();

/** `unset` inherits; `all` is read-all or write-all; else scope by scope. */
const permissions = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unset') }),
  z.strictObject({ kind: z.literal('all'), access: z.enum(['read', 'write']), line }),
  z.strictObject({
    kind: z.literal('scopes'),
    scopes: z.record(z.string(), z.enum(['read', 'write', 'none'])),
    line,
  }),
]);

/** How firmly `uses` names what it runs. */
const action = z.discriminatedUnion('kind', [
  /** `./path` or `$/path`: a folder or workflow file of the submission, relative to its root. */
  z.strictObject({ kind: z.literal('local'), path: z.string() }),
  z.strictObject({ kind: z.literal('docker'), image: z.string(), digest: z.boolean() }),
  z.strictObject({
    kind: z.literal('repository'),
    /** `owner/name`. */
    repository: z.string(),
    /** Folder or workflow file inside it, if any. */
    path: z.string().optional(),
    ref: z.string(),
    /** The ref is a full commit id. */
    commit: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('unreadable'), text: z.string() }),
]);

const step = z.strictObject({
  line,
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.string().optional(),
  uses: action.optional(),
  /** The script, at most 8 KiB. */
  run: z.string().optional(),
  /** The line on which the script's text begins. */
  runLine: line.optional(),
  /** Where the script runs, relative to the root, `defaults.run` counted in. Absent: in the root. */
  workingDirectory: z.string().optional(),
  /** What runs the script, as written, `defaults.run` counted in. Absent: GitHub's own choice. */
  shell: z.string().optional(),
  /** Whether the job goes on where the step fails, as written. */
  continueOnError: z.string().optional(),
  with: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()),
});

const texts = z.record(z.string(), z.string());

/** `strategy.matrix`: axes and what is added and taken away; what stands there as an expression is kept as a text. */
const matrix = z.strictObject({
  line,
  /** One expression for the whole. */
  expression: z.string().optional(),
  axes: z.record(z.string(), z.union([z.string(), z.array(z.union([z.string(), texts]))])),
  include: z.union([z.string(), z.array(texts)]).optional(),
  exclude: z.union([z.string(), z.array(texts)]).optional(),
});

const job = z.strictObject({
  id: z.string(),
  line,
  name: z.string().optional(),
  if: z.string().optional(),
  needs: z.array(z.string()),
  environment: z.string().optional(),
  permissions,
  /** A reusable workflow, with what it is given. */
  uses: action.optional(),
  with: z.record(z.string(), z.string()),
  /** What a reusable workflow is given; `inherit` is all that the caller has. */
  secrets: z.union([z.literal('inherit'), z.record(z.string(), z.string())]).optional(),
  env: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.string()),
  matrix: matrix.optional(),
  continueOnError: z.string().optional(),
  steps: z.array(step),
});

const trigger = z.strictObject({
  event: z.string(),
  line,
  branches: z.array(z.string()),
  tags: z.array(z.string()),
  types: z.array(z.string()),
  branchesIgnore: z.array(z.string()).optional(),
  tagsIgnore: z.array(z.string()).optional(),
  paths: z.array(z.string()).optional(),
  pathsIgnore: z.array(z.string()).optional(),
  /** Of workflow_run: the workflows that it waits for. */
  workflows: z.array(z.string()).optional(),
  /** Of schedule. */
  crons: z.array(z.string()).optional(),
  /** Of workflow_call and workflow_dispatch: what stands in for an input that isn't given. */
  defaults: texts.optional(),
  /** Of workflow_call. */
  outputs: texts.optional(),
});

const problem = z.strictObject({ line, message: z.string(), fix: z.string() });

const workflowFile = z.strictObject({
  path: z.string(),
  name: z.string().optional(),
  on: z.array(trigger),
  permissions,
  env: z.record(z.string(), z.string()),
  jobs: z.array(job),
  /** What keeps GitHub from running it; a file with problems may still show some jobs. */
  problems: z.array(problem),
});

/** A composite action kept in the submission itself, which a workflow calls by `./path`. */
const compositeAction = z.strictObject({
  path: z.string(),
  /** What stands in for an input that isn't given. */
  defaults: texts.optional(),
  outputs: texts.optional(),
  steps: z.array(step),
  problems: z.array(problem),
});

/** GitHub workflows as written: triggers, permissions, jobs, steps and how their actions are pinned. */
export const workflow = section({
  id: 'workflow',
  version: 2,
  tier: 'source',
  schema: z.strictObject({ files: z.array(workflowFile), actions: z.array(compositeAction) }),
  // Version 1 knew no shells, matrices, defaults, nor filters but branches, tags and types: those stay absent, as where nobody wrote them.
  upcasters: { 1: (facts) => facts },
});

export type WorkflowFacts = z.infer<typeof workflow.schema>;
export type WorkflowFile = z.infer<typeof workflowFile>;
export type Matrix = z.infer<typeof matrix>;
export type Job = z.infer<typeof job>;
export type Step = z.infer<typeof step>;
export type Permissions = z.infer<typeof permissions>;
export type Action = z.infer<typeof action>;
export type Trigger = z.infer<typeof trigger>;
export type CompositeAction = z.infer<typeof compositeAction>;
export type Problem = z.infer<typeof problem>;
