import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type Observation, observed } from '../../../evidence/observation.ts';
import { ask, asking, riddle } from '../../run/prober.ts';
import { answered, betweenMs } from '../answered.ts';
import type { Beside } from '../beside.ts';
import type { Cluster, Deployment } from '../cluster.ts';
import { answererOf, echoBy, type Send } from './echo.ts';
import type { ClusterRouteFacts, Reached } from './section.ts';
import { askByTls, fingerprintIn } from './tls.ts';

type Tls = ClusterRouteFacts['tls'];

/**
 * docc's own route was made after the submission's: once the stand-in answers by it, it knows of the other too. Of the
 * submission's, a Gateway's may come by another way, so that it is asked again for a while.
 */
export async function collectRoute(deployment: Deployment, beside: Beside): Promise<Observation<ClusterRouteFacts>> {
  const { cluster, host, route, probeHost, service } = deployment;
  const control = (await answered(beside.asking)) ? 'answered' : 'silent';
  const [byRoute, byService, others] = await Promise.all([
    soon(() => echoed(() => byHost(cluster, host))),
    service === undefined ? ({ kind: 'failed', because: 'refused' } as const) : soon(() => echoed(() => echoBy(plainly(cluster, probeHost)))),
    othersThan(deployment),
  ]);
  const tls = await tlsOf(deployment);
  return observed({ host, ...(route !== undefined && { route: route.object }), control, byRoute, byService, others, tls });
}

const plainly = ({ entry }: Cluster, name: string | undefined): Send => (asked) => ask(entry.http, { ...asked, headers: { ...asked.headers, ...(name !== undefined && { host: name }) } });

const securely = ({ entry }: Cluster, name: string | undefined): Send => async (asked) => (await askByTls(entry.https, name, asked)).answer;

/** By HTTP, or by HTTPS where HTTP leads there or is not listened to. */
async function byHost(cluster: Cluster, host: string): Promise<Reached> {
  const plain = await echoBy(plainly(cluster, host));
  if (plain.kind === 'echoed') return plain;
  const secure = await echoBy(securely(cluster, host));
  return secure.kind === 'echoed' ? secure : plain;
}

type Tried<T> = { readonly value: T; readonly settled: boolean };

const turns = 8;

/** What isn't as it should be is asked again: the stand-in may not have loaded all of the route yet. */
async function soon<T>(attempt: () => Promise<Tried<T>>): Promise<T> {
  let tried = await attempt();
  for (let turn = 1; turn < turns && !tried.settled; turn += 1) {
    await wait(betweenMs);
    tried = await attempt();
  }
  return tried.value;
}

async function echoed(attempt: () => Promise<Reached>): Promise<Tried<Reached>> {
  const value = await attempt();
  return { value, settled: value.kind === 'echoed' };
}

/** `none`: as the stand-in is asked by its address alone. */
async function othersThan({ cluster, host }: Deployment): Promise<ClusterRouteFacts['others']> {
  const word = randomBytes(6).toString('hex');
  const names = [['random', `${word}.docc-nowhere.test`], ['sibling', [`x${word}`, ...host.split('.').slice(1)].join('.')], ['none', undefined]] as const;
  return await Promise.all(
    names.map(async ([host, name]) => {
      const answerers = await Promise.all([answererOf(plainly(cluster, name)), answererOf(securely(cluster, name))]);
      return { host, answeredBy: (['app', 'controller'] as const).find((who) => answerers.includes(who)) ?? 'nobody' };
    }),
  );
}

async function tlsOf(deployment: Deployment): Promise<Tls> {
  const { route, cluster } = deployment;
  if (route?.elsewhere !== undefined) return { kind: 'elsewhere', because: route.elsewhere };
  const secret = route?.secret;
  if (secret === undefined) return { kind: 'not-declared' };
  const declared = await certificateIn(deployment, secret);
  if (declared === undefined) return { kind: 'failed', secret, because: `Secret ${secret} holds no certificate` };
  return await soon<Tls>(async () => {
    const { answer, fingerprint } = await askByTls(cluster.entry.https, deployment.host, asking(riddle()));
    if (fingerprint === undefined) return { value: { kind: 'failed', secret, because: answer.kind === 'failed' ? answer.because : 'not-tls' }, settled: false };
    const certificate = fingerprint === declared ? 'declared' : 'other';
    const reached = await echoBy(securely(cluster, deployment.host));
    return { value: { kind: 'presented', secret, certificate, reached }, settled: certificate === 'declared' && reached.kind === 'echoed' };
  });
}

const certificates = z.object({ data: z.object({ 'tls.crt': z.string() }) });

async function certificateIn({ cluster: { api }, namespace }: Deployment, secret: string): Promise<string | undefined> {
  const answer = await api.read({ apiVersion: 'v1', kind: 'Secret', name: secret, namespace });
  const read = answer.kind === 'done' ? certificates.safeParse(answer.value) : undefined;
  return read?.success === true ? fingerprintIn(read.data.data['tls.crt']) : undefined;
}
