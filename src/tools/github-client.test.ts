import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

/** A proxy that answers in place of whoever is asked for, and remembers who that was. */
async function proxy(): Promise<{ readonly address: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.host ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  server.on('connect', (_, socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.emit('connection', socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { address: `http://127.0.0.1:${port}`, asked };
}

it('goes by the proxy that the environment names', async () => {
  const { address, asked } = await proxy();
  const ask = `
    const { openGitHub } = await import(${JSON.stringify(join(import.meta.dirname, 'github.ts'))});
    const github = await openGitHub('octo/docc', { token: 'none', baseUrl: 'http://github.invalid', budget: { calls: 1, waits: 0 }, second: 1 });
    process.stdout.write(JSON.stringify(await github.files(7)));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', ask], { env: { PATH: process.env['PATH'], http_proxy: address, https_proxy: address } });
  expect(stdout).toBe('[]');
  expect(asked).toEqual(['github.invalid']);
});
