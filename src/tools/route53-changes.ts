import type * as Route53Sdk from '@aws-sdk/client-route-53';
import { ForeignResource, isRefusal, isUnsure, type Made, type Removed, settled, type Waiting } from './aws-changes.ts';
import { type Aws, unread } from './aws.ts';

type Sdk = typeof Route53Sdk;
type Session = { readonly aws: Aws; readonly sdk: Sdk; readonly client: Route53Sdk.Route53Client };
type RecordSet = Route53Sdk.ResourceRecordSet;
type Change = Route53Sdk.Change;

/** A name that a record leads to, or an address. */
export type Target = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'address'; readonly address: string };

/** A record, and the TXT beside it that says whose it is. */
export type OwnedRecord = { readonly zone: string; readonly name: string; readonly ownership: { readonly name: string; readonly text: string } };

export type Route53Changes = {
  /** Record and TXT in one batch, which Route 53 does whole or not at all; waits until it is INSYNC. Rejects with ForeignResource. */
  readonly upsert: (record: OwnedRecord, target: Target, isOwn: (text: string) => boolean, waiting: Waiting) => Promise<Made>;
  /** The name of a zone, without the dot at its end. */
  readonly zoneName: (zone: string) => Promise<string>;
  /** TXT records of a zone by name. */
  readonly texts: (zone: string) => Promise<readonly { readonly name: string; readonly text: string }[]>;
  /** Record and TXT, where the TXT is `isOwn`; waits until it is INSYNC. */
  readonly remove: (record: Omit<OwnedRecord, 'ownership'> & { readonly ownership: string }, isOwn: (text: string) => boolean, waiting: Waiting) => Promise<Removed>;
};

export async function route53Changes(aws: Aws): Promise<Route53Changes> {
  const sdk = await import('@aws-sdk/client-route-53');
  const session: Session = { aws, sdk, client: new sdk.Route53Client(aws.settings) };
  return {
    upsert: (record, target, isOwn, waiting) => upsert(session, record, { target, isOwn }, waiting),
    zoneName: async (Id) => {
      const { HostedZone: zone } = await aws.read('route53:GetHostedZone', (options) => session.client.send(new sdk.GetHostedZoneCommand({ Id }), options));
      return plain(zone?.Name);
    },
    texts: (zone) => texts(session, zone),
    remove: (record, isOwn, waiting) => remove(session, record, isOwn, waiting),
  };
}

/** Seconds: short, since the name leads somewhere else an hour later. */
const timeToLive = 60;

const mostRounds = 4;

type Wish = { readonly target: Target; readonly isOwn: (text: string) => boolean };

async function upsert(session: Session, record: OwnedRecord, { target, isOwn }: Wish, waiting: Waiting): Promise<Made> {
  const { zone, name, ownership } = record;
  let made: Made | undefined;
  for (let round = 1; ; round += 1) {
    const found = await standing(session, zone, name, ownership.name);
    if (found.text !== undefined && !isOwn(textOf(found.text))) throw new ForeignResource(`the record ${name} is held by ${textOf(found.text)}: wait until that is removed`);
    if (found.text === undefined && found.records.length > 0) throw new ForeignResource(`the zone has a record ${name} that docc did not make: remove it, or give docc another name`);
    made ??= found.text === undefined ? 'created' : 'adopted';
    const changes = [...claim(found.text, ownership), ...lead(found.records, name, target)];
    if (changes.length === 0) return made;
    const changed = await change(session, zone, changes);
    if (changed.kind === 'done') {
      await inSync(session, changed.id, waiting);
      return made;
    }
    if (round === mostRounds) throw changed.error;
  }
}

/** DELETE takes a record only as it stands and CREATE only where there is none: both fail where another was faster. What stands as it is wanted is left. */
function claim(had: RecordSet | undefined, { name, text }: OwnedRecord['ownership']): readonly Change[] {
  if (had !== undefined && textOf(had) === text) return [];
  const wanted: RecordSet = { Name: name, Type: 'TXT', TTL: timeToLive, ResourceRecords: [{ Value: quoted(text) }] };
  return [...(had === undefined ? [] : [{ Action: 'DELETE', ResourceRecordSet: had } as const]), { Action: 'CREATE', ResourceRecordSet: wanted }];
}

function lead(had: readonly RecordSet[], name: string, target: Target): readonly Change[] {
  const [type, value] = target.kind === 'name' ? (['CNAME', target.name] as const) : (['A', target.address] as const);
  const [first, ...more] = had;
  if (more.length === 0 && first?.Type === type && plain(first.ResourceRecords?.[0]?.Value) === plain(value)) return [];
  const wanted: RecordSet = { Name: name, Type: type, TTL: timeToLive, ResourceRecords: [{ Value: value }] };
  const others = had.map((each) => ({ Action: 'DELETE', ResourceRecordSet: each }) as const);
  return [...others, { Action: 'CREATE', ResourceRecordSet: wanted }];
}

async function remove(session: Session, { zone, name, ownership }: { readonly zone: string; readonly name: string; readonly ownership: string }, isOwn: (text: string) => boolean, waiting: Waiting): Promise<Removed> {
  let asked = false;
  for (let round = 1; ; round += 1) {
    const { text, records } = await standing(session, zone, name, ownership);
    if (text === undefined || !isOwn(textOf(text))) return asked ? 'removed' : 'was-gone';
    const changed = await change(session, zone, [text, ...records].map((each) => ({ Action: 'DELETE', ResourceRecordSet: each })));
    if (changed.kind === 'done') {
      await inSync(session, changed.id, waiting);
      return 'removed';
    }
    if (round === mostRounds) throw changed.error;
    asked = true;
  }
}

type Standing = { readonly text: RecordSet | undefined; readonly records: readonly RecordSet[] };

async function standing(session: Session, zone: string, name: string, ownership: string): Promise<Standing> {
  const [own, texts] = [await from(session, zone, name), await from(session, zone, ownership)];
  return {
    records: own.filter((each) => plain(each.Name) === plain(name) && ['A', 'AAAA', 'CNAME'].includes(each.Type ?? '')),
    text: texts.find((each) => plain(each.Name) === plain(ownership) && each.Type === 'TXT'),
  };
}

/** The first records from a name on: all of one name come together, and have few types. */
async function from({ aws, sdk, client }: Session, zone: string, name: string): Promise<readonly RecordSet[]> {
  const command = new sdk.ListResourceRecordSetsCommand({ HostedZoneId: zone, StartRecordName: name, MaxItems: 20 });
  const { ResourceRecordSets: records = [] } = await aws.read('route53:ListResourceRecordSets', (options) => client.send(command, options));
  return records;
}

async function texts({ aws, sdk, client }: Session, zone: string): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const all: RecordSet[] = [];
  let next: { readonly name: string; readonly type: RecordSet['Type']; readonly identifier: string | undefined } | undefined;
  do {
    const command = new sdk.ListResourceRecordSetsCommand({ HostedZoneId: zone, ...(next !== undefined && { StartRecordName: next.name, StartRecordType: next.type, StartRecordIdentifier: next.identifier }) });
    const page: Route53Sdk.ListResourceRecordSetsCommandOutput = await aws.read('route53:ListResourceRecordSets', (options) => client.send(command, options));
    all.push(...(page.ResourceRecordSets ?? []));
    next = page.IsTruncated === true && page.NextRecordName !== undefined ? { name: page.NextRecordName, type: page.NextRecordType, identifier: page.NextRecordIdentifier } : undefined;
  } while (next !== undefined);
  return all.filter(({ Type }) => Type === 'TXT').map((each) => ({ name: plain(each.Name), text: textOf(each) }));
}

type Changed = { readonly kind: 'done'; readonly id: string } | { readonly kind: 'again'; readonly error: unknown };

async function change({ aws, sdk, client }: Session, zone: string, changes: readonly Change[]): Promise<Changed> {
  const command = new sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Comment: 'docc', Changes: [...changes] } });
  try {
    const { ChangeInfo: info } = await aws.write('route53:ChangeResourceRecordSets', (options) => client.send(command, options));
    if (info?.Id === undefined) throw unread('route53:ChangeResourceRecordSets', 'the answer names no change');
    // Moto leaves /change/ out; AWS takes both.
    return { kind: 'done', id: info.Id.replace(/^\/change\//, '') };
  } catch (error) {
    // Somebody was faster, or nobody knows: what stands there tells.
    if (isRefusal(error, ['InvalidChangeBatch']) || isUnsure(error)) return { kind: 'again', error };
    throw error;
  }
}

const inSync = ({ aws, sdk, client }: Session, id: string, waiting: Waiting): Promise<undefined> =>
  settled(`change ${id} of Route 53`, waiting, async () => {
    const { ChangeInfo: info } = await aws.read('route53:GetChange', (options) => client.send(new sdk.GetChangeCommand({ Id: id }), options));
    return info?.Status === 'INSYNC' ? { kind: 'there', value: undefined } : { kind: 'not-yet', seen: `it is ${info?.Status ?? 'unknown'} still` };
  });

/** Lower case, no dot at the end. */
const plain = (name: string | undefined): string => (name ?? '').toLowerCase().replace(/\.$/, '');

/** A string of a TXT record has 255 characters at most, a record several. */
const quoted = (text: string): string => (text.match(/.{1,255}/g) ?? []).map((part) => `"${part.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(' ');

const textOf = ({ ResourceRecords: values = [] }: RecordSet): string =>
  values.length === 1 ? [...(values[0]?.Value ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = '']) => part.replaceAll(/\\(.)/g, '$1')).join('') : '';
