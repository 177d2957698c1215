import { type Marks, tagsOf } from '../cloud/marks.ts';
import { heldBy } from '../cloud/plan.ts';
import { type Holding, keyOf, type Resource, type Seen } from '../cloud/resource.ts';
import { holdingsIn } from '../cloud/sweep.ts';
import type { Workshop } from './account.ts';

/** An account in memory, with whatever goes wrong between it and us. */

/** What becomes of one call. */
export type Fate =
  | 'done'
  /** Refused, or never arrived: nothing was done. */
  | 'lost'
  /** It was done, and the answer lost. */
  | 'unanswered'
  /** Our process is killed before it is done, or right after. */
  | 'killed-before'
  | 'killed-after'
  /** A list of AWS's shows what was there before the latest change; those of Kubernetes don't lag. */
  | 'stale'
  /** It takes longer than anybody thought. */
  | 'slow';

/** The one that is there anyway. */
export const standingCluster = 'grading';

export class Killed extends Error {
  override name = 'Killed';
}

type Standing = Seen & { readonly foreign: boolean };

export type ModelAccount = Workshop & {
  readonly standing: () => readonly Standing[];
  readonly now: () => Date;
  readonly pass: (minutes: number) => void;
  /** Whether our process was killed; a new one begins by `revive`. */
  readonly isDead: () => boolean;
  readonly revive: () => void;
  readonly fired: () => number;
  /** Creations that were cut off: killed, or without an answer. */
  readonly aborted: () => number;
  /** Promises that were broken. */
  readonly broken: readonly string[];
};

export type Watch = { readonly creating: (resource: Resource, marks: Marks) => void };

/** `fates` are those of the calls one after the other; past their end all is well. */
export function modelAccount(foreign: readonly Seen[], fates: () => Fate, watch: Watch = { creating: () => undefined }): ModelAccount {
  let standing: readonly Standing[] = foreign.map((each) => ({ ...each, foreign: true }));
  let before = standing;
  let minutes = 0;
  let dead = false;
  let [fired, aborted] = [0, 0];
  const broken: string[] = [];
  const now = (): Date => new Date(Date.UTC(2026, 10, 21, 0, minutes));

  const call = async <Value>(kind: 'read' | 'create' | 'remove', act: (fate: Fate) => Value): Promise<Value> => {
    if (dead) throw new Killed();
    const fate = fates();
    minutes += fate === 'slow' ? 50 : 1;
    if (fate !== 'done') fired += 1;
    if (kind === 'create' && fate !== 'done' && fate !== 'slow' && fate !== 'stale') aborted += 1;
    if (fate === 'killed-before' || fate === 'killed-after') dead = true;
    if (fate === 'killed-before') throw new Killed();
    if (fate === 'lost') throw new Error('no answer, and nothing done');
    const value = act(fate);
    if (fate === 'killed-after') throw new Killed();
    if (fate === 'unanswered') throw new Error('no answer');
    return value;
  };
  const change = (to: readonly Standing[]): void => {
    before = standing;
    standing = to;
  };
  const same = (one: Resource) => (other: Standing): boolean => keyOf(other.resource) === keyOf(one);
  const create = (resource: Resource, marks: Marks): 'created' | 'adopted' => {
    watch.creating(resource, marks);
    const found = standing.find(same(resource));
    if (found === undefined) {
      change([...standing, { resource, tags: tagsOf(marks), since: now(), foreign: false }]);
      return 'created';
    }
    const [own] = holdingsIn([found]);
    if (own === undefined || own.marks.submission.sha !== marks.submission.sha) throw new Error(`${keyOf(resource)} is held by somebody else`);
    return 'adopted';
  };
  const remove = (holding: Holding): 'removed' | 'was-gone' => {
    const found = standing.find(same(holding.resource));
    if (found === undefined || JSON.stringify(found.tags) !== JSON.stringify(tagsOf(holding.marks))) return 'was-gone';
    if (found.foreign) broken.push(`${keyOf(found.resource)} was none of ours`);
    const holder = heldBy(holding, holdingsIn(standing), now());
    if (holder !== undefined) broken.push(`${keyOf(holding.resource)} went before ${keyOf(holder)}`);
    change(standing.filter((each) => each !== found && !(holding.resource.kind === 'cluster' && each.resource.kind === 'namespace' && each.resource.cluster === holding.resource.name)));
    return 'removed';
  };

  return {
    look: () => call('read', (fate) => ({ seen: fate === 'stale' ? lagging(before, standing) : standing, blind: [] })),
    remove: (holding) => call('remove', () => remove(holding)),
    repository: (resource, marks) => call('create', () => ({ made: create(resource, marks), image: 'image' })),
    cluster: (resource, marks) => call('create', () => create(resource, marks)),
    namespace: (resource, marks) => call('create', () => {
      create(resource, marks);
      return { kind: 'ready', target: { kind: 'name', name: 'lb.example.com' }, experiment: () => call('read', () => undefined) };
    }),
    record: (resource, marks) => call('create', () => create(resource, marks)),
    standing: () => standing,
    now,
    pass: (more) => void (minutes += more),
    isDead: () => dead,
    revive: () => void (dead = false),
    fired: () => fired,
    aborted: () => aborted,
    broken,
  };
}

/** Of a cluster that a list doesn't show nobody asks for namespaces. */
function lagging(before: readonly Standing[], standing: readonly Standing[]): readonly Standing[] {
  const others = before.filter(({ resource }) => resource.kind !== 'namespace');
  const shown = new Set(others.flatMap(({ resource }) => (resource.kind === 'cluster' ? [resource.name] : [])));
  return [...others, ...standing.filter(({ resource }) => resource.kind === 'namespace' && (shown.has(resource.cluster) || resource.cluster === standingCluster))];
}
