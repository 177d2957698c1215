import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/**
 * The GitHub emulator of the package `emulate`, behind a proxy that puts right what it does otherwise than GitHub, keeps
 * a log of what was asked, and breaks what it is told to break.
 */

const emulate = z.object({ createEmulator: z.custom<(options: object) => Promise<{ readonly url: string; readonly close: () => Promise<void> }>>((given) => typeof given === 'function') });

/** Where the emulator is had from: an installed package, or the module that this setting names. */
const found: unknown = await import(process.env['DOCC_GITHUB_EMULATOR'] ?? ['emulate'].join('')).catch(() => undefined);

export const hasEmulator = emulate.safeParse(found).success;

export type Asked = { readonly method: string; readonly path: string; readonly at: number };

/** What becomes of a request: an answer that never reached GitHub, or GitHub's own that never reached us. */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string; readonly done?: true }
  | { readonly kind: 'reset'; readonly done: boolean };

export type Breaks = (asked: Asked) => Fault | undefined;

export type EmulatedGitHub = AsyncDisposable & {
  readonly url: string;
  readonly log: readonly Asked[];
  readonly breaks: (by: Breaks) => void;
  /** The pull request's number, and the commit that it starts with. */
  readonly pull: number;
  readonly head: string;
  readonly push: () => Promise<string>;
  /** Who asks through `url` knows the head by this name: of a repository with files, which the emulator's own commits have not. */
  readonly headIs: (commit: string) => void;
  /** The files that the pull request changes: the emulator makes some up. */
  readonly changes: (files: readonly object[]) => void;
  /** What runs of workflows kept: the emulator runs none. */
  readonly keeps: (kept: Kept) => void;
  readonly ask: (method: string, path: string, body?: object, token?: string) => Promise<unknown>;
};

/** Artifacts by their names, and runs, as GitHub answers them. */
export type Kept = { readonly artifacts: Readonly<Record<string, readonly object[]>>; readonly runs: Readonly<Record<number, object>>; readonly jobs: readonly object[] };

export const tokens = { bot: 'token-of-the-bot', owner: 'token-of-the-owner', candidate: 'token-of-the-candidate' } as const;
/** As GitHub names the account that an App comments as. */
export const botLogin = 'docc-grader[bot]';
const repository = '/repos/octo/docc';

const commitAnswer = z.object({ sha: z.string(), tree: z.object({ sha: z.string() }) });

export async function emulatedGitHub(): Promise<EmulatedGitHub> {
  const emulator = await emulate.parse(found).createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [tokens.bot]: { login: botLogin, scopes: ['repo'] }, [tokens.owner]: { login: 'octo', scopes: ['repo'] }, [tokens.candidate]: { login: 'candidate', scopes: ['repo'] } },
      github: { users: [{ login: botLogin }, { login: 'octo' }, { login: 'candidate' }], repos: [{ owner: 'octo', name: 'docc', auto_init: true }] },
    },
  });
  const ask = async (method: string, path: string, body?: object, token: string = tokens.owner): Promise<unknown> => {
    const sent = () => fetch(emulator.url + path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    // On a busy machine a connection that was kept is closed while it is used again.
    const answer = await sent().catch(sent);
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    return said === '' ? undefined : JSON.parse(said);
  };
  const proxy = new Proxy(emulator.url);
  const { pull, head, commit } = await opened(ask);
  proxy.heads.set(pull, head);
  const url = await proxy.listen();
  return {
    url,
    ask,
    pull,
    head,
    log: proxy.log,
    breaks: (by) => (proxy.breaks = by),
    changes: (files) => (proxy.files = files),
    keeps: (kept) => (proxy.kept = kept),
    headIs: (commit) => (proxy.known = { as: commit, is: head }),
    push: async () => {
      const sha = await commit();
      proxy.heads.set(pull, sha);
      return sha;
    },
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}

async function opened(ask: EmulatedGitHub['ask']) {
  const branch = z.object({ commit: z.object({ sha: z.string() }) });
  const main = branch.parse(await ask('GET', `${repository}/branches/main`)).commit.sha;
  let last = commitAnswer.parse(await ask('GET', `${repository}/git/commits/${main}`));
  await ask('PUT', `${repository}/collaborators/${encodeURIComponent(botLogin)}`, { permission: 'push' });
  await ask('POST', `${repository}/git/refs`, { ref: 'refs/heads/work', sha: main });
  let made = 0;
  const commit = async (): Promise<string> => {
    made += 1;
    last = commitAnswer.parse(await ask('POST', `${repository}/git/commits`, { message: `commit ${made}`, tree: last.tree.sha, parents: [last.sha] }));
    await ask('PATCH', `${repository}/git/refs/heads/work`, { sha: last.sha });
    return last.sha;
  };
  const head = await commit();
  const pull = z.object({ number: z.int() }).parse(await ask('POST', `${repository}/pulls`, { title: 'My answer', head: 'work', base: 'main' }));
  return { pull: pull.number, head, commit };
}

const outputBody = z.looseObject({ output: z.looseObject({ annotations: z.array(z.unknown()).optional() }).optional() });

class Proxy {
  readonly log: Asked[] = [];
  readonly heads = new Map<number, string>();
  files: readonly object[] = [];
  breaks: Breaks = () => undefined;
  kept: Kept = { artifacts: {}, runs: {}, jobs: [] };
  known: { readonly as: string; readonly is: string } | undefined;
  readonly #to: string;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  /** By check run: GitHub adds the annotations of an update to those that are there, the emulator forgets the old ones. */
  readonly #annotations = new Map<string, readonly unknown[]>();

  constructor(to: string) {
    this.#to = to;
  }

  async listen(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked: Asked = { method: request.method ?? '', path: request.url ?? '', at: performance.now() };
    this.log.push(asked);
    const fault = this.breaks(asked);
    const body = await text(request);
    const answer = fault === undefined || fault.done === true ? await this.#forward(request, body) : undefined;
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault !== undefined) {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      return void response.end(JSON.stringify({ message: fault.message ?? 'injected' }));
    }
    response.writeHead(answer?.status ?? 500, { 'content-type': 'application/json' });
    response.end(answer?.status === 204 ? undefined : answer?.said);
  }

  async #forward({ method = 'GET', url: path = '/', headers }: IncomingMessage, asked: string) {
    const [url, body] = [this.#inward(path), this.#inward(asked)];
    const kept = this.#keptAt(new URL(path, this.#to));
    if (kept !== undefined) return { status: 200, said: JSON.stringify(kept) };
    const sent = this.#withOldAnnotations(method, url, body);
    if (sent === undefined) return { status: 422, said: JSON.stringify({ message: 'No more than 50 annotations' }) };
    const passed = { authorization: headers.authorization ?? '', 'content-type': 'application/json' };
    const answer = await fetch(this.#to + url, { method, headers: passed, ...(method !== 'GET' && method !== 'DELETE' && { body: sent }) });
    const said = await answer.text();
    if (method === 'POST' && answer.ok && url.endsWith('/check-runs')) this.#annotations.set(String(z.object({ id: z.int() }).parse(JSON.parse(said)).id), annotationsIn(body));
    return { status: answer.status, said: answer.ok && said !== '' ? this.#outward(JSON.stringify(this.#corrected(url, JSON.parse(said)))) : said };
  }

  #inward(text: string): string {
    return this.known === undefined ? text : text.replaceAll(this.known.as, this.known.is);
  }

  #outward(text: string): string {
    return this.known === undefined ? text : text.replaceAll(this.known.is, this.known.as);
  }

  #withOldAnnotations(method: string, url: string, body: string): string | undefined {
    const added = annotationsIn(body);
    if (added.length > 50) return undefined;
    const id = /\/check-runs\/(\d+)$/.exec(url)?.[1];
    if (method !== 'PATCH' || id === undefined) return body;
    const all = [...(this.#annotations.get(id) ?? []), ...added];
    this.#annotations.set(id, all);
    const parsed = outputBody.parse(JSON.parse(body));
    return JSON.stringify({ ...parsed, output: { ...parsed.output, annotations: all } });
  }

  #keptAt({ pathname, searchParams }: URL): object | undefined {
    if (pathname.endsWith('/actions/artifacts')) {
      const artifacts = this.kept.artifacts[searchParams.get('name') ?? ''] ?? [];
      return { total_count: artifacts.length, artifacts };
    }
    if (/\/actions\/runs\/\d+\/jobs$/.test(pathname)) return { total_count: this.kept.jobs.length, jobs: this.kept.jobs };
    return this.kept.runs[Number(/\/actions\/runs\/(\d+)$/.exec(pathname)?.[1])];
  }

  #corrected(url: string, said: unknown): unknown {
    if (/\/pulls\/\d+\/files/.test(url)) return new URL(url, this.#to).searchParams.get('page') === '1' ? this.files : [];
    const { check_runs: checks, ...list } = z.looseObject({ check_runs: z.array(z.looseObject({})).optional() }).catch({}).parse(said);
    // The emulator leaves out which App made a check, and the head of a pull request stays where it was opened.
    if (checks !== undefined) return { ...list, check_runs: checks.map((each) => ({ ...each, app: { slug: 'docc-grader' } })) };
    if (/\/annotations(\?|$)/.test(url)) return z.object({ check_annotations: z.array(z.unknown()) }).parse(said).check_annotations;
    const pull = /\/pulls\/(\d+)$/.exec(url)?.[1];
    if (pull === undefined) return said;
    const answer = z.looseObject({ head: z.looseObject({}) }).parse(said);
    return { ...answer, head: { ...answer.head, sha: this.heads.get(Number(pull)) } };
  }
}

const annotationsIn = (body: string): readonly unknown[] => (body === '' ? [] : (outputBody.catch({}).parse(JSON.parse(body)).output?.annotations ?? []));
