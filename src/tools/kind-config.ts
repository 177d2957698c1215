import type { Environment } from './find-program.ts';

/** The node images that kind's release notes give for it, by digest: https://github.com/kubernetes-sigs/kind/releases */
const nodeImages: Readonly<Record<string, string>> = {
  '1.34': 'kindest/node:v1.34.0@sha256:7416a61b42b1662ca6ca89f02028ac133a309a2a30ba309614e8ec94d976dc5a',
};

/** What nodes run, and so which Kubernetes. `undefined`: kind's own default. */
export const nodeImageFor = ({ DOCC_KIND_IMAGE: asked = '' }: Environment, kubernetes: string): string | undefined => (asked === '' ? nodeImages[kubernetes] : asked);

/** A control plane takes about 1.2 GiB, a worker 0.4: what is graded and the build beside it need as much again. */
const roomFor: readonly { readonly workers: number; readonly bytes: number }[] = [
  { workers: 2, bytes: 5.5 * 1024 ** 3 },
  { workers: 1, bytes: 4 * 1024 ** 3 },
];

/** Beside the control plane. `DOCC_KIND_WORKERS` says otherwise. Throws where that is no number from 0 to 5. */
export function workersFor({ DOCC_KIND_WORKERS: asked = '' }: Environment, memoryBytes: number): number {
  if (asked !== '') {
    if (!/^[0-5]$/.test(asked)) throw new Error(`DOCC_KIND_WORKERS is ${asked}: give a number from 0 to 5, or unset it`);
    return Number(asked);
  }
  return roomFor.find(({ bytes }) => memoryBytes >= bytes)?.workers ?? 0;
}

/** Ports of the node that the stand-in controller takes, and where this machine reaches them. */
export const entryPorts = { http: 80, https: 443 } as const;

/** On the node with the mapped ports. */
export const entryLabel = 'dev.docc.entry';

/** kind's own configuration, as JSON, which is YAML. A host port of 0: any that is free. */
export function kindConfig(workers: number): string {
  const extraPortMappings = Object.values(entryPorts).map((containerPort) => ({ containerPort, hostPort: 0, listenAddress: '127.0.0.1', protocol: 'TCP' }));
  const nodes = [
    { role: 'control-plane', labels: { [entryLabel]: 'yes', ...(workers < 2 && { [zoneLabel]: 'a' }) }, extraPortMappings },
    ...Array.from({ length: workers }, (_, place) => ({ role: 'worker', labels: { [zoneLabel]: zoneOf(workers === 1 ? 1 : place) } })),
  ];
  return JSON.stringify({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', networking: { apiServerAddress: '127.0.0.1' }, nodes }, null, 2);
}

export const zoneLabel = 'topology.kubernetes.io/zone';

const zoneOf = (place: number): string => (place % 2 === 0 ? 'a' : 'b');
