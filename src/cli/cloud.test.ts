import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submissionText, tagsOf } from '../cloud/marks.ts';
import { ecrChanges } from '../tools/ecr-changes.ts';
import { hasMoto, motoServer, type MotoServer } from '../tools/moto-server.fixture.ts';
import { docc } from './docc.ts';
import type { World } from './world.ts';

const held: { moto?: MotoServer } = {};
const aws = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

async function run(args: readonly string[], env: Readonly<Record<string, string>> = { ...aws, AWS_ENDPOINT_URL: held.moto?.endpoint ?? '' }) {
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said) => ({ isTTY: false, columns: 80, write: (text: string) => void (said[name] += text) });
  const world: World = {
    cwd: process.cwd(),
    called: { by: 'program', here: 'docc', anywhere: 'docc' },
    env,
    platform: process.platform,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    now: () => new Date('2026-11-21T12:00:00Z'),
    elapsed: () => 0,
    signal: new AbortController().signal,
    findGraders: async () => [],
  };
  const code = await docc(['cloud', ...args], world);
  return { code, ...said };
}

describe('docc cloud', () => {
  it.each([
    ['no region', ['status'], {}, 'AWS_REGION is not set'],
    ['neither a submission nor --expired', ['teardown'], aws, '--expired'],
    ['a dry run of one submission', ['teardown', `1-${'a'.repeat(40)}`, '--dry-run'], aws, '--dry-run goes with --expired'],
    ['what is no submission', ['teardown', 'abc'], aws, 'give <repository id>-<commit>'],
    ['what is no hosted zone', ['status', '--zone', 'example.org'], aws, 'is no id of a hosted zone'],
  ])('ends with 2 on %s', async (_, args, env, message) => {
    const { code, stderr } = await run(args, env);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
  it('ends with 3 where AWS does not answer, and says what could not be seen', async () => {
    const { code, stdout } = await run(['status'], { ...aws, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect([code, stdout]).toEqual([3, expect.stringContaining('repositories of ECR could not be looked into')]);
  }, 60_000);
});

describe.skipIf(!hasMoto)('docc cloud in an account (needs moto_server on PATH)', () => {
  beforeAll(async () => void (held.moto = await motoServer()), 60_000);
  afterAll(async () => await held.moto?.[Symbol.asyncDispose]());
  const submission = { repositoryId: 12, sha: 'a'.repeat(40) };
  const make = async (name: string, expires: string): Promise<void> => {
    if (held.moto === undefined) throw new Error('moto_server is not up');
    await (await ecrChanges(await held.moto.aws())).create(name, tagsOf({ submission, expires: new Date(expires) }), () => false);
  };
  it('tells what stands and until when, removes a submission, and proves it', async () => {
    await make('docc/12-aaaaaaaaaaaa', '2026-11-21T13:00:00Z');
    expect(await run(['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('repository docc/12-aaaaaaaaaaaa') });
    const { code, stdout } = await run(['teardown', submissionText(submission)]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/deleted\nnothing of it is left\nAbout \$/)]);
    expect((await run(['status'])).stdout).toBe("nothing of docc's stands\n");
  }, 60_000);
  it('removes what is past its time and nothing else; a dry run only says so', async () => {
    await make('docc/12-old', '2026-11-21T11:00:00Z');
    await make('docc/12-young', '2026-11-21T13:00:00Z');
    expect((await run(['teardown', '--expired', '--dry-run'])).stdout).toContain('docc/12-old: would be removed');
    expect((await run(['teardown', '--expired'])).stdout).toBe('repository docc/12-old: removed\n');
    expect(JSON.parse((await run(['status', '--json'])).stdout)).toMatchObject({ seen: [{ resource: { name: 'docc/12-young' } }], blind: [] });
  }, 60_000);
});
