import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { onceFor } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { addressOf, placeOf } from '../../src/terraform/declared.ts';
import { code } from '../../src/grade/markdown.ts';
import { covers, type ExternalDns, externalDnsIn, watches } from './external-dns.ts';
import { type Answer, answersFor, holdsHost } from './host.ts';
import { answers, type DnsRecord, leadsClients, records } from './records.ts';
import { type HostSource, hostSourcesIn } from './sources.ts';
import { zones } from './zones.ts';

/** What makes the host's record. */
export type Maker =
  | { readonly kind: 'terraform'; readonly record: DnsRecord }
  | { readonly kind: 'external-dns'; readonly dns: ExternalDns; readonly source: HostSource };

/** By Terraform: records with the host's name that send clients somewhere, in a zone that those clients see. */
export const hostRecords = (facts: TerraformFacts, settings: Settings): readonly DnsRecord[] =>
  namedRecords(facts, settings).filter((record) => !isHidden(facts, record, settings));

/** The same that only the VPC sees, though there is a zone that everybody does. */
export const hiddenRecords = (facts: TerraformFacts, settings: Settings): readonly DnsRecord[] =>
  namedRecords(facts, settings).filter((record) => isHidden(facts, record, settings));

const namedRecords = (facts: TerraformFacts, settings: Settings): readonly DnsRecord[] =>
  records(facts).filter((record) => answers(record, settings) === 'yes' && leadsClients(record) && record.by.exists === 'yes');

/** Where all zones are private, that is told once, of the zone. */
function isHidden(facts: TerraformFacts, { zones: own }: DnsRecord, settings: Settings): boolean {
  const isPublicKnown = zones(facts).some(({ name, isPrivate }) => isPrivate === 'no' && holdsHost(name, settings));
  return isPublicKnown && own.length > 0 && own.every(({ isPrivate }) => isPrivate === 'yes');
}

export type Watched = { readonly dns: ExternalDns; readonly source: HostSource; readonly answer: Answer };

/** Each external-dns with each thing that asks for the host: the cluster may be in one root and what runs there in another. */
export const watched = onceFor(({ roots }: TerraformFacts, settings: Settings): readonly Watched[] => {
  const sources = roots.flatMap(hostSourcesIn).filter(({ names }) => answersFor(names, settings) === 'yes');
  return roots.flatMap(externalDnsIn).flatMap((dns) =>
    sources.map((source) => ({ dns, source, answer: least([covers(dns, settings), watches(dns, source.source), certain(dns), certain(source)]) })),
  );
});

const certain = ({ by }: Pick<ExternalDns, 'by'>): Answer => (by.exists === 'yes' ? 'yes' : 'maybe');

const least = (all: readonly Answer[]): Answer => (all.includes('no') ? 'no' : all.includes('maybe') ? 'maybe' : 'yes');

export const makers = (facts: TerraformFacts, settings: Settings): readonly Maker[] => [
  ...hostRecords(facts, settings).map((record): Maker => ({ kind: 'terraform', record })),
  ...watched(facts, settings).filter(({ answer }) => answer === 'yes').map(({ dns, source }): Maker => ({ kind: 'external-dns', dns, source })),
];

/** For messages. */
export const shownMaker = (maker: Maker): string =>
  maker.kind === 'terraform' ? code(addressOf(maker.record.by)) : `external-dns (${code(addressOf(maker.dns.by))}) for ${code(addressOf(maker.source.by))}`;

export const placeOfMaker = (maker: Maker): Location => (maker.kind === 'terraform' ? placeOf(maker.record.by) : maker.source.at);
