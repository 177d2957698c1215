import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { once } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type Declared, declaredIn } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { asEntries, asList, asText, asTruth, refsIn, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { type Answer, answersFor, anyName, type DnsName, dnsName, fullNames } from './host.ts';
import { aliasModule, hostnameDefaults, hostnameModule, recordsModule, zoneModule } from './knowledge/route53-modules.ts';
import { type Zone, zonesOf } from './zones.ts';

/** A record of Route 53 that Terraform makes. */
export type DnsRecord = {
  /** The block that makes it. */
  readonly by: Declared;
  /** As it is written; undefined where it is the zone's own. */
  readonly nameValue: Value | undefined;
  /** What it is called in full: several where that depends on what is unknown. */
  readonly names: readonly DnsName[];
  /** The zones that its zone id can be of; none where that is typed in or comes from elsewhere. */
  readonly zones: readonly Zone[];
  readonly zoneId: Value | undefined;
  readonly type: Value | undefined;
  /** The name that an alias points at; undefined: it is no alias. */
  readonly alias: Value | undefined;
  /** The zone in which that name is looked for: of a balancer, the one that AWS keeps for balancers of its region. */
  readonly aliasZone: Value | undefined;
  readonly records: Value | undefined;
  readonly ttl: Value | undefined;
  /** One of several under that name, by a routing policy. */
  readonly set: Value | undefined;
};

export const records = once(({ roots }: TerraformFacts): readonly DnsRecord[] => roots.flatMap(recordsIn));

export const recordsIn = once((root: Root): readonly DnsRecord[] => [
  ...declaredIn(root, { type: 'aws_route53_record' }).map(resourceRecord),
  ...declaredIn(root, { kind: 'module' }).flatMap(moduleRecords),
]);

export const answers = ({ names }: DnsRecord, settings: Settings): Answer => answersFor(names, settings);

/** What sends a client to the service: addresses or another name. Unknown types may be one. */
export function leadsClients({ type }: DnsRecord): boolean {
  const text = asText(type);
  return text.kind !== 'known' || /^(A|AAAA|CNAME)$/i.test(text.is);
}

/** Of an alias, a CNAME, and addresses that Terraform takes from what it made: not of addresses that are typed in. */
export function pointsAtName({ type, alias, records }: DnsRecord): boolean {
  const text = asText(type);
  if (alias !== undefined || text.kind !== 'known' || /^CNAME$/i.test(text.is)) return true;
  return records !== undefined && !isTypedIn(records);
}

const isTypedIn = (value: Value): boolean => isWhollyKnown(value) && refsIn(value).every(({ to }) => to.startsWith('var.'));

export const isWhollyKnown = (value: Value): boolean => 'known' in value || ('list' in value && value.list.every(isWhollyKnown));

/** Proof of owning a domain, for a certificate or a sender: many have them, and they lead nobody anywhere. */
export const isValidation = ({ nameValue, records }: DnsRecord): boolean =>
  [nameValue, records].some((value) => refsIn(value).some(({ to, path = '' }) => /aws_acm|aws_ses|module\.\w*acm/.test(to) || /validation|resource_record|dkim/.test(path)));

/** Where clients are sent. */
export const targetOf = ({ alias, records }: DnsRecord): Value | undefined => alias ?? records;

function resourceRecord(by: Declared): DnsRecord {
  const name = valueOf(by, 'name');
  const zoneId = valueOf(by, 'zone_id');
  return recordFrom(by, { object: by.attributes }, { name, zoneId, zones: zonesOf(by.root, zoneId) });
}

type Named = { readonly name: Value | undefined; readonly zoneId: Value | undefined; readonly zones: readonly Zone[]; readonly zoneName?: DnsName };

/** `said` has the arguments of aws_route53_record, as the modules' records do. */
function recordFrom(by: Declared, said: Value, { name, zoneId, zones, zoneName }: Named): DnsRecord {
  const all = zoneName === undefined ? zones.map((zone) => zone.name) : [zoneName];
  const suffixes = all.length === 0 ? [anyName] : all;
  return {
    by,
    nameValue: name,
    names: [...new Set(suffixes.flatMap((suffix) => fullNames(name === undefined ? '' : dnsName(name), suffix)))],
    zones,
    zoneId,
    type: valueIn(said, 'type'),
    alias: valueIn(said, 'alias', 'name'),
    aliasZone: valueIn(said, 'alias', 'zone_id'),
    records: valueIn(said, 'records'),
    ttl: valueIn(said, 'ttl'),
    set: valueIn(said, 'set_identifier'),
  };
}

function moduleRecords(by: Declared): readonly DnsRecord[] {
  const origin = originOf(by);
  if (origin === undefined) return [];
  if (isOrigin(origin, recordsModule)) return listedRecords(by);
  if (isOrigin(origin, zoneModule)) return mappedRecords(by);
  if (isOrigin(origin, aliasModule)) return aliases(by);
  return isOrigin(origin, hostnameModule) ? [hostname(by)] : [];
}

function listedRecords(by: Declared): readonly DnsRecord[] {
  const zone = zoneSaid(by, 'zone_id', 'zone_name');
  return [valueOf(by, 'records'), documentOf(valueOf(by, 'records_jsonencoded'))].flatMap((all) => {
    const list = asList(all);
    if (list.kind === 'unknown') return [recordFrom(by, list.value, { name: list.value, ...zone })];
    return list.kind === 'known' ? list.is.map((said) => recordFrom(by, said, { name: fullName(said), ...zone })) : [];
  });
}

/** An empty name is the zone's own. */
function fullName(said: Value): Value | undefined {
  const name = valueIn(said, 'name');
  return asText(name).kind === 'known' && dnsName(name) === '' ? undefined : name;
}

function mappedRecords(by: Declared): readonly DnsRecord[] {
  const zoneName = dnsName(valueOf(by, 'name'));
  const zoneId = valueOf(by, 'name');
  const zones = zonesOf(by.root, { unknown: true, refs: [{ to: by.block.address }] });
  const entries = asEntries(valueOf(by, 'records'));
  if (entries.kind !== 'known') return entries.kind === 'absent' ? [] : [recordFrom(by, entries.value, { name: entries.value, zoneId, zones, zoneName })];
  return entries.is.map(([key, said]) => {
    const name = valueIn(said, 'full_name') ?? valueIn(said, 'name') ?? { known: key };
    return recordFrom(by, said, { name, zoneId, zones, zoneName });
  });
}

function aliases(by: Declared): readonly DnsRecord[] {
  const enabled = asTruth(valueOf(by, 'enabled'));
  const list = asList(valueOf(by, 'aliases'));
  if ((enabled.kind === 'known' && !enabled.is) || list.kind === 'absent') return [];
  const alias = { name: valueOf(by, 'target_dns_name') ?? { unknown: true }, zone_id: valueOf(by, 'target_zone_id') ?? { unknown: true } } as const;
  const said: Value = { object: { type: { known: 'A' }, alias: { object: alias } } };
  const names = list.kind === 'known' ? list.is : [list.value];
  const zone = zoneSaid(by, 'parent_zone_id', 'parent_zone_name');
  return names.map((name) => recordFrom(by, said, { name, ...zone }));
}

function hostname(by: Declared): DnsRecord {
  const said: Value = { object: { type: { known: hostnameDefaults.type }, ttl: { known: hostnameDefaults.ttl }, ...by.attributes } };
  return recordFrom(by, said, { name: valueOf(by, 'dns_name'), ...zoneSaid(by, 'zone_id', 'zone_name') });
}

/** By its id or its name, whichever a module is given. */
function zoneSaid(by: Declared, id: string, name: string): Omit<Named, 'name'> {
  const zoneId = valueOf(by, id);
  const zoneName = valueOf(by, name);
  return { zoneId, zones: zonesOf(by.root, zoneId ?? zoneName), ...(zoneName !== undefined && { zoneName: dnsName(zoneName) }) };
}
