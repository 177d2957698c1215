import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../src/tools/temporary.ts';
import { isIn, type Outage } from './fault.ts';

export const apiKinds = ['answers 503', 'answers 429', 'breaks off', 'refuses connections', 'garbled'] as const;
export type ApiKind = (typeof apiKinds)[number];
export type ApiOutage = Outage<'kubernetes', ApiKind>;

/** An API server with one namespace of pods, which fails by an outage. */
export type ApiServer = AsyncDisposable & { readonly kubeconfig: string; readonly begin: (outage: ApiOutage) => void; readonly fired: () => number };

const pods = ['one', 'two'].map((name) => ({ metadata: { name, namespace: 'docc', resourceVersion: '7' }, spec: {}, status: { phase: 'Running' } }));
const resources = { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list', 'watch'] }] };

/** What it says to a path, without its query. */
const answers: Readonly<Record<string, unknown>> = {
  '/api/v1': resources,
  '/api/v1/namespaces/docc/pods': { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items: pods },
  '/api/v1/namespaces/docc/pods/one': { kind: 'Pod', apiVersion: 'v1', ...pods[0] },
};

export async function apiServer(): Promise<ApiServer> {
  await using folder = await temporaryFolder('api');
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=docc.invalid', '-keyout', key, '-out', cert]);
  let outage: ApiOutage | undefined;
  let [calls, fired] = [0, 0];
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    calls += 1;
    if (outage === undefined || !isIn(outage, calls)) return void response.setHeader('content-type', 'application/json').writeHead(answers[path] === undefined ? 404 : 200).end(JSON.stringify(answers[path] ?? { kind: 'Status', reason: 'NotFound', message: 'not found' }));
    fired += 1;
    fail(outage.kind, response, JSON.stringify(answers[path] ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    kubeconfig: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'docc',
      contexts: [{ name: 'docc', context: { cluster: 'docc', user: 'docc' } }],
      clusters: [{ name: 'docc', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'docc', user: { token: 'none' } }],
    }),
    begin: (next) => {
      outage = next;
      [calls, fired] = [0, 0];
    },
    fired: () => fired,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => void server.close(() => closed()));
    },
  };
}

function fail(kind: ApiKind, response: ServerResponse, whole: string): void {
  switch (kind) {
    case 'answers 503':
      return void response.writeHead(503).end('{"kind":"Status","message":"apiserver is shutting down"}');
    case 'answers 429':
      return void response.writeHead(429, { 'retry-after': '1' }).end('{"kind":"Status","message":"too many requests"}');
    case 'breaks off':
      response.writeHead(200, { 'content-length': String(whole.length + 1) });
      response.write(whole.slice(0, whole.length >> 1), () => response.destroy());
      return;
    case 'refuses connections':
      return void response.socket?.destroy();
    case 'garbled':
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('\0\u001b[31m{"garbage": ');
  }
}
