import type { KubernetesApi, KubernetesObject } from '../../tools/kubernetes.ts';
import type { ProgramResult } from '../../tools/program.ts';
import type { Target } from '../run/prober.ts';
import type { DeployedObject } from './deploy/section.ts';

/** Runs a program of the node's own on a node, as root: arguments are passed as they are, there is no shell. */
export type OnNode = (node: string, args: readonly string[], timeoutMs: number) => Promise<ProgramResult>;

/** A cluster with docc's stand-in controller in it. */
export type Cluster = {
  /** `1.34.4`. */
  readonly kubernetes: string;
  readonly made: 'for-this-grade' | 'given';
  readonly nodes: readonly { readonly name: string; readonly zone: string | undefined; readonly takesPods: boolean }[];
  /** With all rights: docc's own doings. */
  readonly api: KubernetesApi;
  /** Absent where docc did not make the nodes. */
  readonly onNode: OnNode | undefined;
  /** Where the stand-in controller listens, as reached from this machine. */
  readonly entry: { readonly http: Target; readonly https: Target };
  /** Where the stand-in's own pods are, which bear namespace and labels of the controller that the submission installs. */
  readonly controller: { readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly ingressClass: string };
  /** For docc's own pods: in every node's store, and it does nothing. */
  readonly idleImage: string;
  readonly signal: AbortSignal;
};

/** The submission in it, ready. */
export type Deployment = {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly host: string;
  readonly workload: { readonly object: DeployedObject; readonly apiVersion: string; readonly labels: Readonly<Record<string, string>>; readonly replicas: number };
  /** Container that runs the image, and the port it serves on. */
  readonly server: { readonly container: string; readonly port: number };
  /** The app's Service: undefined where it has none. */
  readonly service: { readonly name: string; readonly port: number } | undefined;
  /** The route that leads the host to the app, with the Secret its TLS declares. */
  readonly route: { readonly object: DeployedObject; readonly secret: string | undefined; readonly elsewhere: string | undefined } | undefined;
  /** A host of docc's own that leads to the app's Service by the stand-in, whatever the submission's route does. */
  readonly probeHost: string;
  /** As it was applied, all rewritten. */
  readonly objects: readonly KubernetesObject[];
  /** Where in the submission such an object comes from. */
  readonly sourceOf: (object: KubernetesObject) => DeployedObject;
  /** The reference of the image as nodes know it. */
  readonly image: string;
};

/** Refusals of the API server are answers; an API server that is gone throws `KubernetesGone`, which is our fault. */
export type { KubernetesApi, KubernetesObject } from '../../tools/kubernetes.ts';
