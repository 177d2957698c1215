/** What becomes of one path of the reference. */
export type Change =
  | 'gone'
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly link: string }
  | { readonly fifo: true }
  | { readonly rewritten: (text: string) => string }
  /** Each in the first place where it stands. */
  | { readonly edits: readonly (readonly [find: string, put: string])[] };

export type Changes = Readonly<Record<string, Change>>;

/**
 * What an attack has to come to. `refused`: an error that names it, with its place and its fix; `denied`: a sandbox, or what is applied to a
 * cluster, withholds it; `neutralised`: it changes nothing; `capped`: it meets a limit, which is named; `uncredited`: it earns nothing.
 */
export type Must = 'refused' | 'denied' | 'neutralised' | 'capped' | 'uncredited';

/** A check that fails, where, and what it says that it saw. */
export type Loss = { readonly check: string; readonly at?: string; readonly observed: string };

/** The same that was attacked, done honestly. */
export type Twin = { readonly is: string; readonly changes: Changes };

/** An attack that a submission's files hold, on the reference. */
export type FileCase = {
  readonly id: string;
  readonly tried: string;
  readonly must: Must;
  readonly changes: Changes;
  /** Files alone tell nothing of it: what it comes to is seen where the image is built. */
  readonly deeper?: 'image';
  /** All that fails by files alone. */
  readonly loses: readonly Loss[];
  /** Paths that are not read. */
  readonly refused?: readonly (readonly [code: string, path: string])[];
  /** What of it no cluster is given: by which rule and from where; and kinds that are judged from files alone. */
  readonly kept?: { readonly refused: readonly (readonly [rule: string, at: string])[]; readonly setAside: readonly string[] };
  /** Words of the evidence: a limit that is named without costing a point. */
  readonly names?: readonly string[];
  readonly twin: Twin;
};

/** An attack on something else than a submission's files: a bundle, a report, an event, an answer. */
export type ActedCase = {
  readonly id: string;
  readonly tried: string;
  readonly must: Must;
  readonly attack: () => void | Promise<void>;
  readonly twin: { readonly is: string; readonly holds: () => void | Promise<void> };
};
