import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { isAnswer } from './github-answer.ts';

export type Octokit = ReturnType<typeof getOctokit>;

export type Manners = {
  readonly token: string;
  readonly baseUrl: string;
  /** Milliseconds that a second of waiting takes: 1000 but in tests. */
  readonly second: number;
  /** Before each try: throws where nothing may be sent any more. */
  readonly maySend: () => void;
  readonly mayWait: (seconds: number) => boolean;
};

let clients = 0;

/**
 * Writes come a second apart, comments three; it waits as told after 403 and 429; tries again after 5xx what can be done twice
 * without harm. Not what creates: a request whose answer was lost may have been done, so those say `retries: 0`, and whoever
 * sent them looks first.
 */
export function mannerly({ token, baseUrl, second, maySend, mayWait }: Manners): Octokit {
  clients += 1;
  return getOctokit(
    token,
    {
      baseUrl,
      // Octokit's own lines quote addresses and answers on stdout, which belongs to the log's groups.
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      throttle: { id: `docc-${clients}`, retryAfterBaseValue: second, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
      retry: { retryAfterBaseValue: second, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    },
    bounded(maySend),
    throttling,
    retry,
  );
}

type Plugin = NonNullable<Parameters<typeof getOctokit>[2]>;

/** Told of what is really sent, tries and all; so it stands below the plugins that try again. */
const bounded = (maySend: () => void): Plugin => (octokit) => {
  octokit.hook.wrap('request', async (request, options) => {
    maySend();
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
