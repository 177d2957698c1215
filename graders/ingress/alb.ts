import type { Value } from '../../src/collect/terraform/section.ts';
import type { App, Routed } from '../../src/manifests/app.ts';
import { autoMode, awsLoadBalancerController, type Product } from '../../src/manifests/controllers-known.ts';
import { classAskedFor } from '../../src/manifests/gateways.ts';
import { annotationOf, groupOf, shownValue } from '../../src/manifests/objects.ts';
import { sameText } from '../../src/manifests/selectors.ts';
import { isSaid } from '../../src/manifests/tls.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asEntries, asText, leavesOf, valueIn } from '../../src/terraform/value.ts';

/** Load balancers of the AWS Load Balancer Controller and of Auto Mode, which is made of it. */
export const isAlb = (product: Product | undefined): boolean => product === awsLoadBalancerController || product === autoMode;

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
export const albAnnotation = ({ route: { manifest } }: Routed, name: string): Value | undefined => annotationOf(manifest, `alb.ingress.kubernetes.io/${name}`);

/** What the class of an Ingress says for all of its Ingresses. https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html */
export function classParameter({ around }: App, { route }: Routed, ...path: readonly string[]): Value | undefined {
  const asked = classAskedFor(route);
  const named = around.find(({ object, name }) => object.kind === 'IngressClass' && sameText(name, asked) === 'yes');
  const reference = valueIn(named?.body, 'spec', 'parameters', 'name');
  const parameters = around.find((each) => each.object.kind === 'IngressClassParams' && ['elbv2.k8s.aws', 'eks.amazonaws.com'].includes(groupOf(each)) && sameText(each.name, reference) === 'yes');
  return valueIn(parameters?.body, 'spec', ...path);
}

/** The certificate that an Ingress or its class names. */
export function namedCertificate(app: App, routed: Routed): Value | undefined {
  const own = albAnnotation(routed, 'certificate-arn');
  return isSaid(own) ? own : (classParameter(app, routed, 'certificateARNs') ?? classParameter(app, routed, 'certificateArn'));
}

export type Listening = { readonly http: boolean; readonly https: boolean } | { readonly unknown: Value };

/** `listen-ports`; where nothing says it, HTTPS alone if a certificate is named, else HTTP alone. */
export function listening(app: App, routed: Routed): Listening {
  const written = albAnnotation(routed, 'listen-ports');
  if (written === undefined) return { http: namedCertificate(app, routed) === undefined, https: namedCertificate(app, routed) !== undefined };
  const ports = documentOf(written);
  if (ports === undefined || 'unknown' in ports) return { unknown: written };
  const protocols = membersOf(ports).flatMap((each) => {
    const entries = asEntries(each);
    return entries.kind === 'known' ? entries.is.map(([protocol]) => protocol) : [];
  });
  return { http: protocols.includes('HTTP'), https: protocols.includes('HTTPS') };
}

/** The port that HTTP is redirected to, by its own annotation or by the older one with an action. */
export function redirectOf(app: App, routed: Routed): Value | undefined {
  const port = albAnnotation(routed, 'ssl-redirect') ?? classParameter(app, routed, 'sslRedirectPort');
  const action = documentOf(albAnnotation(routed, 'actions.ssl-redirect'));
  const type = asText(valueIn(action, 'type') ?? valueIn(action, 'Type'));
  if (port !== undefined) return shownValue(port) === '80' ? undefined : port;
  const isUsed = routed.route.manifest.object.kind === 'Ingress' && leavesOf(valueIn(routed.route.manifest.body, 'spec')).some(({ value }) => shownValue(value) === 'use-annotation');
  return type.kind === 'known' && type.is === 'redirect' && isUsed && isToHttps(action) ? action : undefined;
}

/** `#{protocol}`, which is what it is untold, leads back to where it came from. */
function isToHttps(action: Value | undefined): boolean {
  const configuration = valueIn(action, 'RedirectConfig') ?? valueIn(action, 'redirectConfig');
  return shownValue(valueIn(configuration, 'Protocol') ?? valueIn(configuration, 'protocol')).toUpperCase() === 'HTTPS';
}
