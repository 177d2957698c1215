import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';

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

export type Client = ReturnType<typeof getOctokit>;
export type Spent = { calls: number; waits: number };

let clients = 0;

/**
 * A client that keeps to GitHub's manners: writes a second apart, comments three; waits as told after 403 and 429; tries
 * again after 5xx what can be done twice without harm. Not what creates: a request whose answer was lost may have been
 * done, so those say `retries: 0`, and whoever sent them looks first.
 */
export function openClient({ token, baseUrl, budget, second }: GitHubAccess): { readonly client: Client; readonly spent: Readonly<Spent> } {
  const spent: Spent = { calls: 0, waits: 0 };
  const mayWait = (seconds: number): boolean => {
    if (spent.waits + seconds > budget.waits) return false;
    spent.waits += seconds;
    return true;
  };
  clients += 1;
  const client = getOctokit(
    token,
    {
      baseUrl,
      // Octokit's own lines quote addresses and answers on stdout, which belongs to the log's groups.
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      throttle: { id: `docc-${clients}`, retryAfterBaseValue: second, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
      retry: { retryAfterBaseValue: second, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    },
    bounded(spent, budget),
    throttling,
    retry,
  );
  return { client, spent };
}

type Plugin = NonNullable<Parameters<typeof getOctokit>[2]>;

/** Counts what is really sent, tries and all; so it stands below the plugins that try again. */
const bounded = (spent: Spent, budget: Budget): Plugin => (octokit) => {
  octokit.hook.wrap('request', async (request, options) => {
    if (spent.calls >= budget.calls) throw new SpentBudget(`${budget.calls} requests to GitHub were not enough: the next run goes on from what is there`);
    spent.calls += 1;
    try {
      return await request(options);
    } catch (error) {
      throw asLimit(error);
    }
  });
  return {};
};

/**
 * plugin-throttling knows a secondary limit by its words alone. GitHub also answers 429, or 403 with retry-after, with
 * other words or none: said in those that it knows.
 */
function asLimit(error: unknown): unknown {
  if (!isAnswer(error) || (error.status !== 403 && error.status !== 429)) return error;
  const headers = error.response?.headers ?? {};
  const isPrimary = headers['x-ratelimit-remaining'] === '0' && headers['retry-after'] === undefined;
  const isLimit = error.status === 429 || headers['retry-after'] !== undefined;
  if (isLimit && !isPrimary && !/\bsecondary rate\b/i.test(error.message)) error.message += ' (a secondary rate limit)';
  return error;
}

type Answer = Error & { readonly status: number; readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> } };

/** An answer of GitHub's that is an error; one without a response never came. */
export const isAnswer = (error: unknown): error is Answer => error instanceof Error && 'status' in error && typeof error.status === 'number';
