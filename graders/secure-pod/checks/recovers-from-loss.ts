import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterLoss } from '../../../src/collect/cluster/loss/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { atWorkload, deployedTitle, inServer, type Live, liveOf } from '../live-app.ts';
import { deployed } from '../live-commands.ts';
import { replacing, withOneLess } from '../live-requests.ts';
import { alone, type Cause, unprobed, unreadyPublished } from '../lost-requests.ts';
import { placed } from '../snippets.ts';
import { sooner } from '../late-readiness.ts';

export default check({
  id: 'recovers-from-loss',
  title: 'A lost pod is replaced while the Service answers',
  needs: { loss: clusterLoss, deploy: clusterDeploy, manifests, dockerfile },
  after: ['installs'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.disruption'],
  why: 'Nodes die without notice. What has one pod is gone until the next is ready; what needs minutes to be ready serves with what is left meanwhile.',
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
  discuss: {
    topic: 'orchestration',
    passed: '{observed}. A whole node dies instead. How long do requests go to its pods, and what decides that?',
    failed: '{observed}. How long may that last before somebody is woken up?',
  },
  judge: ({ loss, deploy, manifests, dockerfile }, settings) => {
    const live = liveOf(manifests, settings, loss.workload);
    const title = deployedTitle(loss.workload);
    const facts = { deploy, manifests, dockerfile };
    const expected = 'a pod that is lost at once replaced and ready, and the Service answering all the while';
    const reproduce = deployed(facts, settings, { test: loss.service === 'interrupted' ? withOneLess(facts, live) : replacing });
    if (loss.service === 'interrupted') return fail({ expected, observed: `the Service of ${title} does not answer while a lost pod is replaced`, ...interruption(live), reproduce });
    if (loss.replaced === 'ready') return pass(`a lost pod of ${title} is replaced and ready, and the Service answers all the while`);
    const observed = loss.replaced === 'never' ? `a lost pod of ${title} is not replaced` : `the pod that replaces a lost one of ${title} is not ready in time`;
    return fail({ expected, observed, ...(loss.replaced === 'never' ? unreplaced(live) : sooner(live)), reproduce });
  },
});

const interruption = (live: Live): Cause =>
  alone(live) ?? unreadyPublished(live) ?? unprobed(live) ?? { at: inServer(live, 'readinessProbe'), fix: `Let every pod of ${deployedTitle(live.workload)} (${placed(inServer(live, 'readinessProbe'))}) answer by itself: two \`replicas\` or more, each ready only when it answers.` };

const unreplaced = (live: Live): Cause => ({
  at: atWorkload(live),
  fix: `Let a \`Deployment\` with \`replicas: 2\` make the pods of ${deployedTitle(live.workload)} (${placed(atWorkload(live))}), and let every node of the cluster take one: no \`nodeName\`, no required affinity that one node alone fulfils.`,
});
