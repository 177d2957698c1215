import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { matchesText } from '../terraform/text.ts';
import { asText, asTruth, valueIn } from '../terraform/value.ts';
import { membersOf } from '../terraform/members.ts';
import type { ChartRelease, Controller } from './controllers.ts';
import { autoMode, type ChartClass, type Product, products } from './controllers-known.ts';
import { allOn, isOn, productOfClass } from './controllers-matching.ts';
import { annotationOf, groupOf, isOf, labelsOf, type Manifest, placeIn, shareNamespace, titleOf } from './objects.ts';
import type { Route } from './routes.ts';
import { type Answer, every, sameText, selects, some } from './selectors.ts';

/** An IngressClass or GatewayClass that the submission brings. */
export type RouteClass = {
  readonly of: 'ingress' | 'gateway';
  readonly name: Value;
  readonly by: string;
  readonly at: Location;
  /** Whose it is. Undefined: docc doesn't know that controller. */
  readonly product: Product | undefined;
  /** As the class names it, where it is an object. */
  readonly controller?: string;
  readonly isDefault: Answer;
  /** Whether it is made: a value that files can't tell may decide. */
  readonly made: Answer;
};

/** Those among objects that are deployed together, and those that charts and controllers make. */
export const classesIn = (around: readonly Manifest[], controllers: readonly Controller[]): readonly RouteClass[] => [...around.flatMap(declaredClass), ...controllers.flatMap(madeBy)];

const kinds = [
  { of: 'ingress', kind: 'IngressClass', group: 'networking.k8s.io', field: 'controller' },
  { of: 'gateway', kind: 'GatewayClass', group: 'gateway.networking.k8s.io', field: 'controllerName' },
] as const;

function declaredClass(manifest: Manifest): readonly RouteClass[] {
  const kind = kinds.find((each) => isOf(manifest, each.kind, each.group));
  if (kind === undefined) return [];
  const controller = asText(valueIn(manifest.body, 'spec', kind.field));
  const marked = asTruth(annotationOf(manifest, 'ingressclass.kubernetes.io/is-default-class'));
  return [
    {
      of: kind.of,
      name: manifest.name,
      by: titleOf(manifest),
      at: placeIn(manifest),
      product: controller.kind === 'known' ? productOfClass(kind.of, controller.is, [...products, autoMode]) : undefined,
      ...(controller.kind === 'known' && { controller: controller.is }),
      isDefault: marked.kind === 'known' && marked.is ? 'yes' : marked.kind === 'unknown' ? 'maybe' : 'no',
      made: 'yes',
    },
  ];
}

function madeBy(controller: Controller): readonly RouteClass[] {
  const { product, by, at, release, exists } = controller;
  const own: readonly RouteClass[] =
    product.ownGatewayClass === undefined ? [] : [{ of: 'gateway', name: { known: product.ownGatewayClass }, by, at, product, isDefault: 'no', made: exists }];
  if (release === undefined) return own;
  const { ingressClass, gatewayClass } = release.chart;
  return [...own, ...chartClass(controller, 'ingress', ingressClass, release), ...chartClass(controller, 'gateway', gatewayClass, release)];
}

function chartClass({ product, by, at, exists }: Controller, of: RouteClass['of'], made: ChartClass | undefined, release: ChartRelease): readonly RouteClass[] {
  if (made === undefined) return [];
  const answer = every([exists, allOn(made.when ?? [], release)]);
  if (answer === 'no') return [];
  const isDefault = made.isDefault === undefined ? 'no' : isOn(made.isDefault, release.values, release.open);
  return [{ of, name: classNameOf(made, release), by, at, product, isDefault, made: answer }];
}

function classNameOf({ names, otherwise }: ChartClass, release: ChartRelease): Value {
  const written = names.map((path) => valueIn(release.values, ...path)).find((value) => value !== undefined && !('known' in value && value.known === ''));
  if (written !== undefined) return written;
  if (release.open && names.length > 0) return { unknown: true };
  return otherwise === 'release' ? { known: fullName(release) } : { known: otherwise.is };
}

/** As charts make it of the release: https://helm.sh/docs/chart_template_guide/named_templates/ */
export function fullName({ chart, name, values }: ChartRelease): string {
  const [override, release] = [asText(valueIn(values, 'fullnameOverride')), asText(name)];
  if (override.kind === 'known') return override.is;
  const called = release.kind === 'known' ? release.is : chart.name;
  return called.includes(chart.name) ? called : `${called}-${chart.name}`;
}

/** The class that an Ingress asks for; undefined: the default one. */
export const classAskedFor = ({ manifest }: Route): Value | undefined => valueIn(manifest.body, 'spec', 'ingressClassName') ?? annotationOf(manifest, 'kubernetes.io/ingress.class');

export type Listener = {
  readonly gateway: Manifest;
  readonly name: Value | undefined;
  readonly protocol: string;
  readonly port: Value | undefined;
  readonly hostname: Value | undefined;
  readonly tls: Value | undefined;
  readonly allowed: Value | undefined;
  readonly at: Location;
};

/** A Gateway that a route names, as far as it is here. */
export type Parent = { readonly name: Value; readonly at: Location; readonly ref: Value; readonly gateways: readonly Manifest[]; readonly kind: string; readonly route: Manifest; readonly namespaceLabels: Value | undefined };

/** Of an HTTPRoute. */
export function parentsOf({ manifest }: Route, around: readonly Manifest[]): readonly Parent[] {
  const namespaceLabels = labelsOf(around.find((each) => isOf(each, 'Namespace', '') && sameText(each.name, manifest.namespace) === 'yes') ?? { body: { object: {} } });
  return membersOf(valueIn(manifest.body, 'spec', 'parentRefs')).flatMap((ref) => {
    const name = valueIn(ref, 'name');
    const kind = asText(valueIn(ref, 'kind'));
    if (name === undefined) return [];
    const namespace = valueIn(ref, 'namespace') ?? manifest.namespace;
    const gateways = around.filter((each) => isGateway(each) && every([sameText(each.name, name), sharedOrUnsaid(namespace, each.namespace)]) !== 'no');
    return [{ name, at: placeIn(manifest, name), ref, gateways, kind: kind.kind === 'known' ? kind.is : 'Gateway', route: manifest, namespaceLabels }];
  });
}

const isGateway = (manifest: Manifest): boolean => isOf(manifest, 'Gateway', 'gateway.networking.k8s.io');

const sharedOrUnsaid = (one: Value | undefined, other: Value | undefined): Answer => (one === undefined || other === undefined ? 'maybe' : sameText(one, other));

export const listenersOf = (gateway: Manifest): readonly Listener[] =>
  membersOf(valueIn(gateway.body, 'spec', 'listeners')).map((value) => {
    const protocol = asText(valueIn(value, 'protocol'));
    return {
      gateway,
      name: valueIn(value, 'name'),
      protocol: protocol.kind === 'known' ? protocol.is : '',
      port: valueIn(value, 'port'),
      hostname: valueIn(value, 'hostname'),
      tls: valueIn(value, 'tls'),
      allowed: valueIn(value, 'allowedRoutes'),
      at: placeIn(gateway, value),
    };
  });

/** Whether a route that names a Gateway so is attached to one of its listeners. */
export function isAttached(listener: Listener, parent: Parent, host: string): Answer {
  const { ref } = parent;
  const [section, port] = [valueIn(ref, 'sectionName'), valueIn(ref, 'port')];
  return every([
    section === undefined ? 'yes' : sameText(section, listener.name),
    port === undefined ? 'yes' : sameText(port, listener.port),
    holdsHost(listener.hostname, host),
    admits(listener, parent),
  ]);
}

/** Untold, routes of the Gateway's own namespace. https://gateway-api.sigs.k8s.io/concepts/security-model/ */
export function admits({ allowed, gateway }: Pick<Listener, 'allowed' | 'gateway'>, { route, namespaceLabels }: Pick<Parent, 'route' | 'namespaceLabels'>): Answer {
  const kinds = membersOf(valueIn(allowed, 'kinds')).map((each) => sameText(valueIn(each, 'kind'), { known: route.object.kind }));
  const from = asText(valueIn(allowed, 'namespaces', 'from'));
  const isKind = kinds.length === 0 ? 'yes' : some(kinds);
  if (from.kind === 'unknown') return every([isKind, 'maybe']);
  const said = from.kind === 'known' ? from.is : 'Same';
  if (said === 'Selector') return every([isKind, admitsBySelector(valueIn(allowed, 'namespaces', 'selector'), route, namespaceLabels)]);
  return every([isKind, said === 'All' ? 'yes' : said === 'Same' ? shareNamespace(gateway, route) : 'no']);
}

/** Every namespace has the label of its name; of one that isn't in the files no other is known. */
function admitsBySelector(selector: Value | undefined, { namespace }: Manifest, labels: Value | undefined): Answer {
  const own = labels !== undefined && 'object' in labels ? labels.object : {};
  const answer = selects(selector, { object: { ...own, ...(namespace !== undefined && { 'kubernetes.io/metadata.name': namespace }) } });
  return answer === 'no' && labels === undefined ? 'maybe' : answer;
}

/** A wildcard of a listener stands for one label or more. Absent: every host. */
export function holdsHost(name: Value | undefined, host: string): Answer {
  if (name === undefined) return 'yes';
  const text = asText(name);
  if (text.kind !== 'known') return matchesText(name, host);
  if (text.is === '' || text.is === host) return 'yes';
  return text.is.startsWith('*.') && host.endsWith(text.is.slice(1)) ? 'yes' : 'no';
}

/** Istio's own Gateways that a VirtualService names: `gateway` or `namespace/gateway`. */
export function istioGatewaysOf({ manifest }: Route, around: readonly Manifest[]): readonly Manifest[] {
  const names = membersOf(valueIn(manifest.body, 'spec', 'gateways')).flatMap((each) => {
    const text = asText(each);
    return text.kind === 'known' ? [text.is.slice(text.is.indexOf('/') + 1)] : [];
  });
  return around.filter((each) => isOf(each, 'Gateway', 'networking.istio.io') && some(names.map((name) => sameText(each.name, { known: name }))) === 'yes');
}

/** What only one controller reads is that controller's. */
export const productOfKind = (manifest: Manifest): Product | undefined => products.find(({ groups = [] }) => groups.includes(groupOf(manifest)));
