import { z } from 'zod';
import { section } from '../../evidence/section.ts';
import { attributes, instanceKey } from './values.ts';

export type { Attributes, Json, Ref, Shape, Value } from './values.ts';

const line = z.int().positive();

const repetition = z.discriminatedUnion('kind', [
  /** Neither `count` nor `for_each`. */
  z.strictObject({ kind: z.literal('single') }),
  /** `count: 0` is a block that is switched off. `count` may be more than the instances recorded (32 at most). */
  z.strictObject({ kind: z.literal('known'), by: z.enum(['count', 'for_each']), count: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('unknown'), by: z.enum(['count', 'for_each']) }),
]);

const instance = z.strictObject({
  key: instanceKey.optional(),
  /**
   * With meta-arguments but for `count`, `for_each` and `lifecycle`; `depends_on` is a list of unknowns with refs;
   * `provider` and `providers` are known texts as written (`aws.virginia`). `description` and `validation` are left out.
   */
  attributes,
});

export const block = z.strictObject({
  /** `local` is one entry of a `locals` block. */
  kind: z.enum([
    'resource',
    'data',
    'ephemeral',
    'module',
    'provider',
    'terraform',
    'variable',
    'output',
    'local',
    'moved',
    'import',
    'removed',
    'check',
  ]),
  /** Of resource, data and ephemeral: `aws_subnet`. */
  type: z.string().optional(),
  /** The last label, the local's name, or empty: of terraform, moved, import, removed. */
  name: z.string(),
  /** Address of the module that it stands in; empty in the root module. `module.network`, `module.site["a"].module.dns`. */
  module: z.string(),
  /**
   * Without its own instance key: `module.network.aws_subnet.private`, `data.aws_lb.ingress`, `module.eks`, `var.domain`,
   * `local.host`, `output.url`, `provider.aws`. Several blocks share one where that is allowed (provider with aliases, terraform,
   * moved, import, removed).
   */
  address: z.string(),
  path: z.string(),
  line,
  endLine: line,
  repetition,
  /**
   * One for each instance: none at `count: 0`; where the number is unknown, one that stands for each of them, without
   * key and with `each` and `count.index` unknown.
   *
   * Of a variable: `default` as written, `value` as it is in effect (unknown with ref `var.x` where nobody gives it), `type` as text,
   * `sensitive`. Of a local or output: `value`. Of terraform: `required_version`, `required_providers` (a list with one object),
   * `backend` (labelled) or `cloud`. Of moved, import, removed: `from`, `to` as text. Of a module: its inputs, `source`, `version`.
   */
  instances: z.array(instance),
  /** Of a module whose code is in the submission: its folder; its blocks are listed with it. Absent: not here, outputs are unknown. */
  folder: z.string().optional(),
});

const variableFile = z.strictObject({
  path: z.string(),
  /** `loaded`: Terraform takes it by itself; `named`: a workflow or script says `-var-file`; `found`: it lies with the root. */
  because: z.enum(['loaded', 'named', 'found']),
  attributes,
});

const lockFile = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({
    kind: z.literal('present'),
    path: z.string(),
    providers: z.array(
      z.strictObject({
        /** `registry.terraform.io/hashicorp/aws`: host, namespace, name. */
        source: z.string(),
        version: z.string().optional(),
        constraints: z.string().optional(),
        hashes: z.int().nonnegative(),
        line,
      }),
    ),
  }),
]);

const root = z.strictObject({
  /** Its folder; `.` is the submission's own. A path that an attribute gives (a chart, a file) is relative to it. */
  path: z.string(),
  because: z.string(),
  /** Where one folder is applied several times with other variable files: the name of the last of them, without `.tfvars`. */
  environment: z.string().optional(),
  /** In order: what comes later wins. */
  variableFiles: z.array(variableFile),
  lock: lockFile,
  /** Of the whole module tree, modules after what calls them; within a module by file and line. */
  blocks: z.array(block),
});

export const file = z.strictObject({
  path: z.string(),
  syntax: z.enum(['native', 'json']),
  /** It belongs to a root or to a module that a root calls. */
  reached: z.boolean(),
  /** Of the same name with `.tofu`, which OpenTofu reads instead of this. */
  shadowedBy: z.string().optional(),
  /** As `terraform fmt` would leave it; line ends (CRLF) don't count. `unjudged`: JSON, or it doesn't parse. */
  format: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('canonical') }),
    /** The first line that differs, at most 200 characters of it; `expected` is absent where the file should have ended. */
    z.strictObject({ kind: z.literal('differs'), line, expected: z.string().optional(), observed: z.string() }),
    z.strictObject({ kind: z.literal('unjudged') }),
  ]),
});

export const problem = z.strictObject({
  /**
   * `read`: too large or not text; `parse`: not HCL; `declare`: it parses, and Terraform refuses it whatever the values are (an
   * undeclared name, a block declared twice, a module that isn't there or calls itself, an argument that a module lacks or
   * needs); `evaluate`: with the values that are known Terraform would refuse it, or it is more than docc evaluates.
   * A file with a problem of the first two is not in `blocks`; the rest of the folder is.
   */
  stage: z.enum(['read', 'parse', 'declare', 'evaluate']),
  path: z.string(),
  line: line.optional(),
  message: z.string(),
  fix: z.string(),
});

/**
 * Terraform and OpenTofu code as they would read it before a plan: every root module with its whole module tree,
 * evaluated as far as files alone allow. Nothing is ever run or fetched.
 */
export const terraform = section({
  id: 'terraform',
  version: 1,
  tier: 'source',
  schema: z.strictObject({
    /** By path, then environment. Empty: there is no Terraform code, or none of it can be read. */
    roots: z.array(root),
    /** Folders with code that no root reaches: examples, tests, modules that nothing calls. Not evaluated. */
    unused: z.array(z.strictObject({ path: z.string(), because: z.string() })),
    /** Code and variable files, by path. */
    files: z.array(file),
    /** By path and line, at most 100. */
    problems: z.array(problem),
    problemsBeyond: z.int().nonnegative(),
  }),
  upcasters: {},
});

export type TerraformFacts = z.infer<typeof terraform.schema>;
export type Root = z.infer<typeof root>;
export type Block = z.infer<typeof block>;
export type Instance = z.infer<typeof instance>;
export type TerraformFile = z.infer<typeof file>;
export type TerraformProblem = z.infer<typeof problem>;
export type VariableFile = z.infer<typeof variableFile>;
export type LockFile = z.infer<typeof lockFile>;
