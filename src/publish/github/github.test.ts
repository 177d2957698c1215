import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileReports, hostileStrings } from '../hostile.fixture.ts';
import { allEarned, complete, hostile, severalLost, withheld } from '../report.fixture.ts';
import { annotationsOf, keyOf, mostAnnotations } from './annotations.ts';
import { type Attempt, attemptsFold, deltaWords, mostAttempts, withAttempt } from './attempts.ts';
import { forCandidates, NotForCandidates } from './audience.ts';
import { badgeOf } from './badge.ts';
import { changedLines } from './changed-lines.ts';
import { attemptsIn, commentBody, ownComments } from './comment.ts';
import { overduePulls, patienceMinutes } from './overdue.ts';
import { type Found, type FoundCheck, planGraded, planQueued } from './plan.ts';
import { externalIdOf, selfOf, subject } from './subject.ts';
import { toldOf } from './told.ts';

const self = selfOf('docc-grader');
const sha = (place: number): string => place.toString(16).padStart(40, '0');
const of = (commit: string) => ({ sha: commit, challenge: 'docc', version: '1.0.0' });
const attempt = (place: number, earned: number, version = '1.0.0'): Attempt => ({ sha: sha(place), version, earned, verified: 70, possible: 100, asOf: `2026-11-05T09:${String(place % 60).padStart(2, '0')}:00.000Z` });
const told = (report = severalLost(), commit = sha(1)) => toldOf(report, of(commit), new Map(), `https://github.com/octo/docc/blob/${commit}`);
const nothing = (head = sha(1)): Found => ({ pull: { head, open: true }, comments: [], checks: [] });
const check = (id: number, changes: Partial<FoundCheck> = {}): FoundCheck => ({
  id, app: 'docc-grader', externalId: externalIdOf(of(sha(1))), status: 'queued', conclusion: undefined, title: '', summary: '', text: '', annotations: [], ...changes,
});

describe('attempts', () => {
  it('tell the change since the attempt before', () => {
    expect(deltaWords([attempt(1, 10)])).toBeUndefined();
    expect(deltaWords([attempt(1, 10), attempt(2, 22)])).toBe('**+12 since 0000000**');
    expect(deltaWords([attempt(1, 10), attempt(2, 7.5)])).toBe('**−2.5 since 0000000**');
    expect(deltaWords([attempt(1, 10), attempt(2, 10)])).toBe('**±0 since 0000000**');
  });
  it('of another version of the challenge are not compared', () => expect(deltaWords([attempt(1, 10, '1.0.0'), attempt(2, 22, '2.0.0')])).toBeUndefined());
  it('are one a commit, the newest last, as many as there is room for', () => {
    expect(withAttempt([attempt(1, 10), attempt(2, 20)], attempt(1, 30))).toEqual([attempt(2, 20), attempt(1, 30)]);
    const many = Array.from({ length: 40 }, (_, place) => attempt(place, place)).reduce(withAttempt, [] as readonly Attempt[]);
    expect(many).toHaveLength(mostAttempts);
    expect(many.at(-1)).toEqual(attempt(39, 39));
  });
  it('stand in a fold, the newest on top', () => expect(attemptsFold([attempt(1, 10), attempt(2, 22)])).toMatchInlineSnapshot(`
    "<details>
    <summary>2 attempts</summary>

    | Commit | Points | Change | Verified |
    |---|---:|---:|---:|
    | 0000000 | 22.0 / 100 | +12 | 70.0 |
    | 0000000 | 10.0 / 100 |  | 70.0 |

    </details>"
  `));
});

describe('the comment', () => {
  const body = commentBody('docc', 'the page', attempt(2, 22), [attempt(1, 10)]);
  it('is ours by author and marker, of its own challenge alone', () => {
    const comments = [
      { id: 3, author: self.login, body },
      { id: 1, author: 'candidate', body },
      { id: 2, author: self.login, body: 'something else' },
      { id: 4, author: self.login, body: commentBody('other', 'the page', attempt(2, 22), []) },
    ];
    expect(ownComments(comments, 'docc', self).map(({ id }) => id)).toEqual([3]);
    expect(attemptsIn(ownComments(comments, 'docc', self), 'docc', self)).toEqual([attempt(1, 10), attempt(2, 22)]);
  });
  it('whose memory was edited away is not ours any more', () => {
    for (const broken of ['{}', '{"challenge":"docc","attempts":[{"sha":"x"}]}', '{'])
      expect(ownComments([{ id: 1, author: self.login, body: body.replace(/\{.*\}/, broken) }], 'docc', self)).toEqual([]);
  });
  it('remembers through the line ends that GitHub gives it', () => expect(ownComments([{ id: 1, author: self.login, body: body.replaceAll('\n', '\r\n') }], 'docc', self)).toHaveLength(1));
  it('never holds more than GitHub takes, nor a marker but its own, whatever the report says', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const { reviewer: _reviewer, ...rest } = report;
        const page = told({ ...rest, objectives: rest.objectives.map((each) => ({ ...each, checks: each.checks.map(({ private: _private, ...shown }) => shown) })) }).page;
        const earlier = Array.from({ length: 30 }, (_, place) => attempt(place, 99.9)).reduce(withAttempt, [] as readonly Attempt[]);
        const text = commentBody('a'.repeat(64), page, attempt(31, 0.1), earlier);
        expect(text.length).toBeLessThanOrEqual(65_536);
        expect(text.match(/<!--/g)).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });
});

describe('changed lines', () => {
  it('are those that a patch adds, in the numbering of the head', () => {
    const patch = '@@ -1,3 +1,4 @@ func\n context\n-gone\n+new\n+newer\n context\n@@ -20 +21,2 @@\n-a\n+b\n+c\n\\ No newline at end of file';
    expect(changedLines([{ filename: 'a', patch }, { filename: 'b', patch: undefined }])).toEqual(new Map([['a', new Set([2, 3, 21, 22])], ['b', new Set()]]));
  });
  it('of any text are read without trouble', () => fc.assert(fc.property(hostileStrings, (patch) => void changedLines([{ filename: 'a', patch }]))));
});

describe('annotations', () => {
  it('begin with the changed lines', () => {
    const places = annotationsOf(severalLost(), new Map([['chart/templates/deployment.yaml', new Set([1])]])).map(({ path, start_line }) => `${path}:${start_line}`);
    expect(places[0]).toBe('chart/templates/deployment.yaml:1');
    expect(places).toContain('build/ci_tools/Dockerfile:3');
  });
  it('say what was expected, what was seen and the fix', () => expect(annotationsOf(severalLost(), new Map()).find(({ path }) => path === 'terraform/eks.tf')).toMatchInlineSnapshot(`
    {
      "annotation_level": "failure",
      "end_line": 41,
      "message": "Expected: a private endpoint, or public CIDRs that together are at most a /16, with private access on
    Observed: endpoint_public_access_cidrs is ["0.0.0.0/0"], so the API answers the whole internet
    Fix: Set endpoint_public_access_cidrs to the ranges of your office or VPN, and endpoint_private_access = true.
    docc explain eks-endpoint-restricted",
      "path": "terraform/eks.tf",
      "start_line": 41,
      "title": "The cluster's API is not open to the whole internet (2.9 points)",
    }
  `));
  it('stand on paths that GitHub takes, once each, and are bounded', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const all = annotationsOf(report, new Map());
        expect(all.length).toBeLessThanOrEqual(mostAnnotations);
        expect(new Set(all.map(keyOf)).size).toBe(all.length);
        for (const each of all) {
          expect(each.path).not.toMatch(/(^|\/)\.{0,2}(\/|$)|\p{Cc}/u);
          expect(each.title.length).toBeLessThanOrEqual(255);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the check', () => {
  it.each([[complete(), 'success'], [allEarned(), 'neutral'], [{ ...severalLost(), passed: false }, 'failure']] as const)('concludes as the report does', (report, conclusion) => expect(told(report).verdict.conclusion).toBe(conclusion));
  it('says the score objective by objective', () => expect(told().verdict.summary).toMatchSnapshot());
  it('holds what GitHub takes', () => {
    const { verdict } = told(hostile());
    expect(verdict.summary.length).toBeLessThanOrEqual(65_535);
    expect(verdict.text.length).toBeLessThanOrEqual(65_535);
  });
});

describe('what candidates may not see', () => {
  const [objective, ...others] = severalLost().objectives;
  const secret = objective && { ...severalLost(), objectives: [{ ...objective, checks: objective.checks.map((each) => ({ ...each, private: true as const })) }, ...others] };
  it('stops a private check', () => expect(() => told(secret)).toThrow(NotForCandidates));
  it("stops the reviewer's page", () => expect(() => told({ ...severalLost(), reviewer: { strengths: [], risks: [], prompts: [] } })).toThrow(NotForCandidates));
  it('lets a projected report pass', () => expect(forCandidates(withheld())).toEqual(withheld()));
});

describe('the plan', () => {
  it('of nothing found: a comment, then a check', () => expect(planGraded(told(), nothing(), self).map(({ kind }) => kind)).toEqual(['create-comment', 'create-check']));
  it('leaves a job alone that is named like our check (W01)', () => {
    const theirs = [check(1, { app: 'github-actions' }), check(2, { externalId: 'a-job' })];
    expect(planGraded(told(), { ...nothing(), checks: theirs }, self).map(({ kind }) => kind)).toEqual(['create-comment', 'create-check']);
    expect(planQueued(of(sha(1)), { checks: theirs }, self)).toMatchObject([{ kind: 'create-check', content: { status: 'queued' } }]);
  });
  it('keeps the oldest of checks made twice and retires the others', () =>
    expect(planGraded(told(), { ...nothing(), checks: [check(9), check(5)] }, self)).toMatchObject([{ kind: 'create-comment' }, { kind: 'update-check', id: 5, content: { status: 'completed' } }, { kind: 'update-check', id: 9, content: { conclusion: 'skipped' } }]));
  it('completes a closed pull request’s check and leaves its comments in peace', () => expect(planGraded(told(), { ...nothing(), pull: { head: sha(1), open: false } }, self).map(({ kind }) => kind)).toEqual(['create-check']));
  it('tells an outdated grade on its own commit alone', () =>
    expect(planGraded(told(), { ...nothing(sha(2)), checks: [check(1)] }, self)).toMatchObject([{ kind: 'update-check', id: 1, content: { conclusion: 'neutral', title: expect.stringMatching(/^Superseded by 0000000 · /) } }]));
  it('keeps two challenges of one pull request apart', () => {
    const other = { ...nothing(), comments: [{ id: 1, author: self.login, body: commentBody('other', 'x', attempt(1, 1), []) }], checks: [check(1, { externalId: externalIdOf({ ...of(sha(1)), challenge: 'other' }) })] };
    expect(planGraded(told(), other, self).map(({ kind }) => kind)).toEqual(['create-comment', 'create-check']);
  });
  it('shares the check of a commit that two pull requests have', () => {
    const [, made] = planGraded(told(), nothing(), self);
    if (made?.kind !== 'create-check' || made.content.status !== 'completed' || !('annotations' in made.content)) throw new Error('no check planned');
    const { conclusion, title, summary, text, annotations } = made.content;
    const shared = check(1, { status: 'completed', conclusion, title, summary, text, annotations: annotations.map(keyOf) });
    expect(planGraded(told(), { ...nothing(), checks: [shared] }, self).map(({ kind }) => kind)).toEqual(['create-comment']);
  });
});

describe('overdue', () => {
  const now = new Date('2026-11-05T12:00:00Z');
  const pull = (checks: readonly (FoundCheck & { startedAt: Date | undefined })[]) => overduePulls([{ number: 1, head: sha(1), checks }], of(sha(1)), self, now).length === 1;
  const since = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  it('is a head without a check', () => expect(pull([])).toBe(true));
  it('is not one that is graded', () => expect(pull([{ ...check(1, { status: 'completed', conclusion: 'failure' }), startedAt: since(900) }])).toBe(false));
  it('is one whose grading never ended', () => expect(pull([{ ...check(1), startedAt: since(patienceMinutes + 1) }])).toBe(true));
  it('is not one that is being graded', () => expect(pull([{ ...check(1), startedAt: since(patienceMinutes - 1) }])).toBe(false));
  it('is one with two checks', () => expect(pull([{ ...check(1, { status: 'completed', conclusion: 'failure' }), startedAt: since(900) }, { ...check(2), startedAt: since(1) }])).toBe(true));
  it('is a superseded one that became the head again', () => expect(pull([{ ...check(1, { status: 'completed', conclusion: 'neutral', title: 'Superseded by abcdef0 · 1/2' }), startedAt: since(900) }])).toBe(true));
});

it('a badge says the points', () => expect(badgeOf(allEarned())).toMatchObject({ label: 'docc', color: 'lightgrey' }));

it.each(['A'.repeat(40), sha(1).slice(1), `${sha(1)}\n`])('no subject has the commit %j', (commit) => expect(subject.safeParse(of(commit)).success).toBe(false));
