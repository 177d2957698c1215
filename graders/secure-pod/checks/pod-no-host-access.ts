import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { apps } from '../../../src/manifests/app.ts';
import { hostAccess } from '../host-access.ts';

export default check({
  id: 'pod-no-host-access',
  title: 'The pod does not reach into its node',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'In its node’s namespaces a pod sees the processes, the network and the files of all others, and no policy holds it. A port of the node lets one pod run there, and opens what a firewall was to keep shut.',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  judge: ({ manifests }, settings) =>
    verdictOf(
      'no namespace, path or port of the node in the app’s pods',
      apps(manifests, settings).flatMap((app) => {
        const found = hostAccess(app);
        return found.length === 0 ? [fine(`${code(app.title)} has nothing of its node`)] : found;
      }),
    ),
});
