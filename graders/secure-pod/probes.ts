import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { placeIn, shownValue } from '../../src/manifests/objects.ts';
import type { Container } from '../../src/manifests/pods.ts';
import { targetOf } from '../../src/manifests/services.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asNumber, asText, refsIn, refText, valueIn } from '../../src/terraform/value.ts';
import { reachOf } from './listening.ts';
import { ends, field, literally } from './printed.ts';

export type Probe = {
  readonly kind: 'set';
  /** `GET /healthz on http`: the same for probes that ask the same. */
  readonly asks: string;
  /** How long it fails before it counts, in seconds. */
  readonly patience: number;
  readonly port: string | undefined;
  readonly at: Location;
  /** Something of it that files don't tell. */
  readonly unknown: Value | undefined;
  /** Why it tells nothing of the server, whatever that does. */
  readonly hollow: Hollow | undefined;
};

/** `says` goes on after the probe; `written` finds it where it is written. */
export type Hollow = { readonly says: string; readonly written: string };

const handlers = {
  httpGet: (value: Value) => `GET ${shownValue(valueIn(value, 'path')) || '/'} on ${shownValue(valueIn(value, 'port'))}`,
  tcpSocket: (value: Value) => `TCP on ${shownValue(valueIn(value, 'port'))}`,
  grpc: (value: Value) => `gRPC ${shownValue(valueIn(value, 'service'))} on ${shownValue(valueIn(value, 'port'))}`,
  exec: (value: Value) => `exec ${commandOf(value)}`,
} as const;

function commandOf(value: Value): string {
  const command = valueIn(value, 'command');
  return command !== undefined && 'list' in command ? command.list.map(shownValue).join(' ') : shownValue(command);
}

/** Defaults: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe */
export function probeOf(app: App, container: Container, name: 'readinessProbe' | 'livenessProbe'): Probe | { readonly kind: 'unset' } {
  const value = valueIn(container.value, name);
  if (value === undefined) return { kind: 'unset' };
  const handler = Object.entries(handlers).flatMap(([kind, asks]) => {
    const of = 'unknown' in value ? undefined : valueIn(value, kind);
    return of === undefined ? [] : [{ kind, of, asks: asks(of) }];
  })[0];
  if (handler === undefined && !('unknown' in value)) return { kind: 'unset' };
  const port = valueIn(handler?.of, 'port');
  const seconds = (field: string, otherwise: number): number => {
    const number = asNumber(valueIn(value, field));
    return number.kind === 'known' ? number.is : otherwise;
  };
  return {
    kind: 'set',
    asks: handler?.asks ?? '…',
    patience: seconds('periodSeconds', 10) * seconds('failureThreshold', 3),
    port: port === undefined || 'unknown' in port ? undefined : shownValue(port),
    at: placeIn(container.workload.manifest, value),
    unknown: 'unknown' in value || refsIn(value).map(refText).length > 0 ? value : undefined,
    hollow: handler === undefined ? undefined : hollowness(app, container, handler.kind, handler.of),
  };
}

function hollowness(app: App, container: Container, kind: string, of: Value): Hollow | undefined {
  if (kind === 'exec') return ofCommand(of);
  const [host, port] = [asText(valueIn(of, 'host')), valueIn(of, 'port')];
  if (host.kind === 'known' && host.is !== '') return { says: `asks ${code(host.is)}, and not the pod`, written: `${field('host', literally(host.is))}${ends}` };
  const target = targetOf(port, app.workload);
  const isOwn = target?.kind === 'undeclared' || (target?.kind === 'container' && target.container === container);
  if (isOwn && shownValue(valueIn(of, 'scheme')) === 'HTTPS') return { says: 'asks over HTTPS, which the server doesn’t speak: it never succeeds', written: field('scheme', 'HTTPS') };
  const reach = isOwn ? reachOf(app, { target: port }) : undefined;
  return reach?.kind === 'misses' ? { says: `${reach.says}: it never succeeds`, written: `${field('port', literally(shownValue(port)))}${ends}` } : undefined;
}

/** Commands that succeed whatever the server does; by a shell too, as far as it is given nothing else. */
const idle = /^(?:(?:\/\S{1,50}\/)?(?:true|echo(?:\s.{0,200})?|sleep\s+\S{1,10})|:|exit\s+0)$/;

function ofCommand(of: Value): Hollow | undefined {
  const words = membersOf(valueIn(of, 'command')).map(shownValue);
  const isShell = /(?:^|\/)(?:ba|da|a|z)?sh$/.test(words[0] ?? '') && words.length === 3;
  const script = (isShell ? (words[2] ?? '') : words.join(' ')).trim();
  const parts = script.slice(0, 1_000).split(/&&|[;\n]/).map((part) => part.trim()).filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => idle.test(part)) ? { says: `runs ${code(script)}, which succeeds whatever the server does`, written: literally(words.at(-1) ?? script) } : undefined;
}
