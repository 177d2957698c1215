import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterUpgrade } from '../../../src/collect/cluster/upgrade/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { deployedTitle, liveOf } from '../live-app.ts';
import { deployed } from '../live-commands.ts';
import { upgradeTest, upgradeTrouble } from '../upgrade-troubles.ts';

export default check({
  id: 'upgrades-and-rolls-back',
  title: 'A broken upgrade takes no traffic and rolls back',
  needs: { upgrade: clusterUpgrade, deploy: clusterDeploy, manifests, dockerfile },
  after: ['installs'],
  weight: 2,
  level: 'mid',
  skills: ['kubernetes.workloads', 'kubernetes.probes'],
  why: 'A version that does not work is deployed sooner or later. Whether visitors see it, and whether one command takes it back, was decided before.',
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment',
  discuss: {
    topic: 'continuous-delivery',
    passed: '{observed}. The new version is ready and wrong: it answers with errors. What would stop it then?',
    failed: '{observed}. How long would it take you to be back at the version before, and how do you know?',
  },
  judge: ({ upgrade, deploy, manifests, dockerfile }, settings) => {
    const live = liveOf(manifests, settings, upgrade.workload);
    const trouble = upgradeTrouble(upgrade, live);
    if (trouble === undefined) return pass(`a broken version of ${deployedTitle(upgrade.workload)} takes no traffic and rolls back, and a good one is rolled out`);
    return fail({
      expected: 'a version that does not become ready takes no traffic and rolls back, and one that does is rolled out',
      ...trouble,
      reproduce: deployed({ deploy, manifests, dockerfile }, settings, { test: upgradeTest({ deploy, manifests, dockerfile }, live) }),
    });
  },
});
