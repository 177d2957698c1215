import { randomBytes, randomInt } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { jsonIn } from '../../tools/json.ts';

/** Where a server is looked for. */
export type Target = { readonly host: string; readonly port: number };

export type Asked = {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** `because`: `refused`, `reset`, `timeout`, `not-http`, `too-long`. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly because: string };

/** For one request from its beginning to the end of its answer. On a machine with ten times the work it can do, five seconds were not enough for a server that is quick. */
const timeoutMs = 20_000;
/** A server that never stops answering is not waited for. */
const longestBody = 64 * 1024;

export function ask(target: Target, asked: Asked, within: number = timeoutMs): Promise<Answer> {
  return answered(target, asked, within, (sent) => void sent.end(asked.body));
}

/**
 * A request that is half sent: the server has its headers and the first byte of its body, and can't answer before `finish`
 * sends the rest.
 */
export function askHalf(target: Target, within: number): { readonly finish: () => void; readonly answer: Promise<Answer> } {
  let sending: ClientRequest | undefined;
  const asked: Asked = { method: 'POST', path: '/in-flight', headers: { 'content-length': '2', 'content-type': 'text/plain' } };
  const answer = answered(target, asked, within, (sent) => {
    sending = sent;
    sent.write('a');
  });
  return { answer, finish: () => void sending?.end('b') };
}

function answered({ host, port }: Target, { method, path, headers }: Asked, within: number, send: (sent: ClientRequest) => void): Promise<Answer> {
  return exchanged(() => request({ host, port, method, path, headers: { ...headers, connection: 'close' }, agent: false }), within, send);
}

/** One request that `begin` makes and `send` sends, and its answer: never rejects. */
export function exchanged(begin: () => ClientRequest, within: number, send: (sent: ClientRequest) => void): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const sent = begin();
  const timer = setTimeout(() => end({ kind: 'failed', because: 'timeout' }), within);
  const end = (answer: Answer): void => {
    clearTimeout(timer);
    resolve(answer);
    sent.destroy();
  };
  sent.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'failed', because: reasonOf(error) }));
  sent.on('response', (response) => readWhole(response, end));
  send(sent);
  return promise;
}

function readWhole(response: IncomingMessage, end: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > longestBody) end({ kind: 'failed', because: 'too-long' });
    else chunks.push(chunk);
  });
  response.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'failed', because: reasonOf(error) }));
  response.on('end', () => end({ kind: 'answered', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
}

function reasonOf({ code = '' }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  return code.startsWith('HPE_') ? 'not-http' : 'reset';
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What has to come back: everything in it is chosen anew, so that no answer can be written beforehand. */
export type Riddle = { readonly method: string; readonly path: string; readonly name: string; readonly value: string; readonly header: string };

export function riddle(): Riddle {
  const word = (): string => randomBytes(6).toString('hex');
  return { method: methods[randomInt(methods.length)] ?? 'GET', path: `/${word()}/${word()}`, name: `q${word()}`, value: word(), header: word() };
}

export const asking = ({ method, path, name, value, header }: Riddle): Asked => ({
  method,
  path: `${path}?${name}=${value}`,
  headers: { 'x-docc-probe': header },
});

export type RiddlePart = 'method' | 'path' | 'query' | 'header' | 'json';

/** Which parts of the riddle are not in the answer; `json`: it isn't an object at all. */
export function missingFrom({ method, path, name, value, header }: Riddle, body: string): readonly RiddlePart[] {
  const answer = objectIn(body);
  if (answer === undefined) return ['json'];
  const holds = (field: string, wanted: string): boolean => Object.entries(answer).some(([key, is]) => key.toLowerCase() === field && is === wanted);
  const within = (field: string, ...words: readonly string[]): boolean => {
    const text = JSON.stringify(Object.entries(answer).find(([key]) => key.toLowerCase() === field)?.[1] ?? '');
    return words.every((word) => text.includes(word));
  };
  const found: readonly (readonly [RiddlePart, boolean])[] = [
    ['method', holds('method', method)],
    ['path', holds('path', path)],
    ['query', within('query', name, value)],
    ['header', within('headers', header)],
  ];
  return found.flatMap(([part, there]) => (there ? [] : [part]));
}

function objectIn(body: string): object | undefined {
  const json = jsonIn(body);
  return typeof json === 'object' && json !== null ? json : undefined;
}
