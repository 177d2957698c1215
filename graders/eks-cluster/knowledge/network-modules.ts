import type { Known } from '../../../src/terraform/module-origin.ts';

/** Subnets that a module makes, by the output that names them. */
export type SubnetOutput = {
  readonly output: string;
  readonly is: 'private' | 'public';
  /** A list with one range for each subnet, where the module takes that. */
  readonly ranges?: string;
};

export type NetworkModule = Known & {
  readonly outputs: readonly SubnetOutput[];
  /** The zones: a list of their names, or how many. */
  readonly zones: readonly string[];
  /** Without them: every zone of the region. */
  readonly everyZone: boolean;
};

/** Read on 21 November 2026. */
export const networkModules: readonly NetworkModule[] = [
  {
    // https://github.com/terraform-aws-modules/terraform-aws-vpc/blob/v6.6.0/outputs.tf
    registry: 'terraform-aws-modules/vpc/aws',
    repository: 'terraform-aws-modules/terraform-aws-vpc',
    outputs: [
      ...['private', 'intra', 'database', 'elasticache', 'redshift'].map((name): SubnetOutput => ({ output: `${name}_subnets`, is: 'private', ranges: `${name}_subnets` })),
      { output: 'private_subnet_objects', is: 'private', ranges: 'private_subnets' },
      { output: 'public_subnets', is: 'public', ranges: 'public_subnets' },
      { output: 'public_subnet_objects', is: 'public', ranges: 'public_subnets' },
    ],
    zones: ['azs'],
    everyZone: false,
  },
  {
    // https://github.com/cloudposse/terraform-aws-dynamic-subnets/blob/v3.1.0/outputs.tf
    registry: 'cloudposse/dynamic-subnets/aws',
    repository: 'cloudposse/terraform-aws-dynamic-subnets',
    outputs: [
      { output: 'private_subnet_ids', is: 'private' },
      { output: 'public_subnet_ids', is: 'public' },
    ],
    zones: ['availability_zone_ids', 'availability_zones', 'max_subnet_count'],
    everyZone: true,
  },
  {
    // https://github.com/aws-ia/terraform-aws-vpc/blob/v4.7.3/outputs.tf
    registry: 'aws-ia/vpc/aws',
    repository: 'aws-ia/terraform-aws-vpc',
    outputs: [
      { output: 'private_subnet_attributes_by_az', is: 'private' },
      { output: 'public_subnet_attributes_by_az', is: 'public' },
    ],
    zones: ['azs', 'az_count'],
    everyZone: false,
  },
];
