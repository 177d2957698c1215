import type { Known } from '../../../src/terraform/module-origin.ts';

/*
 * external-dns v0.22 and what installs it, read in November 2026:
 * https://kubernetes-sigs.github.io/external-dns/latest/docs/flags/ and …/docs/annotations/annotations/
 * https://github.com/kubernetes-sigs/external-dns/tree/master/charts/external-dns (1.21), https://github.com/bitnami/charts/tree/main/bitnami/external-dns (9.0)
 * https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html (the values of the first chart)
 * https://github.com/aws-ia/terraform-aws-eks-blueprints-addons v1.24, https://github.com/aws-ia/terraform-aws-eks-blueprints-addon v1.1
 */

/** The name that every known chart, image and add-on of it bears. */
export const product = 'external-dns';

/** Where charts say what the program's flags do; of several places the first that says something. */
export const chartFlags: Readonly<Record<string, readonly (readonly string[])[]>> = {
  source: [['sources']],
  'domain-filter': [['domainFilters']],
  'exclude-domains': [['excludeDomains']],
  'regex-domain-filter': [['regexDomainFilter']],
  'zone-id-filter': [['zoneIdFilters']],
  'aws-zone-type': [['aws', 'zoneType']],
  'aws-prefer-cname': [['aws', 'preferCNAME']],
  'annotation-prefix': [['annotationPrefix']],
  provider: [['provider', 'name'], ['provider']],
};

/** Of both charts. */
export const chartDefaults: Readonly<Record<string, readonly string[]>> = { source: ['service', 'ingress'], provider: ['aws'] };

/** `hostname`, `target` and `ttl` come after one of these: the second until v0.21, the first since v0.22. */
export const annotationPrefixes = ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'] as const;

/** By kind of object: the source that reads it. Some are read with `--source` of another name: see the list of sources. */
export const sourceOfKind: Readonly<Record<string, string>> = {
  Ingress: 'ingress',
  Service: 'service',
  HTTPRoute: 'gateway-httproute',
  GRPCRoute: 'gateway-grpcroute',
  TLSRoute: 'gateway-tlsroute',
  DNSEndpoint: 'crd',
  VirtualService: 'istio-virtualservice',
  HTTPProxy: 'contour-httpproxy',
  IngressRoute: 'traefik-proxy',
  TCPIngress: 'kong-tcpingress',
};

/** Installs it where `enable_external_dns` says so: `external_dns` has the arguments of a release, the chart's defaults but for `provider`. */
export const addonsModule: Known = { registry: 'aws-ia/eks-blueprints-addons/aws', repository: 'aws-ia/terraform-aws-eks-blueprints-addons' };

/** One release, with the arguments of helm_release. */
export const addonModule: Known = { registry: 'aws-ia/eks-blueprints-addon/aws', repository: 'aws-ia/terraform-aws-eks-blueprints-addon' };

/** Arguments of modules that hold EKS add-ons by name: v21 and v20 of the community's, and the blueprints'. */
export const addonArguments = ['addons', 'cluster_addons', 'eks_addons'] as const;
