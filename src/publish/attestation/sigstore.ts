import type { Bundle } from '@sigstore/bundle';
import type { Signer, TrustMaterial } from '@sigstore/verify';
import { longest, oneLine } from '../neutral.ts';
import { BrokenLink, type Link } from './chain.ts';
import { payloadType } from './envelope.ts';

/** What somebody signed, and whose certificate they held while they did. */
export type Signed = {
  readonly payload: Buffer;
  readonly identity: NonNullable<Signer['identity']>;
  /** In a log that anybody can read; else only an authority of the trusted root vouches for the time. */
  readonly logged: boolean;
};

/**
 * Follows a Sigstore bundle from its signature to a trusted root, without a network. Loads Sigstore's libraries only now.
 * What the root has logs for has to be in them: GitHub's root for private repositories has none, and vouches for the time alone.
 * @throws {BrokenLink}
 */
export async function signedIn(bundleJson: unknown, rootJson: unknown): Promise<Signed> {
  const [{ bundleFromJSON, isBundleWithDsseEnvelope }, { toSignedEntity, toTrustMaterial, Verifier }, { TrustedRoot }] = await Promise.all([
    import('@sigstore/bundle'),
    import('@sigstore/verify'),
    import('@sigstore/protobuf-specs'),
  ]);
  const root = orBroken('trusted root', () => toTrustMaterial(TrustedRoot.fromJSON(rootJson)));
  if (root.certificateAuthorities.length === 0) throw new BrokenLink('trusted root', `it names no authority; ${repairs['trusted root']}`);
  const bundle = orBroken('bundle', () => bundleFromJSON(bundleJson));
  if (!isBundleWithDsseEnvelope(bundle) || bundle.content.dsseEnvelope.payloadType !== payloadType) throw new BrokenLink('bundle', `it holds no statement; ${repairs.bundle}`);
  if (!holdsCertificate(bundle)) throw new BrokenLink('certificate', `the bundle has none; ${repairs.certificate}`);
  const entity = orBroken('bundle', () => toSignedEntity(bundle));
  if (entity.timestamps.length === 0 && entity.tlogEntries.length === 0) throw new BrokenLink('log', `the bundle has no entry of it; ${repairs.log}`);
  const { identity } = orBroken('bundle', () => new Verifier(root, asked(root)).verify(entity));
  if (identity === undefined) throw new BrokenLink('certificate', `it names nobody; ${repairs.certificate}`);
  return { payload: bundle.content.dsseEnvelope.payload, identity, logged: entity.tlogEntries.length > 0 };
}

const asked = ({ tlogs, ctlogs }: TrustMaterial) => ({ tlogThreshold: Math.min(tlogs.length, 1), ctlogThreshold: Math.min(ctlogs.length, 1), timestampThreshold: 1 });

// A public key that the bundle names would be looked up among ours, of which there are none.
const holdsCertificate = ({ verificationMaterial: { content } }: Bundle): boolean => content.$case !== 'publicKey';

/** By the library's own codes; any other error means that it could not make sense of what it was given. */
const linkOf: ReadonlyMap<unknown, Link> = new Map([
  ['TIMESTAMP_ERROR', 'time'],
  ['CERTIFICATE_ERROR', 'certificate'],
  ['TLOG_ERROR', 'log'],
  ['TLOG_INCLUSION_PROOF_ERROR', 'log'],
  ['TLOG_INCLUSION_PROMISE_ERROR', 'log'],
  ['TLOG_MISSING_INCLUSION_ERROR', 'log'],
  ['TLOG_BODY_ERROR', 'log'],
  ['SIGNATURE_ERROR', 'signature'],
]);

const newRoot = 'get it anew with `gh attestation trusted-root > trusted_root.jsonl`';
const newBundle = 'get it anew with `gh attestation download report.json --repo <owner>/<name>`';
const repairs = {
  'trusted root': newRoot,
  bundle: newBundle,
  time: `no authority of the trusted root says when it was signed: ${newRoot}, and where that changes nothing the bundle was made up`,
  certificate: `no authority of the trusted root gave it for that time: ${newRoot}, and where that changes nothing the bundle was made up`,
  log: `the transparency log has no such entry: ${newBundle}, and where that changes nothing it was made up`,
  signature: `what it holds was changed after it was signed: ${newBundle}`,
} as const satisfies Partial<Record<Link, string>>;

function orBroken<Read>(otherwise: 'trusted root' | 'bundle', read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    const found = linkOf.get(cause instanceof Error && 'code' in cause ? cause.code : undefined) ?? otherwise;
    const link = isRepaired(found) ? found : otherwise;
    // The library quotes what it was given.
    throw new BrokenLink(link, `${oneLine(cause instanceof Error ? cause.message : String(cause), longest.name)}; ${repairs[link]}`, { cause });
  }
}

const isRepaired = (link: Link): link is keyof typeof repairs => link in repairs;
