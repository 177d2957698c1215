import { X509Certificate } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Answer, type Asked, exchanged, type Target } from '../../run/prober.ts';

/** What came back, and which certificate was presented, by its SHA-256: neither name nor issuer is looked at. */
export type TlsAnswer = { readonly answer: Answer; readonly fingerprint: string | undefined };

/** For one request from its beginning to the end of its answer. */
const patience = 5_000;

/** HTTPS to wherever the stand-in listens, by the name that is asked for: SNI and Host are the same. */
export async function askByTls({ host, port }: Target, name: string | undefined, asked: Asked): Promise<TlsAnswer> {
  let fingerprint: string | undefined;
  const headers = { ...asked.headers, ...(name !== undefined && { host: name }), connection: 'close' };
  const begin = (): ClientRequest => {
    // The submission's certificate is signed by nobody: which it is, is compared, and trust is not the question.
    const sent = request({ host, port, method: asked.method, path: asked.path, headers, agent: false, servername: name ?? '', rejectUnauthorized: false });
    sent.on('socket', (socket) => socket.on('secureConnect', () => (fingerprint = presentedBy(socket))));
    return sent;
  };
  const answer = await exchanged(begin, patience, (sent) => void sent.end(asked.body));
  return { answer, fingerprint };
}

const presentedBy = (socket: Socket): string | undefined => (socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined);

/** Of the first certificate in a Secret's tls.crt; undefined where it holds none. */
export function fingerprintIn(base64: string): string | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).fingerprint256;
  } catch {
    return undefined;
  }
}
