import './between.ts';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe } from 'vitest';
import { type KubernetesApi, KubernetesGone, openKubernetes } from '../../src/tools/kubernetes.ts';
import { apiKinds, type ApiOutage, type ApiServer, apiServer } from './api-server.ts';
import { count, type Fired, forGood, outageOf, wordsOf } from './fault.ts';
import { type Bench, proveFaults } from './prove.ts';

type Schedule = { readonly outage: ApiOutage; readonly asks: 'read' | 'list' | 'wait' };

// One that is away for good is asked for twenty seconds: that is for kind's own tests.
const outages = outageOf('kubernetes', apiKinds, 3).filter(({ calls }) => calls !== forGood);
const schedules: fc.Arbitrary<Schedule> = fc.record({ outage: outages, asks: fc.constantFrom('read', 'list', 'wait') });

const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'docc' } as const;

/** What it says of two pods that are there. */
const asked: Readonly<Record<Schedule['asks'], (api: KubernetesApi) => Promise<unknown>>> = {
  read: async (api) => {
    const answer = await api.read({ ...pod, name: 'one' });
    return answer.kind === 'done' ? answer.value.metadata.name : answer;
  },
  list: async (api) => (await api.list(pod)).map(({ metadata }) => metadata.name),
  wait: async (api) => await api.wait(pod, (objects) => (objects.length === 2 ? objects.map(({ metadata }) => metadata.name) : undefined), 15_000),
};
const truth: Readonly<Record<Schedule['asks'], unknown>> = { read: 'one', list: ['one', 'two'], wait: ['one', 'two'] };

async function live(server: ApiServer, { outage, asks }: Schedule, fired: Fired): Promise<readonly string[]> {
  server.begin(outage);
  const api = await openKubernetes(server.kubeconfig, new AbortController().signal);
  // What is thrown is recorded as a fault of ours by whoever asked; a wrong answer would be believed.
  const said = await asked[asks](api).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  count(fired, outage, server.fired());
  if (said instanceof Error) return said instanceof KubernetesGone ? [] : [`it threw ${said.message}`];
  return JSON.stringify(said) === JSON.stringify(truth[asks]) ? [] : [`it said ${JSON.stringify(said)}`];
}

async function open(): Promise<Bench<Schedule>> {
  const server = await apiServer();
  const fired: Fired = new Map();
  return { fired, live: (schedule) => live(server, schedule, fired), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('an API server (needs openssl)', () => {
  proveFaults({ during: 'of an API server', open, schedules, tell: ({ outage, asks }) => `${asks}: ${wordsOf(outage)}`, usually: 40 });
});
