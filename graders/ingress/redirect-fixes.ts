import { type Finding, trouble } from '../../src/grade/findings.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { traefik } from '../../src/manifests/controllers-known.ts';
import { shownValue } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { counted, ends, field, free, literally } from '../secure-pod/printed.ts';
import { annotating } from '../secure-pod/put.ts';
import { placed, written, yaml } from '../secure-pod/snippets.ts';
import type { Plainness } from './redirects.ts';
import type { Situation } from './secured.ts';

type Served = Extract<Plainness, { kind: 'served' }>;

export function redirectFix(situation: Situation, served: Served): Finding {
  const { app } = situation;
  const { observed, at, way, in: manifest } = served;
  if (way.kind === 'traefik') return entryPoint(situation, served);
  if (way.kind === 'gateway') return section(situation, served, shownValue(way.listener.name));
  if (way.kind === 'istio') return trouble({ observed, at, fix: `Let the server at ${placed(at)} say \`httpsRedirect: true\` under \`tls\`.`, reproduce: counted(app, manifest, field('httpsRedirect', 'true')) });
  if (way.kind === 'field') return trouble({ observed, at, fix: `In ${placed(at)} name a certificate under \`spec.virtualhost\`, and take \`permitInsecure\` away:${written(manifest, { tls: { secretName: 'docc-sample-tls' } })}`, reproduce: counted(app, manifest, field('secretName', '')) });
  return trouble({
    observed,
    at,
    fix: annotating(manifest, { [way.name]: way.value }),
    reproduce: counted(app, manifest, `${literally(way.name)}"?[[:space:]]*[:=][[:space:]]*["']?${literally(way.value)}`),
  });
}

/** Where Traefik's chart is told its values, else a middleware. */
function entryPoint({ app, routed, controllers }: Situation, { observed, at }: Served): Finding {
  const controller = controllers.find((each) => each.product === traefik && each.release !== undefined);
  const { manifest } = routed.route;
  if (controller === undefined) {
    const name = 'traefik.ingress.kubernetes.io/router.entrypoints';
    return trouble({ observed, at, fix: `Give Traefik the argument \`--entrypoints.web.http.redirections.entrypoint.to=websecure\`. ${annotating(manifest, { [name]: 'websecure' })}`, reproduce: counted(app, manifest, literally(name)) });
  }
  const entry = { to: 'websecure', scheme: 'https', permanent: true };
  const hcl = controller.manifest === undefined && at.path.endsWith('.tf');
  const values = hcl ? block('ports = {\n  web = {\n    http = {\n      redirections = {\n        entryPoint = { to = "websecure", scheme = "https", permanent = true }\n      }\n    }\n  }\n}', 'hcl') : yaml({ ports: { web: { http: { redirections: { entryPoint: entry } } } } });
  return trouble({
    observed,
    at,
    fix: `Among the values of ${code(controller.by)} (${placed(at)}) write, within the \`ports\` and the \`web\` that are there, if they are:${values}`,
    reproduce: `grep -nE ${shellWord('^[^#]*(redirections|redirectTo|router[.]middlewares)')} ${shellPath(at.path)}`,
  });
}

/** The route goes to HTTPS alone, and another sends HTTP there. */
function section({ app }: Situation, { observed, at, in: manifest }: Served, listener: string): Finding {
  const [gateway, namespace] = parentNames(manifest);
  const parent = { name: gateway, ...(namespace !== '' && { namespace }) };
  const other = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'docc-sample-redirect' },
    spec: { parentRefs: [{ ...parent, sectionName: listener }], hostnames: [app.host], rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }] },
  };
  return trouble({
    observed,
    at,
    fix: `In place of \`parentRefs\` at ${placed(at)} write, to name the HTTPS listener:${written(manifest, { parentRefs: [{ ...parent, sectionName: 'https' }] })}\nand lead HTTP there by a route of its own:${yaml(other)}`,
    reproduce: `${counted(app, manifest, field('sectionName', ''))} && ${free(app, manifest, field('sectionName', `${literally(listener)}${ends}`))}`,
  });
}

const parentNames = ({ body }: Served['in']): readonly [string, string] => [shownValue(valueIn(body, 'spec', 'parentRefs', 0, 'name')), shownValue(valueIn(body, 'spec', 'parentRefs', 0, 'namespace'))];
