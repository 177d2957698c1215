import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { verdictOf } from '../../../src/grade/findings.ts';
import { deployed } from '../live-commands.ts';
import { installation } from '../installation.ts';

export default check({
  id: 'installs',
  title: 'It becomes ready with rights in its namespace alone',
  needs: { deploy: clusterDeploy, manifests, dockerfile },
  after: ['workload-declared'],
  weight: 3,
  level: 'junior',
  skills: ['kubernetes.workloads'],
  why: 'Files that are valid one by one may still make nothing that runs: a probe at the wrong port, a setting that the server refuses, a right that nobody has. Whoever deploys it learns that at night.',
  docs: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
  discuss: {
    topic: 'orchestration',
    passed: '{observed}. A colleague’s pod stays in Pending instead. In which order do you look, and at what?',
    failed: '{observed}. Which commands would have told you, and in which order?',
  },
  judge: ({ deploy, manifests, dockerfile }, settings) => {
    const reproduce = deployed({ deploy, manifests, dockerfile }, settings, { test: 'true' });
    return verdictOf('all that it brings to its namespace accepted there with rights in that namespace alone, and its pods ready within 3 minutes', installation(deploy, manifests, settings, reproduce));
  },
});
