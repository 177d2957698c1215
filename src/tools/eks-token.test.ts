import { expect, it } from 'vitest';
import { z } from 'zod';
import { kubeconfigFor, signedQuestion } from './eks-token.ts';

// The SDK's own signer, which comes with its clients, where it can be had.
const signer = z.object({ SignatureV4: z.custom<new (options: object) => { presign: (request: object, options: object) => Promise<{ readonly query: Readonly<Record<string, string>> }> }>((given) => typeof given === 'function') });
const found = signer.safeParse(await import(['@smithy', 'signature-v4'].join('/')).catch((): undefined => undefined));

const at = new Date('2026-11-21T12:00:00Z');
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'a+session/token==' };

it.skipIf(!found.success)("signs as the SDK does (needs the SDK's signer)", async () => {
  if (!found.success) return;
  const { createHash, createHmac } = await import('node:crypto');
  class Sha256 {
    readonly hash;
    constructor(secret?: Buffer) {
      this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
    }
    update(data: string | Buffer): void {
      this.hash.update(data);
    }
    async digest(): Promise<Buffer> {
      return this.hash.digest();
    }
  }
  const sdk = new found.data.SignatureV4({ service: 'sts', region: 'eu-central-1', credentials: keys, sha256: Sha256, applyChecksum: false });
  const request = { method: 'GET', protocol: 'https:', hostname: 'sts.eu-central-1.amazonaws.com', path: '/', query: { Action: 'GetCallerIdentity', Version: '2011-06-15' }, headers: { host: 'sts.eu-central-1.amazonaws.com', 'x-k8s-aws-id': 'grading' } };
  const { query } = await sdk.presign(request, { expiresIn: 60, signingDate: at, unhoistableHeaders: new Set(['x-k8s-aws-id']) });
  const ours = Object.fromEntries(new URL(signedQuestion({ cluster: 'grading', region: 'eu-central-1', keys, at })).searchParams);
  expect(ours).toEqual(query);
});

it('names the cluster in what is signed, and in no other place', () => {
  const of = (cluster: string): URL => new URL(signedQuestion({ cluster, region: 'eu-central-1', keys, at }));
  expect(of('one').searchParams.get('X-Amz-Signature')).not.toBe(of('two').searchParams.get('X-Amz-Signature'));
  expect(of('one').href).not.toContain('one');
  expect(of('one').href).not.toContain(keys.secretAccessKey);
});

it('a kubeconfig leads to the cluster', () => {
  expect(JSON.parse(kubeconfigFor({ name: 'grading', endpoint: 'https://example.org', authority: 'QQ==' }, 'k8s-aws-v1.x'))).toMatchObject({ 'current-context': 'grading', clusters: [{ cluster: { server: 'https://example.org' } }] });
});
