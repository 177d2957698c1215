import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import type { Declared } from '../../src/terraform/declared.ts';
import { asTruth } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { once } from '../../src/grade/once.ts';
import type { Setting } from './clusters-settings.ts';
import { karpenterOf } from './compute-karpenter.ts';
import { groupsOf, separateGroupsOf } from './compute-nodes.ts';
import { scalingGroupsOf } from './compute-scaling-groups.ts';

/** Something that gives a cluster nodes, or runs its pods without. */
export type Compute = Nodes | Fargate | AutoMode | Karpenter;

type Common = {
  /** The block that it is written in: a resource, the call of a module, for Auto Mode and groups of a cluster's module the cluster itself. */
  readonly declared: Declared;
  /** For messages: `aws_eks_node_group.this`, `module.eks.eks_managed_node_groups.general`, `aws_eks_cluster.this.compute_config`. */
  readonly name: string;
  readonly at: Location;
  /** `maybe`: files can't tell whether it is there, or whether it is this cluster's. */
  readonly attached: 'yes' | 'maybe';
};

/** The IAM role of nodes or of Fargate pods. */
export type Role = {
  /** ARN or name as given; its refs lead to the role. Where nothing is given and `made` is known true, the module makes it. */
  readonly given: Setting;
  /** Whether a module makes a role of its own; a known false for resources. */
  readonly made: Setting;
  /** What the module attaches besides what a node needs: a list or map of ARNs. */
  readonly policies: Setting;
  /** Whether the module attaches AmazonEKS_CNI_Policy to it. */
  readonly cniPolicy: Setting;
};

/** How the instance metadata service answers on the nodes. A value that is undefined is left to the AMI. */
export type Metadata = { readonly endpoint: Setting; readonly tokens: Setting; readonly hops: Setting };

export type Nodes = Common & {
  readonly kind: 'managed' | 'self-managed';
  readonly subnets: Setting;
  readonly role: Role;
  readonly metadata: Metadata;
  /** The launch template of the submission that they start from. Absent: a module makes it, EKS does, or files can't tell. */
  readonly template?: Declared | undefined;
  /** Inputs of its module that keep this from making a launch template. */
  readonly switchedOff?: readonly string[];
  /** Who maps the role to `system:nodes`: EKS itself, the module by an access entry, or somebody has to. */
  readonly mappedBy: 'eks' | 'module' | 'nobody' | 'unknown';
};

export type Fargate = Common & { readonly kind: 'fargate'; readonly subnets: Setting; readonly role: Role; readonly selectors: Setting };

/** Its nodes stand in the cluster's subnets, require tokens and allow one hop, unless a NodeClass says otherwise. */
export type AutoMode = Common & { readonly kind: 'auto-mode'; readonly nodePools: Setting; readonly nodeRole: Setting };

export type Karpenter = Common & {
  readonly kind: 'karpenter';
  /** Whether this installs the controller, or only makes what it needs of AWS. */
  readonly installsController: boolean;
  /** Of the nodes that it starts; absent where it stands in an EC2NodeClass only. */
  readonly role?: Role;
  readonly mappedBy: 'module' | 'nobody' | 'unknown';
};

/** Everything that is or may be this cluster's, wherever in the submission it stands. */
export const computeOf = (cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Compute[] => compute(facts)(clusters)(cluster);

const compute = once((facts: TerraformFacts) => once((clusters: readonly Cluster[]) => once((cluster: Cluster) => gathered(cluster, facts, clusters))));

function gathered(cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Compute[] {
  return [
    ...autoModeOf(cluster),
    ...groupsOf(cluster),
    ...separateGroupsOf(cluster, facts, clusters),
    ...scalingGroupsOf(cluster, facts, clusters),
    ...karpenterOf(cluster, facts, clusters),
  ];
}

function autoModeOf({ declared, settings, address }: Cluster): readonly AutoMode[] {
  const { autoMode, nodePools, autoModeNodeRole } = settings;
  const enabled = asTruth(autoMode.value);
  if (enabled.kind === 'absent' || (enabled.kind === 'known' && !enabled.is)) return [];
  const attached = enabled.kind === 'known' ? 'yes' : 'maybe';
  const name = `${address}.${autoMode.name.replace(/\..*/, '')}`;
  return [{ kind: 'auto-mode', declared, name, at: autoMode.at, attached, nodePools, nodeRole: autoModeNodeRole }];
}
