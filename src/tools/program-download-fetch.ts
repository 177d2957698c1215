import { setTimeout as pause } from 'node:timers/promises';
import type { PartialFile } from './program-download-partial.ts';
import type { Answer, Transport } from './program-download-transport.ts';
import { codeOf, DownloadFailed, repairs, stopped } from './program-download-trouble.ts';

/** What one artefact is let cost. */
export type FetchLimits = {
  /** The largest, kubectl and trivy, have some 60 MB. */
  readonly mostBytes: number;
  /** Without a byte, before the connection is given up. */
  readonly silentMs: number;
  /** All tries together; a server that drips would otherwise hold us for days. */
  readonly wholeMs: number;
  readonly tries: number;
  /** Before the second try; each one after it waits twice as long. */
  readonly firstWaitMs: number;
};

export const fetchLimits: FetchLimits = { mostBytes: 256 * 1024 * 1024, silentMs: 30_000, wholeMs: 60 * 60_000, tries: 5, firstWaitMs: 1_000 };

export type FetchEvent =
  | { readonly kind: 'received'; readonly bytes: number; readonly of: number | undefined }
  /** Why it is tried again. */
  | { readonly kind: 'again'; readonly why: string };

export type Fetching = {
  readonly transport: Transport;
  readonly limits: FetchLimits;
  readonly tell: (event: FetchEvent) => void;
  readonly signal: AbortSignal;
};

/** Trouble that may be over by the next try. */
class Passing extends Error {
  override name = 'Passing';
  readonly trouble: DownloadFailed;
  readonly waitMs: number;

  constructor(trouble: DownloadFailed, waitMs: number) {
    super(trouble.message, { cause: trouble });
    this.trouble = trouble;
    this.waitMs = waitMs;
  }
}

/** Adds to `part` until it is all of what lies at `url`. Throws {@link DownloadFailed}; what has come stays in the file. */
export async function fetchWhole(url: string, part: PartialFile, fetching: Fetching): Promise<void> {
  const { limits, tell, signal } = fetching;
  const whole = AbortSignal.timeout(limits.wholeMs);
  const until = AbortSignal.any([signal, whole]);
  for (let tried = 1; ; tried += 1) {
    const trouble = await oneTry(url, part, { ...fetching, signal: until }).then(() => undefined, passing);
    if (trouble === undefined) return;
    if (signal.aborted) throw stopped(signal.reason);
    if (whole.aborted) throw new DownloadFailed('stalled', `${url} was not done after ${limits.wholeMs / 60_000} min`, repairs.again);
    if (tried >= limits.tries) throw trouble.trouble;
    tell({ kind: 'again', why: trouble.message });
    await pause(Math.max(trouble.waitMs, limits.firstWaitMs * 2 ** (tried - 1)), undefined, { signal: until }).catch(() => undefined);
  }
}

function passing(error: unknown): Passing {
  if (error instanceof Passing) return error;
  throw error;
}

async function oneTry(url: string, part: PartialFile, fetching: Fetching): Promise<void> {
  const from = part.size();
  const answer = await followed(new URL(url), from === 0 ? {} : { range: `bytes=${from}-` }, fetching);
  try {
    const total = await begin(answer, part, url);
    refuseLarge(total, fetching.limits, url);
    await receive(answer, part, total, { ...fetching, url });
  } finally {
    answer.body.destroy();
  }
}

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** The first answer that is no redirect. Only within https: whoever sits on the network could answer for anything else. */
async function followed(first: URL, headers: Readonly<Record<string, string>>, fetching: Fetching): Promise<Answer> {
  let url = first;
  for (let followed = 0; followed <= mostRedirects; followed += 1) {
    if (url.protocol !== 'https:') throw new DownloadFailed('insecure-address', `${first.host} sends on to ${url.protocol}//${url.host}, which is not https`, repairs.insecureAddress);
    const answer = await asked(url, headers, fetching);
    if (!redirects.has(answer.status)) return answer;
    answer.body.destroy();
    url = nextAddress(answer, url);
  }
  throw new DownloadFailed('too-many-redirects', `${first.href} sends on more than ${mostRedirects} times`, repairs.refused);
}

function nextAddress({ status, headers: { location } }: Answer, from: URL): URL {
  const next = typeof location === 'string' ? URL.parse(location, from.href) : null;
  if (next === null) throw new DownloadFailed('refused', `${from.host} sends on (${status}) to no address`, repairs.refused);
  return next;
}

/** The whole of a program as it is: a packed transfer has no ranges that mean anything. */
const always = { 'accept-encoding': 'identity', accept: 'application/octet-stream, */*;q=0.5', 'user-agent': 'docc' };

async function asked(url: URL, headers: Readonly<Record<string, string>>, { transport, limits, signal }: Fetching): Promise<Answer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), limits.silentMs);
  try {
    return await transport(url, { ...always, ...headers }, AbortSignal.any([signal, silence.signal]));
  } catch (error) {
    if (silence.signal.aborted) throw new Passing(silent(url.host, limits), 0);
    throw new Passing(new DownloadFailed('unreachable', `${url.host} can't be reached: ${innermost(error)}`, repairs.unreachable, error), 0);
  } finally {
    // What has been answered goes on for as long as it takes.
    clearTimeout(timer);
  }
}

const silent = (host: string, { silentMs }: FetchLimits): DownloadFailed =>
  new DownloadFailed('stalled', `${host} sent nothing for ${silentMs / 1000} s`, repairs.again);

/** Where a host has several addresses, Node.js 24 gathers what became of each, with no message of its own. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(innermost))].join('; ');
  return error instanceof Error ? error.message || codeOf(error) : String(error);
}

/** Busy servers and proxies; the rest of 4xx is told the same however often it is asked. */
const passingStatus = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Sets `part` to where the answer goes on, and says how large the whole is, where that is told. */
async function begin({ status, headers }: Answer, part: PartialFile, url: string): Promise<number | undefined> {
  const { host, href } = new URL(url);
  if (passingStatus.has(status)) throw new Passing(new DownloadFailed('refused', `${host} answered ${status}`, repairs.again), waitOf(headers['retry-after']));
  if (status === 416) return await anew(part, `${host} has no more than what is here already`);
  if (status !== 200 && status !== 206) throw new DownloadFailed('refused', `${href} answered ${status}`, repairs.refused);
  if (/^text\/html\b/i.test(String(headers['content-type'] ?? ''))) throw new DownloadFailed('web-page', `${href} answered with a web page`, repairs.webPage);
  if (status === 200) {
    // Also the answer of a server that knows no ranges.
    await part.restart();
    return lengthIn(headers['content-length']);
  }
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(headers['content-range'] ?? '')) ?? [];
  if (Number(start) !== part.size()) return await anew(part, `${host} sent another part than was asked for`);
  return lengthIn(total);
}

async function anew(part: PartialFile, why: string): Promise<never> {
  await part.restart();
  throw new Passing(new DownloadFailed('refused', why, repairs.again), 0);
}

const lengthIn = (text: unknown): number | undefined => (typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined);

const longestWaitMs = 60_000;

/** Of Retry-After its seconds; as a date it is left aside. */
const waitOf = (retryAfter: unknown): number => Math.min((lengthIn(retryAfter) ?? 0) * 1000, longestWaitMs);

function refuseLarge(bytes: number | undefined, { mostBytes }: FetchLimits, url: string): void {
  if (bytes === undefined || bytes <= mostBytes) return;
  throw new DownloadFailed('too-large', `${url} has more than ${mostBytes} bytes, which is all that docc takes`, repairs.tooLarge);
}

async function receive({ body }: Answer, part: PartialFile, total: number | undefined, { limits, tell, signal, url }: Fetching & { readonly url: string }): Promise<void> {
  const { host } = new URL(url);
  const cutOff = (why: string, cause?: unknown) => new Passing(new DownloadFailed('cut-off', `${host} broke off after ${part.size()} bytes${why}`, repairs.again, cause), 0);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), limits.silentMs);
  const aborted = (): void => void body.destroy(new Error('stopped'));
  const until = AbortSignal.any([signal, silence.signal]);
  until.addEventListener('abort', aborted, { once: true });
  if (until.aborted) aborted();
  try {
    for await (const chunk of chunksOf(body, (error) => (silence.signal.aborted ? new Passing(silent(host, limits), 0) : cutOff(`: ${innermost(error)}`, error)))) {
      timer.refresh();
      refuseLarge(part.size() + chunk.length, limits, url);
      await part.append(chunk);
      tell({ kind: 'received', bytes: part.size(), of: total });
    }
  } finally {
    clearTimeout(timer);
    until.removeEventListener('abort', aborted);
  }
  if (total !== undefined && part.size() < total) throw cutOff(` of ${total}`);
}

/** The body's own trouble told from ours, which is thrown while a chunk is dealt with. */
async function* chunksOf(body: AsyncIterable<Buffer>, trouble: (error: unknown) => Error): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => Promise.reject(trouble(error)));
    if (next.done === true) return;
    yield next.value;
  }
}
