import fc from 'fast-check';
import { attemptsIn, ownComments } from '../publish/github/comment.ts';
import { overduePulls } from '../publish/github/overdue.ts';
import { type FoundCheck, ownChecks } from '../publish/github/plan.ts';
import { GitHubTrouble, RefusedWrite } from '../tools/github-trouble.ts';
import { type Fate, Killed, modelGitHub, type ModelGitHub } from './github.fixture.ts';
import { foundCheck, settleGraded, settleQueued } from './settle.ts';
import { self, smallTold } from './told.fixture.ts';

/** What happens to a pull request, in order; numbers name the commits pushed so far, counted around. */
type Happening = { readonly kind: 'push' } | { readonly kind: 'intake' | 'report'; readonly commit: number };

type Schedule = { readonly happenings: readonly Happening[]; readonly fates: readonly Fate[] };

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 5, arbitrary: fc.constant('done' as const) },
  { weight: 4, arbitrary: fc.constantFrom('lost', 'unanswered', 'trouble', 'killed', 'stale', 'pushed') },
);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant({ kind: 'push' as const }),
  fc.record({ kind: fc.constantFrom('intake', 'report'), commit: fc.nat(9) }),
);
const schedules: fc.Arbitrary<Schedule> = fc.record({
  happenings: fc.array(happening, { minLength: 1, maxLength: 8 }),
  fates: fc.array(fate, { maxLength: 60 }),
});

/** Lives through schedules, seed after seed, until in so many of them a fault really fired. */
export async function liveThrough(wanted: number, seed = 1, before = 0): Promise<number> {
  if (before >= wanted) return before;
  let fired = before;
  const property = fc.asyncProperty(schedules, async (schedule) => {
    if ((await live(schedule)) > 0) fired += 1;
  });
  await fc.assert(property, { seed, numRuns: 500 });
  return await liveThrough(wanted, seed + 1, fired);
}

const pull = 7;
const copied = { id: 1, author: 'candidate' };

/** Runs a schedule and then what heals it; answers how many faults fired. Throws where a promise is broken. */
async function live({ happenings, fates }: Schedule): Promise<number> {
  let turn = 0;
  let healthy = false;
  const github = modelGitHub(self, () => (healthy ? 'done' : (fates[turn++] ?? 'done')));
  const pushed = [github.state.head];
  const graded = new Set<string>();
  for (const happening of happenings) {
    if (happening.kind === 'push') github.push();
    if (github.state.head !== pushed.at(-1)) pushed.push(...missed(pushed.length, github.state.head));
    if (happening.kind === 'push') continue;
    const commit = happening.commit % pushed.length;
    const sha = pushed[commit] ?? '';
    const told = smallTold(sha, pointsOf(sha));
    const settled = await survived(async () => (happening.kind === 'intake' ? await settleQueued(github, pull, told.subject, self) : await settleGraded(github, pull, told, self)));
    if (happening.kind === 'report' && settled !== undefined && settled.head === sha) graded.add(sha);
    copyMarker(github);
  }
  healthy = true;
  await heal(github);
  judge(github, graded);
  return github.fired();
}

/** Commits that were pushed while a job ran: numbered as the model numbers them. */
const missed = (known: number, head: string): readonly string[] =>
  Array.from({ length: Number.parseInt(head, 16) - known }, (_, place) => (known + place + 1).toString(16).padStart(40, '0'));

const pointsOf = (sha: string): number => Number.parseInt(sha, 16) / 10;

async function survived<Value>(job: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await job();
  } catch (error) {
    if (error instanceof Killed || error instanceof GitHubTrouble || error instanceof RefusedWrite) return undefined;
    throw error;
  }
}

/** A candidate who has seen our comment posts one just like it. */
function copyMarker({ state }: ModelGitHub): void {
  const [ours] = state.comments.filter(({ author }) => author === self.login);
  if (ours !== undefined && !state.comments.some(({ id }) => id === copied.id)) state.comments = [{ ...copied, body: ours.body }, ...state.comments];
}

/** The scheduled reconciler: what is overdue is graded anew, by a job that nothing hinders. */
async function heal(github: ModelGitHub): Promise<void> {
  const { head } = github.state;
  const checks = github.state.checks.filter(({ commit }) => commit === head).map((check) => ({ ...foundCheck(check), startedAt: check.startedAt }));
  const told = smallTold(head, pointsOf(head));
  const overdue = overduePulls([{ number: pull, head, checks }], told.subject, self, new Date());
  if (overdue.length > 0) await settleGraded(github, pull, told, self);
}

function judge({ state }: ModelGitHub, graded: ReadonlySet<string>): void {
  const { head } = state;
  const told = smallTold(head, pointsOf(head));
  const { subject } = told;
  const live = ownChecks(onHead(state.checks, head), subject, self).filter(({ conclusion }) => conclusion !== 'skipped');
  holds(live.length === 1 && live[0]?.status === 'completed', `one terminal check on the head, not ${live.length}`);
  holds(live[0]?.title === told.verdict.title, `the head's own grade on its check, not ${live[0]?.title}`);
  for (const { commit, title: shown, status, conclusion } of state.checks) {
    if (status !== 'completed' || conclusion === 'skipped') continue;
    holds(shown.endsWith(smallTold(commit, pointsOf(commit)).verdict.title), `each check tells of its own commit: ${shown}`);
  }
  const own = ownComments(state.comments, subject.challenge, self);
  holds(own.length === 1, `one comment, not ${own.length}`);
  holds(own[0]?.body.includes(told.verdict.title) === true, "the comment tells the head's grade");
  const kept = attemptsIn(own, subject.challenge, self).map(({ sha }) => sha);
  const lost = [...graded].slice(-10).filter((sha) => !kept.includes(sha));
  holds(lost.length === 0, `no attempt lost: ${lost.join(', ')}`);
}

const onHead = (checks: ModelGitHub['state']['checks'], head: string): readonly FoundCheck[] => checks.filter(({ commit }) => commit === head).map(foundCheck);

function holds(isSo: boolean, promise: string): void {
  if (!isSo) throw new Error(`broken: ${promise}`);
}
