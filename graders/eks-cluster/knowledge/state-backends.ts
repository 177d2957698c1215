/**
 * Where state can be kept, and what makes each lock it; read on 21 November 2026.
 * https://developer.hashicorp.com/terraform/language/backend, https://opentofu.org/docs/language/settings/backends/configuration/
 */
export type Backend =
  /** It locks by itself. */
  | { readonly locks: 'always' }
  /** It locks when one of these is set. */
  | { readonly locks: 'when-set'; readonly by: readonly string[]; readonly needs: readonly string[] }
  /** It locks unless this is false. */
  | { readonly locks: 'unless-off'; readonly by: string }
  /** State on the disk of whoever applies. */
  | { readonly locks: 'local' };

export const backends: ReadonlyMap<string, Backend> = new Map(
  Object.entries<Backend>({
    local: { locks: 'local' },
    remote: { locks: 'always' },
    azurerm: { locks: 'always' },
    gcs: { locks: 'always' },
    cos: { locks: 'always' },
    kubernetes: { locks: 'always' },
    pg: { locks: 'always' },
    consul: { locks: 'unless-off', by: 'lock' },
    // What these need is what may come at init: a block that lacks it is completed there, and so may its locking be.
    s3: { locks: 'when-set', by: ['use_lockfile', 'dynamodb_table'], needs: ['bucket', 'key'] },
    oss: { locks: 'when-set', by: ['tablestore_table'], needs: ['bucket'] },
    http: { locks: 'when-set', by: ['lock_address'], needs: ['address'] },
  }),
);

/** Buckets and tables that state is kept in. A folder that makes them can't keep its own state there before it was applied. */
export const stateStores: readonly string[] = ['aws_s3_bucket', 'aws_dynamodb_table', 'google_storage_bucket', 'azurerm_storage_account'];
