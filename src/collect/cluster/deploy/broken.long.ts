import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { collectAdmission } from '../admission/run.ts';
import { openBeside } from '../beside.ts';
import type { Cluster } from '../cluster.ts';
import { clusterOf, image, loadedImage } from '../deployment.fixture.ts';
import type { Members } from './json.ts';
import type { Given } from './plan.ts';
import { deploy, type Deploying } from './run.ts';
import type { ClusterDeployFacts, NotReady } from './section.ts';

const cluster = await clusterOf();
const isThere = typeof cluster !== 'string';

const labels = { app: 'server' };
const safe: Members = { runAsNonRoot: true, runAsUser: 65532, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };
const container: Members = { name: 'server', image: 'domain/docc-sample:1', ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 }, resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } }, securityContext: safe };

type Break = { readonly container?: Members; readonly pod?: Members; readonly spec?: Members; readonly beside?: readonly Given[]; readonly labels?: Readonly<Record<string, string>> };

const given = (apiVersion: string, kind: string, name: string, body: Members): Given => ({ apiVersion, kind, name, lands: { namespace: 'docc-sample' }, path: `${kind}.yaml`, line: 1, body: { apiVersion, kind, metadata: { name }, ...body } });

const server = (how: Break): Given => {
  const template = { metadata: { labels: how.spec?.['selector'] === undefined ? labels : {} }, spec: { enableServiceLinks: false, containers: [{ ...container, ...how.container }], ...how.pod } };
  return given('apps/v1', 'Deployment', 'server', { spec: { replicas: 1, selector: { matchLabels: labels }, template, ...how.spec } });
};

describe.skipIf(!isThere)(`deployments that are broken as people break them (${isThere ? 'live' : cluster})`, () => {
  const made: KubernetesObject[] = [];
  let here: Cluster;

  beforeAll(async () => {
    if (typeof cluster === 'string') return;
    here = cluster;
    await loadedImage(cluster);
  }, 300_000);
  afterAll(async () => {
    for (const { apiVersion, kind, metadata } of made.reverse()) if (metadata.namespace === undefined) await here.api.remove({ apiVersion, kind, name: metadata.name }, {});
  });

  async function deploying(how: Break): Promise<Deploying> {
    const namespace = `k1-${randomBytes(3).toString('hex')}`;
    const make = async (object: KubernetesObject): Promise<void> => {
      made.push(object);
      const answer = await here.api.apply(object, { dryRun: false });
      if (answer.kind === 'refused') throw new Error(answer.message);
    };
    const objects = [server(how), ...(how.beside ?? [])].map((each) => ({ ...each, lands: { namespace } }));
    return await deploy(here, {
      environment: undefined, declared: namespace, labels: how.labels ?? {}, host: 'service.docc.domain.io', objects, server: { container: 'server', port: 8080 }, service: undefined, route: undefined,
      image: { reference: `docker.io/${image}`, manifest: 'sha256:0' }, isOwnImage: (name) => name.includes('docc-sample'), architecture: 'amd64',
    }, make, () => undefined);
  }
  const factsOf = async (how: Break): Promise<ClusterDeployFacts> => (await deploying(how)).facts;
  const outcomeOf = async (how: Break): Promise<ClusterDeployFacts['outcome']> => (await factsOf(how)).outcome;

  it('and the one that is not becomes ready', { timeout: 200_000 }, async () => expect(await outcomeOf({})).toEqual({ kind: 'ready' }));

  const probe = (path: string, port: number): Members => ({ httpGet: { path, port }, periodSeconds: 1, failureThreshold: 1 });
  const claim = given('v1', 'PersistentVolumeClaim', 'data', { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast-nvme', resources: { requests: { storage: '1Gi' } } } });

  it.each<readonly [string, Break, NotReady['cause'], RegExp]>([
    ['crash loop', { container: { env: [{ name: 'ADDR', value: 'nowhere:99999' }] } }, 'crash', /exit code \d/],
    ['no such program', { container: { command: ['/no-such-program'] } }, 'crash', /no such file|not found/],
    ['missing config map', { container: { envFrom: [{ configMapRef: { name: 'settings' } }] } }, 'configuration-missing', /configmap "settings" not found/],
    ['both probes on a wrong port', { container: { livenessProbe: probe('/healthz', 8081), readinessProbe: probe('/readyz', 8081) } }, 'killed-by-probe', /Liveness probe failed/],
    ['missing service account', { pod: { serviceAccountName: 'nobody' } }, 'account-missing', /serviceaccount "nobody" not found/],
    ['root, where only others may run', { container: { securityContext: { ...safe, runAsUser: 0 } } }, 'runs-as-root', /non-root|root/],
    ['claim of a class that is not there', { pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }, beside: [claim] }, 'volume-pending', /PersistentVolumeClaim|storageclass/],
    ['nodes that are not there', { pod: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'docc.dev/nowhere', operator: 'Exists' }] }] } } } } }, 'unschedulable', /nodes are available/],
    ['less memory than it needs', { container: { resources: { requests: { cpu: '10m', memory: '4Mi' }, limits: { memory: '4Mi' } } } }, 'out-of-memory', /memory/],
    ['quota', { beside: [given('v1', 'ResourceQuota', 'small', { spec: { hard: { 'requests.memory': '1Mi' } } })] }, 'quota', /exceeded quota/],
    ['baseline violation', { pod: { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } } }, 'pod-security', /violates PodSecurity/],
  ])('%s', { timeout: 240_000 }, async (_, how, cause, observed) => {
    const { outcome, measured } = await factsOf(how);
    expect(outcome).toMatchObject({ kind: 'not-ready', troubles: [{ cause, of: { kind: 'Deployment', name: 'server' } }] });
    expect(measured.gaveUpAfterSeconds).toBeGreaterThan(0);
    expect(outcome.kind === 'not-ready' ? outcome.troubles[0]?.observed : '').toMatch(observed);
  });

  it.each<readonly [string, Break, NotReady['cause'], RegExp]>([
    ['readiness probe on a wrong port', { container: { readinessProbe: probe('/readyz', 9090) } }, 'not-ready-probe', /Readiness probe failed/],
    ['readiness probe on a port that is closed', { container: { readinessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1 } } }, 'not-ready-probe', /Readiness probe failed/],
  ])('%s, after the whole time', { timeout: 260_000 }, async (_, how, cause, observed) => {
    const outcome = await outcomeOf(how);
    expect(outcome).toMatchObject({ kind: 'not-ready', troubles: [{ cause }] });
    expect(outcome.kind === 'not-ready' ? outcome.troubles[0]?.observed : '').toMatch(observed);
  });

  it('what restricted does not admit, ready all the same', { timeout: 240_000 }, async () => {
    const { deployment } = await deploying({ container: { securityContext: {} } });
    if (deployment === undefined) throw new Error('it did not become ready');
    await using beside = await openBeside(deployment);
    const violations = expect.arrayContaining([expect.stringContaining('runAsNonRoot != true'), expect.stringContaining('allowPrivilegeEscalation != false')]);
    expect(await collectAdmission(deployment, beside)).toMatchObject({ facts: { control: 'enforced', pods: [{ kind: 'denied', violations }] } });
  });

  it('a selector that is not among the labels of the pods', { timeout: 60_000 }, async () => {
    expect(await outcomeOf({ spec: { selector: { matchLabels: { app: 'other' } } } })).toMatchObject({ kind: 'denied', by: 'invalid', object: { kind: 'Deployment' } });
  });
});
