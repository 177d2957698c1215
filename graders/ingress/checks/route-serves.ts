import { clusterDeploy, type ClusterDeployFacts } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterRoute } from '../../../src/collect/cluster/route/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code } from '../../../src/grade/markdown.ts';
import { deployedAt, deployedTitle } from '../../secure-pod/live-app.ts';
import { echoes, throughController } from '../live-controller.ts';
import { isServed, liveRouteOf, unserved } from '../live-route.ts';

export default check({
  id: 'route-serves',
  title: 'A request to the host reaches the app',
  needs: { route: clusterRoute, deploy: clusterDeploy, manifests, dockerfile },
  after: ['route-declared'],
  weight: 3,
  level: 'junior',
  skills: ['kubernetes.routes'],
  why: 'From the host to the server a request passes a controller, a route, a Service and a policy. Each may be right by itself, and the visitor gets a 404 all the same.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. Where on that way would you look first when one request in a hundred takes a second?',
    failed: '{observed}. Which hop of the way do you rule out first, and with what command?',
  },
  judge: ({ route: asked, deploy, manifests, dockerfile }, settings) => {
    const { host, control, byRoute } = asked;
    if (control === 'silent') return unresolved('a route of docc’s own did not answer by the stand-in controller either: nothing can be told');
    const route = liveRouteOf(asked, deploy, manifests, settings);
    if (isServed(asked)) return pass(`${code(host)}${byRoute.kind === 'echoed' ? '' : ', by HTTPS,'} reaches the app: path, query and header come back`);
    if (route === undefined) return routeless(deploy, host);
    return fail({
      expected: `a request to ${code(host)} reaches the app, with its path, query and header`,
      ...unserved(asked, route),
      reproduce: throughController({ deploy, manifests, dockerfile }, settings, route, asked, echoes(host)),
    });
  },
});

const kinds = /^(?:Ingress|HTTPRoute|IngressRoute|HTTPProxy|VirtualService|VirtualServer|Gateway)$/;

/** The route that files have was not applied: judged from source, or of a kind that only its own controller reads. */
function routeless({ setAside, workload }: ClusterDeployFacts, host: string): Judgement {
  const left = setAside.find(({ object }) => kinds.test(object.kind));
  if (left === undefined) return unresolved(`no route to ${code(host)} could be applied that docc's stand-in controller reads`, deployedAt(workload));
  return unresolved(`${deployedTitle(left.object)} was not applied: ${left.because}`, deployedAt(left.object));
}
