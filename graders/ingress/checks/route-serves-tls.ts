import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterRoute } from '../../../src/collect/cluster/route/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code } from '../../../src/grade/markdown.ts';
import { deployedAt } from '../../secure-pod/live-app.ts';
import { presents, throughController } from '../live-controller.ts';
import { liveRouteOf } from '../live-route.ts';
import { tlsTrouble } from '../live-tls.ts';

export default check({
  id: 'route-serves-tls',
  title: 'HTTPS presents the declared certificate',
  needs: { route: clusterRoute, deploy: clusterDeploy, manifests, dockerfile },
  after: ['route-serves'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.tls'],
  why: 'A certificate in a Secret is not yet one that visitors see: with a wrong name, a wrong entry point or a Secret in another namespace they get the controller’s own, and a warning.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. What does the controller go by when it chooses among certificates, and what if a client sends no name?',
    failed: '{observed}. With openssl alone, how do you see which certificate is presented, and to whom?',
  },
  judge: ({ route: asked, deploy, manifests, dockerfile }, settings) => {
    const { tls, host, control } = asked;
    const route = liveRouteOf(asked, deploy, manifests, settings);
    const at = deployedAt(route?.deployed ?? deploy.workload);
    if (control === 'silent') return unresolved('a route of docc’s own did not answer by the stand-in controller either: nothing can be told');
    if (tls.kind === 'elsewhere') return unresolved(`the certificate for ${code(host)} is not in the cluster: ${tls.because}`, at);
    const trouble = tlsTrouble(asked, route, at);
    if (trouble === undefined) return pass(`HTTPS to ${code(host)} presents the certificate of the declared Secret, and reaches the app`);
    return fail({
      expected: `HTTPS to ${code(host)} presents the certificate of the Secret that the route declares, and reaches the app`,
      ...trouble,
      reproduce: throughController({ deploy, manifests, dockerfile }, settings, route, asked, presents(host)),
    });
  },
});
