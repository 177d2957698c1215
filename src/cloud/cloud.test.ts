import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideLabel, type Permission, stillWanted } from './label.ts';
import { type Marks, marksIn, ownerTag, submissionId, tagsOf, timeText } from './marks.ts';
import { ownershipIn, ownershipText } from './ownership.ts';
import { deployPlan, heldBy, teardownPlan } from './plan.ts';
import { joinedProof, proofOf, teardownOf, teardownProof } from './proof.ts';
import { type Holding, keyOf, type Resource, type Seen } from './resource.ts';
import { spendOf } from './spend.ts';
import { endsTooSoon, sweep } from './sweep.ts';

const sha = fc.stringMatching(/^[0-9a-f]{40}$/);
const submissions = fc.record({ repositoryId: fc.integer({ min: 1, max: 10 ** 12 }), sha });
const times = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true });
const whole = (time: Date): Date => new Date(Math.ceil(time.getTime() / 1000) * 1000);
const one = { repositoryId: 12, sha: 'a'.repeat(40) };
const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 21, 12, minutes));

describe('marks', () => {
  it('are read as they were written, to the second', () => {
    fc.assert(fc.property(submissions, times, (submission, expires) => {
      expect(marksIn(tagsOf({ submission, expires }))).toEqual({ kind: 'ours', marks: { submission, expires: whole(expires) } });
    }));
  });
  it('fit a label of Kubernetes and a tag of AWS', () => {
    fc.assert(fc.property(submissions, times, (submission, expires) => {
      for (const value of Object.values(tagsOf({ submission, expires }))) expect(value).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/);
    }));
  });
  it.each([
    [{}, 'not-ours'],
    [{ [ownerTag]: 'somebody' }, 'not-ours'],
    [{ [ownerTag]: 'docc' }, 'unclear'],
    [{ ...tagsOf({ submission: one, expires: at(0) }), 'docc-expires': 'never' }, 'unclear'],
    [{ ...tagsOf({ submission: one, expires: at(0) }), 'docc-expires': '20261399T000000Z' }, 'unclear'],
    [{ ...tagsOf({ submission: one, expires: at(0) }), 'docc-submission': '12' }, 'unclear'],
  ])('%j are %s', (tags, kind) => expect(marksIn(tags).kind).toBe(kind));
  it('name a submission as a person may type it', () => {
    expect(submissionId.parse(`12-${'a'.repeat(40)}`)).toEqual(one);
    expect(submissionId.safeParse('12-abc').success).toBe(false);
  });
});

describe('an ownership TXT', () => {
  const tags = tagsOf({ submission: one, expires: at(0) });
  it('gives its record the tags', () => expect(ownershipIn('a.example.org', ownershipText('a.example.org', tags))).toEqual(tags));
  it('proves nothing of another record, nor does a text of others', () => {
    expect(ownershipIn('b.example.org', ownershipText('a.example.org', tags))).toEqual({});
    for (const text of ['', 'v=spf1 -all', `${ownershipText('a.example.org', tags)} docc-owner=other`]) expect(ownershipIn('a.example.org', text)).toEqual({});
  });
});

const place = (kind: 'standing' | 'ephemeral') => ({ cluster: kind === 'standing' ? { kind, name: 'grading' } : { kind }, record: { zone: 'Z1', name: 'service.docc.example.org' } });
const holding = (resource: Resource, expires = at(60)): Holding => ({ resource, marks: { submission: one, expires }, since: undefined });

describe('plans', () => {
  it('go in one order and back', () => {
    for (const kind of ['standing', 'ephemeral'] as const) {
      const plan = deployPlan(one, place(kind));
      expect(plan.map((each) => each.kind)).toEqual(kind === 'standing' ? ['repository', 'namespace', 'record'] : ['repository', 'cluster', 'namespace', 'record']);
      const back = teardownPlan(plan.map((each) => holding(each))).flat().map(({ resource }) => resource.kind);
      expect(back).toEqual(kind === 'standing' ? ['record', 'namespace', 'repository'] : ['record', 'namespace', 'cluster', 'repository']);
    }
  });
  it('two submissions share no name but that of the record', () => {
    fc.assert(fc.property(submissions, submissions, (first, second) => {
      if (first.repositoryId === second.repositoryId && first.sha.slice(0, 12) === second.sha.slice(0, 12)) return;
      const names = (of: typeof first) => new Set(deployPlan(of, place('ephemeral')).slice(0, -1).map(keyOf));
      expect(names(first).isDisjointFrom(names(second))).toBe(true);
    }));
  });
  it('a cluster waits for its namespaces, for an hour past its time', () => {
    const [, cluster, namespace] = deployPlan(one, place('ephemeral')).map((each) => holding(each));
    if (cluster === undefined || namespace === undefined) throw new Error('the plan is short');
    expect(heldBy(cluster, [cluster, namespace], at(60))).toEqual(namespace.resource);
    expect(heldBy(cluster, [cluster], at(60))).toBeUndefined();
    expect(heldBy(cluster, [cluster, namespace], at(121))).toBeUndefined();
    expect(heldBy(namespace, [cluster, namespace], at(60))).toBeUndefined();
  });
});

describe('the janitor', () => {
  const resources: fc.Arbitrary<Resource> = fc.oneof(
    fc.record({ kind: fc.constant('repository' as const), name: fc.string() }),
    fc.record({ kind: fc.constant('cluster' as const), name: fc.string() }),
    fc.record({ kind: fc.constant('record' as const), zone: fc.string(), name: fc.string() }),
  );
  const tags = fc.oneof(fc.dictionary(fc.constantFrom(ownerTag, 'docc-submission', 'docc-expires', 'Name'), fc.string()), fc.record({ submission: submissions, expires: times }).map(tagsOf));
  const seen: fc.Arbitrary<Seen> = fc.record({ resource: resources, tags, since: fc.constant(undefined) });
  it('removes what bears all marks and is past its time, and nothing else', () => {
    fc.assert(fc.property(fc.array(seen), times, (all, now) => {
      const { remove, young, unclear } = sweep(all, now);
      const due = all.filter((each) => {
        const read = marksIn(each.tags);
        return read.kind === 'ours' && read.marks.expires <= now;
      });
      expect(remove.map(({ resource }) => resource)).toEqual(due.map(({ resource }) => resource));
      for (const { resource } of young) expect(remove.map((each) => each.resource)).not.toContain(resource);
      expect(unclear.length + remove.length).toBeLessThanOrEqual(all.length);
    }));
  });
  it('tells of what is meant to stand longer than docc lets anything', () => {
    const far: Seen = { resource: { kind: 'cluster', name: 'c' }, tags: tagsOf({ submission: one, expires: at(10_000) }), since: undefined };
    expect(sweep([far], at(0)).unclear).toMatchObject([{ because: expect.stringContaining('longer than docc') }]);
  });
  it('what ends before a run could is not adopted', () => {
    const cluster = holding({ kind: 'cluster', name: 'c' });
    expect([endsTooSoon(cluster, at(0), 75), endsTooSoon(cluster, at(0), 60)]).toEqual([true, false]);
  });
});

describe('a proof', () => {
  const plan = deployPlan(one, place('ephemeral'));
  const [repository, cluster] = plan;
  const made = (resource: Resource | undefined, from: number, to?: number) => (resource === undefined ? [] : [{ kind: 'asked', resource, at: at(from) } as const, { kind: 'created', resource, at: at(from) } as const, ...(to === undefined ? [] : [{ kind: 'deleted', resource, at: at(to) } as const])]);
  it('is complete where the last look found nothing', () => {
    const proof = teardownProof.parse(proofOf(one, [...made(repository, 0, 30), ...made(cluster, 0, 60)], { at: at(61), left: [] }, at(61)));
    expect(proof).toMatchObject({ complete: true, resources: [{ state: 'deleted', created: at(0).toISOString(), deleted: at(30).toISOString() }, { state: 'deleted', deleted: at(60).toISOString() }] });
    expect(proof.spend.dollars).toBeCloseTo(0.1 + 2 * (0.0765 + 0.00918 + 8 / 730), 2);
  });
  it('is none without a look, however often it was asked for', () => {
    expect(proofOf(one, made(cluster, 0, 60), undefined, at(61))).toMatchObject({ complete: false, resources: [{ state: 'unknown' }] });
  });
  it('names what is left, and why', () => {
    if (cluster === undefined) throw new Error('the plan is short');
    const proof = proofOf(one, [...made(cluster, 0), { kind: 'kept', resource: cluster, at: at(5), because: 'it is CREATING still' }], { at: at(6), left: [holding(cluster)] }, at(6));
    expect(proof).toMatchObject({ complete: false, resources: [{ state: 'left', because: 'it is CREATING still' }] });
  });
  it('tells what was asked for and never seen', () => {
    if (cluster === undefined) throw new Error('the plan is short');
    expect(proofOf(one, [{ kind: 'asked', resource: cluster, at: at(0) }], { at: at(6), left: [] }, at(6))).toMatchObject({ complete: true, resources: [{ state: 'not-made' }], spend: { dollars: 0 } });
  });
  it('of who deployed is ended by who had the last look', () => {
    if (repository === undefined || cluster === undefined) throw new Error('the plan is short');
    const deployed = proofOf(one, [...made(repository, 0, 30), ...made(cluster, 5), { kind: 'kept', resource: cluster, at: at(31), because: 'it is CREATING still' }], { at: at(31), left: [holding(cluster)] }, at(31));
    const after = proofOf(one, [{ kind: 'found', resource: cluster, at: at(6) }, { kind: 'deleted', resource: cluster, at: at(45) }], { at: at(46), left: [] }, at(46));
    const joined = teardownProof.parse(joinedProof(deployed, after));
    expect(joined).toMatchObject({
      complete: true,
      looked: at(46).toISOString(),
      resources: [{ state: 'deleted', deleted: at(30).toISOString() }, { state: 'deleted', created: at(5).toISOString(), deleted: at(45).toISOString() }],
    });
    expect(joined.resources[1]).not.toHaveProperty('because');
    expect(joined.spend.dollars).toBeGreaterThan(after.spend.dollars);
    expect(teardownOf(joined).resources.map(({ what }) => what)).toEqual([keyOf(repository), keyOf(cluster)]);
  });
  it('of who deployed holds where nothing was left for the last look, and what nobody saw before is told', () => {
    if (repository === undefined || cluster === undefined) throw new Error('the plan is short');
    const unseen = proofOf(one, made(repository, 0), undefined, at(10));
    const empty = proofOf(one, [], { at: at(20), left: [] }, at(20));
    expect(joinedProof(unseen, empty)).toMatchObject({ complete: true, resources: [{ state: 'deleted', created: at(0).toISOString(), deleted: at(20).toISOString() }] });
    expect(joinedProof(unseen, proofOf(one, made(cluster, 0), undefined, at(20)))).toMatchObject({ complete: false, resources: [{ state: 'unknown' }, { state: 'unknown' }] });
    expect(() => joinedProof(unseen, proofOf({ ...one, repositoryId: 13 }, [], undefined, at(20)))).toThrow('another submission');
  });
  it('bills a balancer by the hour that has begun', () => {
    expect(spendOf([{ resource: { kind: 'namespace', cluster: 'c', name: 'n' }, seconds: 60 }]).rows[0]).toMatchObject({ hours: 1, dollars: 0.0225 });
    expect(spendOf([{ resource: { kind: 'record', zone: 'Z', name: 'n' }, seconds: 60 }])).toMatchObject({ rows: [], dollars: 0 });
  });
});

describe('a label', () => {
  const labelled = (by: Permission) => ({ sha: one.sha, by });
  const now = { open: true, head: one.sha, labels: ['eks'] };
  it.each(['admin', 'write'] as const)('of somebody with %s asks for approval of what they saw', (by) => expect(decideLabel(labelled(by), now)).toEqual({ kind: 'ask-approval', sha: one.sha }));
  it.each(['read', 'none'] as const)('of somebody with %s is taken off', (by) => expect(decideLabel(labelled(by), now)).toMatchObject({ kind: 'refuse', removesLabel: true }));
  it.each([
    ['closed', { ...now, open: false }, true],
    ['pushed to since', { ...now, head: 'b'.repeat(40) }, true],
    ['without the label', { ...now, labels: [] }, false],
  ])('on a pull request that is %s counts for nothing', (_, pull, removesLabel) => {
    expect(decideLabel(labelled('admin'), pull)).toMatchObject({ kind: 'refuse', removesLabel });
    expect(stillWanted(one.sha, pull).kind).toBe('no');
  });
  it('holds while nothing changes', () => expect(stillWanted(one.sha, now)).toEqual({ kind: 'yes' }));
});

it('a time is never before what it stands for', () => {
  fc.assert(fc.property(times, (time) => {
    const marks: Marks = { submission: one, expires: time };
    const read = marksIn(tagsOf(marks));
    expect(read.kind === 'ours' && read.marks.expires >= time && timeText(read.marks.expires) === timeText(time)).toBe(true);
  }));
});
