import { z } from 'zod';
import { type Client, type GitHubAccess, openClient, type Spent } from './github-client.ts';
import { read, troubleWith } from './github-trouble.ts';

export type { GitHubAccess } from './github-client.ts';

/** `owner/name` as GitHub spells it. */
export const repositoryName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/);

const sha = z.string().regex(/^[0-9a-f]{40}$/);

// Of the answers what is used, and only if it is what GitHub documents.
const repositoryAnswer = z.object({ id: z.int().positive() });
const pullAnswer = z.object({
  number: z.int().positive(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().optional(),
  head: z.object({ sha, repo: repositoryAnswer.nullable() }),
  base: z.object({ repo: z.object({ id: z.int().positive(), private: z.boolean() }) }),
  labels: z.array(z.object({ name: z.string() })),
});
const fileAnswer = z.object({ filename: z.string(), patch: z.string().optional() });
const commentAnswer = z.object({ id: z.int().positive(), body: z.string().nullish(), user: z.object({ login: z.string() }).nullable() });
const checkAnswer = z.object({
  id: z.int().positive(),
  status: z.string(),
  conclusion: z.string().nullable(),
  external_id: z.string().nullish(),
  started_at: z.string().nullish(),
  app: z.object({ slug: z.string().optional() }).nullish(),
  output: z.object({ title: z.string().nullable(), summary: z.string().nullable(), text: z.string().nullable(), annotations_count: z.int() }),
});
const annotationAnswer = z.object({ path: z.string(), start_line: z.int(), message: z.string().nullable() });

export type Pull = {
  readonly number: number;
  readonly open: boolean;
  readonly draft: boolean;
  readonly head: string;
  /** Undefined once the fork was deleted; its commits stay in the base repository. */
  readonly headRepository: number | undefined;
  readonly baseRepository: number;
  /** Whether the base repository is: nobody fetches from it without a token. */
  readonly isPrivate: boolean;
  readonly labels: readonly string[];
};
export type PulledFile = { readonly filename: string; readonly patch: string | undefined };
export type Comment = { readonly id: number; readonly author: string; readonly body: string };
export type CheckAnnotation = { readonly path: string; readonly start_line: number; readonly message: string };
export type Check = {
  readonly id: number;
  readonly app: string | undefined;
  readonly externalId: string | undefined;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly startedAt: Date | undefined;
  readonly annotations: readonly CheckAnnotation[];
};

type SentAnnotation = CheckAnnotation & { readonly end_line: number; readonly annotation_level: 'notice' | 'warning' | 'failure'; readonly title: string };
export type SentCheck = {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: 'success' | 'failure' | 'neutral' | 'skipped';
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly annotations?: readonly SentAnnotation[];
};

export type SentLabel = { readonly name: string; readonly color: string; readonly description: string };

/**
 * One repository on GitHub. Every method throws {@link GitHubTrouble}; those that write also {@link UnsureWrite} and
 * {@link RefusedWrite}. Calls come one after the other: GitHub asks that of whoever writes.
 */
export type GitHub = {
  readonly pull: (number: number) => Promise<Pull>;
  readonly openPulls: () => Promise<readonly Pull[]>;
  /** As GitHub lists them, up to 300. */
  readonly files: (pull: number) => Promise<readonly PulledFile[]>;
  readonly comments: (pull: number) => Promise<readonly Comment[]>;
  /** All runs of that name on a commit; with their annotations those of `externalId`. */
  readonly checks: (commit: string, of: { readonly name: string; readonly externalId: string }) => Promise<readonly Check[]>;
  readonly createComment: (pull: number, body: string) => Promise<void>;
  readonly updateComment: (id: number, body: string) => Promise<void>;
  readonly deleteComment: (id: number) => Promise<void>;
  readonly createCheck: (commit: string, of: { readonly name: string; readonly externalId: string }, sent: SentCheck) => Promise<void>;
  readonly updateCheck: (id: number, sent: SentCheck) => Promise<void>;
  /** In the repository; GitHub refuses one that is there. */
  readonly createLabel: (label: SentLabel) => Promise<void>;
  readonly addLabel: (pull: number, name: string) => Promise<void>;
  readonly removeLabel: (pull: number, name: string) => Promise<void>;
  /** Starts a workflow of the repository at its default branch. */
  readonly dispatch: (workflow: string, ref: string, inputs: Readonly<Record<string, string>>) => Promise<void>;
  readonly spent: Readonly<Spent>;
};

const perPage = 100;
/** Pages of one list: a pull request with more comments than that is no pull request any more. */
const mostPages = 10;

export async function openGitHub(repository: string, access: GitHubAccess): Promise<GitHub> {
  const { client, spent } = await openClient(access);
  const [owner = '', repo = ''] = repositoryName.parse(repository).split('/');
  return { ...reading(client, { owner, repo }), ...writing(client, { owner, repo }), spent };
}

type Place = { readonly owner: string; readonly repo: string };
type Page = { readonly per_page: number; readonly page: number };

function reading(client: Client, at: Place) {
  return {
    pull: (number: number) =>
      read(`pull request ${number}`, async () => pullOf((await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number: number })).data)),
    openPulls: () =>
      read('the open pull requests', async () => (await pages((page) => client.request('GET /repos/{owner}/{repo}/pulls', { ...at, ...page, state: 'open' }))).map(pullOf)),
    files: (pull: number) =>
      read(`the files of pull request ${pull}`, async () =>
        (await pages((page) => client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', { ...at, ...page, pull_number: pull }), 3)).map(fileOf)),
    comments: (pull: number) =>
      read(`the comments of pull request ${pull}`, async () =>
        (await pages((page) => client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, ...page, issue_number: pull }))).map(commentOf)),
    checks: (commit: string, of: { readonly name: string; readonly externalId: string }) => read(`the checks of ${commit}`, () => checksOn(client, at, commit, of)),
  };
}

async function checksOn(client: Client, at: Place, commit: string, { name, externalId }: { readonly name: string; readonly externalId: string }): Promise<readonly Check[]> {
  const found = await pages(async (page) => {
    // `latest` would hide one that was made twice.
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...at, ...page, ref: commit, check_name: name, filter: 'all' });
    return { data: data.check_runs };
  });
  const answers = found.map((each) => checkAnswer.parse(each));
  const checks: Check[] = [];
  for (const answer of answers) {
    const wanted = answer.external_id === externalId && answer.output.annotations_count > 0;
    checks.push(checkOf(answer, wanted ? await annotationsOn(client, at, answer.id) : []));
  }
  return checks;
}

async function annotationsOn(client: Client, at: Place, id: number): Promise<readonly CheckAnnotation[]> {
  const found = await pages((page) => client.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', { ...at, ...page, check_run_id: id }));
  return found.map((each) => annotationAnswer.parse(each)).map(({ message, ...place }) => ({ ...place, message: message ?? '' }));
}

/** Until a page is not full. Not by its Link header, which names an address that a proxy in between may change. */
async function pages(ask: (page: Page) => Promise<{ readonly data: readonly unknown[] }>, most = mostPages): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let page = 1; page <= most; page += 1) {
    const { data } = await ask({ per_page: perPage, page });
    all.push(...data);
    if (data.length < perPage) break;
  }
  return all;
}

function pullOf(data: unknown): Pull {
  const { number, state, draft, head, base, labels } = pullAnswer.parse(data);
  return { number, open: state === 'open', draft: draft === true, head: head.sha, headRepository: head.repo?.id, baseRepository: base.repo.id, isPrivate: base.repo.private, labels: labels.map(({ name }) => name) };
}

function fileOf(data: unknown): PulledFile {
  const { filename, patch } = fileAnswer.parse(data);
  return { filename, patch };
}

function commentOf(data: unknown): Comment {
  const { id, user, body } = commentAnswer.parse(data);
  return { id, author: user?.login ?? '', body: body ?? '' };
}

function checkOf({ id, status, conclusion, external_id, app, output, started_at }: z.infer<typeof checkAnswer>, annotations: readonly CheckAnnotation[]): Check {
  return {
    id,
    app: app?.slug,
    externalId: external_id ?? undefined,
    status,
    conclusion: conclusion ?? undefined,
    title: output.title ?? '',
    summary: output.summary ?? '',
    text: output.text ?? '',
    startedAt: started_at === null || started_at === undefined ? undefined : new Date(started_at),
    annotations,
  };
}

// What creates is never tried again blindly, nor what adds annotations to those that are there.
const once = { request: { retries: 0 } } as const;

function writing(client: Client, at: Place) {
  return {
    createComment: (pull: number, body: string) =>
      write(`a comment on pull request ${pull}`, () => client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, ...once, issue_number: pull, body })),
    updateComment: (id: number, body: string) =>
      write(`comment ${id}`, () => client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...at, comment_id: id, body })),
    deleteComment: (id: number) =>
      write(`removing comment ${id}`, () => client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...at, ...once, comment_id: id })),
    createCheck: (commit: string, { name, externalId }: { readonly name: string; readonly externalId: string }, sent: SentCheck) =>
      write(`a check on ${commit}`, () => client.request('POST /repos/{owner}/{repo}/check-runs', { ...at, ...once, name, head_sha: commit, external_id: externalId, ...asSent(sent) })),
    updateCheck: (id: number, sent: SentCheck) =>
      write(`check ${id}`, () => client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...at, ...once, check_run_id: id, ...asSent(sent) })),
    createLabel: (label: SentLabel) => write(`the label ${label.name}`, () => client.request('POST /repos/{owner}/{repo}/labels', { ...at, ...once, ...label })),
    addLabel: (pull: number, name: string) =>
      write(`the label ${name} on pull request ${pull}`, () => client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...at, ...once, issue_number: pull, labels: [name] })),
    removeLabel: (pull: number, name: string) =>
      write(`taking the label ${name} off pull request ${pull}`, () => client.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', { ...at, ...once, issue_number: pull, name })),
    dispatch: (workflow: string, ref: string, inputs: Readonly<Record<string, string>>) =>
      write(`starting ${workflow}`, () =>
        client.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', { ...at, ...once, workflow_id: workflow, ref, inputs })),
  };
}

function asSent({ status, conclusion, title, summary, text, annotations }: SentCheck) {
  const output = { title, summary, ...(text !== undefined && { text }), ...(annotations !== undefined && { annotations: [...annotations] }) };
  return { status, ...(conclusion !== undefined && { conclusion }), output };
}

async function write(what: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    throw troubleWith(what, 'write', error);
  }
}
