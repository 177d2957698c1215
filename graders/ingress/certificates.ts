import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { addressOf, declared } from '../../src/terraform/declared.ts';
import { isOrigin, type Known, originOf } from '../../src/terraform/module-origin.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { valueOf } from '../../src/terraform/value.ts';
import { holdsHost } from '../../src/manifests/gateways.ts';
import { type Answer, some } from '../../src/manifests/selectors.ts';

/** A certificate of ACM that Terraform declares or looks up. */
export type AcmCertificate = { readonly root: Root; readonly by: string; readonly forHost: Answer };

/** https://github.com/terraform-aws-modules/terraform-aws-acm v6.1.1 */
const acmModule: Known = { registry: 'terraform-aws-modules/acm/aws', repository: 'terraform-aws-modules/terraform-aws-acm' };

export function acmCertificates(terraform: TerraformFacts, host: string): readonly AcmCertificate[] {
  const made = declared(terraform, { type: 'aws_acm_certificate' }).map((each) => ({ each, names: [valueOf(each, 'domain_name'), valueOf(each, 'subject_alternative_names')] }));
  const found = declared(terraform, { kind: 'data', type: 'aws_acm_certificate' }).map((each) => ({ each, names: [valueOf(each, 'domain') ?? valueOf(each, 'tags')] }));
  const modules = declared(terraform, { kind: 'module' }).flatMap((each) => {
    const origin = originOf(each);
    return origin !== undefined && isOrigin(origin, acmModule) ? [{ each, names: [valueOf(each, 'domain_name'), valueOf(each, 'subject_alternative_names')] }] : [];
  });
  return [...made, ...found, ...modules].map(({ each, names }) => ({ root: each.root, by: addressOf(each), forHost: anyFor(names, host) }));
}

/** A wildcard of a certificate stands for one label. */
const anyFor = (names: readonly (Value | undefined)[], host: string): Answer => some(names.flatMap(membersOf).map((name) => oneFor(name, host)));

function oneFor(name: Value, host: string): Answer {
  if (!('known' in name) || typeof name.known !== 'string' || !name.known.startsWith('*.')) return holdsHost(name, host);
  return host.slice(host.indexOf('.')) === name.known.slice(1) ? 'yes' : 'no';
}
