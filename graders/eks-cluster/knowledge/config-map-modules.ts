import type { Json } from '../../../src/collect/terraform/section.ts';
import type { Input } from '../clusters-settings.ts';

const input = (path: string, is: Json): Input => ({ paths: [path], default: { is } });

/** A module that may write aws-auth. */
export type ConfigMapModule = {
  readonly registry: string;
  readonly repository: string;
  readonly submodule?: string;
  /** Newest first; it is written where one of `when` is true. */
  readonly releases: readonly { readonly newest: string; readonly when: readonly Input[] }[];
  /** Whether it maps the nodes that it makes itself. */
  readonly mapsNodes: boolean;
  readonly roles: Input;
  readonly users: Input;
  /** Roles of nodes that stand elsewhere: ARNs. */
  readonly nodes: Input;
};

const community = {
  registry: 'terraform-aws-modules/eks/aws',
  repository: 'terraform-aws-modules/terraform-aws-eks',
  roles: { paths: ['aws_auth_roles', 'map_roles'] },
  users: { paths: ['aws_auth_users', 'map_users'] },
  nodes: { paths: ['aws_auth_node_iam_role_arns_non_windows'] },
};

const asked = [input('manage_aws_auth_configmap', false), input('create_aws_auth_configmap', false)];

/** Read on 21 November 2026. */
export const configMapModules: readonly ConfigMapModule[] = [
  {
    // https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v19.21.0/variables.tf, …/v18.31.2/main.tf, …/v17.24.0/aws_auth.tf
    ...community,
    mapsNodes: true,
    releases: [
      { newest: '21.19.0', when: [] },
      { newest: '20.37.2', when: [] },
      { newest: '19.21.0', when: asked },
      { newest: '18.31.2', when: asked },
      { newest: '17.24.0', when: [input('manage_aws_auth', true)] },
    ],
  },
  {
    // https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v20.37.2/modules/aws-auth/variables.tf
    ...community,
    submodule: 'modules/aws-auth',
    mapsNodes: false,
    releases: [{ newest: '20.37.2', when: [input('manage_aws_auth_configmap', true), input('create_aws_auth_configmap', false)] }],
  },
  {
    // https://github.com/aws-ia/terraform-aws-eks-blueprints/blob/v4.32.1/aws-auth-configmap.tf
    ...community,
    registry: 'aws-ia/eks-blueprints/aws',
    repository: 'aws-ia/terraform-aws-eks-blueprints',
    mapsNodes: true,
    releases: [{ newest: '4.32.1', when: [input('create_eks', true)] }],
  },
];
