import { describe, expect, it } from 'vitest';
import type { Settings } from '../grade/settings.ts';
import { apps } from './app.ts';
import { factsOf } from './manifests.fixture.ts';
import { type Isolation, isolationOf } from './network.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const app = 'apiVersion: v1\nkind: Pod\nmetadata: { name: docc, namespace: docc, labels: { app: docc } }\nspec: { containers: [{ name: server, image: docc-sample }] }\n';

function isolation(...policies: readonly string[]): Isolation {
  const files = Object.fromEntries(policies.map((text, index) => [`${index}.yaml`, text]));
  const [first] = apps(factsOf({ 'app.yaml': app, ...files }), settings);
  if (first === undefined) throw new Error('no app');
  return isolationOf(first);
}

const policy = (spec: string, namespace = 'docc'): string => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: it, namespace: ${namespace} }\nspec: ${spec}\n`;
const cilium = (spec: string): string => `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: it, namespace: docc }\nspec: ${spec}\n`;

describe('what is denied', () => {
  it.each([
    ['nothing without a policy', [], 'no', 'no'],
    ['what comes in, where nothing more is said', [policy('{ podSelector: {} }')], 'yes', 'no'],
    ['what goes out, where that has rules', [policy('{ podSelector: {}, egress: [] }')], 'yes', 'yes'],
    ['both ways by their names', [policy('{ podSelector: { matchLabels: { app: docc } }, policyTypes: [Ingress, Egress] }')], 'yes', 'yes'],
    ['one way each by two policies', [policy('{ podSelector: {}, policyTypes: [Ingress] }'), policy('{ podSelector: {}, policyTypes: [Egress] }')], 'yes', 'yes'],
    ['nothing by a policy for others', [policy('{ podSelector: { matchLabels: { app: other } } }')], 'no', 'no'],
    ['nothing by a policy of another namespace', [policy('{ podSelector: {} }', 'elsewhere')], 'no', 'no'],
    ['perhaps, by a selector that files don’t tell', [policy('{ podSelector: { matchLabels: { app: <var.app> } } }')], 'maybe', 'no'],
    ['both ways by Cilium’s sections', [cilium('{ endpointSelector: { matchLabels: { "k8s:app": docc } }, ingress: [], egress: [{}] }')], 'yes', 'yes'],
    ['not by Cilium where it says so', [cilium('{ endpointSelector: {}, enableDefaultDeny: { ingress: false }, ingress: [{ fromEntities: [host] }] }')], 'no', 'no'],
  ] as const)('%s', (_, policies, ingress, egress) => expect(isolation(...policies).denies).toEqual({ ingress, egress }));
});

describe('who is let in', () => {
  const rule = (from: string) => isolation(policy(`{ podSelector: {}, ingress: [${from}] }`)).rules.flatMap(({ peers }) => peers);
  it.each([
    ['{}', [{ kind: 'everyone' }]],
    ['{ from: [] }', [{ kind: 'everyone' }]],
    ['{ from: [{ namespaceSelector: {} }] }', [{ kind: 'everyone' }]],
    ['{ from: [{ podSelector: {} }] }', [{ kind: 'pods', own: true, words: [] }]],
    ['{ from: [{ podSelector: {}, namespaceSelector: {} }] }', [{ kind: 'everyone' }]],
    ['{ from: [{ namespaceSelector: { matchLabels: { a: traefik } }, podSelector: { matchLabels: { b: proxy } } }] }', [{ kind: 'pods', own: false, words: ['proxy', 'traefik'] }]],
    ['{ from: [{ namespaceSelector: { matchExpressions: [{ key: a, operator: In, values: [x] }] } }] }', [{ kind: 'pods', own: false, words: ['a', 'In', 'x'] }]],
    ['{ from: [{ ipBlock: { cidr: 10.0.0.0/16 } }] }', [{ kind: 'block', cidr: { known: '10.0.0.0/16' } }]],
    ['{ from: <var.from> }', [{ kind: 'unknown' }]],
  ])('%s', (text, peers) => expect(rule(text)).toMatchObject(peers));

  it('is who Cilium names', () => {
    const { rules } = isolation(cilium('{ endpointSelector: {}, ingress: [{ fromEndpoints: [{ matchLabels: { app: traefik } }] }, { fromEntities: [world] }, { toPorts: [{ ports: [{ port: "8080" }] }] }] }'));
    expect(rules.map(({ peers }) => peers)).toMatchObject([[{ kind: 'pods', words: ['traefik'] }], [{ kind: 'everyone' }], [{ kind: 'everyone' }]]);
    expect(rules[2]?.ports).toMatchObject({ kind: 'some', ports: [{ port: { known: '8080' } }] });
  });
});

it('tells of policies that it does not read', () => {
  expect(isolation('apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: it, namespace: docc }\nspec: {}\n').unread).toHaveLength(1);
});
