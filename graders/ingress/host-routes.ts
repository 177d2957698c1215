import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Finding } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import { onceFor } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type App, apps, leadsTo, type Routed } from '../../src/manifests/app.ts';
import { isForHost, type Backend, type Route, routes } from '../../src/manifests/routes.ts';
import { type Answer, every, sameText, some } from '../../src/manifests/selectors.ts';
import type { Leading, ServicePort } from '../../src/manifests/services.ts';

/** A backend of a route for the host, with the Service that it may be and whether that has its port. */
export type Way = { readonly routed: Routed; readonly leading: Leading; readonly leads: Answer; readonly hasPort: Answer };

export type HostApp = { readonly app: App; readonly ways: readonly Way[] };

/** Each app with the ways that lead to it, sure ones first. */
export const hostApps = onceFor((manifests: ManifestsFacts, settings: Settings): readonly HostApp[] =>
  apps(manifests, settings).map((app) => ({ app, ways: waysTo(app).toSorted((one, other) => rank(one) - rank(other)) })),
);

const rank = ({ leads, hasPort }: Way): number => ['yes', 'maybe', 'no'].indexOf(every([leads, hasPort]));

const waysTo = (app: App): readonly Way[] =>
  app.routes.flatMap((routed) => app.services.flatMap((leading) => {
    const leads = every([isForHost(routed.route, app.host), leadsTo(routed.route, routed.backend, leading, app.around)]);
    return leads === 'no' ? [] : [{ routed, leading, leads, hasPort: portIn(routed.backend, leading) }];
  }));

/** By number or by name; without any it is the Service's only one. */
function portIn({ port }: Backend, { service: { ports } }: Leading): Answer {
  if (port === undefined) return ports.length === 1 ? 'yes' : 'no';
  return some(ports.map((each: ServicePort) => some([sameText(each.port, port), each.name === undefined ? 'no' : sameText(each.name, port)])));
}

/** The routes by which requests for the host reach an app: what the other checks look at. */
export const servingRoutes = ({ ways }: HostApp): readonly Routed[] => {
  const good = ways.filter(({ leads, hasPort }) => every([leads, hasPort]) === 'yes');
  return [...new Map((good.length > 0 ? good : ways).map(({ routed }) => [routed.route.manifest, routed])).values()];
};

/** Routes of several environments mostly have one name: the one that is wrong is told. */
export function inPlace({ app: { of, title } }: HostApp, finding: Finding): Finding {
  if (of === undefined || finding.kind !== 'trouble' || finding.observed.includes(title)) return finding;
  return { ...finding, observed: `in ${code(of)}, ${finding.observed}` };
}

/** Routes for the host, and routes to an app for another, wherever they lead. */
export const routesAround = ({ app }: HostApp, manifests: ManifestsFacts): readonly Route[] => routes(manifests).filter(({ manifest }) => app.around.includes(manifest));
