import type { ClusterPolicyFacts } from '../../src/collect/cluster/policy/section.ts';
import type { Json } from '../../src/collect/terraform/section.ts';
import { fine, type Finding, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { isolationOf } from '../../src/manifests/network.ts';
import { type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { doorsOf } from './listening.ts';
import { atWorkload, deployedTitle, type Live, within } from './live-app.ts';
import { deployed, type Deployed } from './live-commands.ts';
import { addressOf } from './live-requests.ts';
import { ownLabels } from './own-labels.ts';
import { put } from './put.ts';
import { addedObject, placed, written, yaml } from './snippets.ts';

type Stranger = ClusterPolicyFacts['strangers'][number];

/** Who connected, and shouldn't have; and the controller, where it could not. */
export function connections({ strangers, controller }: ClusterPolicyFacts, live: Live, facts: Deployed, settings: Settings): readonly Finding[] {
  const intruders = strangers.filter(({ connects }) => connects).map((each) => intruding(each, live, facts, settings));
  const title = deployedTitle(live.workload);
  if (!controller.connects) return [...intruders, shutOut(controller, live, facts, settings)];
  return intruders.length > 0 ? intruders : [fine(`pods of strangers are refused by the pods of ${title}, and those of the ingress controller in ${code(controller.namespace)} connect`)];
}

const strangerNames: Readonly<Record<Stranger['from'], string>> = {
  'other-namespace': 'a pod of another namespace',
  'same-namespace': 'a strange pod of its own namespace',
};

function intruding({ from }: Stranger, live: Live, facts: Deployed, settings: Settings): Finding {
  const policy = policyOf(live);
  const at = policy === undefined ? atWorkload(live) : within(policy, policy.body, 'spec', 'ingress');
  const namespace = from === 'same-namespace' ? '' : ' -n default';
  return trouble({
    observed: `${strangerNames[from]} connects to the pods of ${deployedTitle(live.workload)}`,
    at,
    fix: intruderFix(live, policy),
    reproduce: deployed(facts, settings, { test: `! ${asking(`${namespace} stranger`, addressOf(live, facts.deploy.namespace))}` }),
  });
}

const asking = (pod: string, url: string): string => `kubectl run${pod} --image=busybox:stable --restart=Never --rm -i -- wget -qT 5 -O /dev/null ${shellWord(url)}`;

const policyOf = ({ app }: Live): Manifest | undefined => (app === undefined ? undefined : isolationOf(app).policies.find(({ denies }) => denies.ingress !== 'no')?.manifest);

function intruderFix(live: Live, policy: Manifest | undefined): string {
  const { app } = live;
  const labels = app === undefined ? { 'app.kubernetes.io/name': 'docc-sample' } : ownLabels(app);
  const spec = { podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'], ingress: [rule(live, 'traefik', { 'app.kubernetes.io/name': 'traefik' })] };
  const narrow = 'naming nobody but the pods of your ingress controller and scraper';
  if (policy !== undefined) return `In place of the \`spec\` of ${code(titleOf(policy))} (${placed(placeIn(policy, valueIn(policy.body, 'spec')))}) write, ${narrow}:${written(policy, { spec })}`;
  const object = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'docc-sample' }, spec };
  return `Add beside ${deployedTitle(live.workload)} (${placed(atWorkload(live))}), ${narrow}:${app === undefined ? yaml(object) : addedObject(app.workload.manifest, object)}`;
}

const rule = ({ app }: Live, namespace: string, labels: Readonly<Record<string, string>>): { readonly [name: string]: Json } => ({
  from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels: labels } }],
  ports: [{ protocol: 'TCP', port: (app && doorsOf(app)[0]?.port) ?? 8080 }],
});

/** Where no policy of the submission is in the way, whatever docc sees of it is not the files'. */
function shutOut({ namespace, labels = { 'app.kubernetes.io/name': 'traefik' } }: ClusterPolicyFacts['controller'], live: Live, facts: Deployed, settings: Settings): Finding {
  const policy = policyOf(live);
  const at = policy === undefined ? atWorkload(live) : within(policy, policy.body, 'spec', 'ingress', 0, 'from');
  const fields = { ingress: [rule(live, namespace, labels)] };
  const admitted = 'by the labels that they have and at the port of the pods';
  const title = policy === undefined ? `the policy of ${deployedTitle(live.workload)}` : code(titleOf(policy));
  const made = `kubectl create namespace ${shellWord(namespace)} --dry-run=client -o yaml | kubectl apply -f -`;
  const labelled = Object.entries(labels).map(([name, value]) => `${name}=${value}`).join(',');
  return trouble({
    observed: `the ingress controller’s pods in ${code(namespace)} can’t connect to the pods of ${deployedTitle(live.workload)}`,
    at,
    fix: policy === undefined ? `In ${title} (${placed(at)}) let them in, ${admitted}; write under \`spec\`:${yaml(fields)}` : put(policy, { title: `the \`spec\` of ${title}`, value: valueIn(policy.body, 'spec') }, fields, `, ${admitted}`),
    reproduce: deployed(facts, settings, { test: `${made} && ${asking(` -n ${shellWord(namespace)} controller --labels=${shellWord(labelled)}`, addressOf(live, facts.deploy.namespace))}` }),
  });
}
