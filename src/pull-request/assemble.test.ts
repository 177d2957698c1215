import { describe, expect, it } from 'vitest';
import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Tier } from '../evidence/section.ts';
import { assembled, ForeignEvidence, NoEvidence, type Part } from './assemble.ts';

const commit = 'a'.repeat(40);
const asOf = '2026-11-05T09:00:00.000Z';
const expected = { repository: 'github.com/repositories/1', commit, asOf };
const tiers: ReadonlyMap<string, Tier> = new Map([['tree', 'source'], ['image.build', 'image'], ['image.layout', 'image']]);

function brought(sections: readonly string[], changes: Partial<Bundle> = {}): Evidence {
  const entry = { status: 'observed', version: 1, sha256: 'b'.repeat(64), started: 0, seconds: 1 } as const;
  return {
    bundle: {
      schema: 'docc/evidence@1',
      submission: { commit, digest: `sha256:${'c'.repeat(64)}` },
      asOf,
      collector: { version: '0.1.0' },
      finished: true,
      sections: Object.fromEntries(sections.map((id) => [id, entry])),
      ...changes,
    },
    facts: new Map(sections.map((id) => [id, { by: id }])),
  };
}

const source = (evidence: Evidence | undefined): Part => ({ job: 'source', owns: ['source'], evidence });
const image = (evidence: Evidence | undefined): Part => ({ job: 'image', owns: ['image'], evidence });

describe('evidence of several jobs', () => {
  it('is one bundle, of the repository that intake named', () => {
    const { bundle, facts } = assembled([source(brought(['tree'])), image(brought(['image.build', 'image.layout']))], tiers, expected);
    expect(Object.keys(bundle.sections)).toEqual(['tree', 'image.build', 'image.layout']);
    expect([...facts.keys()]).toEqual(['tree', 'image.build', 'image.layout']);
    expect(bundle.submission.repository).toBe('github.com/repositories/1');
  });
  it('takes no section from a job that does not own its tier (W02)', () => {
    const forged = { ...brought(['tree', 'image.build', 'image.layout']), facts: new Map([['tree', 'forged']]) };
    expect(assembled([source(brought(['tree'])), image(forged)], tiers, expected).facts.get('tree')).toEqual({ by: 'tree' });
  });
  it('takes no section that no check reads', () => expect(assembled([source(brought(['tree', 'more']))], tiers, expected).bundle.sections).not.toHaveProperty('more'));
  it('takes single sections of a tier from the jobs that own these', () => {
    const cloud: ReadonlyMap<string, Tier> = new Map([...tiers, ['cloud.cluster', 'cloud'], ['cloud.record', 'cloud']]);
    const of = (job: string, own: string): Part => ({ job, owns: (id) => id === own, evidence: { ...brought(['cloud.cluster', 'cloud.record']), facts: new Map([['cloud.cluster', job], ['cloud.record', job]]) } });
    const { facts } = assembled([source(brought(['tree'])), of('deploy', 'cloud.record'), of('inspect', 'cloud.cluster')], cloud, expected);
    expect([facts.get('cloud.record'), facts.get('cloud.cluster')]).toEqual(['deploy', 'inspect']);
  });
  it('has a fault for what a lost job owed', () => {
    const { sections } = assembled([source(brought(['tree'])), image(undefined)], tiers, expected).bundle;
    expect(sections['image.build']).toMatchObject({ status: 'fault', fault: { message: 'the job image ended before it brought this' } });
  });
  it('has a fault for what a job that was cut off still owed', () => {
    const { sections } = assembled([source(brought(['tree'])), image(brought(['image.build'], { finished: false }))], tiers, expected).bundle;
    expect([sections['image.build']?.status, sections['image.layout']?.status]).toEqual(['observed', 'fault']);
  });
  it.each([
    ['another commit', { submission: { commit: 'd'.repeat(40), digest: `sha256:${'c'.repeat(64)}` } }],
    ['other files', { submission: { commit, digest: `sha256:${'d'.repeat(64)}` } }],
    ['another date', { asOf: '2020-01-01T00:00:00.000Z' }],
  ])('is refused where a job saw %s', (_, changes) => expect(() => assembled([source(brought(['tree'])), image(brought(['image.build'], changes))], tiers, expected)).toThrow(ForeignEvidence));
  it('is refused where there is none', () => expect(() => assembled([source(undefined)], tiers, expected)).toThrow(NoEvidence));
});
