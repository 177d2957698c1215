import { expect, it } from 'vitest';
import { hasMoto, motoServer } from '../tools/moto-server.fixture.ts';
import { cloudStanding } from './doctor-cloud.ts';

const { signal } = new AbortController();
const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

it('asks nobody where nothing says as whom', async () => {
  const env = { HOME: '/nowhere', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  expect(await cloudStanding({ env, signal })).toMatchObject({ kind: 'missing', reason: 'nothing says as whom AWS is asked', remedy: expect.stringContaining('AWS_PROFILE') });
});

it('tells an endpoint that does not answer', async () => {
  expect(await cloudStanding({ env: { ...keys, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, signal })).toMatchObject({ kind: 'missing', reason: expect.stringContaining('did not answer'), remedy: expect.stringContaining('AWS_ENDPOINT_URL') });
}, 30_000);

it.skipIf(!hasMoto)('tells who one is (needs moto_server on PATH)', async () => {
  await using moto = await motoServer();
  expect(await cloudStanding({ env: { ...keys, AWS_ENDPOINT_URL: moto.endpoint, AWS_REGION: 'eu-west-1' }, signal })).toMatchObject({ kind: 'serves', arn: expect.stringContaining('arn:aws:'), region: 'eu-west-1', endpoint: moto.endpoint });
}, 60_000);
