import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { addressOf } from '../../src/terraform/declared.ts';
import { externalDns } from './external-dns.ts';
import { type Right, rights } from './rights.ts';

/** A right for an external-dns that Terraform doesn't install: a chart, a manifest or a GitOps controller may. */
export const unseenWriter = (facts: TerraformFacts): Right | undefined =>
  externalDns(facts).length > 0 ? undefined : rights(facts).find(({ by, holder, how }) => holder.kind === 'in the cluster' && (/external_?-?dns/i.test(addressOf(by)) || (how.kind === 'argument' && how.name.startsWith('external_dns'))));
