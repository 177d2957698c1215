import { heldBy, teardownPlan } from '../cloud/plan.ts';
import type { Entry } from '../cloud/proof.ts';
import { type Holding, keyOf, type Seen } from '../cloud/resource.ts';
import type { Account, Blind, Look } from './account.ts';

export type Clock = () => Date;

/** What a removal came to: `look` is the last that was to be had. */
export type Removal = { readonly entries: readonly Entry[]; readonly look: Look | undefined; readonly lookedAt: Date; readonly trouble: string | undefined };

/** Looks and removals by turns: one where all goes well and one that sees that it did; lists of AWS lag behind by seconds. */
const mostRounds = 4;

/** Removes what is chosen, in dependency order, until a look finds none of it. Never rejects: what could not be done is told. */
export async function removeAll(account: Account, choose: (seen: readonly Seen[]) => readonly Holding[], now: Clock): Promise<Removal> {
  const entries: Entry[] = [];
  let last: Look | undefined;
  let lookedAt = now();
  for (let round = 1; ; round += 1) {
    const looked = await tried(account.look);
    if (looked.kind === 'failed') return { entries, look: undefined, lookedAt, trouble: looked.because };
    last = looked.value;
    lookedAt = now();
    const chosen = choose(last.seen);
    for (const { resource, since } of chosen) if (since !== undefined) entries.push({ kind: 'found', resource, at: since });
    if (chosen.length === 0 || round === mostRounds) return { entries, look: last, lookedAt, trouble: undefined };
    entries.push(...(await oneRound(account, chosen, last, now)));
  }
}

async function oneRound(account: Account, chosen: readonly Holding[], { blind }: Look, now: Clock): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let left = chosen;
  for (const wave of teardownPlan(chosen)) {
    const went = await Promise.all(wave.map((holding) => removeOne(account, holding, { left, blind }, now)));
    entries.push(...went);
    const gone = new Set(went.filter(({ kind }) => kind === 'deleted').map(({ resource }) => keyOf(resource)));
    left = left.filter(({ resource }) => !gone.has(keyOf(resource)));
  }
  return entries;
}

type Around = { readonly left: readonly Holding[]; readonly blind: readonly Blind[] };

async function removeOne(account: Account, holding: Holding, { left, blind }: Around, now: Clock): Promise<Entry> {
  const { resource } = holding;
  const kept = (because: string): Entry => ({ kind: 'kept', resource, at: now(), because });
  const unseen: readonly Holding[] = resource.kind === 'cluster' && blind.some(({ what }) => what === keyOf(resource)) ? [{ ...holding, resource: { kind: 'namespace', cluster: resource.name, name: 'that could not be looked for' } }] : [];
  const holder = heldBy(holding, [...left, ...unseen], now());
  if (holder !== undefined) return kept(`${keyOf(holder)} is there still, and would leave a balancer behind`);
  const removed = await tried(() => account.remove(holding));
  return removed.kind === 'failed' ? kept(removed.because) : { kind: 'deleted', resource, at: now() };
}

type Tried<Value> = { readonly kind: 'done'; readonly value: Value } | { readonly kind: 'failed'; readonly because: string };

/** One thing that can't be removed must not keep the others. */
async function tried<Value>(act: () => Promise<Value>): Promise<Tried<Value>> {
  try {
    return { kind: 'done', value: await act() };
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  }
}
