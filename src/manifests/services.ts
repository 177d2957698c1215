import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once } from '../grade/once.ts';
import { asList, asNumber, asText, valueIn } from '../terraform/value.ts';
import { deployedWith, isOf, type Manifest, placeIn, shareNamespace, standing } from './objects.ts';
import { type Container, containersOf } from './pods.ts';
import { type Answer, every, sameText, selectsByLabels } from './selectors.ts';
import type { Workload } from './workloads.ts';

export type Service = { readonly manifest: Manifest; readonly selector: Value | undefined; readonly ports: readonly ServicePort[] };

export type ServicePort = {
  readonly name: Value | undefined;
  readonly port: Value | undefined;
  /** Of the pod: `targetPort`, else the port itself. */
  readonly target: Value | undefined;
  readonly at: Location;
};

export const services = once((facts: ManifestsFacts): readonly Service[] => standing(facts).filter((each) => isOf(each, 'Service', '')).map(serviceOf));

function serviceOf(manifest: Manifest): Service {
  const ports = asList(valueIn(manifest.body, 'spec', 'ports'));
  return {
    manifest,
    selector: valueIn(manifest.body, 'spec', 'selector'),
    ports: ports.kind === 'known' ? ports.is.map((value) => portOf(manifest, value)) : [],
  };
}

function portOf(manifest: Manifest, value: Value): ServicePort {
  const port = valueIn(value, 'port');
  return { name: valueIn(value, 'name'), port, target: valueIn(value, 'targetPort') ?? port, at: placeIn(manifest, value) };
}

/** A Service that may lead to a workload's pods. */
export type Leading = { readonly service: Service; readonly leads: Answer };

/** The Services of a workload's namespace that select its pods, or may. */
export function servicesOf(facts: ManifestsFacts, { manifest, podLabels }: Workload): readonly Leading[] {
  const around = new Set(deployedWith(manifest, facts));
  return services(facts).flatMap((service) => {
    if (!around.has(service.manifest)) return [];
    const leads = every([shareNamespace(service.manifest, manifest), selectsByLabels(service.selector, podLabels)]);
    return leads === 'no' ? [] : [{ service, leads }];
  });
}

/** Where in the pods a port of a Service leads. */
export type Target =
  | { readonly kind: 'container'; readonly container: Container; readonly port: number }
  /** A number that no container declares: what listens there all the same is reached. */
  | { readonly kind: 'undeclared'; readonly port: number }
  /** A name that no container gives a port. */
  | { readonly kind: 'nowhere'; readonly name: string }
  | { readonly kind: 'unknown'; readonly value: Value };

/** A name or number of a port, looked up in a workload's pods. */
export function targetOf(target: Value | undefined, workload: Workload): Target | undefined {
  const text = asText(target);
  if (text.kind === 'unknown') return { kind: 'unknown', value: text.value };
  if (text.kind !== 'known') return undefined;
  const number = asNumber(target);
  const declared = containersOf(workload).containers.flatMap(portsOf);
  const found = declared.find((each) => (number.kind === 'known' ? each.port === number.is : sameText(each.name, { known: text.is }) === 'yes'));
  if (found !== undefined) return { kind: 'container', container: found.container, port: found.port };
  return number.kind === 'known' ? { kind: 'undeclared', port: number.is } : { kind: 'nowhere', name: text.is };
}

export type ContainerPort = { readonly container: Container; readonly name: Value | undefined; readonly port: number; readonly at: Location };

export function portsOf(container: Container): readonly ContainerPort[] {
  const ports = asList(valueIn(container.value, 'ports'));
  if (ports.kind !== 'known') return [];
  return ports.is.flatMap((value) => {
    const port = asNumber(valueIn(value, 'containerPort'));
    return port.kind === 'known' ? [{ container, name: valueIn(value, 'name'), port: port.is, at: placeIn(container.workload.manifest, value) }] : [];
  });
}
