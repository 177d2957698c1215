import type { Check, CheckAnnotation, Comment, GitHub, SentCheck } from '../tools/github.ts';
import { GitHubTrouble, UnsureWrite } from '../tools/github-trouble.ts';

/** GitHub in memory, with whatever goes wrong between it and us. */

/** What becomes of one call. */
export type Fate =
  | 'done'
  /** The request never arrived. */
  | 'lost'
  /** It was done, and the answer lost. */
  | 'unanswered'
  /** GitHub refuses for a while: a limit, an outage. */
  | 'trouble'
  /** Our job is killed right after. */
  | 'killed'
  /** A read sees what was there before the latest write. */
  | 'stale'
  /** Somebody pushes meanwhile. */
  | 'pushed';

/** Our process is gone: nothing of it runs on. */
export class Killed extends Error {
  override name = 'Killed';
}

type State = { labels: readonly string[]; head: string; open: boolean; comments: readonly Comment[]; checks: readonly (Check & { readonly commit: string })[] };

export type ModelGitHub = GitHub & { readonly state: State; readonly push: () => string; readonly fired: () => number; readonly calls: () => number };

const pull = 7;

/** `fates` are those of the calls one after the other; past their end all is well. `self` signs what is written. */
export function modelGitHub(self: { readonly login: string; readonly app: string }, fates: () => Fate): ModelGitHub {
  const state: State = { labels: [], head: '', open: true, comments: [], checks: [] };
  let before: State = { ...state };
  let [ids, pushes, fired, calls] = [100, 0, 0, 0];
  const push = (): string => {
    pushes += 1;
    state.head = pushes.toString(16).padStart(40, '0');
    return state.head;
  };
  push();

  const read = async <Value>(look: (at: State) => Value): Promise<Value> => {
    calls += 1;
    const fate = fates();
    if (fate !== 'done') fired += 1;
    if (fate === 'pushed') push();
    if (fate === 'killed') throw new Killed();
    if (fate === 'lost' || fate === 'unanswered' || fate === 'trouble') throw new GitHubTrouble('no answer', 'again');
    return look(fate === 'stale' ? before : state);
  };
  const write = async (change: () => void): Promise<void> => {
    calls += 1;
    const fate = fates();
    if (fate !== 'done') fired += 1;
    if (fate === 'trouble') throw new GitHubTrouble('refused for now', 'again');
    if (fate === 'lost') throw new UnsureWrite('lost');
    before = { ...state };
    change();
    if (fate === 'pushed') push();
    if (fate === 'unanswered') throw new UnsureWrite('unanswered');
    if (fate === 'killed') throw new Killed();
  };
  const gone = (): never => {
    throw new UnsureWrite('404');
  };
  const checkOf = (id: number, sent: SentCheck, had: readonly CheckAnnotation[]): Omit<Check, 'externalId'> => ({
    id,
    app: self.app,
    status: sent.status,
    conclusion: sent.conclusion,
    title: sent.title,
    summary: sent.summary,
    text: sent.text ?? '',
    startedAt: undefined,
    annotations: [...had, ...(sent.annotations ?? [])],
  });

  return {
    state,
    push,
    fired: () => fired,
    calls: () => calls,
    spent: { calls: 0, waits: 0 },
    pull: () => read(({ head, open, labels }) => ({ number: pull, open, draft: false, head, headRepository: 2, baseRepository: 1, isPrivate: false, labels })),
    openPulls: () => read(({ head, labels }) => [{ number: pull, open: true, draft: false, head, headRepository: 2, baseRepository: 1, isPrivate: false, labels }]),
    files: () => read(() => []),
    comments: () => read(({ comments }) => comments),
    checks: (commit) => read(({ checks }) => checks.filter((each) => each.commit === commit)),
    createComment: (_, body) => write(() => void (state.comments = [...state.comments, { id: (ids += 1), author: self.login, body }])),
    updateComment: (id, body) =>
      write(() => void (state.comments = state.comments.some((each) => each.id === id) ? state.comments.map((each) => (each.id === id ? { ...each, body } : each)) : gone())),
    deleteComment: (id) => write(() => void (state.comments = state.comments.some((each) => each.id === id) ? state.comments.filter((each) => each.id !== id) : gone())),
    createCheck: (commit, { externalId }, sent) => write(() => void (state.checks = [...state.checks, { ...checkOf((ids += 1), sent, []), externalId, commit }])),
    updateCheck: (id, sent) =>
      write(() => void (state.checks = state.checks.map((each) => (each.id === id ? { ...each, ...checkOf(id, sent, each.annotations) } : each)))),
    createLabel: () => write(() => undefined),
    addLabel: (_, name) => write(() => void (state.labels = [...state.labels.filter((each) => each !== name), name])),
    removeLabel: (_, name) => write(() => void (state.labels = state.labels.includes(name) ? state.labels.filter((each) => each !== name) : gone())),
    dispatch: () => write(() => undefined),
  };
}
