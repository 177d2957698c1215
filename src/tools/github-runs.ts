import { z } from 'zod';
import { type Client, type GitHubAccess, openClient } from './github-client.ts';
import { read } from './github-trouble.ts';
import { repositoryName } from './github.ts';

// Null where the run was deleted.
const artifactAnswer = z.object({ id: z.int().positive(), expired: z.boolean(), created_at: z.iso.datetime(), workflow_run: z.object({ id: z.int().positive() }).nullish() });
const runAnswer = z.object({ id: z.int().positive(), event: z.string(), path: z.string(), head_branch: z.string().nullable(), status: z.string().nullable(), conclusion: z.string().nullable() });
const jobAnswer = z.object({ name: z.string(), conclusion: z.string().nullable(), started_at: z.iso.datetime().nullish(), completed_at: z.iso.datetime().nullish() });

/** What a job of a run left for later. */
export type KeptArtifact = { readonly id: number; readonly expired: boolean; readonly run: number; readonly at: Date };
export type WorkflowRun = {
  readonly id: number;
  readonly event: string;
  /** The file that it ran: `.github/workflows/grade.yml`. */
  readonly path: string;
  /** On `pull_request_target` the pull request's, which who opened it named. */
  readonly branch: string | undefined;
  /** Undefined while it runs. */
  readonly conclusion: string | undefined;
};

export type RunJob = {
  /** With that of the job that called its workflow, where it was called: `Grade / Report`. */
  readonly name: string;
  readonly conclusion: string | undefined;
  /** Undefined where it has not begun, or not ended. */
  readonly started: Date | undefined;
  readonly ended: Date | undefined;
};

/** What workflows of one repository left, by whom. Every method rejects with GitHubTrouble. */
export type GitHubRuns = {
  /** Of that very name, the newest first; what a hundred later ones cover is not found. */
  readonly artifacts: (name: string) => Promise<readonly KeptArtifact[]>;
  /** As its latest attempt was. */
  readonly run: (id: number) => Promise<WorkflowRun>;
  /** Of its latest attempt, up to a hundred. */
  readonly jobs: (run: number) => Promise<readonly RunJob[]>;
};

export async function openGitHubRuns(repository: string, access: GitHubAccess): Promise<GitHubRuns> {
  const { client } = await openClient(access);
  const [owner = '', repo = ''] = repositoryName.parse(repository).split('/');
  return {
    artifacts: (name) => artifactsOf(client, { owner, repo, name }),
    run: (id) => runOf(client, { owner, repo, run_id: id }),
    jobs: (id) => jobsOf(client, { owner, repo, run_id: id }),
  };
}

const artifactsOf = (client: Client, of: { readonly owner: string; readonly repo: string; readonly name: string }): Promise<readonly KeptArtifact[]> =>
  read(`the artifacts ${of.name}`, async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/artifacts', { ...of, per_page: 100 });
    const found = data.artifacts.map((each) => artifactAnswer.parse(each));
    return found.flatMap(({ id, expired, created_at: at, workflow_run: run }) => (run === null || run === undefined ? [] : [{ id, expired, run: run.id, at: new Date(at) }])).toSorted((a, b) => b.id - a.id);
  });

type OfRun = { readonly owner: string; readonly repo: string; readonly run_id: number };

const runOf = (client: Client, of: OfRun): Promise<WorkflowRun> =>
  read(`run ${of.run_id}`, async () => {
    const { id, event, path, head_branch: branch, status, conclusion } = runAnswer.parse((await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', of)).data);
    // GitHub may add the ref that the file is of.
    return { id, event, path: path.split('@')[0] ?? '', branch: branch ?? undefined, conclusion: status === 'completed' ? (conclusion ?? undefined) : undefined };
  });

const jobsOf = (client: Client, of: OfRun): Promise<readonly RunJob[]> =>
  read(`the jobs of run ${of.run_id}`, async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', { ...of, filter: 'latest', per_page: 100 });
    return data.jobs.map((each) => {
      const { name, conclusion, started_at: started, completed_at: ended } = jobAnswer.parse(each);
      return { name, conclusion: conclusion ?? undefined, started: dateOf(started), ended: dateOf(ended) };
    });
  });

const dateOf = (text: string | null | undefined): Date | undefined => (text === null || text === undefined ? undefined : new Date(text));
