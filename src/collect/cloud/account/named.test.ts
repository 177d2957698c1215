import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reproduced } from '../../../../test/reproduction.ts';
import { naming } from './account.fixture.ts';
import { accountNamed } from './named.ts';

const arn = 'arn:aws:iam::210987654321:role/docc-reader';
const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('docc.cloud.yml', () => {
  it('names an account', () => {
    expect(accountNamed(naming(lines('# where', 'region: eu-west-1', `role_arn: ${arn}`, 'external_id: docc:github.com/repositories/1')))).toEqual({
      status: 'observed',
      facts: {
        kind: 'account',
        region: 'eu-west-1',
        role: { arn, account: '210987654321', externalId: 'docc:github.com/repositories/1', at: { path: 'docc.cloud.yml', line: 3 }, externalIdAt: { path: 'docc.cloud.yml', line: 4 } },
        at: { path: 'docc.cloud.yml', line: 2 },
      },
    });
  });

  it.each(['', '# nothing yet\n', 'region:\nrole_arn:\nexternal_id:\n'])('as it is handed out names nothing: %j', (text) => expect(accountNamed(naming(text))).toEqual({ status: 'observed', facts: { kind: 'nothing' } }));

  it('that is not there names nothing', () => expect(accountNamed({ ...naming(''), files: [] })).toEqual({ status: 'observed', facts: { kind: 'nothing' } }));

  it.each([
    [lines('region: eu-west-1', 'access_key_id: AKIAIOSFODNN7EXAMPLE'), 'cloud-file-key', 2],
    [lines('region: eu-west-1', '# AKIAIOSFODNN7EXAMPLE'), 'cloud-file-key', 2],
    [lines('aws_secret_access_key: x'), 'cloud-file-key', 1],
    [lines('{"session_token": "x"}'), 'cloud-file-key', 1],
    [lines('region: [eu'), 'cloud-file-yaml', 2],
    [lines('- region'), 'cloud-file-field', 1],
    [lines('# a', 'region: Ireland'), 'cloud-file-field', 2],
    [lines('region: eu-west-1', 'zone: a'), 'cloud-file-field', 2],
    [lines('region: &a eu-west-1', 'external_id: *a'), 'cloud-file-field', 1],
    [lines('region: eu-west-1', 'role_arn: arn:aws:iam::1:user/me'), 'cloud-file-field', 2],
    [lines('region: eu-west-1', `role_arn: ${arn}`), 'cloud-file-external-id', 2],
    [`# ${'x'.repeat(20_000)}`, 'cloud-file-too-long', 1],
  ])('%j is refused as %s', (text, code, line) => {
    const named = accountNamed(naming(text));
    expect(named).toMatchObject({ status: 'refused', trouble: { observed: expect.stringContaining(`(${code})`), at: { path: 'docc.cloud.yml', line }, fix: expect.stringContaining('`') } });
  });

  it.each([
    ['access_key_id: AKIAIOSFODNN7EXAMPLE\n', 'region: eu-west-1\n'],
    ['{"secret": "x"}\n', 'region: eu-west-1\n'],
    ['region: Ireland\n', 'region: eu-west-1\n'],
    ["region: 'it''s here'\n", 'region: eu-west-1\n'],
    [`role_arn: ${arn}\n`, `role_arn: ${arn}\nexternal_id: docc:github.com/repositories/1\n`],
  ])('%j fails its command until it is %j', async (before, after) => {
    const named = accountNamed(naming(before));
    const reproduce = named.status === 'refused' ? named.trouble.reproduce : '';
    const [first, then] = [await reproduced(reproduce, { 'docc.cloud.yml': before }), await reproduced(reproduce, { 'docc.cloud.yml': after })];
    expect(first.kind === 'ran' && first.code !== 0, reproduce).toBe(true);
    expect(then, reproduce).toMatchObject({ code: 0 });
  });

  it('never says the key itself', () => expect(JSON.stringify(accountNamed(naming('access_key: AKIAIOSFODNN7EXAMPLE\n')))).not.toContain('IOSFODNN7EXAMPLE'));

  it('whatever it holds, is read or refused', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void accountNamed(naming(text))));
  });
});
