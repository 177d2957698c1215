import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { budgetOf } from '../budget.ts';
import { replicasOf } from '../replicas.ts';
import { spreadOf } from '../spread.ts';

export default check({
  id: 'replicas-and-disruption',
  title: 'Replicas are spread and an eviction is allowed',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'senior',
  skills: ['kubernetes.disruption'],
  why: 'Nodes are drained for every upgrade. One replica is an outage then, two on one node as well; a budget that allows no eviction holds up the upgrade until somebody deletes it at night.',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/',
  discuss: {
    topic: 'orchestration',
    passed: 'This holds while nodes are drained: {observed}. A zone fails instead. What is left, and how long until it is whole again?',
    failed: '{observed}. Somebody drains the node on which it runs. Tell what happens, minute by minute.',
  },
  judge: ({ manifests }, settings) =>
    verdictOf('two replicas or more (or an autoscaler in place of `spec.replicas`), a budget that allows one eviction, pods spread over nodes', apps(manifests, settings).flatMap(ofApp)),
});

/** A DaemonSet has one on each node, and no drain evicts it. */
function ofApp(app: App): readonly Finding[] {
  if (app.workload.manifest.object.kind === 'DaemonSet') return [fine(`${code(app.title)} runs on every node`)];
  const replicas = replicasOf(app);
  return [...replicas.findings, budgetOf(app, replicas.least), spreadOf(app, replicas.least)];
}
