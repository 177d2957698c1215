import { cilium, contour, emissary, f5Nginx, haproxyIngress, haproxyTech, ingressNginx, type Product } from '../../../src/manifests/controllers-known.ts';

/** How a controller is told to redirect an Ingress's HTTP, and what it does untold where the Ingress has TLS. */
export type RedirectRule = {
  readonly product: Product;
  /** Annotations that say so, and with what they do and don't. */
  readonly annotations: readonly { readonly name: string; readonly on: readonly string[]; readonly off: readonly string[] }[];
  readonly otherwise: 'redirects' | 'serves';
};

const truth = { on: ['true', 'True'], off: ['false', 'False'] };

/**
 * Read in November 2026: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/,
 * https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/,
 * https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/, https://haproxy-ingress.github.io/docs/configuration/keys/,
 * https://projectcontour.io/docs/main/config/annotations/, https://docs.cilium.io/en/stable/network/servicemesh/ingress/,
 * https://emissary-ingress.dev/docs/
 */
export const redirectRules: readonly RedirectRule[] = [
  {
    product: ingressNginx,
    annotations: [
      { name: 'nginx.ingress.kubernetes.io/force-ssl-redirect', on: ['true'], off: [] },
      { name: 'nginx.ingress.kubernetes.io/ssl-redirect', ...truth },
    ],
    otherwise: 'redirects',
  },
  {
    product: f5Nginx,
    annotations: [
      { name: 'nginx.org/redirect-to-https', ...truth },
      { name: 'ingress.kubernetes.io/ssl-redirect', ...truth },
      { name: 'nginx.org/ssl-redirect', ...truth },
    ],
    otherwise: 'redirects',
  },
  { product: haproxyTech, annotations: [{ name: 'haproxy.org/ssl-redirect', ...truth }], otherwise: 'redirects' },
  {
    product: haproxyIngress,
    annotations: [
      { name: 'haproxy-ingress.github.io/ssl-redirect', ...truth },
      { name: 'ingress.kubernetes.io/ssl-redirect', ...truth },
    ],
    otherwise: 'redirects',
  },
  {
    product: cilium,
    annotations: [{ name: 'ingress.cilium.io/force-https', on: ['enabled', 'true'], off: ['disabled', 'false'] }],
    otherwise: 'redirects',
  },
  {
    product: contour,
    annotations: [
      { name: 'ingress.kubernetes.io/force-ssl-redirect', ...truth },
      { name: 'projectcontour.io/force-ssl-redirect', ...truth },
      { name: 'kubernetes.io/ingress.allow-http', on: ['false'], off: ['true'] },
    ],
    otherwise: 'serves',
  },
  { product: emissary, annotations: [], otherwise: 'redirects' },
];
