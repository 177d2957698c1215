import type { ClusterDeployFacts, NotReady } from '../../src/collect/cluster/deploy/section.ts';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Json } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { block, code } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type Container, containersOf } from '../../src/manifests/pods.ts';
import type { Workload } from '../../src/manifests/workloads.ts';
import { deployedAt, deployedTitle, liveOf, within, workloadOf } from './live-app.ts';
import { put } from './put.ts';
import { placed } from './snippets.ts';

type Outcome = ClusterDeployFacts['outcome'];
type Denied = Extract<Outcome, { kind: 'denied' }>;
type Refused = ClusterDeployFacts['refused'][number];

/** What became of the deployment: what was not let in, and why pods are not ready. */
export function installation(deploy: ClusterDeployFacts, manifests: ManifestsFacts, settings: Settings, reproduce: string): readonly Finding[] {
  const refused = deploy.refused.map((each) => refusal(each, reproduce));
  const { outcome, workload, namespace } = deploy;
  switch (outcome.kind) {
    case 'ready':
      return [...refused, fine(`${deployedTitle(workload)} is ready in ${code(namespace)}, with rights there alone`)];
    case 'denied':
      return [...refused, trouble({ observed: denial(outcome), at: deployedAt(outcome.object), fix: outcome.fix, reproduce })];
    case 'not-ready':
      return [...refused, ...outcome.troubles.map((each) => notReady(each, manifests, settings, reproduce))];
    case 'refused':
      return refused.length > 0 ? refused : [open(`${deployedTitle(workload)} was not applied`, deployedAt(workload))];
  }
}

/** An object that is too large to be read says nothing of what is in it. */
function refusal({ object, rule, observed, fix }: Refused, reproduce: string): Finding {
  const at = deployedAt(object);
  if (rule === 'unreadable') return open(`what ${deployedTitle(object)} holds can’t be told: ${observed}`, at);
  return trouble({ observed: `${deployedTitle(object)} is not let into the cluster: ${code(observed)}`, at, fix, reproduce });
}

const denials: Readonly<Record<Denied['by'], string>> = {
  rights: 'asks for more than rights in its own namespace',
  invalid: 'is not valid',
  quota: 'is more than the namespace may hold',
  'pod-security': 'breaks the Pod Security Standard of its namespace',
  policy: 'breaks a policy of the cluster',
};

const denial = ({ object, by, message }: Denied): string => `the API server denies ${deployedTitle(object)}, which ${denials[by]}: ${code(message)}`;

function notReady(each: NotReady, manifests: ManifestsFacts, settings: Settings, reproduce: string): Finding {
  const title = each.container === undefined ? deployedTitle(each.of) : `${code(each.container)} of ${deployedTitle(each.of)}`;
  const workload = workloadOf(manifests, each.of) ?? liveOf(manifests, settings, each.of).app?.workload;
  const at = each.at ?? (workload === undefined ? deployedAt(each.of) : fieldAt(workload, each));
  return trouble({ observed: `${title} is not ready: ${code(each.observed)}`, at, fix: `${each.fix} It is ${placed(at)} that decides it.${snippet(workload, each)}${log(each)}`, reproduce });
}

/** What a candidate's program prints must not end the block that it is quoted in. */
const log = ({ printed }: NotReady): string => (printed.length === 0 ? '' : `\nIt printed last:${block(printed.slice(-5).join('\n').replaceAll('`', "'"))}`);

function fieldAt(workload: Workload, { cause, container }: NotReady): Location {
  const { manifest, podSpec } = workload;
  const { in: part, path } = fields[cause];
  const found = containerOf(workload, container);
  return part === 'container' && found !== undefined ? within(manifest, found.value, ...path) : within(manifest, podSpec, ...path);
}

function containerOf(workload: Workload, name: string | undefined): Container | undefined {
  const all = containersOf(workload).containers;
  return all.find((each) => each.name === name) ?? all.find(({ role }) => role === 'app');
}

function snippet(workload: Workload | undefined, { cause, container }: NotReady): string {
  const { in: part, write } = fields[cause];
  if (write === undefined || workload === undefined) return '';
  const value = part === 'pod' ? workload.podSpec : containerOf(workload, container)?.value;
  return ` For the given server this is right. ${put(workload.manifest, { title: part === 'pod' ? 'the pod template' : 'the container', value }, write)}`;
}

type Field = { readonly in: 'container' | 'pod'; readonly path: readonly string[]; readonly write?: { readonly [name: string]: Json } };

/** The field of the pod that decides it, and what serves the given server. */
const fields: Readonly<Record<NotReady['cause'], Field>> = {
  'image-missing': { in: 'container', path: ['image'] },
  'image-refused': { in: 'container', path: ['image'] },
  crash: { in: 'container', path: [] },
  'out-of-memory': { in: 'container', path: ['resources', 'limits', 'memory'], write: { resources: { limits: { memory: '64Mi' } } } },
  'not-ready-probe': { in: 'container', path: ['readinessProbe'], write: { readinessProbe: { httpGet: { path: '/readyz', port: 8080 } } } },
  'killed-by-probe': { in: 'container', path: ['livenessProbe'], write: { livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10, failureThreshold: 6 } } },
  'configuration-missing': { in: 'container', path: ['envFrom'] },
  'account-missing': { in: 'pod', path: ['serviceAccountName'] },
  unschedulable: { in: 'pod', path: [] },
  'volume-pending': { in: 'pod', path: ['volumes'] },
  'runs-as-root': { in: 'container', path: ['securityContext'], write: { securityContext: { runAsNonRoot: true, runAsUser: 65532 } } },
  'pod-security': { in: 'pod', path: ['securityContext'] },
  quota: { in: 'container', path: ['resources'], write: { resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { memory: '64Mi' } } } },
  'init-container': { in: 'container', path: [] },
  stuck: { in: 'container', path: [] },
  unknown: { in: 'container', path: [] },
};
