import { z } from 'zod';
import { isAttributes } from './values-reading.ts';

const line = z.int().positive();

/** Of an instance: a number by `count`, a string by `for_each`. */
export const instanceKey = z.union([z.string(), z.int().nonnegative()]);

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
 * - `list`, `object`: with something unknown inside; each member has its own refs. Of what concat(), flatten() and toset() are given
 *   a member that is unknown may stand for several, or for none. A key that isn't known is as a template would say it:
 *   `${var.name}-nodes`.
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

const value: z.ZodType<Value> = z
  .lazy(() =>
    z.union([
      z.strictObject({ known: json, ...made, ...origin }),
      z.strictObject({ list: z.array(value), ...made, ...origin }),
      /** `label` is that of a nested block that has one: `s3` of `backend "s3" {}`. */
      z.strictObject({ object: declaredAttributes, label: z.string().optional(), ...made, ...origin }),
      z.strictObject({ unknown: z.literal(true), shape: shape.optional(), ...made, ...origin }),
    ]),
  )
  .meta({ id: 'value' });

/** What attributes may be, as a schema that explains itself: it is in the JSON Schema, and decides where `attributes` doubts. */
export const declaredAttributes: z.ZodType<Attributes> = z.record(z.string(), value).meta({ id: 'attributes' });

/**
 * The same in a fifth of the time, of which reading a bundle is mostly made: trying one kind of value after the other, and copying what it is,
 * costs a schema most.
 */
export const attributes = z.unknown().superRefine((given, context) => {
  if (isAttributes(given)) return;
  for (const { message, path } of declaredAttributes.safeParse(given).error?.issues ?? []) context.addIssue({ code: 'custom', message, path });
}) as z.ZodType<Attributes>;
