import type { Known } from '../terraform/module-origin.ts';
import { haproxyTech, istio, kgateway, kong, type Product } from './controllers-known.ts';

/** Programs that https://github.com/aws-ia/terraform-aws-eks-blueprints-addons v1.24.3 installs where `enable_…` is true; it pins its charts itself. */
export const addonsModule: Known = { registry: 'aws-ia/eks-blueprints-addons/aws', repository: 'aws-ia/terraform-aws-eks-blueprints-addons' };
export const addonSwitches: Readonly<Record<string, string>> = { ingress_nginx: 'ingress-nginx', aws_load_balancer_controller: 'aws-load-balancer-controller' };

/** One chart each. https://github.com/aws-ia/terraform-aws-eks-blueprints-addon v1.1.1, https://github.com/terraform-module/terraform-helm-release v2.8.2 */
export const releaseModules: readonly Known[] = [
  { registry: 'aws-ia/eks-blueprints-addon/aws', repository: 'aws-ia/terraform-aws-eks-blueprints-addon' },
  { registry: 'terraform-module/release/helm', repository: 'terraform-module/terraform-helm-release' },
];

/** EKS add-ons of the AWS Marketplace. https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-vendors.html */
export const addonProducts: Readonly<Record<string, Product>> = {
  'haproxy-technologies_kubernetes-ingress-ee': haproxyTech,
  'kong_konnect-ri': kong,
  'tetrate-io_istio-distro': istio,
  'solo-io_istio-distro': istio,
  'solo-io_gloo-gateway': kgateway,
};
