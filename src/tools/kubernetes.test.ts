import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { selfSigned } from '../collect/cluster/deploy/certificate.ts';
import { openKubernetes } from './kubernetes.ts';

const kind = { apiVersion: 'example.test/v1', kind: 'Thing' } as const;

/** An API server that says of each path what it is told to, in turn, the last again and again. */
async function serverSaying(answers: Readonly<Record<string, readonly (readonly [status: number, body: unknown])[]>>): Promise<string> {
  const asked = new Map<string, number>();
  const { certificate, key } = selfSigned(['localhost'], new Date());
  const server = createServer({ cert: certificate, key }, ({ url = '' }, response) => {
    const said = answers[url] ?? [[404, '404 page not found']];
    const turn = asked.get(url) ?? 0;
    asked.set(url, turn + 1);
    const [status, body] = said[Math.min(turn, said.length - 1)] ?? [404, ''];
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // of a server that listens on TCP
  const [cluster, user] = [{ server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }, { token: 'none' }];
  return JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'a', cluster }], users: [{ name: 'a', user }], contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }], 'current-context': 'a' });
}

it('of a kind that was taken away since, there is nothing', async () => {
  const things = { metadata: { resourceVersion: '1' }, items: [{ metadata: { name: 'one', uid: '1' } }] };
  const kubeconfig = await serverSaying({
    '/apis/example.test/v1': [[200, { resources: [{ name: 'things', kind: 'Thing', namespaced: false }] }]],
    '/apis/example.test/v1/things': [[200, things], [404, '404 page not found'], [403, { reason: 'Forbidden', message: 'nobody may list things' }]],
  });
  const api = await openKubernetes(kubeconfig, new AbortController().signal);
  expect((await api.list(kind)).map(({ metadata }) => metadata.name)).toEqual(['one']);
  expect(await api.list(kind)).toEqual([]);
  await expect(api.list(kind)).rejects.toThrow('nobody may list things');
});
