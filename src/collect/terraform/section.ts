import { z } from 'zod';
import { section } from '../../evidence/section.ts';

const line = z.int().positive();

/** Of an instance: a number by `count`, a string by `for_each`. */
const instanceKey = z.union([z.string(), z.int().nonnegative()]);

/**
 * What a value was made of. Locals, variables passed into local modules and outputs of local modules are looked
 * through, so a ref always names something that the configuration can't compute: see `to`.
 */
const ref = z.strictObject({
  /**
   * The address of a block of the same root: `aws_iam_role.node`, `data.aws_lb.ingress`,
   * `module.network.aws_subnet.private`, `module.eks` (an output of a module that isn't in the submission); or
   * `var.domain` (a variable of the root module), `terraform.workspace`.
   */
  to: z.string(),
  /** Which instance; absent without `count` and `for_each`, and where they or the index are unknown. */
  key: instanceKey.optional(),
  /** The attribute: `arn`, `names[1]`, `certificate_authority[0].data`. Absent: the block as a whole. */
  path: z.string().optional(),
});

/** Where a value was written. */
const origin = {
  /** On attributes and nested blocks; on what stands inside an expression it is absent: take the attribute's. */
  line: line.optional(),
  /** The last line, where that is another. */
  endLine: line.optional(),
  /** Where that isn't the file of the block: an override file. */
  path: z.string().optional(),
};

/** What a value is made of; both are absent for a literal. Sorted, each once. */
const made = {
  refs: z.array(ref).optional(),
  /** Functions whose result this is or holds: `['cidrsubnet', 'slice']`. */
  calls: z.array(z.string()).optional(),
};

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Ref = z.infer<typeof ref>;

type Origin = { readonly line?: number | undefined; readonly endLine?: number | undefined; readonly path?: string | undefined };
type Made = { readonly refs?: readonly Ref[] | undefined; readonly calls?: readonly string[] | undefined };

/** What is known of an unknown value all the same. */
export type Shape =
  /** A string with unknown parts: literal pieces are `{known: 'text'}`. Also of heredocs and templatefile(). */
  | { readonly kind: 'template'; readonly parts: readonly Value[] }
  /** jsonencode() or yamlencode() of something not wholly known. */
  | { readonly kind: 'json' | 'yaml'; readonly of: Value }
  /** One of these: a conditional whose condition, or an index whose key, is unknown. */
  | { readonly kind: 'either'; readonly of: readonly Value[] }
  /** A known string too long to record: its beginning. */
  | { readonly kind: 'head'; readonly text: string };

/**
 * - `known`: wholly known, as JSON; an explicit `null` is Terraform's "not set". Values that come from variables'
 *   defaults and tfvars are known; their refs still tell `var.x`. So are attributes that another block sets:
 *   `cluster_name = aws_eks_cluster.this.name` is known and has the ref.
 * - `list`, `object`: of known length or keys, with something unknown inside; each member has its own refs.
 * - `unknown`: known only when applied, or given by somebody else (a variable without a value), or more than docc
 *   evaluates. `refs` say of what it is made, `shape` what is known all the same.
 *
 * Nested blocks are always `{list: [{object}, …]}`, as are dynamic blocks whose for_each is known; a dynamic block whose
 * for_each isn't is `{unknown, shape: {kind: 'either', of: [{list: [{object}]}]}}` with one block as it would be.
 * JSON syntax can't tell blocks from attributes: there (and where a provider has arguments instead of blocks, as
 * `kubernetes = {}` of helm 3) it's `{object}` or `{known: {…}}`. The readers of src/terraform/value.ts hide all of this.
 */
export type Value = Origin &
  Made &
  (
    | { readonly known: Json }
    | { readonly list: readonly Value[] }
    | { readonly object: Attributes; readonly label?: string | undefined }
    | { readonly unknown: true; readonly shape?: Shape | undefined }
  );

export type Attributes = { readonly [name: string]: Value };

/** Facts are read and written as JSON, so it can be nothing else; having z.json() look at each part of it took seconds. */
const json = z.unknown().refine((value) => value !== undefined) as z.ZodType<Json>;

const shape: z.ZodType<Shape> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('template'), parts: z.array(value) }),
    z.strictObject({ kind: z.enum(['json', 'yaml']), of: value }),
    z.strictObject({ kind: z.literal('either'), of: z.array(value) }),
    z.strictObject({ kind: z.literal('head'), text: z.string() }),
  ]),
);

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.strictObject({ known: json, ...made, ...origin }),
    z.strictObject({ list: z.array(value), ...made, ...origin }),
    /** `label` is that of a nested block that has one: `s3` of `backend "s3" {}`. */
    z.strictObject({ object: attributes, label: z.string().optional(), ...made, ...origin }),
    z.strictObject({ unknown: z.literal(true), shape: shape.optional(), ...made, ...origin }),
  ]),
);

export const attributes: z.ZodType<Attributes> = z.record(z.string(), value);

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
   * `read`: too large or not text; `parse`: not HCL; `evaluate`: it parses, but Terraform would refuse it (an
   * undeclared name, a block declared twice, a module that isn't there or calls itself, a value of the wrong type).
   * A file with a problem of the first two is not in `blocks`; the rest of the folder is.
   */
  stage: z.enum(['read', 'parse', 'evaluate']),
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
