import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';

/** Somebody who waits to be called. */
export type Listener = AsyncDisposable & { readonly address: string; readonly heard: readonly string[] };

export async function listening(host = '127.0.0.1'): Promise<Listener> {
  const heard: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const call = heard.push('') - 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      heard[call] = `${heard[call] ?? ''}${chunk.toString('latin1')}`.slice(0, 2_000);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A secret that stands wherever a machine that grades keeps its own: in the environment, in its home and in docc's cache. */
export type Canary = { readonly word: string; readonly file: string; readonly env: Readonly<Record<string, string>> };

const kept = ['.docker/config.json', '.aws/credentials', '.netrc', '.ssh/id_ed25519', '.gitconfig', '.npmrc', '.config/helm/registry/config.json', '.kube/config', '.cache/docc/canary', 'secret'] as const;
const named = ['CANARY', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'GITHUB_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'DOCKERHUB_TOKEN', 'TF_VAR_secret', 'HELM_KUBETOKEN'] as const;

export async function canaryIn(home: string, listener: string): Promise<Canary> {
  const word = `canary-${randomBytes(12).toString('hex')}`;
  for (const name of kept) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), textOf(name, word, listener));
  }
  const leading = { HTTP_PROXY: `http://${listener}`, HTTPS_PROXY: `http://${listener}`, ALL_PROXY: `http://${listener}`, HELM_KUBEAPISERVER: `http://${listener}` };
  return { word, file: join(home, 'secret'), env: { HOME: home, ...leading, KUBECONFIG: join(home, '.kube', 'config'), ...Object.fromEntries(named.map((name) => [name, word])) } };
}

function textOf(name: (typeof kept)[number], word: string, listener: string): string {
  if (name === '.gitconfig') return `[user]\n\tname = ${word}\n`;
  if (name === '.docker/config.json') return JSON.stringify({ auths: { [listener]: { auth: Buffer.from(`a:${word}`).toString('base64') } } });
  if (name !== '.kube/config') return `${word}\n`;
  return JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'a', clusters: [{ name: 'a', cluster: { server: `http://${listener}` } }], contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }], users: [{ name: 'a', user: { token: word } }] });
}

/** As it is, and as somebody would write it who means it to pass unseen. */
const formsOf = (word: string): readonly string[] => {
  const bytes = Buffer.from(word);
  const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(4, -4));
  return [word, [...word].toReversed().join(''), bytes.toString('hex'), ...base64, encodeURIComponent(word)];
};

/** Where the canary is found among texts, by their names. */
export const foundIn = (word: string, texts: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(texts).flatMap(([name, text]) => (formsOf(word).some((form) => text.includes(form)) ? [name] : []));

/** All files below a folder, as texts. */
export async function textsBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(files.map(async (path) => [path, await readFile(path, 'latin1')] as const)));
}
