import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import type { App, Routed } from '../../src/manifests/app.ts';
import type { Controller } from '../../src/manifests/controllers.ts';
import { type Product, traefik } from '../../src/manifests/controllers-known.ts';
import { isOn } from '../../src/manifests/controllers-matching.ts';
import { classAskedFor, classesIn, istioGatewaysOf, type Parent, parentsOf, productOfKind, type RouteClass } from '../../src/manifests/gateways.ts';
import { isOf, type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { isGivenName, readingOf } from '../../src/manifests/reading.ts';
import { type Answer, every, sameText, some } from '../../src/manifests/selectors.ts';
import { valueIn } from '../../src/terraform/value.ts';

/** Who serves a route. */
export type Serving =
  | { readonly kind: 'served'; readonly by: string; readonly product: Product | undefined }
  | { readonly kind: 'open'; readonly asked: Value | undefined; readonly at: Location }
  /** `lacks`: what nothing in the submission provides. */
  | { readonly kind: 'nobody'; readonly lacks: Lack; readonly asked: Value | undefined; readonly at: Location; readonly in: Manifest; readonly unread?: Unread };

/** A controller whose values keep it from reading the route. */
export type Unread = { readonly by: Controller; readonly path: readonly string[] };

export type Lack = 'ingress-class' | 'default-class' | 'gateway' | 'gateway-class' | 'controller' | 'reading';

export function servingOf({ around }: App, { route }: Routed, controllers: readonly Controller[]): Serving {
  const { manifest } = route;
  const classes = classesIn(around, controllers);
  if (isOf(manifest, 'Ingress', 'networking.k8s.io')) return ofIngress(manifest, classAskedFor(route), classes, controllers);
  if (isOf(manifest, 'HTTPRoute', 'gateway.networking.k8s.io')) return ofParents(manifest, parentsOf(route, around), classes, controllers);
  const product = productOfKind(manifest);
  const own = controllers.find((each) => each.product === product);
  if (product === undefined || own === undefined) return { kind: 'nobody', lacks: 'controller', asked: undefined, at: placeIn(manifest), in: manifest };
  if (isOf(manifest, 'VirtualService', 'networking.istio.io') && istioGatewaysOf(route, around).length === 0) return ofNames(manifest);
  return own.exists === 'yes' ? { kind: 'served', by: own.by, product } : { kind: 'open', asked: undefined, at: own.at };
}

function ofNames(manifest: Manifest): Serving {
  const asked = valueIn(manifest.body, 'spec', 'gateways');
  return { kind: 'nobody', lacks: 'gateway', asked, at: placeIn(manifest, asked), in: manifest };
}

function ofIngress(manifest: Manifest, asked: Value | undefined, classes: readonly RouteClass[], controllers: readonly Controller[]): Serving {
  const at = placeIn(manifest, asked);
  const fitting = classes.filter(({ of }) => of === 'ingress').map((each) => ({ each, fits: every([each.made, asked === undefined ? each.isDefault : sameText(each.name, asked), isRun(each, controllers)]) }));
  const served = serving(fitting, asked);
  const own = served?.kind === 'served' ? controllers.filter(({ product }) => product === served.product) : [];
  const readings = own.map((by) => ({ by, reading: readingOf(by, manifest, asked) }));
  const [less] = readings.some(({ reading }) => reading.reads === 'yes') ? [] : readings;
  if (less?.reading.reads === 'no') return { kind: 'nobody', lacks: 'reading', asked, at, in: manifest, unread: { by: less.by, path: less.reading.path } };
  if (less?.reading.reads === 'maybe') return { kind: 'open', asked, at: less.by.at };
  return served ?? { kind: 'nobody', lacks: asked === undefined ? 'default-class' : 'ingress-class', asked, at, in: manifest };
}

/** A class without its controller is a name. */
const isRun = ({ product, controller }: RouteClass, controllers: readonly Controller[]): Answer =>
  product === undefined ? (controller === undefined ? 'maybe' : isGivenName(controllers, controller)) : some(controllers.map((each) => (each.product === product ? each.exists : 'no')));

function serving(fitting: readonly { readonly each: RouteClass; readonly fits: Answer }[], asked: Value | undefined): Serving | undefined {
  const [sure, perhaps] = (['yes', 'maybe'] as const).map((answer) => fitting.find(({ fits }) => fits === answer)?.each);
  if (sure !== undefined) return { kind: 'served', by: sure.by, product: sure.product };
  return perhaps && { kind: 'open', asked, at: perhaps.at };
}

function ofParents(manifest: Manifest, parents: readonly Parent[], classes: readonly RouteClass[], controllers: readonly Controller[]): Serving {
  const all = parents.map((parent) => ofParent(manifest, parent, classes, controllers));
  const best = (['served', 'open', 'nobody'] as const).map((kind) => all.find((each) => each.kind === kind)).find((each) => each !== undefined);
  return best ?? { kind: 'nobody', lacks: 'gateway', asked: undefined, at: placeIn(manifest), in: manifest };
}

function ofParent(manifest: Manifest, parent: Parent, classes: readonly RouteClass[], controllers: readonly Controller[]): Serving {
  const [gateway] = parent.gateways;
  if (gateway !== undefined) return ofGateway(gateway, classes, controllers);
  const chart = controllers.find((each) => makesGateway(each, parent.name) !== 'no');
  if (chart !== undefined) return { kind: 'served', by: chart.by, product: chart.product };
  if (parent.kind !== 'Gateway') return { kind: 'open', asked: parent.name, at: parent.at };
  return { kind: 'nobody', lacks: 'gateway', asked: parent.name, at: parent.at, in: manifest };
}

/** Traefik's chart makes a Gateway of its own. https://github.com/traefik/traefik-helm-chart/blob/master/traefik/values.yaml */
function makesGateway({ product, release }: Controller, name: Value): Answer {
  if (product !== traefik || release === undefined) return 'no';
  const own = valueIn(release.values, 'gateway', 'name') ?? { known: 'traefik-gateway' };
  const switches = [
    { path: ['providers', 'kubernetesGateway', 'enabled'], otherwise: false },
    { path: ['gateway', 'enabled'], otherwise: true },
  ];
  return every([...switches.map((each) => isOn(each, release.values, release.open)), sameText(own, name)]);
}

function ofGateway(gateway: Manifest, classes: readonly RouteClass[], controllers: readonly Controller[]): Serving {
  const asked = valueIn(gateway.body, 'spec', 'gatewayClassName');
  const fitting = classes.filter(({ of }) => of === 'gateway').map((each) => ({ each, fits: every([each.made, sameText(each.name, asked), isRun(each, controllers)]) }));
  return serving(fitting, asked) ?? { kind: 'nobody', lacks: 'gateway-class', asked, at: placeIn(gateway, asked), in: gateway };
}

/** Who serves it; where nobody is named rightly, the one controller that there is. */
export function productServing(app: App, routed: Routed, controllers: readonly Controller[]): Product | undefined {
  const serving = servingOf(app, routed, controllers);
  if (serving.kind === 'served' && serving.product !== undefined) return serving.product;
  const [only, ...more] = new Set(controllers.map(({ product }) => product));
  return more.length === 0 ? only : undefined;
}

export const routeTitle = ({ route: { manifest } }: Routed): string => titleOf(manifest);
