import { describe, expect, it } from 'vitest';
import type { Settings } from '../grade/settings.ts';
import { asText } from '../terraform/value.ts';
import { apps } from './app.ts';
import { settingOf } from './environment.ts';
import { factsOf } from './manifests.fixture.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config, namespace: docc }\ndata: { ADDR: ":9000", OTHER: x }\n';

function setting(container: string): unknown {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: docc, namespace: docc }\nspec:\n  containers:\n    - name: server\n      image: docc-sample\n${container.replaceAll(/^/gm, '      ')}\n`;
  const [app] = apps(factsOf({ 'pod.yaml': pod, 'map.yaml': map }), settings);
  const [server] = app?.servers ?? [];
  if (app === undefined || server === undefined) throw new Error('no app');
  const text = asText(settingOf(app, server, 'ADDR'));
  return text.kind === 'known' ? text.is : text.kind;
}

describe('a setting', () => {
  it.each([
    ['nobody', 'ports: []', 'absent'],
    ['a literal', 'env: [{ name: ADDR, value: ":80" }]', ':80'],
    ['the last of two', 'env: [{ name: ADDR, value: ":80" }, { name: ADDR, value: ":81" }]', ':81'],
    ['a key of a ConfigMap', 'env: [{ name: ADDR, valueFrom: { configMapKeyRef: { name: config, key: ADDR } } }]', ':9000'],
    ['a whole ConfigMap', 'envFrom: [{ configMapRef: { name: config } }]', ':9000'],
    ['the container before the ConfigMap', 'env: [{ name: ADDR, value: ":80" }]\nenvFrom: [{ configMapRef: { name: config } }]', ':80'],
    ['a ConfigMap that is not here', 'envFrom: [{ configMapRef: { name: elsewhere } }]', 'unknown'],
    ['a Secret', 'env: [{ name: ADDR, valueFrom: { secretKeyRef: { name: a, key: b } } }]', 'unknown'],
    ['a list that files don’t tell', 'env: <var.env>', 'unknown'],
  ])('comes from %s', (_, container, is) => expect(setting(container)).toBe(is));
});
