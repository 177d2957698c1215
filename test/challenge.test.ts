import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadChallenge } from '../src/catalogue/challenge.ts';
import { findGraders } from '../src/catalogue/find.ts';
import { challengeIds, challengePath, rubricOf } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';

describe.each(await challengeIds())('the challenge %s', async (id) => {
  const loaded = await loadChallenge(challengePath(id, home));
  const { order } = await rubricOf(loaded, findGraders);
  const built = order.flatMap((row) => (row.kind === 'built' ? [row.check] : []));

  it('plans no check that a grader has', () => {
    const planned = loaded.challenge.objectives.flatMap((objective) => objective.planned.map((row) => row.id));
    const both = planned.filter((row) => built.some((check) => check.id === row));
    expect(both.map((row) => `${row} is built: delete it from \`planned\` in challenges/${id}.yml`)).toEqual([]);
  });

  it('has something to read for every skill, and no skill that nothing teaches', () => {
    const taught = new Set(built.flatMap((check) => check.skills));
    const known = new Set(Object.keys(loaded.challenge.skills));
    expect([
      ...[...taught.difference(known)].map((skill) => `no page for the skill ${skill}: add its title and what to read to \`skills\` in challenges/${id}.yml`),
      ...[...known.difference(taught)].map((skill) => `no check has the skill ${skill}: take it out of \`skills\` in challenges/${id}.yml, or correct the check's`),
    ]).toEqual([]);
  });

  it('has checks whose docs are https pages and whose titles are sentences of their own', () => {
    for (const check of built) expect(check.docs, check.id).toMatch(/^https:\/\/[^\s]+$/);
    const titles = built.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('the rubric of docc', async () => {
  const { order } = await rubricOf(await loadChallenge(join(home, 'challenges', 'docc.yml')), findGraders);
  it('is worth 100 points, and no row nothing', () => {
    expect(order.reduce((tenths, row) => tenths + row.tenths, 0)).toBe(1000);
    expect(order.filter(({ tenths }) => tenths === 0)).toEqual([]);
  });
});
