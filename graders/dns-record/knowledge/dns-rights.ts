import type { Known } from '../../../src/terraform/module-origin.ts';

/*
 * Rights on Route 53, read in November 2026:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
 */

/** Changes records of a zone. */
export const change = 'route53:changeresourcerecordsets';

/** What a pattern of actions must not hold besides. */
export const beyond = 'route53:deletehostedzone';

/** Conditions on names, types or kinds of change: they hold a right to less than a zone. */
export const narrowing = /^route53:changeresourcerecordsets/i;

/** AWS's own policies that may change every zone. */
export const broadPolicies = [
  'arn:*:iam::aws:policy/AmazonRoute53FullAccess',
  'arn:*:iam::aws:policy/AmazonRoute53AutoNamingFullAccess',
  'arn:*:iam::aws:policy/AdministratorAccess',
  'arn:*:iam::aws:policy/PowerUserAccess',
] as const;

/** Who signs tokens of what runs outside: their roles are no pod's. */
export const outsiders = /token\.actions\.githubusercontent\.com|gitlab|bitbucket|app\.terraform\.io|circleci|buildkite|spacelift/i;

/** A module that makes a role for a pod: `flag` gives it rights on the zones of `input`. */
export type RoleModule = { readonly module: Known; readonly flag: string; readonly input: string; readonly byDefault: readonly string[] };

const iam = { registry: 'terraform-aws-modules/iam/aws', repository: 'terraform-aws-modules/terraform-aws-iam' };
/** https://github.com/terraform-aws-modules/terraform-aws-iam v5.60.0 */
const irsaUntil5: Known = { ...iam, submodule: 'modules/iam-role-for-service-accounts-eks' };
/** https://github.com/terraform-aws-modules/terraform-aws-iam v6.5.0 */
const irsaFrom6: Known = { ...iam, submodule: 'modules/iam-role-for-service-accounts' };
/** https://github.com/terraform-aws-modules/terraform-aws-eks-pod-identity v1.0.0 to v2.8.1 */
const podIdentity: Known = { registry: 'terraform-aws-modules/eks-pod-identity/aws', repository: 'terraform-aws-modules/terraform-aws-eks-pod-identity' };
/** https://github.com/aws-ia/terraform-aws-eks-blueprints-addons v1.24.3 */
const addons: Known = { registry: 'aws-ia/eks-blueprints-addons/aws', repository: 'aws-ia/terraform-aws-eks-blueprints-addons' };

const every = ['arn:aws:route53:::hostedzone/*'];

export const roleModules: readonly RoleModule[] = [
  { module: irsaUntil5, flag: 'attach_external_dns_policy', input: 'external_dns_hosted_zone_arns', byDefault: every },
  { module: irsaUntil5, flag: 'attach_cert_manager_policy', input: 'cert_manager_hosted_zone_arns', byDefault: every },
  { module: irsaFrom6, flag: 'attach_external_dns_policy', input: 'external_dns_hosted_zone_arns', byDefault: [] },
  { module: irsaFrom6, flag: 'attach_cert_manager_policy', input: 'cert_manager_hosted_zone_arns', byDefault: [] },
  { module: podIdentity, flag: 'attach_external_dns_policy', input: 'external_dns_hosted_zone_arns', byDefault: [] },
  { module: podIdentity, flag: 'attach_cert_manager_policy', input: 'cert_manager_hosted_zone_arns', byDefault: [] },
  { module: addons, flag: 'enable_external_dns', input: 'external_dns_route53_zone_arns', byDefault: [] },
  { module: addons, flag: 'enable_cert_manager', input: 'cert_manager_route53_hosted_zone_arns', byDefault: every },
];

/** Makes no role at all where it is given no zone. */
export const withoutZoneNoRole: ReadonlySet<string> = new Set(['external_dns_route53_zone_arns', 'cert_manager_route53_hosted_zone_arns']);
