import { describe, expect, it } from 'vitest';
import { discreet, isDiscreet } from './discreet.ts';

const key = ['AKIA', 'Q7RZ3LMNB2XW5KTD'].join('');
const secret = 'wJalrX9tnFEMIK7MDENGbPxRfiCYzz3kQmT8vB1a';

describe('a text for evidence', () => {
  it('is left as it is where nothing is given away', () => expect(discreet('go: downloading x v1.2.3\nexit status 1')).toBe('go: downloading x v1.2.3\nexit status 1'));

  it.each([
    ['a key by its shape', `using ${key} now`],
    ['a setting', 'export DB_PASSWORD=hunter2-but-longer'],
    ['a step’s argument', `RUN |1 API_TOKEN=9f8e7d6c5b4a39281706f5e4d3c2b1a0 /bin/sh -c curl`],
  ])('does not show %s', (_, line) => {
    const shown = discreet(`before\n${line}\nafter`).split('\n');
    expect(shown).toEqual(['before', expect.stringMatching(/^\(an? .*, not shown\)$/), 'after']);
    expect(isDiscreet(line)).toBe(false);
  });

  it('does not show the secret beside a key', () => expect(discreet(`${key}\n${secret}\nafter`)).not.toContain(secret));

  it('does not show what is within a private key', () => {
    const text = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEowIBAAKCAQEA7c3v', 'short', '-----END RSA PRIVATE KEY-----', 'after'].join('\n');
    expect(discreet(text)).toBe('(a private key, not shown)\nafter');
  });

  it('hides as many as there are', () => expect(discreet(Array.from({ length: 60 }, () => 'ADMIN_PASSWORD=hunter2-but-longer').join('\n'))).not.toContain('hunter2'));
});
