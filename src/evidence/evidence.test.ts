import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Bundle } from './bundle.ts';
import { observationOf, UnreadableSection } from './evidence.ts';
import { section } from './section.ts';

const first = z.strictObject({ bases: z.array(z.string()) });
const present = section({
  id: 'sample',
  version: 3,
  tier: 'source',
  schema: z.strictObject({ images: z.array(z.string()), platform: z.string().optional() }),
  upcasters: {
    1: (facts) => ({ images: first.parse(facts).bases }),
    2: (facts) => facts,
  },
});

const evidenceOf = (version: number, facts: unknown) => {
  const entry = { status: 'observed', version, sha256: '0'.repeat(64), started: 0, seconds: 0 } as const;
  const bundle: Bundle = {
    schema: 'docc/evidence@1',
    submission: { digest: `sha256:${'0'.repeat(64)}` },
    asOf: '2026-11-01T00:00:00Z',
    collector: { version: '0.0.0' },
    finished: true,
    sections: { sample: entry },
  };
  return { bundle, facts: new Map([['sample', facts]]) };
};

describe('a section of an older version', () => {
  it('is lifted step by step, and what was not recorded stays absent', () => {
    expect(observationOf(evidenceOf(1, { bases: ['golang:1.26'] }), present)).toEqual({
      status: 'observed',
      facts: { images: ['golang:1.26'] },
    });
  });

  it('must have an upcaster from each version', () => {
    expect(() => section({ ...present, upcasters: { 1: (facts) => facts } })).toThrow('add an upcaster from version 2 to 3');
  });
});

describe('a section that does not fit', () => {
  it('is refused when newer than this docc', () => {
    expect(() => observationOf(evidenceOf(4, {}), present)).toThrow('use a newer docc');
  });

  it('is refused, whatever is in it', () => {
    const misfit = fc.anything().filter((facts) => !present.schema.safeParse(facts).success);
    fc.assert(
      fc.property(misfit, (facts) => {
        expect(() => observationOf(evidenceOf(3, facts), present)).toThrow(UnreadableSection);
      }),
    );
  });
});

it('tells that a section was never collected', () => {
  const { bundle, facts } = evidenceOf(3, {});
  expect(observationOf({ bundle: { ...bundle, sections: {} }, facts }, present).status).toBe('not-exercised');
});

describe('a section that nobody collected', () => {
  it.each([
    ['source', 'hadolint'],
    ['image', 'Docker with buildx'],
    ['cluster', 'kind'],
    ['cloud', 'credentials'],
  ] as const)('of the tier %s says what shows it and what that needs', (tier, needed) => {
    const absent = section({ id: 'absent', version: 1, tier, schema: z.strictObject({}), upcasters: {} });
    const seen = observationOf(evidenceOf(3, { images: [] }), absent);
    expect(seen).toMatchObject({ status: 'not-exercised', absence: { reason: 'not collected', remedy: expect.stringContaining(`\`docc grade <folder> --tier ${tier}\``) } });
    expect(seen).toMatchObject({ absence: { remedy: expect.stringContaining(needed) } });
  });
});
