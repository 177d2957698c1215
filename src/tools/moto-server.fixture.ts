import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Aws, openAws } from './aws.ts';

/** A stand-in for AWS on this machine, for one test file. */
export type MotoServer = AsyncDisposable & { readonly endpoint: string; readonly aws: () => Promise<Aws> };

export const hasMoto = spawnSync('moto_server', ['--version']).error === undefined;

export async function motoServer(): Promise<MotoServer> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  await answering(endpoint);
  return {
    endpoint,
    aws: () => openAws({ region: 'eu-central-1', endpoint, env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }, role: undefined }, { signal: new AbortController().signal, patience: { seconds: 20, second: 5 } }),
    [Symbol.asyncDispose]: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

async function answering(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await fetch(`${endpoint}/moto-api/data.json`).then(({ ok }) => ok, () => false)) return;
    await pause(100);
  }
  throw new Error('moto_server does not answer within 30 s');
}
