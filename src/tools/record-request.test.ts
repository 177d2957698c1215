import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { selfSigned } from '../collect/cluster/deploy/certificate.ts';
import { entryIn, isPublic, openRecordRequest } from './record-request.ts';

const { signal } = new AbortController();

async function askedOf(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = server.address();
  return await openRecordRequest(signal, { host: '127.0.0.1', port: typeof at === 'object' && at !== null ? at.port : 0 })('service.docc.domain.io', []);
}

describe('a request at the record', () => {
  it('is asked by the host’s name, and sees its path come back', async () => {
    expect(await askedOf((request, response) => response.end(`${request.headers.host}${request.url}`))).toEqual({ kind: 'answered', scheme: 'http', status: 200, echoed: true });
  });
  it.each([['follows to where HTTPS is answered', true, { scheme: 'https', status: 200, echoed: true }], ['stays where nobody says where that is', false, { scheme: 'http', status: 308, echoed: false }]])('%s', async (_, isSecured, seen) => {
    const host = 'service.docc.domain.io';
    const { certificate: cert, key } = selfSigned([host], new Date());
    const secure = createSecureServer({ cert, key }, (request, response) => response.end(request.url)).listen(0, '127.0.0.1');
    const plain = createServer((request, response) => response.writeHead(308, { location: `https://${host}${request.url}` }).end()).listen(0, '127.0.0.1');
    onTestFinished(() => [secure, plain].forEach((server) => server.close()));
    await Promise.all([once(secure, 'listening'), once(plain, 'listening')]);
    const portOf = (server: typeof plain | typeof secure): number => z.object({ port: z.int() }).parse(server.address()).port;
    const entry = { host: '127.0.0.1', port: portOf(plain), ...(isSecured && { securePort: portOf(secure) }) };
    expect(await openRecordRequest(signal, entry)(host, [])).toEqual({ kind: 'answered', ...seen });
  });
  it('sees an answer that is somebody else’s', async () => expect(await askedOf((_, response) => response.writeHead(404).end('no'))).toMatchObject({ status: 404, echoed: false }));
  it('ends with an answer that has no end', async () => {
    expect(await askedOf((_, response) => {
      const pour = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.on('close', () => clearInterval(pour));
    })).toMatchObject({ kind: 'answered', echoed: false });
  });
  it('says why there is none', async () => expect(await openRecordRequest(signal, { host: '127.0.0.1', port: 1 })('a.example', [])).toEqual({ kind: 'failed', because: 'ECONNREFUSED' }));
  it('goes to no address of a network of ours', async () => expect(await openRecordRequest(signal, undefined)('a.example', ['127.0.0.1', '169.254.169.254', '10.1.2.3'])).toEqual({ kind: 'failed', because: 'not-public' }));
});

it.each([
  ['192.0.2.10', true],
  ['203.0.113.1', true],
  ['2a05:d018::1', true],
  ['127.0.0.1', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:169.254.169.254', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['2002:a9fe:a9fe::1', false],
  ['64:ff9b::a9fe:a9fe', false],
  ['service.example', false],
])('%s may be asked: %s', (address, may) => expect(isPublic(address)).toBe(may));

it.each([
  ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
  ['', undefined],
  ['nowhere', undefined],
])('reads the entry %j', (setting, entry) => expect(entryIn(setting)).toEqual(entry));
