import { asText, valueIn } from '../terraform/value.ts';
import { fullName } from './gateways.ts';
import { type Controller, controllersIn, type Sources } from './controllers.ts';
import { labelsKnownIn } from './deployment.ts';
import { workloads } from './workloads.ts';

/** Where the controller's pods are that the submission installs, and what they are labelled with. */
export type ControllerPlace = { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };

/** Of one that files don't tell, as a controller is usually labelled. */
const usual: ControllerPlace = { namespace: 'ingress', labels: { 'app.kubernetes.io/name': 'ingress' } };

/** Of the first that is installed for certain, else the first that may be. */
export function controllerPlace(sources: Sources): ControllerPlace {
  const all = controllersIn(sources);
  const controller = all.find(({ exists }) => exists === 'yes') ?? all[0];
  if (controller === undefined) return usual;
  return byWorkload(controller, sources) ?? byChart(controller) ?? usual;
}

function byWorkload({ manifest }: Controller, { manifests }: Sources): ControllerPlace | undefined {
  const workload = workloads(manifests).find((each) => each.manifest === manifest);
  const namespace = asText(workload?.manifest.namespace);
  const labels = labelsKnownIn(workload?.podLabels);
  return namespace.kind === 'known' && Object.keys(labels).length > 0 ? { namespace: namespace.is, labels } : undefined;
}

/** Charts label their pods alike: https://helm.sh/docs/chart_best_practices/labels/ */
function byChart({ release }: Controller): ControllerPlace | undefined {
  if (release === undefined) return undefined;
  const [namespace, name] = [asText(release.namespace), asText(valueIn(release.values, 'nameOverride'))];
  const place = namespace.kind === 'known' ? namespace.is : 'default';
  const called = name.kind === 'known' && name.is !== '' ? name.is : release.chart.name;
  const releaseName = asText(release.name);
  const instance = releaseName.kind === 'known' ? releaseName.is : fullName(release);
  const labels = {
    'app.kubernetes.io/name': called,
    // Traefik's chart joins the namespace to it: https://github.com/traefik/traefik-helm-chart/blob/master/traefik/templates/_helpers.tpl
    'app.kubernetes.io/instance': release.chart.name === 'traefik' ? `${instance}-${place}` : instance,
    ...(release.chart.name === 'ingress-nginx' && { 'app.kubernetes.io/component': 'controller' }),
  };
  return { namespace: place, labels };
}
