import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate that nobody signed but its own key, as PEM. Written by hand: Node reads X.509 and makes none. */
export type Certificate = { readonly certificate: string; readonly key: string };

/** P-256 and SHA-256, for two days. https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
export function selfSigned(hosts: readonly string[], now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(objectId('550403'), utf8(hosts[0]?.slice(0, 64) ?? 'docc'))));
  const names = sequence(...hosts.map((host) => tagged(0x82, Buffer.from(host))));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x4d]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(time(now, -1), time(now, 2)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(sequence(objectId('551d11'), tagged(0x04, names)))),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { certificate: pem('CERTIFICATE', whole), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** DER: a tag, a length, a content. */
function tagged(tag: number, content: Buffer): Buffer {
  const bytes = content.length;
  const length = bytes < 0x80 ? [bytes] : bytes < 0x100 ? [0x81, bytes] : [0x82, bytes >> 8, bytes & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]): Buffer => tagged(0x31, Buffer.concat(parts));
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const objectId = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

/** UTCTime: `261121145300Z`. */
const time = (now: Date, days: number): Buffer => tagged(0x17, Buffer.from(`${new Date(now.getTime() + days * 86_400_000).toISOString().replaceAll(/[-:T]|\..*/g, '').slice(2)}Z`));

const pem = (what: string, bytes: Buffer): string => `-----BEGIN ${what}-----\n${bytes.toString('base64').match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END ${what}-----\n`;
