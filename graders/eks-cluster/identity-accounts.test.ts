import { assert, constantFrom, option, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { isAccount } from './identity-accounts.ts';

const name = option(constantFrom('kube-system', 'dns', 'external-dns'), { nil: undefined });
const account = record({ namespace: name, name });

it('knows an account by itself, unless something of it is unknown', () => {
  assert(
    property(account, (one) => {
      expect(isAccount(one, one)).toBe(one.namespace === undefined || one.name === undefined ? 'maybe' : 'yes');
    }),
  );
});

it('compares either way round alike', () => {
  assert(
    property(account, account, (one, other) => {
      expect(isAccount(one, other)).toBe(isAccount(other, one));
    }),
  );
});
