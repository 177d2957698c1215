import { elsewhereIn, type NameServers, openNameServers } from '../../tools/name-servers.ts';
import { entryIn, openRecordRequest, type RecordRequest } from '../../tools/record-request.ts';
import type { Environment } from '../../tools/find-program.ts';

/** Of a stand-in for AWS: where its zones' name servers answer, and its load balancers. */
export const standInSettings = { nameServers: 'DOCC_NAME_SERVERS', entry: 'DOCC_CLOUD_ENTRY' } as const;

export type Outward = { readonly nameServers: NameServers; readonly request: RecordRequest };

/** How the world is asked for a record: by name servers and over HTTP. A stand-in's zones are known to no parent, so its name servers are told or none is asked. */
export function outwardIn(env: Environment, signal: AbortSignal): Outward {
  const told = env[standInSettings.nameServers] ?? '';
  const elsewhere = env['AWS_ENDPOINT_URL'] || told !== '' ? elsewhereIn(told) : undefined;
  return { nameServers: openNameServers(elsewhere), request: openRecordRequest(signal, entryIn(env[standInSettings.entry] ?? '')) };
}
