import { describe, expect, it } from 'vitest';
import type { Answer, Asked } from '../../run/prober.ts';
import { answererOf, echoBy } from './echo.ts';
import { fingerprintIn } from './tls.ts';

const echo = ({ method, path, headers }: Asked): Answer => {
  const { pathname, searchParams } = new URL(path, 'http://app.test');
  return { kind: 'answered', status: 200, body: JSON.stringify({ method, path: pathname, query: Object.fromEntries(searchParams), headers }) };
};
const notFound = async (): Promise<Answer> => ({ kind: 'answered', status: 404, body: '404 page not found' });
const refused = async (): Promise<Answer> => ({ kind: 'failed', because: 'refused' });

describe('an echo', () => {
  it('has all of what was asked in it', async () => {
    expect(await echoBy(async (asked) => echo(asked))).toEqual({ kind: 'echoed' });
    expect(await echoBy(async ({ method, path }) => echo({ method, path }))).toEqual({ kind: 'wrong', missing: ['header'], status: 200 });
    expect(await echoBy(notFound)).toEqual({ kind: 'wrong', missing: ['json'], status: 404 });
    expect(await echoBy(refused)).toEqual({ kind: 'failed', because: 'refused' });
  });

  it('tells the app, even one that lacks something, from its controller', async () => {
    expect(await answererOf(async ({ method, path }) => echo({ method, path }))).toBe('app');
    expect(await answererOf(notFound)).toBe('controller');
    expect(await answererOf(refused)).toBe('nobody');
  });
});

describe('a certificate', () => {
  it('that is none has no fingerprint', () => expect(fingerprintIn(Buffer.from('none').toString('base64'))).toBeUndefined());
});
