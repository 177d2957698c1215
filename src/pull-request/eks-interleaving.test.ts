import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eksLabel, type Permission } from '../cloud/label.ts';
import { modelAccount } from '../provision/account.fixture.ts';
import { deployAndTry } from '../provision/deploy.ts';
import type { GitHubLabels } from '../tools/github-labels.ts';
import { GitHubTrouble } from '../tools/github-trouble.ts';
import { type EventOnLabel, settleLabel, wantedOn } from './eks-label.ts';

/** Pushes, labels, approvals and runs in any order, with pushes between any two calls of a run. */

const people = { owner: 'admin', maintainer: 'write', triager: 'read', candidate: 'none' } as const satisfies Readonly<Record<string, Permission>>;
type Person = keyof typeof people;

type Happening =
  | { readonly kind: 'push' | 'unlabel' | 'close' }
  | { readonly kind: 'label'; readonly by: Person }
  /** One of the jobs that events started, whichever runner is free first. */
  | { readonly kind: 'job'; readonly which: number }
  | { readonly kind: 'approve'; readonly which: number };

/** What happens during one question to GitHub. */
type Fate = 'done' | 'pushed' | 'unlabelled' | 'trouble';

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'push' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('label' as const), by: fc.constantFrom<Person>('owner', 'maintainer', 'triager', 'candidate') }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'unlabel' as const }, { kind: 'close' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('job' as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('approve' as const), which: fc.nat(5) }) },
);
const schedules = fc.record({ happenings: fc.array(happening, { minLength: 3, maxLength: 20 }), fates: fc.array(fc.oneof({ weight: 8, arbitrary: fc.constant<Fate>('done') }, { weight: 2, arbitrary: fc.constantFrom<Fate>('pushed', 'unlabelled', 'trouble') }), { maxLength: 40 }) });
type Schedule = typeof schedules extends fc.Arbitrary<infer Value> ? Value : never;

const shaOf = (push: number): string => push.toString(16).padStart(40, '0');

function worldOf(fates: readonly Fate[]) {
  let turn = 0;
  const state = { head: shaOf(1), pushes: 1, open: true, labels: new Set<string>() };
  /** Pull requests as runs read them, the latest last. */
  const reads: { readonly head: string; readonly labelled: boolean }[] = [];
  const events: EventOnLabel[] = [];
  const push = (): void => {
    state.pushes += 1;
    state.head = shaOf(state.pushes);
    events.push({ pull: 7, sha: state.head, sender: 'candidate', kind: 'other' });
  };
  const during = (): void => {
    const fate = fates[turn++] ?? 'done';
    if (fate === 'trouble') throw new GitHubTrouble('no answer', 'again');
    if (fate === 'pushed') push();
    if (fate === 'unlabelled') state.labels.delete(eksLabel);
  };
  const github: GitHubLabels = {
    pull: async () => {
      const seen = { open: state.open, head: state.head, labels: [...state.labels], repositoryId: 12, isPrivate: false, forkId: 34 };
      reads.push({ head: seen.head, labelled: seen.labels.includes(eksLabel) });
      during();
      return seen;
    },
    permission: async (login) => {
      during();
      return people[login as Person]; // the sender of an event of this world
    },
    remove: async () => {
      during();
      state.labels.delete(eksLabel);
    },
  };
  return { state, reads, events, push, github };
}
type World = ReturnType<typeof worldOf>;

type Count = { interleaved: number; deployed: number };

async function live({ happenings, fates }: Schedule, count: Count): Promise<void> {
  const world = worldOf(fates);
  const { state, events } = world;
  const approvals: string[] = [];
  /** Commits that a person who may was looking at when they set the label. */
  const meant = new Set<string>();
  for (const each of happenings) {
    if (each.kind === 'push') world.push();
    else if (each.kind === 'unlabel') state.labels.delete(eksLabel);
    else if (each.kind === 'close') state.open = false;
    else if (each.kind === 'label') {
      state.labels.add(eksLabel);
      if (people[each.by] === 'admin' || people[each.by] === 'write') meant.add(state.head);
      events.push({ pull: 7, sha: state.head, sender: each.by, kind: 'labeled' });
    } else if (each.kind === 'job') await job(world, each.which, approvals);
    else if (each.kind === 'approve') await approve(world, approvals.splice(each.which % Math.max(1, approvals.length), 1)[0], meant, count);
  }
  count.interleaved += 1;
}

async function job({ events, github }: World, which: number, approvals: string[]): Promise<void> {
  const [event] = events.splice(which % Math.max(1, events.length), 1);
  if (event === undefined) return;
  const decision = await settleLabel(github, event).catch(lostJob);
  if (decision?.kind === 'ask-approval') approvals.push(decision.sha);
}

function lostJob(error: unknown): undefined {
  if (!(error instanceof GitHubTrouble)) throw error;
}

async function approve({ github, reads }: World, sha: string | undefined, meant: ReadonlySet<string>, count: Count): Promise<void> {
  if (sha === undefined) return;
  let looked = reads.length;
  const creating = (): void => {
    const last = reads.at(-1);
    holds(reads.length > looked, 'GitHub is asked before each thing that is made');
    looked = reads.length;
    holds(last?.head === sha && last.labelled, `what is made is of the labelled head ${last?.head}, not of ${sha}`);
    holds(meant.has(sha), `a maintainer labelled ${sha}`);
  };
  const account = modelAccount([], () => 'done', {
    creating: (_, { submission }) => {
      holds(submission.sha === sha, 'the marks name what was approved');
      creating();
    },
  });
  const place = { cluster: { kind: 'ephemeral' }, record: { zone: 'Z1', name: 'service.docc.example.org' } } as const;
  const { outcome, proof } = await deployAndTry({ submission: { repositoryId: 12, sha }, place, wanted: wantedOn(github, 7, sha), now: account.now, tell: () => undefined }, account);
  if (outcome.kind === 'tried') count.deployed += 1;
  holds(proof.complete && account.standing().length === 0, 'however it ended, nothing is left');
}

function holds(isSo: boolean, promise: string): void {
  if (!isSo) throw new Error(`broken: ${promise}`);
}

it('of a thousand orders of pushes and labels none deploys another commit than a maintainer labelled and somebody approved', { timeout: 120_000 }, async () => {
  const count: Count = { interleaved: 0, deployed: 0 };
  await fc.assert(fc.asyncProperty(schedules, (schedule) => live(schedule, count)), { seed: 1, numRuns: 2_000 });
  expect(count.interleaved).toBeGreaterThanOrEqual(1_000);
  expect(count.deployed).toBeGreaterThan(50);
});
