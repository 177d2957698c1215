import type { ManifestObject, ManifestsFacts } from '../collect/manifests/section.ts';
import type { Json, Value } from '../collect/terraform/section.ts';
import { serviceHost, type Settings } from '../grade/settings.ts';
import { asText } from '../terraform/value.ts';
import { type App, apps, imageName } from './app.ts';
import { imageOf, isNamed } from './images.ts';
import { environmentIn, type Manifest } from './objects.ts';
import { targetOf } from './services.ts';

export type { Settings };

/** What of a submission is tried on a cluster: one environment of it. */
export type Chosen = {
  readonly app: App;
  readonly environment: string | undefined;
  /** Undefined: nobody says, or files don't tell. */
  readonly namespace: string | undefined;
  readonly host: string;
  /** The app's own workload first. */
  readonly objects: readonly ManifestObject[];
  readonly server: { readonly container: string; readonly port: number };
  readonly service: { readonly name: string; readonly port: number } | undefined;
  /** The object that leads the host to the app. */
  readonly route: ManifestObject | undefined;
};

/** The app that has the host asked for; of several environments with it the first. Undefined: nothing runs the image. */
export function chosenApp(facts: ManifestsFacts, settings: Settings): Chosen | undefined {
  const [app] = [...apps(facts, settings)].sort((one, other) => rank(one, settings) - rank(other, settings));
  return app === undefined ? undefined : chosenOf(app);
}

function rank({ host, routes, services, workload }: App, settings: Settings): number {
  const production = /^prod/i.test(environmentIn(workload.manifest) ?? '') ? 0 : 1;
  const reached = host === serviceHost(settings) && routes.length > 0 ? 0 : services.length > 0 ? 2 : 4;
  return reached + production;
}

function chosenOf(app: App): Chosen {
  const own = app.workload.manifest;
  const namespace = asText(own.namespace);
  const around = app.around.filter(({ object }) => object !== own.object);
  return {
    app,
    environment: environmentIn(own),
    namespace: namespace.kind === 'known' ? namespace.is : undefined,
    host: app.host,
    objects: [own.object, ...around.map(({ object }) => object)],
    server: serverOf(app),
    service: serviceOf(app),
    route: app.routes[0]?.route.manifest.object,
  };
}

/** What the given server listens on where nothing says. */
const usualPort = 8080;

function serverOf({ services, servers }: App): Chosen['server'] {
  const target = services[0]?.service.ports[0]?.target;
  const [first] = servers;
  const found = first === undefined ? undefined : targetOf(target, first.workload);
  const port = found?.kind === 'container' || found?.kind === 'undeclared' ? found.port : usualPort;
  return { container: first?.name ?? '', port };
}

/** That which the route leads to, where there are several. */
function serviceOf({ services, routes }: App): Chosen['service'] {
  const routed = asText(routes[0]?.backend.service);
  const named = services.find(({ service }) => nameOf(service.manifest) !== undefined && routed.kind === 'known' && nameOf(service.manifest) === routed.is);
  const { service } = named ?? services[0] ?? {};
  const [name, port] = [service && nameOf(service.manifest), asText(service?.ports[0]?.port)];
  return name === undefined ? undefined : { name, port: port.kind === 'known' ? Number(port.is) || 80 : 80 };
}

function nameOf({ name }: Manifest): string | undefined {
  const text = asText(name);
  return text.kind === 'known' ? text.is : undefined;
}

/** Whether a text names the image asked for, whatever the registry and tag. */
export const isSubmissionImage = (image: string, settings: Settings): boolean => {
  const read = imageOf({ known: image.replaceAll(/docc-unknown-\d{1,6}x/g, imageName(settings)) });
  return read !== undefined && isNamed(read, imageName(settings)) === 'yes';
};

/** Labels that code gives the app's namespace, as far as files tell them. */
export function labelsKnownIn(labels: Value | undefined): Readonly<Record<string, string>> {
  if (labels === undefined || !('object' in labels)) return {};
  return Object.fromEntries(
    Object.entries(labels.object).flatMap(([name, value]) => {
      const text = asText(value);
      return text.kind === 'known' ? [[name, text.is] as const] : [];
    }),
  );
}

/** JSON of an object that can't be changed by who reads it. */
export type Body = { readonly [member: string]: Json };

export const bodyIn = ({ body }: ManifestObject): Body | undefined => (typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : undefined);
