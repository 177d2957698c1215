import { addressOf } from '../../src/terraform/declared.ts';
import { externalDns, type Sources } from './external-dns.ts';
import { type Right, rights } from './rights.ts';

/** A right for an external-dns that nothing in the files installs: a script may. */
export const unseenWriter = (sources: Sources): Right | undefined =>
  externalDns(sources).length > 0 ? undefined : rights(sources.terraform).find(({ by, holder, how }) => holder.kind === 'in the cluster' && (/external_?-?dns/i.test(addressOf(by)) || (how.kind === 'argument' && how.name.startsWith('external_dns'))));
