/** What stands at a path, before anything of it is read. `Handle` is what its source needs to read it. */
export type Found<Handle> =
  | { readonly kind: 'file'; readonly bytes: number; readonly executable: boolean; readonly handle: Handle }
  | { readonly kind: 'symlink' }
  | { readonly kind: 'submodule' }
  /** `what`: `a FIFO`. */
  | { readonly kind: 'special'; readonly what: string }
  | { readonly kind: 'unreadable'; readonly because: string };

/** A path that a source names. Bytes: a name need not be UTF-8. */
export type Entry<Handle> = {
  readonly raw: Buffer;
  /** Undefined: nothing is there any more. Only to be asked of a path that leads nowhere else. */
  readonly look: () => Found<Handle> | undefined;
};

export type Chosen<Handle> = {
  readonly raw: Buffer;
  readonly path: string;
  readonly bytes: number;
  readonly executable: boolean;
  readonly handle: Handle;
};

export type Content =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly because: string };

/** A folder or a commit, listed: what a submission is made from. */
export type Source<Handle> = {
  readonly commit?: string;
  readonly entries: readonly Entry<Handle>[];
  /** The contents, in the order asked. */
  readonly read: (chosen: readonly Chosen<Handle>[]) => Promise<readonly Content[]>;
};

/** A path of a folder; `known` where listing it told already what is there. */
export type Listed = { readonly raw: Buffer; readonly known?: Found<never> };
