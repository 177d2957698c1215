import type { ManifestsFacts } from '../collect/manifests/section.ts';
import { onceFor } from '../grade/once.ts';
import { serviceHost, type Settings } from '../grade/settings.ts';
import { membersOf } from '../terraform/members.ts';
import { asText, valueIn } from '../terraform/value.ts';
import { imageOf, isNamed } from './images.ts';
import { deployedWith, environmentIn, isOf, type Manifest, shareNamespace, titleOf } from './objects.ts';
import { type Container, containersOf } from './pods.ts';
import { type Backend, isForHost, type Route, routes } from './routes.ts';
import { type Answer, every, sameText, some } from './selectors.ts';
import { type Leading, servicesOf } from './services.ts';
import { type Workload, workloads } from './workloads.ts';

/** A workload that runs the image asked for, with what leads to it. */
export type App = {
  readonly workload: Workload;
  /** `Deployment docc-sample`, with what tells it from the others where there are several apps. */
  readonly title: string;
  /** What tells it from the others: `staging`. Absent where there is no other of that name. */
  readonly of?: string;
  /** Whether it runs the image: files may not tell. */
  readonly runsImage: Answer;
  /** The containers that run the image, or may. */
  readonly servers: readonly Container[];
  /** Services of its namespace that select its pods, or may. */
  readonly services: readonly Leading[];
  /** The name by which it is to be reached: the one asked for, or, where another environment has that, its own. */
  readonly host: string;
  /** Routes for that host with a backend among those Services. */
  readonly routes: readonly Routed[];
  /** All that is deployed along with it, itself too. */
  readonly around: readonly Manifest[];
  /** What could not be rendered, and may hold more of what is around it. */
  readonly unrendered: ManifestsFacts['unrendered'];
};

export type Routed = { readonly route: Route; readonly backend: Backend };

/** `docc-sample` of `domain/docc-sample`. */
export const imageName = ({ image }: Settings): string => image.slice(image.lastIndexOf('/') + 1);

/**
 * The app: the workload that runs the image and that the host's route leads to; where none of them has a route, those with a
 * Service; else all. One for each origin, and more where several share the traffic. None: nothing runs the image.
 */
export const apps = onceFor((facts: ManifestsFacts, settings: Settings): readonly App[] => {
  const all = workloads(facts).filter(({ runs }) => runs === 'serves').map((workload) => appOf(facts, settings, workload));
  const [certain, open] = (['yes', 'maybe'] as const).map((answer) => all.filter(({ runsImage }) => runsImage === answer));
  const running = byOrigin(certain?.length === 0 ? (open ?? []) : (certain ?? []));
  const isReached = running.some((together) => together.some(({ routes: own }) => own.length > 0));
  return (isReached ? running.map((together) => withOwnHost(together, facts)) : running).flatMap(foremost).map(named);
});

function appOf(facts: ManifestsFacts, settings: Settings, workload: Workload): App {
  const { containers, unread } = containersOf(workload);
  const running = containers.map((container) => ({ container, runs: runsImage(container, settings) })).filter(({ container }) => container.role !== 'init');
  const answer = some([...running.map(({ runs }) => runs), ...(unread === undefined ? [] : ['maybe' as const])]);
  const leading = servicesOf(facts, workload);
  return {
    workload,
    title: titleOf(workload.manifest),
    runsImage: answer,
    servers: running.filter(({ runs }) => runs === answer && runs !== 'no').map(({ container }) => container),
    services: leading,
    host: serviceHost(settings),
    routes: routedTo(facts, workload, leading).filter(({ route }) => isForHost(route, serviceHost(settings)) !== 'no'),
    around: deployedWith(workload.manifest, facts),
    unrendered: facts.unrendered,
  };
}

function runsImage({ value }: Container, settings: Settings): Answer {
  const image = imageOf(valueIn(value, 'image'));
  return image === undefined ? 'no' : isNamed(image, imageName(settings));
}

/** Whatever its host. */
function routedTo(facts: ManifestsFacts, { manifest }: Workload, leading: readonly Leading[]): readonly Routed[] {
  const around = new Set(deployedWith(manifest, facts));
  const beside = routes(facts).filter((route) => around.has(route.manifest));
  return beside.flatMap((route) => route.backends.filter((backend) => leading.some((each) => leadsTo(route, backend, each, deployedWith(manifest, facts)) !== 'no')).map((backend) => ({ route, backend })));
}

/** Whether a backend of a route is that Service, and may be. */
export function leadsTo(route: Route, backend: Backend, { service: { manifest } }: Leading, around: readonly Manifest[]): Answer {
  const namespace = backend.namespace ?? route.manifest.namespace;
  const shared = namespace === undefined || manifest.namespace === undefined ? 'maybe' : sameText(namespace, manifest.namespace);
  return every([shared, sameText(backend.service, manifest.name), isGranted(route, manifest, around)]);
}

/** Who has the Service has to allow an HTTPRoute of another namespace. https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
function isGranted({ manifest: route }: Route, service: Manifest, around: readonly Manifest[]): Answer {
  const isNear = shareNamespace(route, service);
  if (isNear !== 'no' || !isOf(route, 'HTTPRoute', 'gateway.networking.k8s.io')) return 'yes';
  const grants = around.filter((each) => isOf(each, 'ReferenceGrant', 'gateway.networking.k8s.io') && shareNamespace(each, service) !== 'no');
  return some(grants.map(({ body }) => every([
    some(membersOf(valueIn(body, 'spec', 'from')).map((each) => every([sameText(valueIn(each, 'kind'), { known: 'HTTPRoute' }), sameText(valueIn(each, 'namespace'), route.namespace)]))),
    some(membersOf(valueIn(body, 'spec', 'to')).map((each) => every([sameText(valueIn(each, 'kind'), { known: 'Service' }), sameText(valueIn(each, 'name') ?? service.name, service.name)]))),
  ])));
}

const byOrigin = (all: readonly App[]): readonly (readonly App[])[] => [...Map.groupBy(all, ({ workload }) => workload.manifest.object.origin).values()];

/** Staging and production have names of their own: of several environments one has the name that is asked for. */
function withOwnHost(together: readonly App[], facts: ManifestsFacts): readonly App[] {
  if (together.some((app) => app.routes.length > 0)) return together;
  return together.map((app) => {
    const all = routedTo(facts, app.workload, app.services);
    const host = all.flatMap(({ route }) => route.hosts).map(asText).find((each) => each.kind === 'known')?.is;
    return host === undefined ? app : { ...app, host, routes: all.filter(({ route }) => isForHost(route, host) !== 'no') };
  });
}

function foremost(all: readonly App[]): readonly App[] {
  const routed = all.filter((app) => app.routes.length > 0);
  if (routed.length > 0) return routed;
  const served = all.filter((app) => app.services.length > 0);
  return served.length > 0 ? served : all;
}

function named(app: App, _: number, all: readonly App[]): App {
  const isAlone = all.every((other) => other === app || other.title !== app.title);
  if (isAlone) return app;
  const of = placeOf(app.workload.manifest);
  return { ...app, of, title: `${app.title} of ${of}` };
}

/** By environment, else by what else tells one deployment from another. */
function placeOf(manifest: Manifest): string {
  const { origin, object } = manifest;
  const environment = environmentIn(manifest);
  if (environment !== undefined || origin.kind === 'files') return environment ?? object.path;
  return origin.kind === 'chart' ? (origin.valueFiles?.at(-1) ?? origin.path) : origin.kind === 'kustomize' ? origin.path : origin.root;
}
