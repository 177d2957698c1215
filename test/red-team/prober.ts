import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { ask, missingFrom, riddle } from '../../src/collect/run/prober.ts';
import type { ActedCase } from './case.ts';

/** A server that does so with each caller, for as long as it is asked. */
async function served<Value>(answer: (socket: Socket) => void, use: (target: { readonly host: string; readonly port: number }) => Promise<Value>): Promise<Value> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    return await use({ host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const whole = (body: string | Buffer, headers = ''): Buffer => Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`), Buffer.from(body)]);
const asked = { method: 'GET', path: '/' } as const;

export const prober: readonly ActedCase[] = [
  {
    id: 'G03',
    tried: 'an answer that was written before it was asked for',
    must: 'uncredited',
    attack: () => {
      const known = riddle();
      const answer = JSON.stringify({ method: known.method, path: known.path, query: { [known.name]: [known.value] }, headers: { 'X-Docc-Probe': [known.header] } });
      for (let times = 0; times < 50; times += 1) expect(missingFrom(riddle(), answer)).toEqual(expect.arrayContaining(['path', 'query', 'header']));
    },
    twin: {
      is: 'an answer to what was asked',
      holds: () => {
        const now = riddle();
        expect(missingFrom(now, JSON.stringify({ method: now.method, path: now.path, query: { [now.name]: [now.value] }, headers: { 'X-Docc-Probe': [now.header] } }))).toEqual([]);
      },
    },
  },
  {
    id: 'G06',
    tried: 'an answer that never ends',
    must: 'capped',
    attack: async () => {
      const drop = (socket: Socket): void => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : void socket.write('x-slow: 1\r\n')), 20);
      };
      expect(await served(drop, (target) => ask(target, asked, 500))).toEqual({ kind: 'failed', because: 'timeout' });
    },
    twin: { is: 'an answer that takes a moment', holds: async () => expect(await served((socket) => void setTimeout(() => socket.end(whole('{}')), 100), (target) => ask(target, asked))).toMatchObject({ kind: 'answered', body: '{}' }) },
  },
  {
    id: 'G06',
    tried: 'a body of gigabytes, as it is and compressed',
    must: 'capped',
    attack: async () => {
      const flood = (socket: Socket): void => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const pour = (): void => void (socket.destroyed || (socket.write(Buffer.alloc(64 * 1024, 'a')) ? setImmediate(pour) : socket.once('drain', pour)));
        pour();
      };
      expect(await served(flood, (target) => ask(target, asked))).toEqual({ kind: 'failed', because: 'too-long' });
      const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
      const said = await served((socket) => void socket.end(whole(bomb.subarray(0, 60_000), 'content-encoding: gzip\r\n')), (target) => ask(target, asked));
      expect(said.kind === 'answered' && said.body.length).toBeLessThanOrEqual(60_000);
    },
    twin: { is: 'a body of 60 KB', holds: async () => expect(await served((socket) => void socket.end(whole('x'.repeat(60_000))), (target) => ask(target, asked))).toMatchObject({ kind: 'answered', status: 200 }) },
  },
  {
    id: 'G06',
    tried: 'a redirect to somewhere else',
    must: 'neutralised',
    attack: async () => {
      let reached = 0;
      const said = await served(
        () => (reached += 1),
        (elsewhere) => served((socket) => void socket.end(`HTTP/1.1 302 Found\r\nlocation: http://${elsewhere.host}:${elsewhere.port}/\r\ncontent-length: 0\r\n\r\n`), (target) => ask(target, asked)),
      );
      expect([said, reached]).toEqual([{ kind: 'answered', status: 302, body: '' }, 0]);
    },
    twin: { is: 'an answer of 200', holds: async () => expect(await served((socket) => void socket.end(whole('{}')), (target) => ask(target, asked))).toMatchObject({ status: 200 }) },
  },
];
