import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { EventEmitter, on, once } from 'node:events';
import { z } from 'zod';
import type { LockedProgram } from './lock.ts';
import { fetchLimits } from './program-download-fetch.ts';
import type { Transport } from './program-download-transport.ts';
import type { DownloadEvent, Downloads } from './program-download.ts';

/** What a server does with one request for a release; `arrived` waits until whoever fetches has that many bytes. */
export type Behaviour = (asked: IncomingMessage, response: ServerResponse, arrived: (bytes: number) => Promise<void>) => unknown;

export type Releases = AsyncDisposable & {
  readonly transport: Transport;
  readonly port: number;
  /** To be told of what a download tells. */
  readonly tell: (event: DownloadEvent) => void;
  /** The Range of each request, in order. */
  readonly ranges: readonly (string | undefined)[];
};

export const host = 'releases.example';
export const url = `https://${host}/tool`;

/** A server on this machine that answers the first request by the first behaviour, and all after the last by the last. */
export async function releases(...behaviours: readonly Behaviour[]): Promise<Releases> {
  const ranges: (string | undefined)[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  const arrived = async (bytes: number): Promise<void> => {
    for await (const [received] of on(arrivals, 'bytes')) if (Number(received) >= bytes) return;
  };
  const server = createServer((asked, response) => {
    const behaviour = behaviours[Math.min(ranges.length, behaviours.length - 1)];
    ranges.push(asked.headers.range);
    response.on('error', () => undefined);
    behaviour?.(asked, response, arrived);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    transport: transportTo(port),
    port,
    ranges,
    tell: (event) => event.kind === 'received' && arrivals.emit('bytes', event.bytes),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What is asked of the releases' host goes to this machine; no other host has an answer. Nothing else knows of a way around TLS. */
export const transportTo =
  (port: number): Transport =>
  async (to, headers, signal) => {
    if (to.host !== host) throw new Error(`nobody is at ${to.host}`);
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Transport>>>();
    const asked = request({ host: '127.0.0.1', port, path: to.pathname, headers, signal, agent: false }, (body) => resolve({ status: body.statusCode ?? 0, headers: body.headers, body }));
    asked.on('error', reject);
    asked.end();
    return await promise;
  };

/** The lock file of one program that lies at the releases' host for this machine. */
export const lockedTo = (content: Buffer, member?: string): LockedProgram => ({
  atLeast: '1.0.0',
  pinned: '2.15.1',
  checksums: { published: `https://${host}/sums`, comparedWith: ['one', 'another'] },
  artefacts: [{ platform: 'linux-x64', url, sha256: createHash('sha256').update(content).digest('hex'), ...(member !== undefined && { member }) }],
});

/** Downloads of a machine whose cache is `cache`, from such a server, as impatient as tests are. */
export const downloadsFrom = (transport: Transport, locked: LockedProgram, cache: string): Downloads => ({
  env: { DOCC_CACHE: cache },
  platform: 'linux',
  arch: 'x64',
  lock: () => locked,
  transport,
  limits: { ...fetchLimits, mostBytes: 1024 * 1024, silentMs: 200, wholeMs: 20_000, tries: 3, firstWaitMs: 0 },
  signal: new AbortController().signal,
});

const rangeOf = (asked: IncomingMessage): number => Number(/^bytes=(\d+)-$/.exec(asked.headers.range ?? '')?.[1] ?? 0);

/** As releases are served in earnest: ranges are honoured. Breaks off where as much as `cutAfter` has come of it. */
export const serving =
  (content: Buffer, cutAfter?: number): Behaviour =>
  async (asked, response, arrived) => {
    const from = rangeOf(asked);
    if (from >= content.length && from > 0) return void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': content.length - from, ...(from > 0 && range) });
    if (cutAfter === undefined) return void response.end(content.subarray(from));
    const sent = content.subarray(from, from + cutAfter);
    if (sent.length === 0) response.flushHeaders();
    else {
      // What has not been read yet is lost when a connection breaks.
      const has = arrived(from + sent.length);
      response.write(sent);
      await has;
    }
    response.destroy();
  };

/** A server that knows no ranges, and says nothing of the length. */
export const servingWhole =
  (content: Buffer): Behaviour =>
  (_, response) =>
    void response.end(content);

export const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}, body: string | Buffer = ''): Behaviour =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

/** Says that it will send the content, sends its beginning, and then nothing more. */
export const silentAfter =
  (content: Buffer, bytes: number): Behaviour =>
  (_, response) =>
    void response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, bytes));

export const hangingUp: Behaviour = (asked) => void asked.socket.destroy();
