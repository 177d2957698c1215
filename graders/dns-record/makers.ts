import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once, onceFor } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { addressOf, placeOf } from '../../src/terraform/declared.ts';
import { code } from '../../src/grade/markdown.ts';
import { type Author, covers, type ExternalDns, externalDns, type Sources, watches } from './external-dns.ts';
import { type Answer, answersFor, holdsHost } from './host.ts';
import { answers, type DnsRecord, leadsClients, records } from './records.ts';
import { type HostSource, hostSources } from './sources.ts';
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
export const watched = ({ terraform, manifests }: Sources, settings: Settings): readonly Watched[] => pairs(terraform)(manifests, settings);

const pairs = once((terraform: TerraformFacts) =>
  onceFor((manifests: ManifestsFacts, settings: Settings): readonly Watched[] => {
    const asking = hostSources({ terraform, manifests }).filter(({ names }) => answersFor(names, settings) === 'yes');
    return externalDns({ terraform, manifests }).flatMap((dns) =>
      asking.filter((source) => mayMeet(dns, source)).map((source) => ({ dns, source, answer: least([covers(dns, settings), watches(dns, source.source), dns.exists, source.exists]) })),
    );
  }),
);

/** What is for different environments runs in different clusters. */
const mayMeet = (one: Author, other: Author): boolean => one.environment === undefined || other.environment === undefined || one.environment === other.environment;

const least = (all: readonly Answer[]): Answer => (all.includes('no') ? 'no' : all.includes('maybe') ? 'maybe' : 'yes');

/** What may ask external-dns for the host, or asks one that may not be there: files don't tell. */
export const askedPerhaps = (sources: Sources, settings: Settings): readonly HostSource[] => [
  ...watched(sources, settings).filter(({ answer }) => answer === 'maybe').map(({ source }) => source),
  ...hostSources(sources).filter(({ names }) => answersFor(names, settings) === 'maybe'),
];

export const makers = (sources: Sources, settings: Settings): readonly Maker[] => [
  ...hostRecords(sources.terraform, settings).map((record): Maker => ({ kind: 'terraform', record })),
  ...watched(sources, settings).filter(({ answer }) => answer === 'yes').map(({ dns, source }): Maker => ({ kind: 'external-dns', dns, source })),
];

/** For messages. */
export const shownMaker = (maker: Maker): string =>
  maker.kind === 'terraform' ? code(addressOf(maker.record.by)) : `external-dns (${code(maker.dns.by)}) for ${code(maker.source.by)}`;

export const placeOfMaker = (maker: Maker): Location => (maker.kind === 'terraform' ? placeOf(maker.record.by) : maker.source.at);
