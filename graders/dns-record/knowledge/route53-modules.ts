import type { Known } from '../../../src/terraform/module-origin.ts';

/*
 * Modules of others that look up or declare zones and make records, read in November 2026 at:
 * https://github.com/terraform-aws-modules/terraform-aws-route53 v5.0.0 (modules/records, modules/zones) and v6.4.0 (the root)
 * https://github.com/cloudposse/terraform-aws-route53-alias 0.13.0 and …-route53-cluster-hostname 0.13.0
 */

const route53 = { registry: 'terraform-aws-modules/route53/aws', repository: 'terraform-aws-modules/terraform-aws-route53' };

/** `zones` maps each zone's name to its settings: `domain_name` is the name where given, `vpc` makes it private. Until v5. */
export const zonesModule: Known = { ...route53, submodule: 'modules/zones' };

/** Looks up `zone_name` or `zone_id`, public unless `private_zone`. `records` is a list; names are relative unless `full_name_override`. Until v5. */
export const recordsModule: Known = { ...route53, submodule: 'modules/records' };

/** Declares the zone `name`, or looks it up with `create_zone = false`. `records` is a map; the key is the name unless it has `name` or `full_name`. From v6. */
export const zoneModule: Known = route53;

/** One alias to `target_dns_name` for each of `aliases`. */
export const aliasModule: Known = { registry: 'cloudposse/route53-alias/aws', repository: 'cloudposse/terraform-aws-route53-alias' };

/** One record `dns_name`, a CNAME for 60 s unless it says otherwise. */
export const hostnameModule: Known = {
  registry: 'cloudposse/route53-cluster-hostname/aws',
  repository: 'cloudposse/terraform-aws-route53-cluster-hostname',
};
export const hostnameDefaults = { type: 'CNAME', ttl: 60 } as const;

/** Modules that look their zone up by this name, where they are given it. */
export const lookups: readonly { readonly module: Known; readonly name: string }[] = [
  { module: recordsModule, name: 'zone_name' },
  { module: aliasModule, name: 'parent_zone_name' },
  { module: hostnameModule, name: 'zone_name' },
];

/** In the name or source of a module that nobody here knows: it may well make the zone or the record. */
export const soundsLikeDns = /route-?53|dns|hosted-?zone|record/i;

/** Sources that sound like it and make neither. */
export const makesNoRecord = /(^|[/-])(acm|iam|eks|vpc|external-dns|irsa|pod-identity|ses|delegation-sets?|resolver-[a-z-]+|zone-cross-account-vpc-association)([/?.-]|$)/i;
