import type { Json } from '../../src/collect/terraform/section.ts';
import { type Finding, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import type { App } from '../../src/manifests/app.ts';
import { isolationOf } from '../../src/manifests/network.ts';
import type { Direction, Peer, Rule } from '../../src/manifests/network-rules.ts';
import { type Manifest, placeIn, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { doorsOf } from './listening.ts';
import { scraperNames } from './network-peers.ts';
import { ownLabels } from './own-labels.ts';
import { counted, ends, field, free, literally, oneMore, printed } from './printed.ts';
import { put } from './put.ts';
import { addedObject, placed, writtenItems } from './snippets.ts';

const podsOf = (namespace: string, name: string): Json => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});

/** With the names that Traefik's and Prometheus' charts give: whoever uses others writes theirs. */
const peers: Json = [podsOf('traefik', 'traefik'), podsOf('monitoring', 'prometheus')];

const rule = (app: App): { readonly [name: string]: Json } => ({ from: peers, ports: [{ protocol: 'TCP', port: doorsOf(app)[0]?.port ?? 8080 }] });

const others = 'with the namespaces and labels of your own ingress controller and scraper';

const specOf = (policy: Manifest) => ({ title: `the \`spec\` of ${code(titleOf(policy))}`, value: valueIn(policy.body, 'spec') });

export function undenied(app: App, direction: Direction): Finding {
  const half = isolationOf(app).policies.find(({ manifest }) => manifest.object.kind === 'NetworkPolicy');
  return half === undefined ? none(app, direction) : halfDenied(app, direction, half.manifest);
}

function none(app: App, direction: Direction): Finding {
  const { manifest } = app.workload;
  const spec = { podSelector: { matchLabels: ownLabels(app) }, policyTypes: ['Ingress', 'Egress'], ingress: [rule(app)] };
  return trouble({
    observed: isolationOf(app).policies.length === 0 ? `no policy is for the pods of ${code(app.title)}` : `what ${direction === 'ingress' ? 'comes in to' : 'goes out from'} the pods of ${code(app.title)} is not denied`,
    at: placeIn(manifest),
    fix: `Add beside ${code(app.title)} (${placed(placeIn(manifest))}), ${others}:${addedObject(manifest, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'docc-sample' }, spec })}`,
    reproduce: oneMore('^[^#]*kind"?[[:space:]]*[:=].*NetworkPolicy|"kubernetes_network_policy', app.around.filter(({ object }) => object.kind.endsWith('NetworkPolicy')).length),
  });
}

function halfDenied(app: App, direction: Direction, policy: Manifest): Finding {
  const at = placeIn(policy, valueIn(policy.body, 'spec', 'policyTypes') ?? valueIn(policy.body, 'spec'));
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  const what = direction === 'ingress' ? 'comes in to' : 'goes out from';
  return trouble({
    observed: `what ${what} the pods of ${code(app.title)} is not denied: ${code(titleOf(policy))} is not for ${type}`,
    at,
    fix: put(policy, specOf(policy), { policyTypes: ['Ingress', 'Egress'] }, ', and no rule that lets out whom the server need not call'),
    reproduce: counted(app, policy, `(policyTypes|policy_types).*${type}|^[[:space:]]*-[[:space:]]*["']?${type}`),
  });
}

export function narrowed(app: App, at: Rule, peer: Peer, observed: string): Finding {
  const { policy } = at;
  return trouble({
    observed,
    at: at.at,
    fix: `In place of that rule of ${code(titleOf(policy))} (${placed(at.at)}) write, ${others}:${writtenItems(policy, 'ingress', [rule(app)])}`,
    reproduce: noLonger(app, at, peer),
  });
}

/** Fails while the rule still names everybody, in the words in which it does. */
function noLonger(app: App, { policy, direction, ports }: Rule, peer: Peer): string {
  if (peer.kind === 'block') return free(app, policy, literally(shownValue(peer.cidr)));
  if (peer.kind === 'everyone' && peer.by === 'entity') return free(app, policy, '(^|[^a-z-])(all|world|world-ipv4|world-ipv6|cluster|unmanaged)([^a-z-]|$)');
  const rules = isolationOf(app).rules.filter((each) => each.policy === policy);
  const selectors = rules.flatMap(({ peers: all }) => all).filter((each) => each.kind === 'everyone' && each.by === 'selector').length;
  if (peer.kind === 'everyone' && peer.by === 'selector') return `test "$(${printed(app, policy)} | grep -cE ${shellWord('(namespaceSelector|namespace_selector)"?[[:space:]]*[:=]?[[:space:]]*([{][[:space:]]*[}]|$)')})" -lt ${selectors}`;
  if (direction === 'ingress') return counted(app, policy, '(^|[^a-z])from(Endpoints|CIDR|CIDRSet|Entities)?"?[[:space:]]*[:{=]', rules.filter((each) => each.direction === direction).length);
  const named = ports.kind === 'all' ? [] : ports.ports.map(({ port }) => literally(shownValue(port)));
  return free(app, policy, named.length > 0 ? `port"?[[:space:]]*[:=][[:space:]]*["']?(${named.join('|')})["']?([^0-9]|$)` : '(-|\\[)[[:space:]]*[{][[:space:]]*[}]|egress[[:space:]]*[{][[:space:]]*[}]');
}

export function shut(app: App, first: Rule | undefined, port: number): Finding {
  const policy = first?.policy ?? isolationOf(app).policies[0]?.manifest ?? app.workload.manifest;
  const at = first?.at ?? placeIn(policy);
  return trouble({
    observed: first === undefined ? `nobody is let in to ${code(app.title)}, not the ingress controller either` : `nobody is let in to port ${port} of the pods of ${code(app.title)}, where the Service leads: a policy’s ports are the pods’`,
    at,
    fix: put(policy, specOf(policy), { ingress: [rule(app)] }, `, ${others}`),
    reproduce: counted(app, policy, field('port', `["']?(${[String(port), ...doorsOf(app).flatMap(({ name }) => (name === undefined ? [] : [literally(name)]))].join('|')})${ends}`)),
  });
}

export function unscrapable(app: App, { policy, at }: Rule): Finding {
  return trouble({
    observed: `${code(titleOf(policy))} lets in no scraper: \`/metrics\` can’t be asked`,
    at,
    fix: `Add to the list \`from\` of that rule of ${code(titleOf(policy))} (${placed(at)}), with the namespace and labels of your own scraper:${writtenItems(policy, 'from', [podsOf('monitoring', 'prometheus')])}`,
    reproduce: `${printed(app, policy)} | grep -iE ${shellWord(scraperNames)}`,
  });
}

export function released(app: App, at: Rule, peer: Peer, observed: string): Finding {
  const dns = { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] };
  const { policy } = at;
  return trouble({
    observed,
    at: at.at,
    fix: `Take that rule of ${code(titleOf(policy))} (${placed(at.at)}) away, and where it is the last write \`egress: []\`: the server calls nobody. Where something in the pods asks for names, write in its place:${writtenItems(policy, 'egress', [dns])}`,
    reproduce: noLonger(app, at, peer),
  });
}
