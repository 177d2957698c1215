import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type EmulatedGitHub, emulatedGitHub, type Fault, hasEmulator, tokens } from '../tools/github-emulator.fixture.ts';
import { uploadAnalysis } from '../tools/github-code-scanning.ts';
import { codeScanning } from './code-scanning.ts';

/** Uploading to code scanning: the emulator knows pull requests and has no code scanning, so its proxy answers for it. */

const sarif = '{"version":"2.1.0","runs":[]}';
const taken: Fault = { kind: 'answer', status: 202 };

async function uploaded(github: EmulatedGitHub, answers: readonly Fault[], commit = github.head) {
  const folder = await mkdtemp(join(tmpdir(), 'docc-sarif-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'report.sarif'), sarif);
  let sent = 0;
  github.breaks(({ method, path }) => (method === 'POST' && path.endsWith('/code-scanning/sarifs') ? (answers[sent++] ?? taken) : undefined));
  const outside = { env: { GITHUB_API_URL: github.url }, group: () => undefined, say: () => undefined, annotate: () => undefined, summarise: async () => undefined };
  const said = await codeScanning.run({ token: tokens.bot, repository: 'octo/docc', 'pull-request': github.pull, commit, sarif: join(folder, 'report.sarif') }, outside);
  return { ...said, sent };
}

describe.skipIf(!hasEmulator)('an analysis (needs the npm package emulate)', { concurrent: true }, () => {
  it('of the head is uploaded', async () => {
    await using github = await emulatedGitHub();
    expect(await uploaded(github, [])).toEqual({ uploaded: 'true', because: `uploaded for ${github.head}`, sent: 1 });
  });

  it.each<[string, Fault]>([
    ['502', { kind: 'answer', status: 502 }],
    ['a reset', { kind: 'reset', done: false }],
  ])('is uploaded through %s', async (_, fault) => {
    await using github = await emulatedGitHub();
    expect(await uploaded(github, [fault])).toMatchObject({ uploaded: 'true', sent: 2 });
  }, 30_000);

  it.each<[string, Fault, string]>([
    ['code scanning is off', { kind: 'answer', status: 403, message: 'Advanced Security must be enabled for this repository to use code scanning.' }, 'GitHub answered 403: code scanning is off in that repository'],
    ['the repository has none', { kind: 'answer', status: 404 }, 'GitHub answered 404: code scanning is off in that repository'],
    ['GitHub refuses it', { kind: 'answer', status: 422, message: 'commit not found' }, 'commit not found'],
    ['GitHub does not understand it', { kind: 'answer', status: 400 }, 'GitHub answered 400'],
  ])('where %s it is said, once, and no failure', async (_, fault, because) => {
    await using github = await emulatedGitHub();
    expect(await uploaded(github, [fault])).toEqual({ uploaded: 'false', because: expect.stringContaining(because), sent: 1 });
  });

  it('of a commit that is the head no longer is left alone', async () => {
    await using github = await emulatedGitHub();
    const late = github.head;
    await github.push();
    expect(await uploaded(github, [], late)).toEqual({ uploaded: 'false', because: `${late} is the head no longer`, sent: 0 });
  });
});

it('is sent compressed, for the commit and the head of its pull request', async () => {
  const bodies: string[] = [];
  await using server = createServer((request, response) => void text(request).then((body) => (bodies.push(body), response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"1"}'))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;
  await uploadAnalysis('octo/docc', { token: 'token', baseUrl, budget: { calls: 3, waits: 3 }, second: 2 }, { commit: 'a'.repeat(40), pull: 7, sarif: Buffer.from(sarif) });
  server.closeAllConnections();
  const [sent] = bodies.map((body) => z.looseObject({ sarif: z.string() }).parse(JSON.parse(body)));
  expect(sent).toMatchObject({ commit_sha: 'a'.repeat(40), ref: 'refs/pull/7/head' });
  expect(gunzipSync(Buffer.from(sent?.sarif ?? '', 'base64')).toString()).toBe(sarif);
});
