import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Location } from '../evidence/observation.ts';
import { selfOf } from '../publish/github/subject.ts';
import { toldOf } from '../publish/github/told.ts';
import { complete, severalLost } from '../publish/report.fixture.ts';
import type { Report } from '../grade/report.ts';
import { type GitHub, openGitHub } from '../tools/github.ts';
import { type Asked, botLogin, type EmulatedGitHub, emulatedGitHub, type Fault, hasEmulator, tokens } from '../tools/github-emulator.fixture.ts';
import { GitHubTrouble } from '../tools/github-trouble.ts';
import { settleGraded, settleQueued, settleUngraded } from './settle.ts';
import { smallReport } from './told.fixture.ts';

/** Against an emulator of GitHub, through a proxy that breaks things. Writes keep their real distance. */

const self = selfOf('docc-grader');
const second = 2;

const open = ({ url }: EmulatedGitHub, budget = { calls: 60, waits: 600 }, token: string = tokens.bot) => openGitHub('octo/docc', { token, baseUrl: url, budget, second });

const subjectOf = (sha: string) => ({ sha, challenge: 'docc', version: '1.0.0' });
const tell = async (github: GitHub, { pull }: EmulatedGitHub, sha: string, report: Report) =>
  await settleGraded(github, pull, toldOf(report, subjectOf(sha), new Map(), `https://github.com/octo/docc/blob/${sha}`), self);

const commentList = z.array(z.object({ id: z.int(), body: z.string(), user: z.object({ login: z.string() }) }));
const checkList = z.object({ check_runs: z.array(z.object({ id: z.int(), name: z.string(), status: z.string(), conclusion: z.string().nullable(), external_id: z.string(), output: z.object({ title: z.string(), annotations_count: z.int() }) })) });
const comments = async ({ ask, pull }: EmulatedGitHub) => commentList.parse(await ask('GET', `/repos/octo/docc/issues/${pull}/comments?per_page=100`));
const checks = async ({ ask }: EmulatedGitHub, sha: string) => checkList.parse(await ask('GET', `/repos/octo/docc/commits/${sha}/check-runs?filter=all`)).check_runs;

const isWrite = ({ method }: Asked): boolean => method !== 'GET';
const oncePer = (which: (asked: Asked) => boolean, fault: Fault) => {
  let used = false;
  return (asked: Asked): Fault | undefined => {
    if (used || !which(asked)) return undefined;
    used = true;
    return fault;
  };
};
const posts = (path: string) => (asked: Asked): boolean => asked.method === 'POST' && asked.path.includes(path);

async function isToldOnce(github: EmulatedGitHub, report: Report): Promise<void> {
  const own = (await comments(github)).filter(({ user }) => user.login === botLogin);
  expect(own).toHaveLength(1);
  expect(own[0]?.body).toContain(toldOf(report, subjectOf(github.head), new Map(), 'https://github.com').verdict.title);
  const [check, ...others] = await checks(github, github.head);
  expect(others).toHaveLength(0);
  expect(check).toMatchObject({ name: 'docc (docc)', status: 'completed', external_id: `${github.head}:docc:1.0.0` });
}

/** A report that lost a point on each of so many lines. */
function placesOf(count: number): Report {
  const report = complete();
  const places: Location[] = Array.from({ length: count }, (_, place) => ({ path: `file-${place}.tf`, line: place + 1 }));
  const [objective, ...others] = report.objectives;
  const model = objective?.checks[0];
  if (objective === undefined || model === undefined) throw new Error('the fixture has no check');
  const checks = places.map((at, place) => ({ ...model, id: `check-${place}`, verdict: 'fail' as const, earned: 0, at }));
  const { reviewer: _reviewer, ...rest } = report;
  return { ...rest, objectives: [{ ...objective, checks }, ...others] };
}

const limits: readonly (readonly [string, Fault])[] = [
  ['a secondary limit', { kind: 'answer', status: 403, headers: { 'retry-after': '30' }, message: 'You have exceeded a secondary rate limit.' }],
  ['429 without a word', { kind: 'answer', status: 429 }],
  ['403 with retry-after alone', { kind: 'answer', status: 403, headers: { 'retry-after': '5' }, message: 'Forbidden' }],
  ['a used up limit', { kind: 'answer', status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 20) }, message: 'API rate limit exceeded' }],
  ['502 before anything was done', { kind: 'answer', status: 502 }],
  ['502 after it was done', { kind: 'answer', status: 502, done: true }],
  ['a reset before anything was done', { kind: 'reset', done: false }],
  ['a reset after it was done', { kind: 'reset', done: true }],
];

describe.skipIf(!hasEmulator)('on GitHub (needs the npm package emulate)', { concurrent: true }, () => {
  it('a grade is told once, and telling it again writes nothing', async () => {
    await using github = await emulatedGitHub();
    await settleQueued(await open(github), github.pull, subjectOf(github.head), self);
    expect(await checks(github, github.head)).toMatchObject([{ status: 'queued' }]);
    await tell(await open(github), github, github.head, smallReport(10));
    await isToldOnce(github, smallReport(10));
    const before = github.log.filter(isWrite).length;
    await tell(await open(github), github, github.head, smallReport(10));
    expect(github.log.filter(isWrite)).toHaveLength(before);
  });

  it('a commit that no job could read is ended once, and graded all the same afterwards', async () => {
    await using github = await emulatedGitHub();
    const ended = [{ status: 'completed', conclusion: 'neutral' }];
    await settleQueued(await open(github), github.pull, subjectOf(github.head), self);
    await settleUngraded(await open(github), github.pull, subjectOf(github.head), self);
    expect(await checks(github, github.head)).toMatchObject(ended);
    const before = github.log.filter(isWrite).length;
    await settleUngraded(await open(github), github.pull, subjectOf(github.head), self);
    expect(github.log.filter(isWrite)).toHaveLength(before);
    await tell(await open(github), github, github.head, smallReport(10));
    await isToldOnce(github, smallReport(10));
    await settleUngraded(await open(github), github.pull, subjectOf(github.head), self);
    await isToldOnce(github, smallReport(10));
  });

  it('writes keep a second between them', async () => {
    await using github = await emulatedGitHub();
    await tell(await open(github), github, github.head, placesOf(60));
    const at = github.log.filter(isWrite).map((each) => each.at);
    expect(at.length).toBeGreaterThan(2);
    // A few milliseconds are the network's.
    expect(Math.min(...at.slice(1).map((each, place) => each - (at[place] ?? 0)))).toBeGreaterThan(950);
  });

  for (const [name, fault] of limits) {
    for (const which of ['/comments', '/check-runs']) {
      it(`${name}, as ${which} is created: it is told once`, async () => {
        await using github = await emulatedGitHub();
        github.breaks(oncePer(posts(which), fault));
        await tell(await open(github), github, github.head, smallReport(10));
        await isToldOnce(github, smallReport(10));
      });
    }
  }

  it('reads that fail are tried again', async () => {
    await using github = await emulatedGitHub();
    github.breaks(oncePer(({ method }) => method === 'GET', { kind: 'answer', status: 500 }));
    await tell(await open(github), github, github.head, smallReport(10));
    await isToldOnce(github, smallReport(10));
  });

  it('a limit that lasts longer than we may wait is our trouble, and the next run goes on', async () => {
    await using github = await emulatedGitHub();
    github.breaks(({ method }) => (method === 'POST' ? { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } } : undefined));
    await expect(tell(await open(github), github, github.head, smallReport(10))).rejects.toThrow(GitHubTrouble);
    github.breaks(() => undefined);
    await tell(await open(github), github, github.head, smallReport(10));
    await isToldOnce(github, smallReport(10));
  });

  it('a token that may not write says which repair', async () => {
    await using github = await emulatedGitHub();
    github.breaks(({ method }) => (method === 'POST' ? { kind: 'answer', status: 403, message: 'Resource not accessible by integration' } : undefined));
    await expect(tell(await open(github), github, github.head, smallReport(10))).rejects.toThrow('permission');
  });

  it('no more requests are sent than the budget has', async () => {
    await using github = await emulatedGitHub();
    await expect(tell(await open(github, { calls: 3, waits: 10 }), github, github.head, smallReport(10))).rejects.toThrow('3 requests');
    expect(github.log).toHaveLength(3);
  });

  it('our comment is found on the third page, and edited there', async () => {
    await using github = await emulatedGitHub();
    for (let count = 0; count < 205; count += 1) await github.ask('POST', `/repos/octo/docc/issues/${github.pull}/comments`, { body: `remark ${count}` });
    await tell(await open(github), github, github.head, smallReport(10));
    await tell(await open(github), github, github.head, smallReport(20));
    expect(github.log.filter(posts('/comments'))).toHaveLength(1);
    expect(github.log.filter(({ path, method }) => method === 'PATCH' && path.includes('/issues/comments/'))).toHaveLength(1);
  });

  it('duplicates collapse into the oldest, and a copied marker is left alone', async () => {
    await using github = await emulatedGitHub();
    await tell(await open(github), github, github.head, smallReport(10));
    const [ours] = await comments(github);
    const body = ours?.body ?? '';
    await github.ask('POST', `/repos/octo/docc/issues/${github.pull}/comments`, { body }, tokens.bot);
    await github.ask('POST', `/repos/octo/docc/issues/${github.pull}/comments`, { body });
    await tell(await open(github), github, github.head, smallReport(20));
    const left = await comments(github);
    expect(left.map(({ user }) => user.login)).toEqual([botLogin, 'octo']);
    expect(left[0]?.id).toBe(ours?.id);
    expect(left[1]?.body).toBe(body);
  });

  it('a push supersedes: the old commit has its grade, the comment waits for the new one, and shows the change', async () => {
    await using github = await emulatedGitHub();
    await tell(await open(github), github, github.head, smallReport(10));
    const late = github.head;
    const next = await github.push();
    await tell(await open(github), github, late, smallReport(10));
    expect(await checks(github, late)).toMatchObject([{ conclusion: 'neutral', output: { title: expect.stringMatching(new RegExp(`^Superseded by ${next.slice(0, 7)}`)) } }]);
    await tell(await open(github), github, next, smallReport(22));
    const own = await comments(github);
    expect(own).toHaveLength(1);
    expect(own[0]?.body).toContain(`**+12 since ${late.slice(0, 7)}**`);
    expect(own[0]?.body).toContain('2 attempts');
  });

  it('writes that are not found as ours are not written again and again', async () => {
    await using github = await emulatedGitHub();
    const told = toldOf(smallReport(10), subjectOf(github.head), new Map(), 'https://github.com');
    await expect(settleGraded(await open(github), github.pull, told, selfOf('another-app'))).rejects.toThrow('`app`');
    expect(github.log.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('a hundred failed checks take twelve requests at most', async () => {
    await using github = await emulatedGitHub();
    await settleQueued(await open(github), github.pull, subjectOf(github.head), self);
    const github2 = await open(github);
    await github2.files(github.pull);
    await tell(github2, github, github.head, placesOf(100));
    expect(github2.spent.calls).toBeLessThanOrEqual(12);
    expect(await checks(github, github.head)).toMatchObject([{ status: 'completed', output: { annotations_count: 100 } }]);
  });

  it('annotations of a lost answer are not sent twice', async () => {
    await using github = await emulatedGitHub();
    await settleQueued(await open(github), github.pull, subjectOf(github.head), self);
    github.breaks(oncePer(({ method, path }) => method === 'PATCH' && path.includes('/check-runs/'), { kind: 'reset', done: true }));
    await tell(await open(github), github, github.head, placesOf(70));
    expect(await checks(github, github.head)).toMatchObject([{ status: 'completed', output: { annotations_count: 70 } }]);
  });

  it('annotations that GitHub refuses do not cost the grade', async () => {
    await using github = await emulatedGitHub();
    await settleQueued(await open(github), github.pull, subjectOf(github.head), self);
    github.breaks(oncePer(({ method, path }) => method === 'PATCH' && path.includes('/check-runs/'), { kind: 'answer', status: 422, message: 'Invalid annotations' }));
    await tell(await open(github), github, github.head, severalLost());
    expect(await checks(github, github.head)).toMatchObject([{ status: 'completed', output: { annotations_count: 0 } }]);
  });
});
