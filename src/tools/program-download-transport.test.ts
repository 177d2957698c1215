import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as proxyServer } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { lockedTo } from './releases.fixture.ts';

const run = promisify(execFile);
const hasOpenssl = await run('openssl', ['version']).then(() => true, () => false);

async function portOf(server: ReturnType<typeof proxyServer>): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return z.object({ port: z.int() }).parse(server.address()).port;
}

const program = Buffer.from('#!/bin/sh\necho 2.15.1\n');

/** A server of releases over TLS, with a certificate for localhost that nobody trusts by himself. */
async function secured(): Promise<{ readonly port: number; readonly certificate: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-transport-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...named]);
  const server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (_, response) => void response.end(program));
  return { port: await portOf(server), certificate, folder };
}

/** A proxy of tunnels, with what was asked of it. */
async function tunnels(): Promise<{ readonly port: number; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = proxyServer((_, response) => void response.writeHead(405).end());
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    const there = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(there).pipe(socket).on('end', () => socket.destroy());
    });
    // Sockets that were taken over are not the server's to close.
    for (const [one, other] of [[there, socket], [socket, there]] as const) one.on('error', () => undefined).on('close', () => other.destroy());
  });
  return { port: await portOf(server), asked };
}

const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** A process of its own fetches the program from there, in that environment: where it lies, or what kept it. */
async function fetched(at: { readonly port: number; readonly folder: string }, env: Readonly<Record<string, string>>): Promise<string> {
  const locked = lockedTo(program);
  const lock = { ...locked, artefacts: locked.artefacts.map((each) => ({ ...each, url: `https://localhost:${at.port}/tool` })) };
  const code = `
    import { downloadProgram } from ${here('./program-download.ts')};
    import { httpsTransport } from ${here('./program-download-transport.ts')};
    import { downloadsFrom } from ${here('./releases.fixture.ts')};
    const cache = ${JSON.stringify(join(at.folder, 'cache'))};
    const downloads = downloadsFrom(httpsTransport(process.env), ${JSON.stringify(lock)}, cache);
    const patient = { ...downloads.limits, silentMs: 30_000, tries: 1 };
    const told = await downloadProgram('hadolint', { ...downloads, limits: patient }, () => undefined).catch(({ code, message }) => code + ': ' + message);
    process.stdout.write(told);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { env: { PATH: process.env['PATH'], ...env } });
  return stdout;
}

describe.skipIf(!hasOpenssl)('over TLS (skipped without openssl, which makes the certificate)', () => {
  it('fetches from a host whose certificate is trusted', async () => {
    const at = await secured();
    const path = await fetched(at, { NODE_EXTRA_CA_CERTS: at.certificate });
    expect(path).toBe(join(at.folder, 'cache', 'hadolint-2.15.1', 'hadolint'));
    expect(await readFile(path)).toEqual(program);
  });

  it('fetches nothing from a host whose certificate is not', async () => {
    expect(await fetched(await secured(), {})).toMatch(/^unreachable: localhost:\d+ can't be reached: self-signed certificate/);
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])('goes through the proxy that %s names', async (setting) => {
    const [at, proxy] = [await secured(), await tunnels()];
    const path = await fetched(at, { NODE_EXTRA_CA_CERTS: at.certificate, [setting]: `http://127.0.0.1:${proxy.port}` });
    expect(await readFile(path)).toEqual(program);
    expect(proxy.asked).toEqual([`localhost:${at.port}`]);
  });

  it('goes past it to what NO_PROXY names', async () => {
    const [at, proxy] = [await secured(), await tunnels()];
    const path = await fetched(at, { NODE_EXTRA_CA_CERTS: at.certificate, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: 'localhost' });
    expect(await readFile(path)).toEqual(program);
    expect(proxy.asked).toEqual([]);
  });

  it('says of a proxy that is not there, or is none, that the host can’t be reached', async () => {
    const at = await secured();
    expect(await fetched(at, { HTTPS_PROXY: 'http://127.0.0.1:1' })).toMatch(/^unreachable: .*ECONNREFUSED/);
    expect(await fetched(at, { HTTPS_PROXY: 'nonsense' })).toMatch(/^unreachable: /);
  });
});
