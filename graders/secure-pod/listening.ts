import type { Value } from '../../src/collect/terraform/section.ts';
import { asText } from '../../src/terraform/value.ts';
import type { App } from '../../src/manifests/app.ts';
import { settingOf } from '../../src/manifests/environment.ts';
import { shownValue } from '../../src/manifests/objects.ts';
import { portsOf, type ServicePort, targetOf } from '../../src/manifests/services.ts';

/** Of the given server, where `ADDR` doesn't say otherwise: assets/sample/server.go. */
const defaultPort = 8080;

/** Where the server listens. `assumed`: nothing says so, and the image might. */
export type Listening = { readonly kind: 'set' | 'assumed'; readonly port: number } | { readonly kind: 'unknown' };

export function listeningOn(app: App): Listening {
  const [server] = app.servers;
  const address = server && settingOf(app, server, 'ADDR');
  if (address === undefined) return { kind: 'assumed', port: defaultPort };
  const text = asText(address);
  const port = text.kind === 'known' ? /:(\d{1,5})$/.exec(text.is)?.[1] : undefined;
  return port === undefined ? { kind: 'unknown' } : { kind: 'set', port: Number(port) };
}

/** Whether a port of a Service reaches the server, or a container before it. */
export type Reach =
  | { readonly kind: 'reaches'; readonly port: number }
  /** `says` goes on after the Service's name. */
  | { readonly kind: 'misses'; readonly says: string }
  | { readonly kind: 'unknown'; readonly value: Value };

export function reachOf(app: App, { target }: Pick<ServicePort, 'target'>): Reach {
  const where = targetOf(target, app.workload);
  if (where === undefined) return { kind: 'misses', says: 'has a port without a number' };
  if (where.kind === 'unknown') return where;
  if (where.kind === 'nowhere') return { kind: 'misses', says: `leads to a port named \`${where.name.slice(0, 63).replaceAll('`', '')}\`, which no container has` };
  const listening = listeningOn(app);
  const isProxy = where.kind === 'container' && !app.servers.includes(where.container);
  const isTaken = isProxy || listening.kind === 'unknown' || where.port === listening.port || (where.kind === 'container' && listening.kind === 'assumed');
  return isTaken ? { kind: 'reaches', port: where.port } : { kind: 'misses', says: `leads to port ${where.port} of the pods, and the server listens on ${listening.port}` };
}

/** Names and numbers by which the pods’ ports are called, where requests come in. */
export function doorsOf(app: App): readonly { readonly port: number; readonly name: string | undefined }[] {
  const reached = app.services.flatMap(({ service }) => service.ports.map((port) => reachOf(app, port))).flatMap((reach) => (reach.kind === 'reaches' ? [reach.port] : []));
  const named = app.servers.flatMap(portsOf);
  return [...new Set(reached)].map((port) => {
    const name = named.find((each) => each.port === port)?.name;
    return { port, name: name && shownValue(name) };
  });
}
