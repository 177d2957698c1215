import type { KubernetesObject } from '../../../tools/kubernetes.ts';

export type StandIn = {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  /** On the node that runs it. */
  readonly ports: { readonly http: number; readonly https: number };
  /** Of the node that it is put on. */
  readonly nodeLabels: Readonly<Record<string, string>>;
  /** Tells one stand-in of a cluster from another's. */
  readonly id: string;
};

export const standInClass = 'docc-stand-in';
const ingressController = 'traefik.io/ingress-controller';
const gatewayController = 'traefik.io/gateway-controller';

const rbac = 'rbac.authorization.k8s.io';
const nameOf = ({ id }: StandIn): string => `docc-stand-in-${id}`;

/** Traefik, which reads Ingress and Gateway API objects of any class that docc gives it. */
export function standInObjects(of: StandIn): readonly KubernetesObject[] {
  const name = nameOf(of);
  const { namespace } = of;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name }, subjects: [{ kind: 'ServiceAccount', name, namespace }] },
    deploymentOf(of),
  ];
}

const reading = ['get', 'list', 'watch'];
const rules = [
  { apiGroups: [''], resources: ['services', 'secrets', 'configmaps', 'nodes', 'namespaces'], verbs: reading },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: reading },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: reading },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['*'], verbs: [...reading, 'update', 'patch'] },
];

function deploymentOf(of: StandIn): KubernetesObject {
  const { namespace, labels, nodeLabels } = of;
  const pod = {
    serviceAccountName: nameOf(of),
    nodeSelector: nodeLabels,
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 1,
    containers: [containerOf(of)],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: nameOf(of), namespace },
    spec: { strategy: { type: 'Recreate' }, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
}

const containerOf = ({ image, ports }: StandIn) => ({
  name: 'controller',
  image,
  imagePullPolicy: 'IfNotPresent',
  args: [
    '--entrypoints.web.address=:80',
    '--entrypoints.websecure.address=:443',
    '--entrypoints.websecure.http.tls=true',
    '--providers.kubernetesingress=true',
    '--providers.kubernetesingress.ingressendpoint.hostname=localhost',
    '--providers.kubernetesgateway=true',
    '--providers.providersthrottleduration=500ms',
    '--ping=true',
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
  ],
  ports: [
    { name: 'web', containerPort: 80, hostPort: ports.http },
    { name: 'websecure', containerPort: 443, hostPort: ports.https },
    { name: 'ping', containerPort: 8080 },
  ],
  readinessProbe: { httpGet: { path: '/ping', port: 'ping' }, periodSeconds: 1 },
  resources: { requests: { cpu: '50m', memory: '64Mi' } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
});

/** The default one too: an Ingress that names no class gets it. */
export const ingressClassOf = (name: string, isDefault: boolean): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name, ...(isDefault && { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }) },
  spec: { controller: ingressController },
});

export const gatewayClassOf = (name: string): KubernetesObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name },
  spec: { controllerName: gatewayController },
});
