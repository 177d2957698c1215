import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { asNumber, refsIn, refText, valueIn } from '../../src/terraform/value.ts';
import { placeIn, shownValue } from '../../src/manifests/objects.ts';
import type { Container } from '../../src/manifests/pods.ts';

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
};

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
export function probeOf(container: Container, name: 'readinessProbe' | 'livenessProbe'): Probe | { readonly kind: 'unset' } {
  const value = valueIn(container.value, name);
  if (value === undefined) return { kind: 'unset' };
  const handler = Object.entries(handlers).flatMap(([kind, asks]) => {
    const of = 'unknown' in value ? undefined : valueIn(value, kind);
    return of === undefined ? [] : [{ of, asks: asks(of) }];
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
  };
}
