import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import { z } from 'zod';
import { payloadType, signedBytes } from './envelope.ts';

/** What GitHub says of a run when it asks for a certificate. */
export type Claims = {
  readonly issuer: string;
  readonly workflow: string;
  readonly commit: string;
  readonly machine: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly ref: string;
  readonly address: string;
};

/** Authorities of Sigstore's own mock: `public` ones keep logs, as those for public repositories do; `private` ones vouch for the time alone. */
export type Instance = {
  readonly root: Readonly<Record<'tlogs' | 'ctlogs' | 'certificateAuthorities' | 'timestampAuthorities', readonly object[]>>;
  readonly signed: (payload: string, claims: Claims) => Promise<Signed>;
};
export type Signed = { readonly mediaType: string; readonly verificationMaterial: Material; readonly dsseEnvelope: { readonly payload: string; readonly payloadType: string; readonly signatures: readonly [{ readonly sig: string }] } };
type Material = { readonly certificate: { readonly rawBytes: string }; readonly tlogEntries: readonly object[]; readonly timestampVerificationData: { readonly rfc3161Timestamps: readonly { readonly signedTimestamp: string }[] } };

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const base64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string => Buffer.from(buffer, byteOffset, byteLength).toString('base64');
const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');

const logAddress = 'https://rekor.sigstore.mock';
const validFor = { start: '2020-01-01T00:00:00Z' };

export async function sigstoreInstance(kind: 'public' | 'private'): Promise<Instance> {
  // Whole seconds, since the mock writes others as no time stamp may; and after the roots, which are as old as this test.
  const clock = new Date((Math.floor(Date.now() / 1000) + 60) * 1000);
  const ctlog = await initializeCTLog(keyPair(), clock);
  const ca = await initializeCA(keyPair(), kind === 'public' ? ctlog : undefined, clock);
  const [tlog, tsa] = [await initializeTLog(logAddress, keyPair(), clock), await initializeTSA(keyPair(), clock)];
  const log = (publicKey: Buffer, baseUrl: string) => ({ baseUrl, hashAlgorithm: 'SHA2_256', publicKey: { rawBytes: base64(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor }, logId: { keyId: base64(sha256(publicKey)) } });
  const authority = (...certificates: readonly ArrayBufferView[]) => ({ uri: 'https://sigstore.mock', certChain: { certificates: certificates.map((each) => ({ rawBytes: base64(each) })) }, validFor });
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: kind === 'public' ? [log(tlog.publicKey, logAddress)] : [],
    certificateAuthorities: [authority(ca.rootCertificate)],
    ctlogs: kind === 'public' ? [log(ctlog.publicKey, 'https://ctfe.sigstore.mock')] : [],
    timestampAuthorities: [authority(tsa.intCertificate, tsa.rootCertificate)],
  };
  const signed = async (payload: string, claims: Claims): Promise<Signed> => {
    const { privateKey, publicKey } = keyPair();
    const certificate = await ca.issueCertificate({ publicKey: publicKey.export({ type: 'spki', format: 'der' }), subjectAltName: claims.workflow, extensions: extensionsOf(claims) });
    const sig = sign('sha256', signedBytes(Buffer.from(payload)), privateKey);
    const proposed = { apiVersion: '0.0.1', kind: 'dsse', spec: { payloadHash: { algorithm: 'sha256', value: sha256(Buffer.from(payload)).toString('hex') }, signatures: [{ signature: base64(sig), verifier: base64(certificate) }] } };
    const timestamp = async () => ({ signedTimestamp: base64(await tsa.timestamp({ artifactHash: sha256(sig), hashAlgorithmOID: '2.16.840.1.101.3.4.2.1', policyOID: '1.3.6.1.4.1.57264.2', nonce: 1 })) });
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: base64(certificate) },
        tlogEntries: kind === 'public' ? Object.values(answer.parse(await tlog.log(proposed))).map(entryOf) : [],
        timestampVerificationData: { rfc3161Timestamps: [await timestamp()] },
      },
      dsseEnvelope: { payload: base64(Buffer.from(payload)), payloadType, signatures: [{ sig: base64(sig) }] },
    };
  };
  return { root, signed };
}

const fulcio = '1.3.6.1.4.1.57264.1';
const extensionsOf = ({ issuer, commit, machine, repository, repositoryId, ref, address }: Claims) =>
  Object.entries({ 8: issuer, 10: commit, 11: machine, 12: repository, 14: ref, 15: repositoryId, 21: address }).map(([number, value]) => ({ oid: `${fulcio}.${number}`, value }));

/** Rekor's, of which the mock's is typed as nothing. */
const answer = z.record(
  z.string(),
  z.object({
    body: z.string(),
    integratedTime: z.number(),
    logID: z.string(),
    logIndex: z.number(),
    verification: z.object({ inclusionProof: z.object({ checkpoint: z.string(), rootHash: z.string() }), signedEntryTimestamp: z.string() }),
  }),
);

/** In the form that bundles have. */
const entryOf = ({ body, integratedTime, logID, logIndex, verification: { inclusionProof, signedEntryTimestamp } }: z.infer<typeof answer>[string]): object => ({
  logIndex: String(logIndex),
  logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
  kindVersion: { kind: 'dsse', version: '0.0.1' },
  integratedTime: String(integratedTime),
  inclusionPromise: { signedEntryTimestamp },
  // The mock's log holds this entry alone.
  inclusionProof: { logIndex: '0', rootHash: Buffer.from(inclusionProof.rootHash, 'hex').toString('base64'), treeSize: '1', hashes: [], checkpoint: { envelope: inclusionProof.checkpoint } },
  canonicalizedBody: body,
});
