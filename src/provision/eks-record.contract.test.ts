import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { entryAt } from '../collect/cluster/open.ts';
import { outwardIn } from '../collect/cloud/outward.ts';
import { hasMoto, motoServer, type MotoServer } from '../tools/moto-server.fixture.ts';
import { nameServer, type Said } from '../tools/name-server.fixture.ts';
import { route53Changes } from '../tools/route53-changes.ts';
import { lookAtRecord } from './eks-record.ts';

/** A record of docc's own, asked of name servers and a load balancer that answer on this machine. */

const host = 'service.docc.domain.io';
const name = 'service.docc.example.org';

async function app(): Promise<{ readonly port: number; readonly asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.host);
    response.writeHead(request.headers.host === host ? 200 : 404).end(request.headers.host === host ? JSON.stringify({ path: request.url }) : 'no route');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { asked, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe.skipIf(!hasMoto)('a record that docc made (needs moto_server on PATH)', () => {
  const held: { moto?: MotoServer } = {};
  beforeAll(async () => void (held.moto = await motoServer()), 60_000);
  afterAll(async () => await held.moto?.[Symbol.asyncDispose]());

  /** Deployed behind a node's address, with what the second of its name servers says. */
  async function looked(second: Said, changes: { readonly host?: string } = {}) {
    if (held.moto === undefined) throw new Error('moto_server is not up');
    const { endpoint } = held.moto;
    const aws = await held.moto.aws();
    const { CreateHostedZoneCommand, Route53Client } = await import('@aws-sdk/client-route-53');
    const { HostedZone, DelegationSet } = await new Route53Client(aws.settings).send(new CreateHostedZoneCommand({ Name: 'example.org', CallerReference: String(performance.now()) }));
    const zone = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
    const target = { kind: 'address', address: '127.0.0.1' } as const;
    await (await route53Changes(aws)).upsert({ zone, name, ownership: { name: `_docc.${name}`, text: 'one' } }, target, () => true, { forMs: 5_000, everyMs: 5, signal: aws.signal });
    const servers = await Promise.all((DelegationSet?.NameServers ?? []).map(async (server, index) => {
      const answering = await nameServer({ [name]: index === 1 ? second : { a: ['127.0.0.1'] } });
      onTestFinished(() => answering[Symbol.asyncDispose]());
      return `${server}=${answering.address}`;
    }));
    const { port, asked } = await app();
    const outward = outwardIn({ AWS_ENDPOINT_URL: endpoint, DOCC_NAME_SERVERS: servers.join(',') }, aws.signal);
    const seen = await lookAtRecord({ aws, outward, zone, name, host, target, at: entryAt('127.0.0.1', { http: port, https: port }), ...changes }, () => undefined);
    if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
    return { facts: seen.facts, asked };
  }

  it('is asked of every name server of its zone, and over HTTP by the name that the challenge asks for', async () => {
    const { facts, asked } = await looked({ a: ['127.0.0.1'] });
    expect(facts).toMatchObject({ account: { by: 'deployer', region: 'eu-central-1' }, host: name, balancers: [], http: { kind: 'answered', scheme: 'http', status: 200, echoed: true } });
    expect(facts.zones).toMatchObject([{ name: 'example.org', records: [{ name, type: 'A', values: ['127.0.0.1'] }] }]);
    const { servers = [], answers = [] } = facts.zones[0] ?? {};
    expect(answers).toEqual([...servers].sort().map((server) => ({ server, answer: { kind: 'answered', addresses: ['127.0.0.1'] } })));
    expect([servers.length, asked]).toEqual([4, [host]]);
  }, 60_000);

  it.each<[string, Said]>([['has no such name', 'none'], ['refuses', 'refused']])('is told of a server that %s', async (_, said) => {
    const { facts } = await looked(said);
    expect(facts.zones[0]?.answers.filter(({ answer }) => answer.kind !== 'answered')).toMatchObject([{ answer: { kind: said } }]);
  }, 60_000);

  it('is told to lead to something else than the app', async () => {
    const { facts } = await looked({ a: ['127.0.0.1'] }, { host: 'other.example.org' });
    expect(facts.http).toEqual({ kind: 'answered', scheme: 'http', status: 404, echoed: false });
  }, 60_000);
});
