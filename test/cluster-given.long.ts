import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { home } from '../src/cli/version.ts';
import { type Report, report } from '../src/grade/report.ts';
import { type Docker, dockerPort } from '../src/tools/docker.ts';
import { kindPort } from '../src/tools/kind.ts';
import { type KubernetesApi, type KubernetesObject, openKubernetes } from '../src/tools/kubernetes.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { clusterIn, everything } from './cluster-tier.ts';
import { type GradingProcess, gradingProcess } from './grading-process.ts';
import { workplace } from './image-tier.ts';
import { type Files, filesIn, overlaid, readOverlays } from './mutant.ts';
import { checksOf } from './mutant-proof.ts';

/** Grades on one cluster that docc was given: `DOCC_TEST_GRADES` says how many have to be alike, five if nothing. */
const { signal } = new AbortController();
const submissions = join(home, 'test', 'submissions');
const grades = Number(process.env['DOCC_TEST_GRADES'] ?? 5);

const [docker, kind] = await Promise.all([dockerPort(process.env, signal, []).open(), kindPort(process.env, signal, []).open()]);
const place = docker.kind === 'open' && kind.kind === 'open' ? await workplace() : ({ kind: 'not-here', reason: 'no Docker or no kind' } as const);
const missing = place.kind === 'not-here' ? place.reason : '';

type Given = { readonly docker: Docker; readonly api: KubernetesApi; readonly env: NodeJS.ProcessEnv; readonly folder: string; readonly kubeconfig: string };

describe.skipIf(missing !== '')(`a cluster that is given${missing && ` (skipped: ${missing})`}`, () => {
  const made = new AsyncDisposableStack();
  let given: Given;
  let found: readonly string[] = [];

  beforeAll(async () => {
    if (docker.kind !== 'open' || kind.kind !== 'open' || place.kind === 'not-here') return;
    made.defer(place.dispose);
    const folder = made.use(await temporaryFolder('given'));
    const kubeconfig = await clusterIn(folder.path, kind.program, docker.docker, made);
    given = { docker: docker.docker, kubeconfig, api: await openKubernetes(await readFile(kubeconfig, 'utf8'), signal), env: { ...process.env, ...place.env, DOCC_CACHE: join(folder.path, 'cache') }, folder: folder.path };
    found = await everything(given.api);
  });
  afterAll(() => made.disposeAsync());

  const gradeOf = async (name: string, files?: Files): Promise<Report> => {
    const fork = files === undefined ? join(submissions, 'reference') : await written(join(given.folder, `fork-${name}`), files);
    const { ended, said } = begun(given, fork, name);
    expect(await ended, said()).toBe(0);
    return report.parse(JSON.parse(await readFile(join(given.folder, name, 'report.json'), 'utf8')));
  };

  let first: unknown;
  it.each(Array.from({ length: grades }, (_, number) => number + 1))('grade %i is as the first, and nothing of it is left', async (number) => {
    const { timeline: _timeline, measured: _measured, grader: _grader, ...steady } = await gradeOf(`grade-${number}`);
    first ??= steady;
    expect(steady).toEqual(first);
    expect(await everything(given.api)).toEqual(found);
  });

  it('serves a route of the Gateway API', async () => {
    const [reference, alternatives] = await Promise.all([filesIn(join(submissions, 'reference')), readOverlays(join(submissions, 'alternatives'))]);
    const gateway = alternatives.find(({ name }) => name === 'envoy-gateway');
    if (gateway === undefined) throw new Error('there is no alternative envoy-gateway');
    const graded = await gradeOf('gateway', overlaid(reference, gateway));
    const routes = checksOf(graded).filter(({ id }) => ['route-serves', 'route-rejects-other-hosts', 'route-serves-tls', 'route-keeps-serving'].includes(id));
    expect(routes.map(({ id, verdict, observed }) => ({ id, verdict, observed }))).toEqual(routes.map(({ id, observed }) => ({ id, verdict: 'pass', observed })));
    expect(await everything(given.api)).toEqual(found);
  });

  it.each(['waiting until it is ready', '… cluster.replacement'])('has nothing of a grade that was stopped at “%s”', async (words) => {
    const { child, ended, at } = begun(given, join(submissions, 'reference'), 'stopped');
    await at(words);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(await everything(given.api)).toEqual(found);
    const nodes = await given.api.list({ apiVersion: 'v1', kind: 'Node' });
    expect(nodes.filter(isCordoned)).toEqual([]);
  });

  it('is rid of what a grade left there that was killed, once the next has begun', async () => {
    const killed = begun(given, join(submissions, 'reference'), 'killed');
    await killed.at('… cluster.drain');
    await until(async () => (await given.api.list({ apiVersion: 'v1', kind: 'Node' })).some(isCordoned));
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await everything(given.api)).not.toEqual(found);
    const next = begun(given, join(submissions, 'reference'), 'next');
    // By then the kinds of the grade before, which go slowly, are gone and made again.
    await next.at('fencing the namespace');
    next.child.kill('SIGINT');
    expect(await next.ended).toBe(130);
    expect(await everything(given.api)).toEqual(found);
    expect((await given.api.list({ apiVersion: 'v1', kind: 'Node' })).filter(isCordoned)).toEqual([]);
  });

  // The last: its network is not mended again.
  it('tells nothing of policies where its network heeds none', async (context) => {
    if (!(await withoutPolicies(given))) return context.skip('how this network is kept from heeding policies is not known');
    const graded = await gradeOf('unheeding');
    expect(checksOf(graded).find(({ id }) => id === 'network-policy-holds')).toMatchObject({ verdict: 'unverified', cause: 'unresolved' });
  });
});

const isCordoned = ({ spec }: KubernetesObject): boolean => Reflect.get(Object(spec), 'unschedulable') === true;

async function until(come: () => Promise<boolean>): Promise<void> {
  while (!(await come())) await pause(50);
}

async function written(folder: string, files: Files): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const begun = ({ env, folder, kubeconfig }: Given, fork: string, name: string): GradingProcess =>
  gradingProcess([fork, '--cluster', kubeconfig, '--fresh', '--format', 'json', '--out', join(folder, name)], env);

/** kind's own network heeds policies by a DaemonSet, kindnet, or what a node image has in its place: without it, routes stay and policies don't. */
async function withoutPolicies({ api, docker }: Given): Promise<boolean> {
  const sets = await api.list({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system' });
  const heeding = sets.find(({ metadata: { name } }) => name !== 'kube-proxy');
  if (heeding === undefined) return false;
  await api.remove({ apiVersion: 'apps/v1', kind: 'DaemonSet', name: heeding.metadata.name, namespace: 'kube-system' }, {});
  const nodes = (await api.list({ apiVersion: 'v1', kind: 'Node' })).map(({ metadata }) => metadata.name);
  const tables = ['bench', 'kindnet-network-policies', 'kube-network-policies'];
  await Promise.all(nodes.flatMap((node) => tables.flatMap((table) => ['ip', 'inet'].map((family) => docker.run(['container', 'exec', node, 'nft', 'delete', 'table', family, table], { timeoutMs: 20_000, maxOutputBytes: 10_000 })))));
  return true;
}
