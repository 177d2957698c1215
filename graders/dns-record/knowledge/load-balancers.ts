import type { Known } from '../../../src/terraform/module-origin.ts';

/*
 * What tells where the ingress load balancer is today. Read in November 2026:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs, https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
 */

/** Their names are those that AWS gave the balancer that is there. */
export const declaredBalancers: ReadonlySet<string> = new Set(['aws_lb', 'aws_alb', 'aws_elb', 'aws_globalaccelerator_accelerator', 'aws_globalaccelerator_custom_routing_accelerator']);

/** Looked up: good unless by something that changes with the balancer. */
export const foundBalancers: ReadonlySet<string> = new Set(['aws_lb', 'aws_alb', 'aws_elb']);

/** Lists by tags. */
export const listedBalancers: ReadonlySet<string> = new Set(['aws_lbs', 'aws_resourcegroupstaggingapi_resources']);

/** Kubernetes objects, declared or read, whose status the controller writes the balancer's name into. */
export const objectsWithStatus: ReadonlySet<string> = new Set([
  'kubernetes_service',
  'kubernetes_service_v1',
  'kubernetes_ingress',
  'kubernetes_ingress_v1',
  'kubernetes_manifest',
  'kubernetes_resource',
  'kubernetes_resources',
  'kubectl_manifest',
]);

/** Addresses that a network balancer is given. */
export const addresses = 'aws_eip';

/** Not where visitors are let in, though it has a name or an address. */
export const notTheWayIn: Readonly<Record<string, string>> = {
  aws_eks_cluster: 'the API server of the cluster',
  aws_instance: 'a single machine',
  aws_spot_instance_request: 'a single machine',
  aws_nat_gateway: 'the way out, not the way in',
};

/** Modules whose outputs `dns_name`, `lb_dns_name` and `elb_dns_name` are their balancer's. */
export const balancerModules: readonly Known[] = [
  { registry: 'terraform-aws-modules/alb/aws', repository: 'terraform-aws-modules/terraform-aws-alb' },
  { registry: 'terraform-aws-modules/elb/aws', repository: 'terraform-aws-modules/terraform-aws-elb' },
  { registry: 'cloudposse/alb/aws', repository: 'cloudposse/terraform-aws-alb' },
  { registry: 'cloudposse/nlb/aws', repository: 'cloudposse/terraform-aws-nlb' },
];

/** Of any other module: an output that can hardly be anything else. */
export const balancerOutput = /^(\w*_)?dns_name\b|(^|_)([ane]?lb|load_?balancer|ingress|gateway)(_\w+)*_(dns|host|hostname|domain)\w*/i;

/**
 * Names that controllers make up: Kubernetes' own service controller (`a` and 31 digits of the Service's uid), the AWS Load
 * Balancer Controller and Auto Mode (`k8s-<namespace>-<name>-<10 digits of a hash>`). A new Service has a new one.
 * https://github.com/kubernetes/cloud-provider/blob/master/cloud.go
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/service/model_build_load_balancer.go
 */
export const generatedName = /^(a[0-9a-f]{31}|k8s-[a-z0-9-]+-[0-9a-f]{10}(-\d+)?)$/;

/**
 * Charts of controllers whose Service of type LoadBalancer is called after the release, with what comes after that.
 * https://github.com/traefik/traefik-helm-chart, https://github.com/kubernetes/ingress-nginx/tree/main/charts/ingress-nginx
 */
export const controllerServices = [
  { chart: '*traefik', suffix: '' },
  { chart: '*ingress-nginx', suffix: '-controller' },
] as const;
