import { describe, expect, it } from 'vitest';
import { nameServer, type Said } from './name-server.fixture.ts';
import { elsewhereIn, openNameServers } from './name-servers.ts';

const host = 'service.docc.domain.io';

async function asked(said: Said) {
  await using server = await nameServer({ [host]: said });
  const [first] = await openNameServers(new Map([['ns-1.example', server.address]])).ask(['ns-1.example'], host);
  return first?.answer;
}

describe('a name server', () => {
  it('answers with addresses, in an order of their own', async () => expect(await asked({ a: ['192.0.2.9', '192.0.2.10'] })).toEqual({ kind: 'answered', addresses: ['192.0.2.10', '192.0.2.9'], cname: undefined }));
  it('answers with another name', async () => expect(await asked({ cname: 'lb.Example.net' })).toMatchObject({ kind: 'answered', cname: 'lb.example.net' }));
  it('has no such name', async () => expect(await asked('none')).toEqual({ kind: 'none' }));
  it('has the name without an address', async () => expect(await asked({ a: [] })).toEqual({ kind: 'none' }));
  it('turns the question away', async () => expect(await asked('refused')).toEqual({ kind: 'refused' }));
  it('says nothing', async () => expect(await asked('silent')).toEqual({ kind: 'silent', because: 'ETIMEOUT' }), 20_000);
});

it('a server whose name leads nowhere is silent', async () => {
  expect(await openNameServers(new Map()).ask(['ns-1.invalid'], host)).toEqual([{ server: 'ns-1.invalid', answer: { kind: 'silent', because: 'its own name leads nowhere' } }]);
});

it('no parent is asked for a zone of a stand-in', async () => expect(await openNameServers(new Map()).delegationOf('domain.io')).toEqual({ kind: 'not-asked' }));

it('reads where servers answer', () => expect([...elsewhereIn(' NS-1.example=127.0.0.1:53, broken ,x=')]).toEqual([['ns-1.example', '127.0.0.1:53']]));
