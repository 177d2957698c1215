/**
 * What the API server takes at one place: its own structural schemas, with members by their number in `nodes`. Made by
 * scripts/kubernetes-schemas.ts; schemas/kubernetes/README.md tells what of the sources is kept.
 */
export type SchemaNode =
  /** Other names than those in `properties` are unknown fields, unless it is `open`, or a map to `values`. */
  | {
      readonly type: 'object';
      readonly properties?: Readonly<Record<string, number>>;
      readonly required?: readonly string[];
      readonly values?: number;
      readonly open?: true;
    }
  | { readonly type: 'array'; readonly items: number; readonly least?: number; readonly most?: number }
  /** `bytes`: base64. Lengths in characters. */
  | { readonly type: 'string'; readonly enum?: readonly string[]; readonly bytes?: true; readonly least?: number; readonly most?: number }
  | { readonly type: 'integer' | 'number'; readonly least?: number; readonly most?: number }
  | { readonly type: 'boolean' | 'int-or-string' | 'quantity' | 'any' };

export type KindSchema = { readonly node: number; readonly scope: 'cluster' | 'namespace' };

/** By `apps/v1 Deployment`. */
export type Kinds = Readonly<Record<string, KindSchema>>;

/** Of Kubernetes itself, by version: `1.34`. */
export type BuiltinSchemas = { readonly nodes: readonly SchemaNode[]; readonly versions: Readonly<Record<string, Kinds>> };

/** Of one API group of custom resources, or several that one project defines. */
export type CustomSchemas = { readonly nodes: readonly SchemaNode[]; readonly kinds: Kinds };

/** Which file has an API group's schemas: `cert-manager.io` is in `cert-manager`. */
export type SchemaIndex = Readonly<Record<string, string>>;
