import { lookup, Resolver } from 'node:dns/promises';
import pLimit from 'p-limit';

/** What one name server says of a name. */
export type NameAnswer =
  /** `addresses` in order; `cname` where the name is another's alias. */
  | { readonly kind: 'answered'; readonly addresses: readonly string[]; readonly cname: string | undefined }
  /** It knows the zone, and in it no such name or none with an address. */
  | { readonly kind: 'none' }
  /** It answers, but not for that zone: REFUSED, SERVFAIL. */
  | { readonly kind: 'refused' }
  /** No answer, or the server's own name leads nowhere: docc's network may be why. */
  | { readonly kind: 'silent'; readonly because: string };

/** Who is asked for a zone, according to everybody's resolvers. */
export type Delegation =
  | { readonly kind: 'told'; readonly servers: readonly string[] }
  /** The parent leads nobody to it, or to servers that don't know it. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'silent'; readonly because: string }
  /** Of a stand-in for Route 53, of which no parent knows. */
  | { readonly kind: 'not-asked' };

export type NameServers = {
  readonly delegationOf: (zone: string) => Promise<Delegation>;
  /** Every server, each by its name, side by side. */
  readonly ask: (servers: readonly string[], host: string) => Promise<readonly { readonly server: string; readonly answer: NameAnswer }[]>;
};

/** Addresses, with or without port, by the name of the server: of a stand-in's, which answer elsewhere than their names say. */
export type Elsewhere = ReadonlyMap<string, string>;

/** Milliseconds a try; two tries a question, six questions a server at most. */
const patience = { timeout: 2500, tries: 2 } as const;
/** A zone has four; a hostile parent may name any number. */
const mostServers = 8;

export function openNameServers(elsewhere: Elsewhere | undefined): NameServers {
  return {
    delegationOf: async (zone) => (elsewhere === undefined ? await delegationOf(zone) : { kind: 'not-asked' }),
    ask: async (servers, host) => {
      const limit = pLimit(4);
      return await Promise.all(servers.slice(0, mostServers).map((server) => limit(async () => ({ server, answer: await asked(server, host, elsewhere) }))));
    },
  };
}

/** `ns-1.example=127.0.0.1:5301,ns-2.example=127.0.0.1:5302` */
export const elsewhereIn = (setting: string): Elsewhere =>
  new Map(setting.split(',').flatMap((pair) => {
    const [name = '', address = ''] = pair.trim().split('=');
    return name === '' || address === '' ? [] : [[name.toLowerCase(), address] as const];
  }));

async function delegationOf(zone: string): Promise<Delegation> {
  const answer = await delegated(zone);
  // SERVFAIL is what a resolver says of servers that don't know the zone, and of its own trouble: the control tells which.
  if (answer.kind !== 'silent' || answer.because !== 'ESERVFAIL') return answer;
  const control = await delegated(alwaysThere);
  const again = await delegated(zone);
  return control.kind === 'told' && again.kind === 'silent' && again.because === 'ESERVFAIL' ? { kind: 'nobody' } : again;
}

const alwaysThere = 'amazonaws.com';

async function delegated(zone: string): Promise<Delegation> {
  try {
    const found = await new Resolver(patience).resolveNs(zone);
    return { kind: 'told', servers: found.map((server) => server.toLowerCase().replace(/\.$/, '')).sort().slice(0, mostServers) };
  } catch (error) {
    const code = codeOf(error);
    return nothingThere.has(code) ? { kind: 'nobody' } : { kind: 'silent', because: code };
  }
}

async function asked(server: string, host: string, elsewhere: Elsewhere | undefined): Promise<NameAnswer> {
  const address = elsewhere?.get(server) ?? (await lookup(server, { family: 4 }).then(({ address }) => address, () => undefined));
  if (address === undefined) return { kind: 'silent', because: 'its own name leads nowhere' };
  const resolver = new Resolver(patience);
  resolver.setServers([address]);
  const [four, six, cname] = await Promise.all([answerOf(resolver.resolve4(host)), answerOf(resolver.resolve6(host)), answerOf(resolver.resolveCname(host))]);
  const addresses = [...found(four), ...found(six)];
  const [other] = found(cname);
  if (addresses.length > 0 || other !== undefined) return { kind: 'answered', addresses: [...new Set(addresses)].sort().slice(0, 16), cname: other?.toLowerCase().replace(/\.$/, '') };
  const codes = [four, six, cname].flatMap((each) => (typeof each === 'string' ? [each] : []));
  const silent = codes.find((code) => !nothingThere.has(code) && !turnedAway.has(code));
  if (silent !== undefined) return { kind: 'silent', because: silent };
  return codes.some((code) => turnedAway.has(code)) ? { kind: 'refused' } : { kind: 'none' };
}

const nothingThere: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
const turnedAway: ReadonlySet<string> = new Set(['EREFUSED', 'ESERVFAIL', 'ENOTIMP', 'EFORMERR']);

/** The records, or the code why there are none. */
const answerOf = (answer: Promise<readonly string[]>): Promise<readonly string[] | string> => answer.catch(codeOf);

const found = (answer: readonly string[] | string): readonly string[] => (typeof answer === 'string' ? [] : answer);

/** `ENOTFOUND`, `ETIMEOUT`: the codes of node:dns. */
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN');
