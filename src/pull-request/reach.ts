import type { GitHubAccess } from '../tools/github-client.ts';
import { type GitHub, openGitHub } from '../tools/github.ts';

/** A job's share of the 1,000 requests an hour that a repository's token has, and of the minutes that it may take. */
const budget = { calls: 80, waits: 900 };

type Environment = Readonly<Record<string, string | undefined>>;

/** GitHub as a job reaches it: GITHUB_API_URL names a server of one's own. */
export const accessOf = (token: string, env: Environment): GitHubAccess => ({ token, baseUrl: env['GITHUB_API_URL'] || 'https://api.github.com', budget, second: 1000 });

export const reach = ({ token, repository }: { readonly token: string; readonly repository: string }, env: Environment): Promise<GitHub> => openGitHub(repository, accessOf(token, env));
