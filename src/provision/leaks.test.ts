import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type SubmissionId, submissionText, tagsOf } from '../cloud/marks.ts';
import type { Place } from '../cloud/plan.ts';
import type { TeardownProof } from '../cloud/proof.ts';
import { keyOf, nameFor, type Seen } from '../cloud/resource.ts';
import { holdingsIn, holdingsOf } from '../cloud/sweep.ts';
import { type Fate, modelAccount, type ModelAccount, standingCluster } from './account.fixture.ts';
import { deployAndTry } from './deploy.ts';
import { janitor } from './janitor.ts';
import { teardown } from './teardown.ts';

const submissions: readonly SubmissionId[] = ['a', 'b', 'c'].map((digit) => ({ repositoryId: 12, sha: digit.repeat(40) }));
const stranger: SubmissionId = { repositoryId: 99, sha: 'f'.repeat(40) };
const farAway = new Date('2099-01-01T00:00:00Z');

/** What docc must never touch: nobody's, somebody's who says docc, another docc's that is within its time. */
const foreign: readonly Seen[] = [
  { resource: { kind: 'repository', name: 'team/app' }, tags: {}, since: undefined },
  { resource: { kind: 'repository', name: 'docc/12-odd' }, tags: { 'docc-owner': 'docc' }, since: undefined },
  { resource: { kind: 'cluster', name: 'production' }, tags: { 'docc-owner': 'docc', 'docc-submission': submissionText(stranger), 'docc-expires': 'soon' }, since: undefined },
  { resource: { kind: 'cluster', name: nameFor(stranger) }, tags: tagsOf({ submission: stranger, expires: farAway }), since: undefined },
  { resource: { kind: 'record', zone: 'Z1', name: 'www.example.org' }, tags: { owner: 'somebody' }, since: undefined },
];

type Happening = { readonly kind: 'deploy' | 'teardown'; readonly which: number } | { readonly kind: 'janitor' } | { readonly kind: 'wait'; readonly minutes: number };

const fate: fc.Arbitrary<Fate> = fc.oneof({ weight: 7, arbitrary: fc.constant('done' as const) }, { weight: 4, arbitrary: fc.constantFrom('lost', 'unanswered', 'killed-before', 'killed-after', 'stale', 'slow') });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deploy' as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('teardown' as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'janitor' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.nat(200) }) },
);
const schedules = fc.record({ ephemeral: fc.boolean(), happenings: fc.array(happening, { minLength: 1, maxLength: 6 }), fates: fc.array(fate, { minLength: 4, maxLength: 40 }) });
type Schedule = typeof schedules extends fc.Arbitrary<infer Value> ? Value : never;

const placeOf = (ephemeral: boolean): Place => ({ cluster: ephemeral ? { kind: 'ephemeral' } : { kind: 'standing', name: standingCluster }, record: { zone: 'Z1', name: 'service.docc.example.org' } });

/** Runs a schedule, then the janitor alone; answers how many creations were cut off. Throws where a promise is broken. */
async function live({ ephemeral, happenings, fates }: Schedule): Promise<number> {
  let turn = 0;
  let healthy = false;
  let anyStale = false;
  const account = modelAccount(foreign, () => {
    const next = healthy ? 'done' : (fates[turn++] ?? 'done');
    anyStale ||= next === 'stale';
    return next;
  });
  for (const each of happenings) {
    account.revive();
    if (each.kind === 'wait') account.pass(each.minutes);
    else if (each.kind === 'janitor') youngStays(account, await janitorRun(account));
    else honest(account, submissions[each.which] ?? stranger, await attempt(account, each, ephemeral), anyStale);
  }
  account.revive();
  healthy = true;
  account.pass(300);
  await janitorRun(account);
  judge(account);
  return account.aborted();
}

async function attempt(account: ModelAccount, { kind, which }: Extract<Happening, { readonly which: number }>, ephemeral: boolean): Promise<TeardownProof> {
  const submission = submissions[which] ?? stranger;
  if (kind === 'teardown') return await teardown(submission, account, account.now);
  const trial = { submission, place: placeOf(ephemeral), wanted: async () => ({ kind: 'yes' }) as const, now: account.now, tell: () => undefined };
  return (await deployAndTry(trial, account)).proof;
}

async function janitorRun(account: ModelAccount): Promise<readonly string[]> {
  const at = account.now();
  const young = holdingsIn(account.standing()).filter(({ marks }) => marks.expires > at).map(({ resource }) => keyOf(resource));
  await janitor(account, { now: account.now, dryRun: false });
  return young;
}

function youngStays(account: ModelAccount, young: readonly string[]): void {
  const keys = new Set(account.standing().map(({ resource }) => keyOf(resource)));
  const gone = young.filter((key) => !keys.has(key));
  holds(gone.length === 0, `the janitor left alone what was within its time, not ${gone.join(', ')}`);
}

/** A proof that says complete is true, unless a list lagged behind: then the marks are what saves us. */
function honest(account: ModelAccount, submission: SubmissionId, proof: TeardownProof, anyStale: boolean): void {
  if (!proof.complete || anyStale) return;
  holds(holdingsOf(account.standing(), submission).length === 0, `nothing of ${submission.sha.slice(0, 3)} is left where the proof says so`);
}

function judge(account: ModelAccount): void {
  holds(account.broken.length === 0, account.broken.join('; '));
  const left = account.standing().filter((each) => !each.foreign).map(({ resource }) => keyOf(resource));
  holds(left.length === 0, `nothing leaked, not ${left.join(', ')}`);
  holds(account.standing().filter((each) => each.foreign).length === foreign.length, 'nothing of others was touched');
}

function holds(isSo: boolean, promise: string): void {
  if (!isSo) throw new Error(`broken: ${promise}`);
}

async function liveThrough(wanted: number, seed = 1, before = 0): Promise<number> {
  if (before >= wanted) return before;
  let cutOff = before;
  const property = fc.asyncProperty(schedules, async (schedule) => {
    cutOff += await live(schedule);
  });
  await fc.assert(property, { seed, numRuns: 300 });
  return await liveThrough(wanted, seed + 1, cutOff);
}

it('of a thousand creations that were cut off none is left after the janitor, and nothing of others is touched', { timeout: 300_000 }, async () => {
  expect(await liveThrough(1_000)).toBeGreaterThanOrEqual(1_000);
});

it('a run that nothing hinders leaves nothing by itself, and proves it', async () => {
  for (const ephemeral of [true, false]) {
    const account = modelAccount(foreign, () => 'done');
    const trial = { submission: { repositoryId: 12, sha: 'a'.repeat(40) }, place: placeOf(ephemeral), wanted: async () => ({ kind: 'yes' }) as const, now: account.now, tell: () => undefined };
    const { outcome, proof } = await deployAndTry(trial, account);
    expect(outcome).toEqual({ kind: 'tried' });
    expect(proof).toMatchObject({ complete: true, resources: Array.from({ length: ephemeral ? 4 : 3 }, () => ({ state: 'deleted' })) });
    expect(account.standing()).toHaveLength(foreign.length);
  }
});

it('a dry run of the janitor removes nothing and says what it would', async () => {
  const past = tagsOf({ submission: { repositoryId: 12, sha: 'a'.repeat(40) }, expires: new Date('2020-01-01T00:00:00Z') });
  const account = modelAccount([{ resource: { kind: 'repository', name: 'docc/12-aaaaaaaaaaaa' }, tags: past, since: undefined }], () => 'done');
  const report = await janitor(account, { now: account.now, dryRun: true });
  expect(report).toMatchObject({ dryRun: true, removed: [], left: [{ resource: { name: 'docc/12-aaaaaaaaaaaa' }, because: expect.stringContaining('was to be gone by') }] });
  expect(account.standing()).toHaveLength(1);
});
