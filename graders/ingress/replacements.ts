import { block, code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { Controller } from '../../src/manifests/controllers.ts';
import { classesIn } from '../../src/manifests/gateways.ts';
import { asText } from '../../src/terraform/value.ts';
import { printed } from '../secure-pod/printed.ts';
import { placed } from '../secure-pod/snippets.ts';
import { traefikRelease } from './starter.ts';

type Repair = { readonly fix: string; readonly reproduce: string };

/** What to install instead, with the class that routes ask for by now. */
export function replacement(controller: Controller): Repair {
  const { root, at, by, manifest } = controller;
  const name = asText(classesIn([], [controller])[0]?.name);
  const className = name.kind === 'known' ? name.is : 'traefik';
  const pods = 'Its pods are labelled `app.kubernetes.io/name: traefik`, and annotations of the old controller mean nothing to it: change network policies and Ingresses that name them.';
  const pattern = '^[^#]*(ingress-nginx|nginx-ingress-controller|charts[.]helm[.]sh/stable|aws-alb-ingress-controller)';
  if (root === undefined || manifest !== undefined) {
    const file = manifest === undefined ? at.path : manifest.object.path;
    return {
      fix: `Take ${code(by)} away at ${placed(at)} and install a controller that is maintained, such as Traefik: chart \`traefik\` of \`https://traefik.github.io/charts\` with \`ingressClass.name\` set to ${code(className)}. ${pods}`,
      reproduce: manifest === undefined ? `! grep -nE ${shellWord(pattern)} ${shellPath(file)}` : `text=$(${printed({ around: [] }, manifest)}) && ! printf '%s\\n' "$text" | grep -nE ${shellWord(pattern)}`,
    };
  }
  const label = /helm_release\.([\w-]+)/.exec(by)?.[1] ?? 'traefik';
  return {
    fix: `At ${placed(at)} write, in place of ${code(by)}:${block(releaseLike(controller, label, className), 'hcl')}\n${pods}`,
    reproduce: `! grep -nE ${shellWord(`^[^#]*(chart[[:space:]]*=.*${nameOf(controller)}"|charts[.]helm[.]sh/stable)|enable_ingress_nginx[[:space:]]*=[[:space:]]*true`)} ${shellPath(at.path)}`,
  };
}

/** Of its chart; Traefik's own name stays. */
const nameOf = ({ release }: Controller): string => (release === undefined || release.chart.name === 'traefik' ? 'no-chart' : release.chart.name);

/** With the names of the one before, by which other code may refer to it. */
function releaseLike({ release }: Controller, label: string, className: string): string {
  const [name, namespace] = [asText(release?.name), asText(release?.namespace)];
  const text = traefikRelease(label, className);
  const called = name.kind === 'known' ? text.replace('name             = "traefik"', `name             = ${JSON.stringify(name.is)}`) : text;
  return namespace.kind === 'known' ? called.replace('namespace        = "traefik"', `namespace        = ${JSON.stringify(namespace.is)}`) : called;
}

