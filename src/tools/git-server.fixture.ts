import { spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** git's own server of repositories over HTTP, for who knows the token. */

const backend = join(spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim(), 'git-http-backend');

export type GitServer = AsyncDisposable & {
  readonly url: string;
  readonly asked: readonly string[];
  /** Answers in the place of the repository, one after the other. */
  readonly answers: (statuses: readonly number[]) => void;
};

export async function gitServer(root: string, token: string): Promise<GitServer> {
  const asked: string[] = [];
  let statuses: readonly number[] = [];
  const wanted = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const [status, ...rest] = statuses;
    statuses = rest;
    if (status !== undefined) return void response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    if (request.headers.authorization !== wanted) return void response.writeHead(401).end();
    void served(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`,
    asked,
    answers: (given) => (statuses = given),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function served(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const { method = '', url = '', headers } = request;
  const env = { PATH: process.env['PATH'] ?? '', GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*', PATH_INFO: url, QUERY_STRING: '', REQUEST_METHOD: method, CONTENT_TYPE: headers['content-type'] ?? '', CONTENT_LENGTH: String(body.length), GIT_PROTOCOL: String(headers['git-protocol'] ?? ''), REMOTE_USER: 'x', REMOTE_ADDR: '127.0.0.1' };
  const child = spawn(backend, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined).end(body);
  const said = await buffer(child.stdout);
  const end = said.indexOf('\r\n\r\n');
  const status = /^Status: (\d+)/m.exec(said.toString('latin1', 0, end))?.[1] ?? '200';
  response.writeHead(Number(status)).end(said.subarray(end + 4));
}
