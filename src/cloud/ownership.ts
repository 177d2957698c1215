import type { Tags } from './marks.ts';

/** Route 53 tags no records: a TXT record beside says whose one is. It can't bear the name of the record, which a CNAME shares with nothing. */
const prefix = '_docc.';

export const ownershipName = (record: string): string => `${prefix}${record}`;

/** The record that an ownership TXT of such a name is about. */
export const recordOwned = (txt: string): string | undefined => (txt.startsWith(prefix) ? txt.slice(prefix.length) : undefined);

const recordKey = 'record';

/** Names the record as well, so that a copy of it under another name proves nothing. */
export const ownershipText = (record: string, tags: Tags): string =>
  [...Object.entries(tags), [recordKey, record] as const].map(([key, value]) => `${key}=${value}`).join(' ');

/** The tags that an ownership TXT gives a record; none where it is about another record, or no such text. */
export function ownershipIn(record: string, text: string): Tags {
  const pairs = text.split(' ').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2)) return {};
  const read = new Map(pairs.map(([key = '', value = '']) => [key, value]));
  if (read.size !== pairs.length || read.get(recordKey) !== record) return {};
  read.delete(recordKey);
  return Object.fromEntries(read);
}
