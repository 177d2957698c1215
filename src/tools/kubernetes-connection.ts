import type { IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { deadline } from './deadline.ts';
import { jsonIn } from './json.ts';

/** The API server does not answer, after retries: our fault. */
export class KubernetesGone extends Error {}

/** One request to an API server, by path and query. */
export type Call = { readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; readonly path: string; readonly body?: { readonly type: string; readonly json: unknown } };

export type Reply = { readonly status: number; readonly text: string; readonly warnings: readonly string[] };

export type Connection = {
  /** Any answer but those that ask for another try; throws `KubernetesGone` where there is none within 20 s. */
  readonly call: (call: Call) => Promise<Reply>;
  /** The body of a watch, as it comes. The caller ends it. */
  readonly stream: (path: string, signal: AbortSignal) => Promise<IncomingMessage>;
  readonly signal: AbortSignal;
};

/** How long an API server may be away: one that restarts under load takes ten seconds. */
const patienceMs = 20_000;
const callMs = 15_000;
const longestAnswer = 32 * 1024 * 1024;

export const connectionTo = (config: KubeConfig, signal: AbortSignal): Connection => ({
  signal,
  call: (call) => persistent(config, call, signal),
  stream: (path, until) => streamed(config, path, AbortSignal.any([signal, until])),
});

async function persistent(config: KubeConfig, call: Call, signal: AbortSignal): Promise<Reply> {
  const began = performance.now();
  for (let tries = 0; ; tries += 1) {
    const tried = await once(config, call, signal);
    if ('status' in tried && !asksForAnother(tried)) return tried;
    signal.throwIfAborted();
    const delay = delayAfter(tries, tried);
    if (performance.now() + delay - began > patienceMs) throw gone(call, tried);
    await pause(delay, undefined, { signal });
  }
}

type Failed = { readonly cause: Error };
type Tried = (Reply & { readonly retryAfter: number | undefined }) | Failed;

/** A budget that refuses an eviction answers 429 too: that is what was asked. https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
const asksForAnother = ({ status, text }: Reply): boolean => status >= 500 || (status === 429 && !text.includes('DisruptionBudget'));

/** Milliseconds: longer each time, and never in step with others that wait for the same server. */
function delayAfter(tries: number, tried: Tried): number {
  const asked = 'status' in tried ? tried.retryAfter : undefined;
  return (asked ?? Math.min(2_000, 100 * 2 ** tries)) * (0.5 + Math.random());
}

function gone({ method, path }: Call, tried: Tried): KubernetesGone {
  const why = 'status' in tried ? `answers ${tried.status}: ${tried.text.slice(0, 300)}` : `can't be reached: ${tried.cause.message}`;
  return new KubernetesGone(`the API server ${why} (${method} ${path.split('?')[0]})`, 'cause' in tried ? { cause: tried.cause } : {});
}

async function once(config: KubeConfig, call: Call, signal: AbortSignal): Promise<Tried> {
  try {
    using within = deadline(signal, callMs);
    const response = await sent(config, call, within);
    const text = await whole(response);
    if (response.headers['content-type']?.startsWith('application/json') === true && jsonIn(text) === undefined) throw new Error('its answer is no JSON, though it says so');
    const after = Number(response.headers['retry-after']);
    return { status: response.statusCode ?? 0, text, warnings: warningsIn(response), retryAfter: after > 0 && after <= 5 ? after * 1000 : undefined };
  } catch (error) {
    return { cause: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function sent(config: KubeConfig, { method, path, body }: Call, signal: AbortSignal): Promise<IncomingMessage> {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new KubernetesGone('the kubeconfig names no server: its current context must lead to a cluster');
  const options: Omit<RequestOptions, 'headers'> & { headers?: OutgoingHttpHeaders } = {};
  await config.applyToHTTPSOptions(options);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { ...options.headers, accept: 'application/json', 'user-agent': 'docc', ...(body && { 'content-type': body.type }) };
  const sending = request(`${server.replace(/\/$/, '')}${path}`, { ...options, method, headers, signal }, resolve);
  sending.on('error', reject);
  sending.end(body && JSON.stringify(body.json));
  return await promise;
}

async function whole(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestAnswer) throw new Error(`an answer of more than ${longestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `299 - "would violate PodSecurity …"`: https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
function warningsIn({ headers }: IncomingMessage): readonly string[] {
  const lines = headers['warning'] ?? '';
  return [...lines.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}

async function streamed(config: KubeConfig, path: string, signal: AbortSignal): Promise<IncomingMessage> {
  const response = await sent(config, { method: 'GET', path }, signal);
  if (response.statusCode === 200) return response;
  throw new Error(`a watch was answered with ${response.statusCode}: ${(await whole(response)).slice(0, 300)}`);
}

const status = z.object({ reason: z.string().default(''), message: z.string().default(''), code: z.int().optional() });

/** What the server says of its refusal; proxies on the way answer with text. */
export function refusalIn({ status: code, text, warnings }: Reply): { readonly kind: 'refused'; readonly status: number; readonly reason: string; readonly message: string; readonly warnings?: readonly string[] } {
  const read = status.safeParse(jsonIn(text));
  const { reason, message } = read.success ? read.data : { reason: '', message: text.slice(0, 1_000) };
  return { kind: 'refused', status: code, reason, message, ...(warnings.length > 0 && { warnings }) };
}
