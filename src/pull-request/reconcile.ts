import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { challengePath } from '../cli/rubric.ts';
import { type OpenPull, overduePulls } from '../publish/github/overdue.ts';
import { checkNameOf, externalIdOf, selfOf, type Subject } from '../publish/github/subject.ts';
import type { GitHub } from '../tools/github.ts';
import { action, app, challengeName, repository, secret, yes } from './action.ts';
import { reach } from './reach.ts';
import { foundCheck } from './settle.ts';

/** As many gradings as one run may start. What is overdue is the next run's; of all, who asked is told how many are left. */
const mostStarted = { overdue: 20, all: 100 } as const;

/** Every open pull request's head comes to one grade: what has none, and none on the way, is started again; or all of them, where the challenge or docc has changed. */
export const reconcile = action({
  inputs: z.object({ token: secret, repository, challenge: challengeName, app, 'dispatch-token': secret, 'dispatch-repository': repository, workflow: z.string().regex(/^[\w.-]+\.ya?ml$/), ref: z.string().min(1), all: yes, from: z.enum(['afresh', 'stored']) }),
  outputs: z.object({ started: z.number(), overdue: z.number() }),
  run: async (given, outside) => {
    const { challenge } = await loadChallenge(challengePath(given.challenge, '.'));
    const of = { challenge: challenge.id, version: challenge.version };
    const pulls = await openPulls(await reach(given, outside.env), of);
    const overdue = given.all ? pulls : overduePulls(pulls, of, selfOf(given.app), new Date());
    const starting = overdue.slice(0, given.all ? mostStarted.all : mostStarted.overdue);
    const [owner = '', name = ''] = given.repository.split('/');
    const github = await reach({ token: given['dispatch-token'], repository: given['dispatch-repository'] }, outside.env);
    for (const { number, head } of starting) {
      await github.dispatch(given.workflow, given.ref, { 'repository-owner': owner, 'repository-name': name, 'pull-request': String(number), commit: head, challenge: given.challenge, from: given.from });
    }
    const left = overdue.length - starting.length;
    outside.group('Reconcile', [...starting.map(({ number, head }) => `pull request ${number} at ${head} is graded again`), ...(left > 0 ? [`${left} more are left to another run`] : [])]);
    return { started: starting.length, overdue: overdue.length };
  },
});

async function openPulls(github: GitHub, of: Pick<Subject, 'challenge' | 'version'>): Promise<readonly OpenPull[]> {
  const pulls: OpenPull[] = [];
  for (const { number, head } of await github.openPulls()) {
    const subject = { ...of, sha: head };
    const checks = await github.checks(head, { name: checkNameOf(subject), externalId: externalIdOf(subject) });
    pulls.push({ number, head, checks: checks.map((check) => ({ ...foundCheck(check), startedAt: check.startedAt })) });
  }
  return pulls;
}
