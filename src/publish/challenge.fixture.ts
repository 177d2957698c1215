import type { Tier } from '../evidence/section.ts';
import type { Level } from '../grade/check.ts';

/** Some of what the DOCC challenge asks, in short, for the publishers' tests. */

export type Asked = readonly [id: string, weight: number, tier: Tier, level: Level, title: string];

export const asked: readonly { readonly id: string; readonly title: string; readonly points: number; readonly root: string; readonly checks: readonly Asked[] }[] = [
  {
    id: 'eks-cluster',
    title: 'Configure and deploy an EKS cluster from the given Terraform and config maps',
    points: 20,
    root: 'eks-cluster-declared',
    checks: [
      ['eks-cluster-declared', 3, 'source', 'junior', 'Terraform declares an EKS cluster'],
      ['eks-version-supported', 1, 'source', 'mid', 'The cluster runs a supported version of Kubernetes'],
      ['eks-endpoint-restricted', 2, 'source', 'senior', "The cluster's API is not open to the whole internet"],
      ['eks-access-mapped', 3, 'source', 'mid', 'Nodes and operators are let into the cluster'],
      ['terraform-state-safe', 1, 'source', 'mid', 'State is kept remotely, with a lock'],
      ['eks-cluster-active', 4, 'cloud', 'mid', 'The cluster is active in AWS'],
    ],
  },
  {
    id: 'ingress',
    title: 'Configure and install an appropriate ingress traffic controller',
    points: 15,
    root: 'ingress-controller-installed',
    checks: [
      ['ingress-controller-installed', 3, 'source', 'junior', 'An ingress controller comes as code'],
      ['ingress-controller-maintained', 1, 'source', 'senior', 'The ingress controller is maintained'],
      ['route-tls', 2, 'source', 'mid', 'The host is served over TLS'],
      ['route-serves', 3, 'cluster', 'junior', 'A request to the host reaches the app'],
    ],
  },
  {
    id: 'hermetic-image',
    title: 'Containerize the sample Go server as a hermetic container',
    points: 25,
    root: 'dockerfile-parses',
    checks: [
      ['dockerfile-parses', 1, 'source', 'junior', 'A valid Dockerfile builds the app'],
      ['given-server-unchanged', 1, 'source', 'junior', 'The given server is unchanged'],
      ['base-images-tagged', 1, 'source', 'junior', 'Base images name a version'],
      ['base-images-pinned', 1, 'source', 'senior', 'Base images are pinned by digest'],
      ['multi-stage', 1, 'source', 'mid', 'The toolchain stays out of the final stage'],
      ['entrypoint-exec-form', 1, 'source', 'junior', 'The entry point runs without a shell'],
      ['lint-no-errors', 1, 'source', 'mid', 'hadolint finds no error'],
      ['lint-no-warnings', 1, 'source', 'mid', 'hadolint finds no warning'],
      ['workflow-pinned', 1, 'source', 'mid', 'Actions are pinned by commit and permissions are narrow'],
      ['image-builds', 3, 'image', 'junior', 'The image builds'],
      ['build-needs-no-network', 2, 'image', 'senior', 'The image builds with the network off'],
      ['image-runs-as-non-root', 2, 'image', 'mid', 'The image runs as a non-root user'],
      ['runs-hermetically', 3, 'image', 'mid', 'The server runs with nothing but itself'],
    ],
  },
  {
    id: 'secure-pod',
    title: 'Configure, deploy in its own namespace, and secure a Pod that runs the server',
    points: 25,
    root: 'workload-declared',
    checks: [
      ['workload-declared', 2, 'source', 'junior', 'A workload runs the image behind a Service'],
      ['pod-drops-capabilities', 1, 'source', 'mid', 'Every container drops all capabilities'],
      ['network-policy', 2, 'source', 'senior', 'Traffic to and from the app is denied by default'],
      ['installs', 3, 'cluster', 'junior', 'Everything installs and becomes ready'],
      ['drains', 1, 'cluster', 'senior', 'A node drains without failing requests'],
    ],
  },
  {
    id: 'dns-record',
    title: 'Configure service.docc.domain.io in Route 53',
    points: 15,
    root: 'zone-known',
    checks: [
      ['zone-known', 2, 'source', 'junior', 'The hosted zone is declared or looked up'],
      ['record-declared', 3, 'source', 'junior', 'The record is declared'],
      ['record-ttl-sane', 1, 'source', 'mid', 'The record can be changed within minutes'],
      ['record-live', 4, 'cloud', 'junior', 'The record answers'],
    ],
  },
];
