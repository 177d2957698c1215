/** Constraints to write where none is given, by namespace and name: the newest release when the table was read, 21 November 2026. https://registry.terraform.io/browse/providers */
export const suggestedProviders: ReadonlyMap<string, string> = new Map([
  ['hashicorp/aws', '~> 6.60'],
  ['hashicorp/helm', '~> 3.1'],
  ['hashicorp/kubernetes', '~> 3.2'],
  ['hashicorp/tls', '~> 4.0'],
  ['hashicorp/random', '~> 3.0'],
  ['hashicorp/null', '~> 3.0'],
  ['hashicorp/http', '~> 3.0'],
  ['hashicorp/local', '~> 2.0'],
  ['hashicorp/cloudinit', '~> 2.0'],
]);

/** The same of modules, by what the registry calls them. https://registry.terraform.io/browse/modules */
export const suggestedModules: ReadonlyMap<string, string> = new Map([
  ['terraform-aws-modules/eks/aws', '~> 21.0'],
  ['terraform-aws-modules/vpc/aws', '~> 6.0'],
  ['terraform-aws-modules/iam/aws', '~> 6.0'],
  ['terraform-aws-modules/eks-pod-identity/aws', '~> 2.0'],
  ['aws-ia/eks-blueprints-addons/aws', '~> 1.0'],
]);

/** Providers that are part of the program: they have no version. https://developer.hashicorp.com/terraform/language/resources/terraform-data */
export const builtInProviders: ReadonlySet<string> = new Set(['terraform']);

/** Hosts that a source without a host stands for. https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses, https://opentofu.org/docs/language/providers/requirements/ */
export const defaultProviderHosts: ReadonlySet<string> = new Set(['registry.terraform.io', 'registry.opentofu.org']);
