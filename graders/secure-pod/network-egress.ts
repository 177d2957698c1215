import { type Finding, open } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { isolationOf } from '../../src/manifests/network.ts';
import { titleOf } from '../../src/manifests/objects.ts';
import { shownUnknown } from './containers.ts';
import { released } from './network-fixes.ts';
import { breadthOf, isDnsAlone, shownPorts } from './network-peers.ts';

/** What lets the pods out to more than DNS and named peers. */
export function departures(app: App): readonly Finding[] {
  return isolationOf(app).rules.filter(({ direction }) => direction === 'egress').flatMap((rule) => {
    if (isDnsAlone(rule.ports)) return [];
    return rule.peers.flatMap((peer): readonly Finding[] => {
      const breadth = breadthOf(peer);
      if (breadth.kind === 'unknown') return [open(`where ${code(titleOf(rule.policy))} lets the pods out to is ${shownUnknown(breadth.value)}`, rule.at)];
      return breadth.kind === 'wide' ? [released(app, rule, peer, `${code(titleOf(rule.policy))} lets the pods out to ${breadth.says} on ${shownPorts(rule.ports)}`)] : [];
    });
  });
}
