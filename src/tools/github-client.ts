import type { Octokit } from './github-octokit.ts';

/** What one run may spend of GitHub's patience: without an end it would wait for a limit of an hour, or ask for ever. */
export type Budget = {
  /** Requests sent, tries of one request included. */
  readonly calls: number;
  /** Seconds waited because GitHub asked for it. */
  readonly waits: number;
};

export type GitHubAccess = {
  readonly token: string;
  /** `https://api.github.com`, or GITHUB_API_URL of a server of one's own. */
  readonly baseUrl: string;
  readonly budget: Budget;
  /** Milliseconds that a second of waiting takes: 1000 but in tests. */
  readonly second: number;
};

/** The budget is used up; what was not done is done by the next run. */
export class SpentBudget extends Error {
  override name = 'SpentBudget';
}

export type Client = Octokit;
export type Spent = { calls: number; waits: number };

/** A client that keeps to GitHub's manners, within the budget. Its library is half a megabyte: read when it is needed. */
export async function openClient({ token, baseUrl, budget, second }: GitHubAccess): Promise<{ readonly client: Client; readonly spent: Readonly<Spent> }> {
  const spent: Spent = { calls: 0, waits: 0 };
  const maySend = (): void => {
    if (spent.calls >= budget.calls) throw new SpentBudget(`${budget.calls} requests to GitHub were not enough: the next run goes on from what is there`);
    spent.calls += 1;
  };
  const mayWait = (seconds: number): boolean => {
    if (spent.waits + seconds > budget.waits) return false;
    spent.waits += seconds;
    return true;
  };
  const { mannerly } = await import('./github-octokit.ts');
  return { client: mannerly({ token, baseUrl, second, maySend, mayWait }), spent };
}
