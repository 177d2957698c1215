import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { selfSigned } from './certificate.ts';

it.each([[['service.docc.domain.io']], [['*.domain.io', 'other.example']], [[`${'a'.repeat(60)}.${'b'.repeat(60)}.example`]]])('is a certificate for %s that its own key signed', (hosts) => {
  const { certificate, key } = selfSigned(hosts, new Date());
  const read = new X509Certificate(certificate);
  expect(read.subjectAltName).toBe(hosts.map((host) => `DNS:${host}`).join(', '));
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(read.validToDate.getTime()).toBeGreaterThan(Date.now());
});
