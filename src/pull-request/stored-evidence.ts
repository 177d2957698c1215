import { z } from 'zod';
import { RefusedBundle } from '../evidence/store.ts';
import { openGitHubRuns } from '../tools/github-runs.ts';
import { GitHubTrouble } from '../tools/github-trouble.ts';
import { action, challengeName, commit, number, optionalCommit, repository, secret } from './action.ts';
import { ForeignEvidence } from './assemble.ts';
import { accessOf, reach } from './reach.ts';
import { faultsIn, openStored, type Searched, searched } from './stored.ts';

/** Files of .github/workflows whose runs grade. */
const workflowNames = z
  .string()
  .transform((text) => text.split(/\s+/).filter((name) => name !== ''))
  .pipe(z.array(z.string().regex(/^[\w.-]+\.ya?ml$/, 'give file names, such as regrade.yml')).min(1));

/** Looks for what the last grade of a pull request's head was told by. What is not found is no failure: it is graded afresh. */
export const findEvidence = action({
  inputs: z.object({
    token: secret,
    repository,
    'pull-request': number,
    commit: optionalCommit,
    challenge: challengeName,
    'runs-token': secret,
    'runs-repository': repository,
    workflows: workflowNames,
    branch: z.string().min(1),
  }),
  outputs: z.object({ artifact: z.string(), run: z.string(), because: z.string(), commit: z.string(), 'repository-id': z.string() }),
  run: async (given, outside) => {
    const pull = await (await reach(given, outside.env)).pull(given['pull-request']);
    const sha = given.commit || pull.head;
    const runs = await openGitHubRuns(given['runs-repository'], accessOf(given['runs-token'], outside.env));
    const found = await searched(runs, { repositoryId: pull.baseRepository, challenge: given.challenge, commit: sha }, given).catch(saying);
    const because = found.kind === 'found' ? `run ${found.artifact.run} kept what it was told by` : `${found.because}: it is graded afresh`;
    outside.group('Kept evidence', [because]);
    const [artifact, run] = found.kind === 'found' ? [String(found.artifact.id), String(found.artifact.run)] : ['', ''];
    return { artifact, run, because, commit: sha, 'repository-id': String(pull.baseRepository) };
  },
});

const saying = (error: unknown): Searched => {
  if (error instanceof GitHubTrouble) return { kind: 'none', because: error.message };
  throw error;
};

/** Whether what was found can be graded: of this commit, whole, and without a fault of ours that a new look might mend. */
export const checkEvidence = action({
  inputs: z.object({ folder: z.string().min(1), commit, 'repository-id': number }),
  outputs: z.object({ usable: z.enum(['true', 'false']), because: z.string() }),
  run: async ({ folder, commit: sha, 'repository-id': repositoryId }, outside) => {
    const refusal = await whyNotUsable(folder, { repositoryId, commit: sha });
    const because = refusal === undefined ? `${sha} is graded from what was kept` : `${refusal}: it is graded afresh`;
    outside.group('Kept evidence', [because]);
    return { usable: refusal === undefined ? ('true' as const) : ('false' as const), because };
  },
});

async function whyNotUsable(folder: string, of: { readonly repositoryId: number; readonly commit: string }): Promise<string | undefined> {
  try {
    const faults = faultsIn((await openStored(folder, of)).bundle);
    return faults.length === 0 ? undefined : `docc was at fault in ${faults.join(', ')}`;
  } catch (error) {
    if (error instanceof RefusedBundle || error instanceof ForeignEvidence) return error.message;
    throw error;
  }
}
