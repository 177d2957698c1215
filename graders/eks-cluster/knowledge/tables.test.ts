import { describe, expect, it, test } from 'vitest';
import { clusterModules } from './cluster-inputs.ts';
import { groupsOfModules, nodeModules } from './node-inputs.ts';
import { calendarRead, supportCalendar } from './support-calendar.ts';

describe('the support calendar', () => {
  const versions = Object.entries(supportCalendar);

  it('names every minor version once, oldest first', () =>
    expect(versions.map(([version]) => version)).toEqual(versions.map((_, index) => `1.${28 + index}`)));

  test.each(versions)('%s is released, supported, and supported longer, in this order', (_, { released, standardEnds, extendedEnds }) => {
    expect([released, standardEnds, extendedEnds].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))).toBe(true);
    expect(released < standardEnds && standardEnds < extendedEnds && released <= calendarRead).toBe(true);
  });
});

const majorsOf = ({ releases }: { readonly releases: readonly { readonly newest: string }[] }): readonly number[] => releases.map(({ newest }) => Number.parseInt(newest, 10));

describe('the tables of modules', () => {
  test.each([...clusterModules, ...nodeModules])('$registry $submodule lists each major version once, newest first', (module) =>
    expect(majorsOf(module)).toEqual([...new Set(majorsOf(module))].toSorted((a, b) => b - a)));

  test.each(clusterModules.filter(({ registry }) => registry !== 'cloudposse/eks-cluster/aws'))('$registry has groups of each version', ({ registry, releases }) =>
    expect(Object.keys(groupsOfModules[registry] ?? {}).map(Number).toSorted((a, b) => b - a)).toEqual(majorsOf({ releases })));
});
