import { expect } from 'vitest';
import { keyOf } from '../../src/cloud/resource.ts';
import { gradedUnder } from './told-once.ts';
import { deployAndTry } from '../../src/provision/deploy.ts';
import { type Fate, modelAccount } from '../../src/provision/account.fixture.ts';
import { janitor } from '../../src/provision/janitor.ts';
import { modelKubernetes } from '../../src/provision/kubernetes-model.fixture.ts';
import { renewedApi } from '../../src/provision/marked-api.ts';
import { faultOf } from '../../src/tools/aws-trouble.ts';
import { troubleIn } from '../../src/tools/aws-answers.ts';
import type { ActedCase } from './case.ts';

const trial = { submission: { repositoryId: 12, sha: 'a'.repeat(40) }, place: { cluster: { kind: 'ephemeral' }, record: { zone: 'Z1', name: 'service.docc.example.org' } }, wanted: async () => ({ kind: 'yes' }) as const, tell: () => undefined } as const;

/** Everything is well but for the call of that number. */
async function killedAt(call: number, fate: Fate): Promise<{ readonly left: readonly string[]; readonly died: boolean }> {
  let turn = 0;
  const account = modelAccount([], () => (turn++ === call ? fate : 'done'));
  await deployAndTry({ ...trial, now: account.now }, account).catch(() => undefined);
  const died = account.isDead();
  account.revive();
  account.pass(300);
  await janitor(account, { now: account.now, dryRun: false });
  return { left: account.standing().map(({ resource }) => keyOf(resource)), died };
}

const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'one' };
const expiredAs = (name: string) => faultOf(troubleIn(Object.assign(new Error('too late'), { name, $metadata: { httpStatusCode: 400 } }), { action: 'eks:DescribeCluster', host: 'eks.example', waited: 0 }));

export const I: readonly ActedCase[] = [
  {
    id: 'I01',
    tried: 'GitHub that refuses, breaks, or answers nobody after it did what was asked',
    must: 'neutralised',
    attack: async () => {
      const troubles = ['lost', 'unanswered', 'trouble', 'killed', 'stale'] as const;
      for (const fate of troubles) for (let call = 0; call < 12; call += 1) await gradedUnder((turn) => (turn === call ? fate : 'done'));
    },
    twin: { is: 'GitHub as it is on a good day', holds: async () => await gradedUnder(() => 'done') },
  },
  {
    id: 'I02',
    tried: 'a job that is killed while its cluster is made or removed',
    must: 'neutralised',
    attack: async () => {
      let deaths = 0;
      for (const fate of ['killed-before', 'killed-after'] as const) {
        for (let call = 0; call < 40; call += 1) {
          const { left, died } = await killedAt(call, fate);
          expect(left, `${fate} at call ${call}`).toEqual([]);
          deaths += died ? 1 : 0;
        }
      }
      expect(deaths).toBeGreaterThan(10);
    },
    twin: { is: 'a job that nothing hinders', holds: async () => expect(await killedAt(-1, 'done')).toEqual({ left: [], died: false }) },
  },
  {
    id: 'I03',
    tried: 'a token that ends, and one that cannot be had at once',
    must: 'neutralised',
    attack: async () => {
      let [time, opened] = [0, 0];
      const api = await renewedApi(
        async () => {
          opened += 1;
          if (opened === 2) throw new Error('no token now');
          return modelKubernetes();
        },
        { forMs: 10, now: () => time },
      );
      time = 11;
      await expect(api.read(namespace)).rejects.toThrow('no token now');
      await api.read(namespace);
      expect(opened).toBe(3);
    },
    twin: { is: 'a token within its time', holds: async () => expect(await (await renewedApi(async () => modelKubernetes(), { forMs: 10, now: () => 0 })).read(namespace)).toBeDefined() },
  },
  {
    id: 'I03',
    tried: 'credentials that expired, and a clock that is wrong',
    must: 'neutralised',
    attack: () => {
      for (const name of ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'RequestTimeTooSkewed']) expect(expiredAs(name), name).toMatchObject({ message: expect.stringContaining('expired'), repair: expect.stringContaining('clock') });
    },
    twin: { is: 'a role that may not', holds: () => expect(expiredAs('AccessDeniedException').message).toContain('may not') },
  },
];
