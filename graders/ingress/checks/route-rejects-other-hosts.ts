import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterRoute, type ClusterRouteFacts } from '../../../src/collect/cluster/route/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { anyHost } from '../any-host.ts';
import { rejects, throughController } from '../live-controller.ts';
import { liveRouteOf } from '../live-route.ts';

export default check({
  id: 'route-rejects-other-hosts',
  title: 'An unknown host does not reach the app',
  needs: { route: clusterRoute, deploy: clusterDeploy, manifests, dockerfile },
  after: ['route-serves'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.routes'],
  why: 'An app that answers for every name answers for those that somebody else points at it: links in its mails, cookies and caches are then theirs, and every scanner that knows the address gets in.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. What should the controller answer to a host that it does not know, and why?',
    failed: '{observed}. What could somebody do with that who owns another domain?',
  },
  judge: ({ route: asked, deploy, manifests, dockerfile }, settings) => {
    if (asked.control === 'silent') return unresolved('a route of docc’s own did not answer by the stand-in controller either: nothing can be told');
    const reaching = asked.others.filter(({ answeredBy }) => answeredBy === 'app');
    const [first] = reaching;
    if (first === undefined) return pass(`only ${code(asked.host)} reaches the app`);
    const route = liveRouteOf(asked, deploy, manifests, settings);
    return fail({
      expected: `no other host than ${code(asked.host)} reaches the app`,
      observed: `${list(reaching.map(({ host }) => hosts[host]))} ${reaching.length === 1 ? 'reaches' : 'reach'} the app`,
      ...anyHost(asked, deploy, route),
      reproduce: throughController({ deploy, manifests, dockerfile }, settings, route, asked, rejects(otherHost(first.host, asked.host))),
    });
  },
});

type Other = ClusterRouteFacts['others'][number]['host'];

const hosts: Readonly<Record<Other, string>> = {
  random: 'a host that nobody knows',
  sibling: 'another name of the same domain',
  none: 'a request without a name',
};

const otherHost = (other: Other, host: string): string => ({ random: 'nobody.example', sibling: `other${host.slice(host.indexOf('.'))}`, none: '127.0.0.1' })[other];
