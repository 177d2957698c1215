import { z } from 'zod';
import { type Client, type GitHubAccess, openClient } from './github-client.ts';
import { read, troubleWith, UnsureWrite } from './github-trouble.ts';
import { repositoryName } from './github.ts';

const pullAnswer = z.object({
  state: z.enum(['open', 'closed']),
  // Null where the fork was deleted.
  head: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/), repo: z.object({ id: z.int().positive() }).nullish() }),
  base: z.object({ repo: z.object({ id: z.int().positive(), private: z.boolean() }) }),
  labels: z.array(z.object({ name: z.string() })),
});
const permissionAnswer = z.object({ permission: z.enum(['admin', 'write', 'read', 'none']) });

export type LabelledPull = { readonly open: boolean; readonly head: string; readonly labels: readonly string[]; readonly repositoryId: number; readonly isPrivate: boolean; readonly forkId: number | undefined };
export type GivenPermission = z.infer<typeof permissionAnswer>['permission'];

/** The labels of one repository's pull requests, and who may set them. Every method rejects with GitHubTrouble. */
export type GitHubLabels = {
  readonly pull: (number: number) => Promise<LabelledPull>;
  /** Of somebody who is no collaborator of a public repository: `read`. */
  readonly permission: (login: string) => Promise<GivenPermission>;
  /** One that is gone already is done. */
  readonly remove: (pull: number, label: string) => Promise<void>;
};

type Place = { readonly owner: string; readonly repo: string };

export async function openGitHubLabels(repository: string, access: GitHubAccess): Promise<GitHubLabels> {
  const { client } = await openClient(access);
  const [owner = '', repo = ''] = repositoryName.parse(repository).split('/');
  const at: Place = { owner, repo };
  const pull = (number: number): Promise<LabelledPull> => read(`pull request ${number}`, async () => labelled((await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number: number })).data));
  return {
    pull,
    permission: (login) =>
      read(`the permission of ${login}`, async () => permissionAnswer.parse((await client.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', { ...at, username: login })).data).permission),
    remove: (number, label) => remove(client, at, { number, label, isThere: async () => (await pull(number)).labels.includes(label) }),
  };
}

function labelled(data: unknown): LabelledPull {
  const { state, head, base, labels } = pullAnswer.parse(data);
  return { open: state === 'open', head: head.sha, labels: labels.map(({ name }) => name), repositoryId: base.repo.id, isPrivate: base.repo.private, forkId: head.repo?.id };
}

type Removing = { readonly number: number; readonly label: string; readonly isThere: () => Promise<boolean> };

/** GitHub answers 404 for a label that isn't there: what stands there tells more than the answer. */
async function remove(client: Client, at: Place, { number, label, isThere }: Removing): Promise<void> {
  try {
    await client.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', { ...at, issue_number: number, name: label });
  } catch (error) {
    const trouble = troubleWith(`taking the label ${label} off pull request ${number}`, 'write', error);
    if (!(trouble instanceof UnsureWrite) || (await isThere())) throw trouble;
  }
}
