import type { Product, Switch } from './product.ts';

/*
 * Who can serve a route, and by what one knows them. Read in November 2026: of charts their values.yaml and templates, of controllers their
 * documentation. https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/, https://gateway-api.sigs.k8s.io/implementations/
 */

export type { ChartClass, KnownChart, Product, Reads, Switch } from './product.ts';

const on = (...path: readonly string[]): Switch => ({ path, otherwise: true });
const off = (...path: readonly string[]): Switch => ({ path, otherwise: false });

export const traefik: Product = {
  name: 'Traefik',
  charts: [
    {
      name: 'traefik',
      runs: [on('deployment', 'enabled')],
      replicas: [['deployment', 'replicas']],
      reads: {
        when: [on('providers', 'kubernetesIngress', 'enabled')],
        classes: ['providers', 'kubernetesIngress', 'ingressClass'],
        namespaces: { path: ['providers', 'kubernetesIngress', 'namespaces'] },
      },
      tag: ['image', 'tag'],
      ingressClass: { names: [['ingressClass', 'name']], otherwise: 'release', when: [on('ingressClass', 'enabled')], isDefault: on('ingressClass', 'isDefaultClass') },
      gatewayClass: { names: [['gatewayClass', 'name']], otherwise: { is: 'traefik' }, when: [off('providers', 'kubernetesGateway', 'enabled'), on('gatewayClass', 'enabled')] },
    },
  ],
  images: ['library/traefik', 'traefik', 'traefik/traefik'],
  ingress: ['traefik.io/ingress-controller'],
  gateway: ['traefik.io/gateway-controller'],
  groups: ['traefik.io', 'traefik.containo.us'],
};

/** Archived on 24 March 2026: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/ */
export const ingressNginx: Product = {
  name: 'ingress-nginx',
  charts: [
    {
      name: 'ingress-nginx',
      replicas: [['controller', 'replicaCount']],
      reads: { namespaces: { path: ['controller', 'scope', 'namespace'], when: off('controller', 'scope', 'enabled') } },
      tag: ['controller', 'image', 'tag'],
      ingressClass: {
        names: [['controller', 'ingressClassResource', 'name']],
        otherwise: { is: 'nginx' },
        when: [on('controller', 'ingressClassResource', 'enabled')],
        isDefault: off('controller', 'ingressClassResource', 'default'),
      },
    },
    // Bitnami packs the same controller.
    { name: 'nginx-ingress-controller', ingressClass: { names: [['ingressClassResource', 'name']], otherwise: { is: 'nginx' }, when: [on('ingressClassResource', 'enabled')], isDefault: off('ingressClassResource', 'default') } },
    { name: 'rke2-ingress-nginx', ingressClass: { names: [['controller', 'ingressClassResource', 'name']], otherwise: { is: 'nginx' } } },
  ],
  images: ['ingress-nginx/controller', 'ingress-nginx/controller-chroot', 'kubernetes-ingress-controller/nginx-ingress-controller', 'bitnami/nginx-ingress-controller', 'bitnamilegacy/nginx-ingress-controller'],
  ingress: ['k8s.io/ingress-nginx'],
  gateway: [],
  ended: { on: '2026-03-24', because: 'kubernetes/ingress-nginx was archived on 24 March 2026: no fix comes any more, not for security either' },
};

export const f5Nginx: Product = {
  name: 'NGINX Ingress Controller of F5',
  charts: [
    {
      name: 'nginx-ingress',
      replicas: [['controller', 'replicaCount']],
      reads: { namespaces: { path: ['controller', 'watchNamespace'] } },
      tag: ['controller', 'image', 'tag'],
      ingressClass: { names: [['controller', 'ingressClass', 'name']], otherwise: { is: 'nginx' }, when: [on('controller', 'ingressClass', 'create')], isDefault: off('controller', 'ingressClass', 'setAsDefaultIngress') },
    },
  ],
  images: ['nginx/nginx-ingress', 'nginxinc/nginx-ingress', 'nginx-ic/nginx-plus-ingress'],
  ingress: ['nginx.org/ingress-controller'],
  gateway: [],
  groups: ['k8s.nginx.org'],
};

export const haproxyTech: Product = {
  name: 'HAProxy Kubernetes Ingress Controller',
  charts: [
    {
      name: 'kubernetes-ingress',
      from: ['haproxytech'],
      ingressClass: { names: [['controller', 'ingressClassResource', 'name']], otherwise: { is: 'haproxy' }, when: [on('controller', 'ingressClassResource', 'enabled')], isDefault: off('controller', 'ingressClassResource', 'default') },
    },
  ],
  images: ['haproxytech/kubernetes-ingress', 'hapee-registry.haproxy.com/kubernetes-hapee-ingress'],
  ingress: ['haproxy.org/ingress-controller*'],
  gateway: ['haproxy.org/gateway-controller*'],
};

export const haproxyIngress: Product = {
  name: 'HAProxy Ingress',
  charts: [
    {
      name: 'haproxy-ingress',
      ingressClass: { names: [['controller', 'ingressClass']], otherwise: { is: 'haproxy' }, when: [off('controller', 'ingressClassResource', 'enabled')], isDefault: off('controller', 'ingressClassResource', 'default') },
    },
  ],
  images: ['jcmoraisjr/haproxy-ingress', 'haproxy-ingress/haproxy-ingress'],
  ingress: ['haproxy-ingress.github.io/controller*'],
  gateway: ['haproxy-ingress.github.io/controller*'],
};

export const kong: Product = {
  name: 'Kong',
  charts: [
    { name: 'kong', serves: [on('ingressController', 'enabled')], ingressClass: { names: [['ingressController', 'ingressClass']], otherwise: { is: 'kong' } } },
    { name: 'ingress', from: ['konghq'], ingressClass: { names: [['controller', 'ingressController', 'ingressClass']], otherwise: { is: 'kong' } } },
    { name: 'kong-operator', from: ['konghq'] },
    { name: 'gateway-operator', from: ['konghq'] },
  ],
  images: ['kong/kubernetes-ingress-controller', 'kong/gateway-operator', 'kong/kong-operator'],
  ingress: ['ingress-controllers.konghq.com/kong'],
  gateway: ['konghq.com/*'],
};

export const contour: Product = {
  name: 'Contour',
  charts: [
    {
      name: 'contour',
      ingressClass: { names: [['contour', 'ingressClass', 'name']], otherwise: { is: 'contour' }, when: [on('contour', 'ingressClass', 'create')], isDefault: on('contour', 'ingressClass', 'default') },
    },
  ],
  images: ['projectcontour/contour', 'bitnami/contour', 'bitnamilegacy/contour'],
  ingress: ['projectcontour.io/*'],
  gateway: ['projectcontour.io/*'],
  groups: ['projectcontour.io'],
};

/** Its chart makes no GatewayClass. https://gateway.envoyproxy.io/docs/install/install-helm/ */
export const envoyGateway: Product = {
  name: 'Envoy Gateway',
  charts: [{ name: 'gateway-helm', from: ['envoyproxy', 'envoy'], replicas: [['deployment', 'replicas']], tag: ['deployment', 'envoyGateway', 'image', 'tag'] }],
  images: ['envoyproxy/gateway'],
  ingress: [],
  gateway: ['gateway.envoyproxy.io/gatewayclass-controller'],
};

export const istio: Product = {
  name: 'Istio',
  charts: [{ name: 'istiod' }],
  images: ['istio/pilot', 'istio-testing/pilot', 'istio-release/pilot'],
  ingress: ['istio.io/ingress-controller'],
  gateway: ['istio.io/gateway-controller'],
  ownGatewayClass: 'istio',
  groups: ['networking.istio.io'],
};

export const cilium: Product = {
  name: 'Cilium',
  charts: [
    {
      name: 'cilium',
      serves: [off('ingressController', 'enabled'), off('gatewayAPI', 'enabled')],
      ingressClass: { names: [], otherwise: { is: 'cilium' }, when: [off('ingressController', 'enabled')], isDefault: off('ingressController', 'default') },
      gatewayClass: { names: [], otherwise: { is: 'cilium' }, when: [off('gatewayAPI', 'enabled')] },
    },
  ],
  // Its agents run in clusters that it doesn't serve routes in.
  images: [],
  ingress: ['cilium.io/ingress-controller'],
  gateway: ['io.cilium/gateway-controller'],
};

/** Its GatewayClass is the submission's to make. https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/ */
export const awsLoadBalancerController: Product = {
  name: 'AWS Load Balancer Controller',
  charts: [
    {
      name: 'aws-load-balancer-controller',
      replicas: [['replicaCount']],
      reads: { namespaces: { path: ['watchNamespace'] } },
      tag: ['image', 'tag'],
      ingressClass: { names: [['ingressClass']], otherwise: { is: 'alb' }, when: [on('createIngressClassResource')], isDefault: off('ingressClassConfig', 'default') },
    },
  ],
  images: ['eks/aws-load-balancer-controller', 'amazon/aws-load-balancer-controller', 'amazon/aws-alb-ingress-controller'],
  ingress: ['ingress.k8s.aws/alb'],
  gateway: ['gateway.k8s.aws/alb', 'gateway.k8s.aws/nlb'],
};

export const emissary: Product = {
  name: 'Emissary-ingress',
  charts: [{ name: 'emissary-ingress' }, { name: 'edge-stack' }],
  images: ['emissaryingress/emissary', 'emissary-ingress/emissary', 'datawire/emissary', 'datawire/aes', 'ambassador/aes'],
  ingress: ['getambassador.io/ingress-controller'],
  gateway: ['getambassador.io/gateway-controller'],
  groups: ['getambassador.io'],
};

export const skipper: Product = {
  name: 'Skipper',
  charts: [{ name: 'skipper' }, { name: 'skipper-ingress' }],
  images: ['teapot/skipper', 'teapot/skipper-internal', 'zalando/skipper', 'zalando-incubator/skipper'],
  ingress: [],
  gateway: [],
  groups: ['zalando.org'],
};

export const kgateway: Product = {
  name: 'kgateway',
  charts: [{ name: 'kgateway' }, { name: 'gloo' }, { name: 'agentgateway' }],
  images: ['kgateway-dev/kgateway', 'kgateway-dev/agentgateway', 'solo-io/gloo', 'solo-io/kgateway'],
  ingress: [],
  gateway: ['kgateway.dev/*', 'agentgateway.dev/*', 'solo.io/gloo-gateway'],
  ownGatewayClass: 'kgateway',
};

export const nginxGatewayFabric: Product = {
  name: 'NGINX Gateway Fabric',
  charts: [{ name: 'nginx-gateway-fabric', gatewayClass: { names: [['nginxGateway', 'gatewayClassName']], otherwise: { is: 'nginx' } } }],
  images: ['nginx/nginx-gateway-fabric', 'nginxinc/nginx-gateway-fabric', 'nginx-gateway-fabric'],
  ingress: [],
  gateway: ['gateway.nginx.org/nginx-gateway-controller'],
};

export const voyager: Product = {
  name: 'Voyager',
  charts: [{ name: 'voyager', from: ['appscode'] }, { name: 'voyager-gateway', from: ['appscode'] }],
  images: ['appscode/voyager', 'voyagermesh/voyager'],
  ingress: ['voyagermesh.com/*'],
  gateway: ['gateway.voyagermesh.com/*'],
  groups: ['voyager.appscode.com'],
};

export const apisix: Product = {
  name: 'APISIX',
  charts: [
    { name: 'apisix-ingress-controller', ingressClass: { names: [['config', 'kubernetes', 'ingressClass']], otherwise: { is: 'apisix' } } },
    { name: 'apisix', serves: [off('ingress-controller', 'enabled')], ingressClass: { names: [['ingress-controller', 'config', 'kubernetes', 'ingressClass']], otherwise: { is: 'apisix' } } },
  ],
  images: ['apache/apisix-ingress-controller'],
  ingress: ['apisix.apache.org/*'],
  gateway: ['apisix.apache.org/*'],
  groups: ['apisix.apache.org'],
};

/** Charts of the first Helm repository, closed on 13 November 2020. https://helm.sh/blog/new-location-stable-incubator-charts/ */
export const oldStable: Product = {
  name: 'a chart of the closed repository `stable`',
  charts: [
    { name: 'nginx-ingress', from: ['charts.helm.sh', 'kubernetes-charts'] },
    { name: 'traefik', from: ['charts.helm.sh', 'kubernetes-charts'] },
    { name: 'aws-alb-ingress-controller' },
  ],
  images: [],
  ingress: [],
  gateway: [],
  ended: { on: '2020-11-13', because: 'its chart is of a repository that was closed on 13 November 2020' },
};

/** Part of the cluster itself. It makes no class. https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html */
export const autoMode: Product = {
  name: 'EKS Auto Mode',
  charts: [],
  images: [],
  ingress: ['eks.amazonaws.com/alb'],
  gateway: [],
};

/** Nearest first: a chart of the closed repository is called as one that is kept. */
export const products: readonly Product[] = [
  oldStable, traefik, ingressNginx, f5Nginx, haproxyTech, haproxyIngress, kong, contour, envoyGateway, istio, cilium, awsLoadBalancerController, emissary, skipper, kgateway,
  nginxGatewayFabric, voyager, apisix,
];
