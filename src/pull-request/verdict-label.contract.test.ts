import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { complete } from '../publish/report.fixture.ts';
import { openGitHub } from '../tools/github.ts';
import { type EmulatedGitHub, emulatedGitHub, type Fault, hasEmulator, tokens } from '../tools/github-emulator.fixture.ts';
import { type Fate, Killed, modelGitHub } from './github.fixture.ts';
import { self } from './told.fixture.ts';
import { labelVerdict } from './verdict-label.ts';

/** The label of a verdict: on the emulator as GitHub answers, and in memory whatever fails. */

const of = (passed: boolean | null) => ({ passed, challenge: { ...complete().challenge, id: 'docc' } });
const label = async (github: EmulatedGitHub, passed: boolean | null, sha = github.head) => {
  const reached = await openGitHub('octo/docc', { token: tokens.bot, baseUrl: github.url, budget: { calls: 20, waits: 60 }, second: 2 });
  return { said: await labelVerdict(reached, { pull: github.pull, sha }, of(passed)), calls: reached.spent.calls };
};
const labelsOf = async ({ ask, pull }: EmulatedGitHub) => z.array(z.object({ name: z.string() })).parse(await ask('GET', `/repos/octo/docc/issues/${pull}/labels`)).map(({ name }) => name);

const passing: readonly (readonly [string, Fault])[] = [
  ['502', { kind: 'answer', status: 502 }],
  ['502 after it was done', { kind: 'answer', status: 502, done: true }],
  ['a reset after it was done', { kind: 'reset', done: true }],
  ['429 without a word', { kind: 'answer', status: 429 }],
];

describe.skipIf(!hasEmulator)('on GitHub (needs the npm package emulate)', { concurrent: true }, () => {
  it('is set, made where it is missing, and changes with the verdict; others’ stay', async () => {
    await using github = await emulatedGitHub();
    await github.ask('POST', `/repos/octo/docc/issues/${github.pull}/labels`, { labels: ['eks', 'docc'] });
    expect(await label(github, null)).toEqual({ said: 'labelled docc: undecided', calls: 3 });
    expect((await labelsOf(github)).sort()).toEqual(['docc', 'docc: undecided', 'eks']);
    expect(await label(github, true)).toEqual({ said: 'labelled docc: passed', calls: 4 });
    expect((await labelsOf(github)).sort()).toEqual(['docc', 'docc: passed', 'eks']);
    expect(await label(github, true)).toEqual({ said: 'labelled docc: passed', calls: 1 });
    expect(await label(github, null)).toMatchObject({ said: 'labelled docc: undecided' });
    expect((await labelsOf(github)).sort()).toEqual(['docc', 'docc: undecided', 'eks']);
  });

  for (const [name, fault] of passing) {
    for (const which of ['/labels', `/issues/`]) {
      it(`${name}, at ${which}: it is set once`, async () => {
        await using github = await emulatedGitHub();
        let left = 1;
        github.breaks(({ method, path }) => (method === 'POST' && path.includes(which) && left-- > 0 ? fault : undefined));
        await label(github, false);
        expect(await labelsOf(github)).toEqual(['docc: below']);
      });
    }
  }

  it('an outage is said and breaks nothing', async () => {
    await using github = await emulatedGitHub();
    github.breaks(({ method }) => (method === 'POST' ? { kind: 'answer', status: 403, message: 'Resource not accessible by integration' } : undefined));
    expect((await label(github, false)).said).toMatch(/^not labelled docc: below: .*permission/);
    github.breaks(({ method }) => (method === 'POST' ? { kind: 'answer', status: 500 } : undefined));
    expect((await label(github, false)).said).toBe("not labelled docc: below: GitHub's answers are lost");
  });

  it('a commit that is the head no longer labels nothing', async () => {
    await using github = await emulatedGitHub();
    const late = github.head;
    await github.push();
    expect((await label(github, true, late)).calls).toBe(1);
    expect(await labelsOf(github)).toEqual([]);
  });
});

it('whatever fails, no label of others is touched; and once nothing does, there is one of ours', async () => {
  const fates = fc.array(fc.constantFrom<Fate>('done', 'lost', 'unanswered', 'trouble', 'killed', 'stale'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fates, fc.array(fc.constantFrom(true, false, null), { minLength: 1, maxLength: 5 }), async (planned, verdicts) => {
      let turn = 0;
      const github = modelGitHub(self, () => planned[turn++] ?? 'done');
      await github.addLabel(7, 'eks').catch(() => undefined);
      const others = github.state.labels;
      const tell = (passed: boolean | null) => labelVerdict(github, { pull: 7, sha: github.state.head }, of(passed));
      for (const passed of verdicts) await tell(passed).catch((error: unknown) => (error instanceof Killed ? undefined : Promise.reject(error)));
      turn = planned.length;
      await tell(true);
      expect(github.state.labels).toEqual([...others, 'docc: passed']);
    }),
    { numRuns: 500 },
  );
});
