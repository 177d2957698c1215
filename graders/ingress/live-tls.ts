import type { ClusterRouteFacts } from '../../src/collect/cluster/route/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { code } from '../../src/grade/markdown.ts';
import { annotationOf } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { deployedTitle, within } from '../secure-pod/live-app.ts';
import { placed, written, yaml } from '../secure-pod/snippets.ts';
import { type LiveRoute, type RouteTrouble, said } from './live-route.ts';

export function tlsTrouble({ tls, host }: ClusterRouteFacts, route: LiveRoute | undefined, elsewhere: Location): RouteTrouble | undefined {
  switch (tls.kind) {
    case 'elsewhere':
      return undefined;
    case 'not-declared':
      return { observed: `no route declares a certificate for ${code(host)}`, ...declaration(host, 'docc-sample-tls', route, elsewhere) };
    case 'failed':
      return { observed: `HTTPS to ${code(host)} fails: ${tls.because}`, ...declaration(host, tls.secret, route, elsewhere) };
    case 'presented':
      if (tls.certificate === 'other') return { observed: `HTTPS to ${code(host)} presents another certificate than that of the Secret ${code(tls.secret)}`, ...declaration(host, tls.secret, route, elsewhere) };
      return tls.reached.kind === 'echoed' ? undefined : { observed: `HTTPS to ${code(host)} presents the declared certificate, and ${said(tls.reached)}`, ...entrance(route, elsewhere) };
  }
}

type Cure = Omit<RouteTrouble, 'observed'>;

/** https://kubernetes.io/docs/concepts/services-networking/ingress/#tls */
function declaration(host: string, secretName: string, route: LiveRoute | undefined, elsewhere: Location): Cure {
  const manifest = route?.manifest;
  const fields = { tls: [{ hosts: [host], secretName }] };
  const at = manifest === undefined ? elsewhere : within(manifest, manifest.body, 'spec', 'tls');
  const snippet = manifest === undefined ? yaml(fields) : written(manifest, fields);
  return { at, fix: `At ${placed(at)} write under \`spec\` of the Ingress, or name the Secret at the Gateway's HTTPS listener; it is of \`type: kubernetes.io/tls\`, in the route's namespace, and its certificate is for ${code(host)}:${snippet}` };
}

const entryPoints = 'traefik.ingress.kubernetes.io/router.entrypoints';

/** A route that listens on some entry points only is not on the one for HTTPS. */
function entrance(route: LiveRoute | undefined, elsewhere: Location): Cure {
  const manifest = route?.manifest;
  if (manifest !== undefined && annotationOf(manifest, entryPoints) !== undefined) {
    const at = within(manifest, manifest.body, 'metadata', 'annotations', entryPoints);
    return { at, fix: `In ${deployedTitle(route?.deployed ?? manifest.object)} (${placed(at)}) take the annotation ${code(entryPoints)} away, or name the entry point for HTTPS in it too: \`web,websecure\`.` };
  }
  const at = manifest === undefined ? elsewhere : within(manifest, manifest.body, 'spec', valueIn(manifest.body, 'spec', 'parentRefs') === undefined ? 'tls' : 'parentRefs');
  return { at, fix: `At ${placed(at)} let the same rules be for HTTPS too: no \`sectionName\` of the HTTP listener alone, and no \`entryPoints\` without \`websecure\`.` };
}
