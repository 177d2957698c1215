import { z } from 'zod';
import { timeText, submissionText } from '../cloud/marks.ts';
import type { Entry } from '../cloud/proof.ts';
import { type Holding, keyOf, resource, type Seen } from '../cloud/resource.ts';
import { sweep } from '../cloud/sweep.ts';
import type { Account } from './account.ts';
import { type Clock, removeAll } from './removal.ts';

const told = z.strictObject({ resource, because: z.string() });

/** What a run of the janitor did, or in a dry run would do. */
export const janitorReport = z.strictObject({
  schema: z.literal('docc/janitor@1'),
  at: z.iso.datetime(),
  dryRun: z.boolean(),
  removed: z.array(told),
  /** Past its time and there still: the next run tries again. */
  left: z.array(told),
  /** Within its time. */
  young: z.array(told),
  /** Bears something of docc's and not all: never touched, for a person to look at. */
  unclear: z.array(told),
  /** What could not be looked into. */
  troubles: z.array(z.string()),
});
export type JanitorReport = z.infer<typeof janitorReport>;

/** Removes what is past its time and bears all of docc's marks. Never rejects. */
export async function janitor(account: Account, { now, dryRun }: { readonly now: Clock; readonly dryRun: boolean }): Promise<JanitorReport> {
  const at = now();
  const past = (seen: readonly Seen[]): readonly Holding[] => (dryRun ? [] : sweep(seen, at).remove);
  const { entries, look, trouble } = await removeAll(account, past, now);
  const { remove, young, unclear } = sweep(look?.seen ?? [], at);
  const left = new Set(remove.map((each) => keyOf(each.resource)));
  const removed = [...new Map(entries.filter(({ kind, resource }) => kind === 'deleted' && !left.has(keyOf(resource))).map((entry) => [keyOf(entry.resource), entry])).values()];
  return {
    schema: 'docc/janitor@1',
    at: at.toISOString(),
    dryRun,
    removed: removed.map((entry) => ({ resource: entry.resource, because: 'it was past its time' })),
    left: remove.map((holding) => ({ resource: holding.resource, because: whyLeft(entries, holding, dryRun) })),
    young: young.map(({ resource, marks }) => ({ resource, because: `it may stand until ${marks.expires.toISOString()}` })),
    unclear: [...unclear],
    troubles: [...(trouble === undefined ? [] : [trouble]), ...(look?.blind ?? []).map(({ what, because }) => `${what}: ${because}`)],
  };
}

function whyLeft(entries: readonly Entry[], { resource, marks }: Holding, dryRun: boolean): string {
  if (dryRun) return `it was to be gone by ${timeText(marks.expires)}; its submission is ${submissionText(marks.submission)}`;
  const kept = entries.findLast((entry) => entry.kind === 'kept' && keyOf(entry.resource) === keyOf(resource));
  return kept?.kind === 'kept' ? kept.because : 'it was asked to go and is there still';
}
