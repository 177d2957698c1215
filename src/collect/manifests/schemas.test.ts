import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { home } from '../../cli/version.ts';
import { loadSchemas, withGroups } from './schemas.ts';

const folder = `${home}/schemas/kubernetes`;
const bounds = { least: z.number().optional(), most: z.number().optional() };
const node = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('object'), properties: z.record(z.string(), z.int()).optional(), required: z.array(z.string()).optional(), values: z.int().optional(), open: z.literal(true).optional() }),
  z.strictObject({ type: z.literal('array'), items: z.int(), ...bounds }),
  z.strictObject({ type: z.literal('string'), enum: z.array(z.string()).optional(), bytes: z.literal(true).optional(), ...bounds }),
  z.strictObject({ type: z.enum(['integer', 'number']), ...bounds }),
  z.strictObject({ type: z.enum(['boolean', 'int-or-string', 'quantity', 'any']) }),
]);
const kinds = z.record(z.string().regex(/^(?:[a-z0-9.-]+\/)?v\d\w* [A-Z]\w+$/), z.strictObject({ node: z.int(), scope: z.enum(['cluster', 'namespace']) }));
const file = z.strictObject({ nodes: z.array(node), kinds: kinds.optional(), versions: z.record(z.string(), kinds).optional() });

const sources = z.object({ versions: z.array(z.string()), artefacts: z.record(z.string(), z.string()), custom: z.array(z.object({ commit: z.string().length(40), files: z.record(z.string(), z.string()) })) });

describe('the committed schemas', async () => {
  const named = sources.parse(JSON.parse(await readFile(`${folder}/sources.json`, 'utf8')));
  const packed = (await readdir(folder)).filter((name) => name.endsWith('.zst')).map((name) => name.replace('.json.zst', ''));

  it('are those of which sources.json has the checksum', () => {
    expect(packed.toSorted()).toEqual(Object.keys(named.artefacts).toSorted());
    expect(named.custom.every(({ files }) => Object.keys(files).length > 0)).toBe(true);
  });

  it.each(packed)('%s is sound', async (name) => {
    const text = zstdDecompressSync(await readFile(`${folder}/${name}.json.zst`)).toString('utf8');
    expect(hash('sha256', text)).toBe(named.artefacts[name]);
    const { nodes, kinds: own, versions } = file.parse(JSON.parse(text));
    const all = [...Object.values(own ?? {}), ...Object.values(versions ?? {}).flatMap((each) => Object.values(each))];
    const numbers = [...all.map((each) => each.node), ...nodes.flatMap(membersOf)];
    expect(all.length).toBeGreaterThan(0);
    expect(numbers.filter((number) => nodes[number] === undefined)).toEqual([]);
  });

  const membersOf = (each: z.infer<typeof node>): readonly number[] =>
    each.type === 'array' ? [each.items] : each.type === 'object' ? [...Object.values(each.properties ?? {}), ...(each.values === undefined ? [] : [each.values])] : [];
});

describe('schemas', () => {
  it.each([['1.34', '1.34'], ['1.36.2', '1.36'], ['1.20', '1.33'], ['1.99', '1.37'], ['1.35', '1.35']])('of Kubernetes %s are those of %s', async (asked, taken) => {
    expect((await loadSchemas(asked)).kubernetes).toBe(taken);
  });

  it('know the kinds of that version, and their scope', async () => {
    const { kind } = await loadSchemas('1.34');
    expect(kind('apps/v1', 'Deployment')?.scope).toBe('namespace');
    expect(kind('v1', 'Namespace')?.scope).toBe('cluster');
    expect(kind('rbac.authorization.k8s.io/v1', 'ClusterRole')?.scope).toBe('cluster');
    expect(kind('apps/v1beta1', 'Deployment')).toBeUndefined();
    expect(kind('cert-manager.io/v1', 'Issuer')).toBeUndefined();
  });

  it.each([
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'namespace'], ['gateway.networking.k8s.io/v1', 'GatewayClass', 'cluster'], ['cert-manager.io/v1', 'ClusterIssuer', 'cluster'],
    ['traefik.io/v1alpha1', 'IngressRoute', 'namespace'], ['argoproj.io/v1alpha1', 'Application', 'namespace'], ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'namespace'],
    ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'namespace'], ['source.toolkit.fluxcd.io/v1', 'GitRepository', 'namespace'], ['externaldns.k8s.io/v1alpha1', 'DNSEndpoint', 'namespace'],
    ['monitoring.coreos.com/v1', 'ServiceMonitor', 'namespace'], ['kyverno.io/v1', 'ClusterPolicy', 'cluster'], ['karpenter.sh/v1', 'NodePool', 'cluster'], ['karpenter.k8s.aws/v1', 'EC2NodeClass', 'cluster'],
    ['elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 'namespace'], ['external-secrets.io/v1', 'ExternalSecret', 'namespace'], ['gateway.envoyproxy.io/v1alpha1', 'EnvoyProxy', 'namespace'], ['crd.projectcalico.org/v1', 'NetworkPolicy', 'namespace'],
    ['cilium.io/v2', 'CiliumNetworkPolicy', 'namespace'], ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'cluster'],
  ])('know %s %s', async (apiVersion, kind, scope) => {
    const schemas = await withGroups(await loadSchemas('1.34'), new Set([apiVersion.split('/')[0] ?? '']));
    expect(schemas.kind(apiVersion, kind)?.scope).toBe(scope);
  });
});
