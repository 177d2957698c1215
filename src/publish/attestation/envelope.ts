import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../../evidence/canonical.ts';
import { type Statement, statement } from './statement.ts';

/** DSSE, the envelope that Sigstore's bundles hold too: https://github.com/secure-systems-lab/dsse */
export const payloadType = 'application/vnd.in-toto+json';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

export const envelope = z.strictObject({
  payloadType: z.literal(payloadType),
  payload: base64,
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: base64 })).min(1).max(8),
});

export type Envelope = z.infer<typeof envelope>;

/** A signature that proves nothing; the message tells why. */
export class UnprovenGrade extends Error {
  override name = 'UnprovenGrade';
}

/** What is signed: type and length go in too, so that no other text has the same bytes. */
export const signedBytes = (payload: Buffer): Buffer => Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);

/** How a key is named: the start of the digest of its public half. */
export const keyIdOf = (key: KeyObject): string => {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return `sha256:${hash('sha256', half.export({ type: 'spki', format: 'der' })).slice(0, 32)}`;
};

export function sealed(said: Statement, privateKey: KeyObject): Envelope {
  const payload = Buffer.from(canonical(statement.parse(said)));
  const sig = sign(null, signedBytes(payload), privateKey).toString('base64');
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: keyIdOf(privateKey), sig }] };
}

/** The statement, once one of the signatures is the key's: nothing of it is read before. */
export function opened({ payload, signatures }: Envelope, publicKey: KeyObject): Statement {
  const bytes = Buffer.from(payload, 'base64');
  const isSigned = signatures.some(({ sig }) => verify(null, signedBytes(bytes), publicKey, Buffer.from(sig, 'base64')));
  if (!isSigned) throw new UnprovenGrade(`no signature is of the key ${keyIdOf(publicKey)}`);
  const said = statementIn(bytes);
  if (said === undefined) throw new UnprovenGrade('what was signed is no statement of docc/grade@1');
  return said;
}

/** Undefined of what says anything else. */
export function statementIn(payload: Buffer): Statement | undefined {
  try {
    return statement.parse(JSON.parse(payload.toString('utf8')));
  } catch {
    return undefined;
  }
}
