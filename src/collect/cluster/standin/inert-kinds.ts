import type { KubernetesObject } from '../../../tools/kubernetes.ts';

type Schema = { readonly [member: string]: unknown };

type Kind = { readonly group: string; readonly kind: string; readonly plural: string; readonly versions: readonly string[]; readonly scope?: 'Cluster' | 'Namespaced'; readonly spec?: Schema };

const open: Schema = { 'x-kubernetes-preserve-unknown-fields': true };
const object = (properties: Schema): Schema => ({ type: 'object', properties, ...open });
const list = (items: Schema): Schema => ({ type: 'array', items });
const said = (type: string, value: unknown): Schema => ({ type, default: value });

const gateways = 'gateway.networking.k8s.io';
const parents = list(object({ group: said('string', gateways), kind: said('string', 'Gateway') }));
const backends = list(object({ group: said('string', ''), kind: said('string', 'Service'), weight: said('integer', 1) }));
const fromStart = { type: 'PathPrefix', value: '/' };
const path = { ...object({ type: said('string', 'PathPrefix'), value: said('string', '/') }), default: fromStart };
const httpRules = { ...list(object({ matches: { ...list(object({ path })), default: [{ path: fromStart }] }, backendRefs: backends })), default: [{ matches: [{ path: fromStart }] }] };
const tls = object({ mode: said('string', 'Terminate'), certificateRefs: list(object({ group: said('string', ''), kind: said('string', 'Secret') })) });
const allowed = { ...object({ namespaces: { ...object({ from: said('string', 'Same') }), default: { from: 'Same' } } }), default: { namespaces: { from: 'Same' } } };

/**
 * Kinds that submissions bring objects of. None has a controller here but Gateway API's, whose defaults are what a controller
 * counts on. https://gateway-api.sigs.k8s.io/reference/spec/
 */
const kinds: readonly Kind[] = [
  { group: gateways, kind: 'GatewayClass', plural: 'gatewayclasses', versions: ['v1', 'v1beta1'], scope: 'Cluster' },
  { group: gateways, kind: 'Gateway', plural: 'gateways', versions: ['v1', 'v1beta1'], spec: object({ listeners: list(object({ allowedRoutes: allowed, tls })) }) },
  { group: gateways, kind: 'HTTPRoute', plural: 'httproutes', versions: ['v1', 'v1beta1'], spec: object({ parentRefs: parents, rules: httpRules }) },
  { group: gateways, kind: 'GRPCRoute', plural: 'grpcroutes', versions: ['v1'], spec: object({ parentRefs: parents }) },
  { group: gateways, kind: 'ReferenceGrant', plural: 'referencegrants', versions: ['v1beta1', 'v1'] },
  { group: gateways, kind: 'BackendTLSPolicy', plural: 'backendtlspolicies', versions: ['v1'] },
  { group: gateways, kind: 'TLSRoute', plural: 'tlsroutes', versions: ['v1', 'v1alpha2'], spec: object({ parentRefs: parents }) },
  { group: gateways, kind: 'TCPRoute', plural: 'tcproutes', versions: ['v1alpha2'], spec: object({ parentRefs: parents }) },
  { group: 'cert-manager.io', kind: 'Certificate', plural: 'certificates', versions: ['v1'] },
  { group: 'cert-manager.io', kind: 'Issuer', plural: 'issuers', versions: ['v1'] },
  { group: 'monitoring.coreos.com', kind: 'ServiceMonitor', plural: 'servicemonitors', versions: ['v1'] },
  { group: 'monitoring.coreos.com', kind: 'PodMonitor', plural: 'podmonitors', versions: ['v1'] },
  { group: 'external-secrets.io', kind: 'ExternalSecret', plural: 'externalsecrets', versions: ['v1', 'v1beta1'] },
  { group: 'external-secrets.io', kind: 'SecretStore', plural: 'secretstores', versions: ['v1', 'v1beta1'] },
  { group: 'elbv2.k8s.aws', kind: 'TargetGroupBinding', plural: 'targetgroupbindings', versions: ['v1beta1'] },
];

export const customKinds = (): readonly KubernetesObject[] => kinds.map(definitionOf);

function definitionOf({ group, kind, plural, versions, scope = 'Namespaced', spec = { type: 'object', ...open } }: Kind): KubernetesObject {
  const name = `${plural}.${group}`;
  // Names under *.k8s.io are asked for an approval: https://github.com/kubernetes/enhancements/pull/1111
  const annotations = { 'api-approved.kubernetes.io': 'unapproved, a stand-in for tests' };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec, status: { type: 'object', ...open } }, ...open } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, annotations },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: versions.map((version, place) => ({ name: version, served: true, storage: place === 0, schema, subresources: { status: {} } })),
    },
  };
}
