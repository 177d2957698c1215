import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { deadline } from './deadline.ts';

/** What an HTTP request at a record came to. */
export type RecordAnswer =
  /** `echoed`: the body holds the random path that was asked for, as the sample's server answers. */
  | { readonly kind: 'answered'; readonly scheme: 'http' | 'https'; readonly status: number; readonly echoed: boolean }
  /** `not-public`: an address that nobody outside reaches, which docc doesn't ask; else the error's code. */
  | { readonly kind: 'failed'; readonly because: string };

export type RecordRequest = (host: string, addresses: readonly string[]) => Promise<RecordAnswer>;

/** Where a stand-in's load balancers answer: `127.0.0.1:8080`; and where they do for HTTPS, if they do. */
export type Entry = { readonly host: string; readonly port: number; readonly securePort?: number };

/** Who chose the record chose where docc connects to: never to this machine, its network, or the metadata of a cloud. */
export function openRecordRequest(signal: AbortSignal, entry: Entry | undefined): RecordRequest {
  return async (host, addresses) => {
    const address = entry?.host ?? addresses.find(isPublic);
    if (address === undefined) return { kind: 'failed', because: 'not-public' };
    const path = `/docc-${randomBytes(8).toString('hex')}`;
    const first = await asked({ scheme: 'http', host, address, port: entry?.port ?? 80, path, signal });
    const isSecured = first.kind === 'answered' && first.location?.toLowerCase().startsWith(`https://${host}/`) === true && (entry === undefined || entry.securePort !== undefined);
    const last = isSecured ? await asked({ scheme: 'https', host, address, port: entry?.securePort ?? 443, path, signal }) : first;
    return last.kind === 'failed' ? last : { kind: 'answered', scheme: last.scheme, status: last.status, echoed: last.echoed };
  };
}

export const entryIn = (setting: string): Entry | undefined => {
  const [, host = '', port = ''] = /^([\w.:-]+):(\d{1,5})$/.exec(setting) ?? [];
  return host === '' ? undefined : { host, port: Number(port) };
};

type Range = readonly [network: string, prefix: number];

function rangesOf(family: 'ipv4' | 'ipv6', ranges: readonly Range[]): BlockList {
  const all = new BlockList();
  for (const [network, prefix] of ranges) all.addSubnet(network, prefix, family);
  return all;
}

// https://www.iana.org/assignments/iana-ipv4-special-registry: of IPv6, only what is handed out as global, and not what carries an IPv4 address within.
const special = rangesOf('ipv4', [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3]]);
const global = rangesOf('ipv6', [['2000::', 3]]);
const carriers = rangesOf('ipv6', [['2001::', 32], ['2001:db8::', 32], ['2002::', 16]]);

export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address, 'ipv4');
  return isIP(address) === 6 && global.check(address, 'ipv6') && !carriers.check(address, 'ipv6');
}

type Asked = { readonly scheme: 'http' | 'https'; readonly host: string; readonly address: string; readonly port: number; readonly path: string; readonly signal: AbortSignal };
type Told = { readonly kind: 'answered'; readonly scheme: 'http' | 'https'; readonly status: number; readonly echoed: boolean; readonly location: string | undefined } | { readonly kind: 'failed'; readonly because: string };

/** Milliseconds, body included; bytes of a body that are looked at. */
const within = 10_000;
const longestBody = 64 * 1024;

function asked({ scheme, host, address, port, path, signal }: Asked): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const options = { host: address, port, path, method: 'GET', headers: { host, connection: 'close' }, signal: deadline(signal, within) };
  const hear = (answer: IncomingMessage): void => void heard(answer, path).then((echoed) => resolve({ kind: 'answered', scheme, status: answer.statusCode ?? 0, echoed, location: answer.headers.location }));
  // Whose certificate it is, the cluster tier judges: here only who answers is asked.
  const sent = scheme === 'http' ? httpRequest(options, hear) : httpsRequest({ ...options, servername: host, rejectUnauthorized: false }, hear);
  sent.on('error', (error) => resolve({ kind: 'failed', because: 'code' in error && typeof error.code === 'string' ? error.code : 'no-answer' }));
  sent.end();
  return promise;
}

async function heard(answer: IncomingMessage, path: string): Promise<boolean> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      if (!(chunk instanceof Buffer)) continue;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > longestBody) break;
    }
  } catch {
    return false;
  }
  return Buffer.concat(chunks).includes(path);
}
