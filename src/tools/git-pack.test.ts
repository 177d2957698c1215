import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commitOf, entriesOf, treeOf } from './git.ts';
import { fetchCommit, UnfetchedCommit } from './git-fetch.ts';
import { commitFromPack } from './git-pack.ts';
import { savePack, UnfetchedPack } from './git-pack-request.ts';
import { gitServer } from './git-server.fixture.ts';

const token = 'token-of-the-job';
const access = { token, largest: 1024 * 1024, largestBlob: '50k' };

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-pack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server of a private repository with two commits on a branch, one file of which is past the limit. */
async function origin() {
  const folder = await scratch();
  const from = join(folder, 'octo', 'docc.git');
  await mkdir(from, { recursive: true });
  const git = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('git', ['-C', from, '-c', 'user.name=a', '-c', 'user.email=a@a.example', '-c', 'commit.gpgsign=false', ...args])).stdout.trim();
  await git('init', '--quiet', '--initial-branch=main');
  for (const key of ['uploadpack.allowAnySHA1InWant', 'uploadpack.allowFilter']) await git('config', key, 'true');
  await mkdir(join(from, 'app'));
  for (const text of ['one', 'two']) {
    await writeFile(join(from, 'app', 'file'), text);
    await writeFile(join(from, 'large'), text.repeat(50_000));
    await git('add', '--all');
    await git('commit', '--quiet', '--message', text);
  }
  const server = await gitServer(folder, token);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { folder, server, from: `${server.url}/octo/docc`, worktree: from, commit: await git('rev-parse', 'HEAD') };
}

const listed = async (gitDir: string, commit: string) => {
  const repository = { kind: 'bare', gitDir } as const;
  const tree = await treeOf(repository, commit);
  return { commit: await commitOf(repository, commit), entries: tree.kind === 'answered' ? await entriesOf(repository, tree.value) : tree };
};

describe('a commit of a private repository', () => {
  it('is the same from the bytes that were moved as from a fetch, in one request', async () => {
    const { folder, server, from, worktree, commit } = await origin();
    await savePack(from, commit, join(folder, 'pack'), access);
    await commitFromPack(join(folder, 'pack'), commit, join(folder, 'moved'));
    await fetchCommit(worktree, commit, join(folder, 'fetched'), 'file');
    const moved = await listed(join(folder, 'moved'), commit);
    expect(moved.commit).toEqual({ kind: 'answered', value: commit });
    expect(moved.entries).toMatchObject({ kind: 'answered', value: [{ bytes: 3 }, {}] });
    // The fetch has a larger limit: here the large file was left out.
    const [small, large] = moved.entries.kind === 'answered' ? moved.entries.value : [];
    expect((await listed(join(folder, 'fetched'), commit)).entries).toEqual({ kind: 'answered', value: [small, { ...large, bytes: 150_000 }] });
    expect(large?.bytes).toBeUndefined();
    expect(server.asked).toEqual(['POST /octo/docc.git/git-upload-pack']);
    expect(await readdir(join(folder, 'moved'))).not.toContain('app');
  });

  it('is asked for again after 502, and not where the token does not serve', async () => {
    const { folder, server, from, commit } = await origin();
    server.answers([502, 503]);
    await savePack(from, commit, join(folder, 'pack'), access);
    expect(server.asked).toHaveLength(3);
    await expect(savePack(from, commit, join(folder, 'other'), { ...access, token: 'another' })).rejects.toThrow('contents: read');
    expect(server.asked).toHaveLength(4);
    server.answers([500, 500, 500]);
    await expect(savePack(from, commit, join(folder, 'other'), access)).rejects.toThrow(UnfetchedPack);
  });

  it('is not asked for elsewhere: a token goes where it was sent', async () => {
    const { folder, server, from, commit } = await origin();
    server.answers([302]);
    await expect(savePack(from, commit, join(folder, 'pack'), access)).rejects.toThrow('answered 302');
    expect(server.asked).toHaveLength(1);
  });

  it('is left where it is larger than allowed, and nothing of it stays', async () => {
    const { folder, from, commit } = await origin();
    await expect(savePack(from, commit, join(folder, 'pack'), { ...access, largest: 100 })).rejects.toThrow('larger than 100 bytes');
    expect(await readdir(folder)).toEqual(['octo']);
  });

  it('that the server does not have is said by who takes the answer apart', async () => {
    const { folder, from } = await origin();
    const unknown = 'd'.repeat(40);
    await savePack(from, unknown, join(folder, 'pack'), access);
    await expect(commitFromPack(join(folder, 'pack'), unknown, join(folder, 'bare'))).rejects.toThrow(/not our ref d+/);
  });

  it('is another’s nowhere: bytes of one commit are not taken for another', async () => {
    const { folder, from, commit } = await origin();
    await savePack(from, commit, join(folder, 'pack'), access);
    await expect(commitFromPack(join(folder, 'pack'), 'e'.repeat(40), join(folder, 'bare'))).rejects.toThrow(UnfetchedCommit);
  });

  it('is refused where a byte was changed, or the end is missing', async () => {
    const { folder, from, commit } = await origin();
    await savePack(from, commit, join(folder, 'pack'), access);
    const whole = await readFile(join(folder, 'pack'));
    const start = whole.indexOf('PACK');
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: whole.length - 9 }), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, by, cut) => {
        const changed = cut ? whole.subarray(0, at) : Buffer.from(whole);
        if (!cut) changed[at] = (changed[at] ?? 0) ^ by;
        turn += 1;
        const path = join(folder, `changed-${turn}`);
        await writeFile(path, changed);
        await expect(commitFromPack(path, commit, join(folder, `bare-${turn}`))).rejects.toThrow(UnfetchedCommit);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('whatever lies there in the place of an answer is refused', async () => {
    const folder = await scratch();
    let turn = 0;
    const answers = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('', '0000', '0001', '0004', '000dpackfile\n', '000dpackfile\n0000', '0006\x03x', '000dpackfile\n0008\x03bad', 'fffe', '000cERR gone').map((text) => Buffer.from(text)));
    await fc.assert(
      fc.asyncProperty(answers, async (bytes) => {
        turn += 1;
        await writeFile(join(folder, `answer-${turn}`), bytes);
        await expect(commitFromPack(join(folder, `answer-${turn}`), 'a'.repeat(40), join(folder, `bare-${turn}`))).rejects.toThrow(UnfetchedCommit);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
