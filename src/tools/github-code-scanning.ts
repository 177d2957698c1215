import { gzipSync } from 'node:zlib';
import { isAnswer } from './github-answer.ts';
import { type GitHubAccess, openClient } from './github-client.ts';
import { GitHubTrouble, troubleWith } from './github-trouble.ts';
import { repositoryName } from './github.ts';

export type Analysis = {
  readonly commit: string;
  /** Results of a pull request's head are shown on it, and are no alerts of the repository. */
  readonly pull: number;
  /** SARIF 2.1.0. */
  readonly sarif: Uint8Array;
};

/** Rejects with what `troubleWith` makes of it. Sent again where an answer was lost: of one tool and category the latest counts. */
export async function uploadAnalysis(repository: string, access: GitHubAccess, { commit, pull, sarif }: Analysis): Promise<void> {
  const [owner = '', repo = ''] = repositoryName.parse(repository).split('/');
  const sent = { commit_sha: commit, ref: `refs/pull/${pull}/head`, sarif: gzipSync(sarif).toString('base64'), tool_name: 'docc' };
  try {
    const { client } = await openClient(access);
    await client.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', { owner, repo, ...sent });
  } catch (error) {
    throw isAnswer(error) && (error.status === 403 || error.status === 404) ? notOffered(error.status, error) : troubleWith('uploading the analysis', 'write', error);
  }
}

const notOffered = (status: number, cause: Error): GitHubTrouble =>
  new GitHubTrouble(`uploading the analysis: GitHub answered ${status}`, 'code scanning is off in that repository (in a private one it takes GitHub Code Security), or the token lacks security-events: write', { cause });
