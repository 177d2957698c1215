import { expect, it, onTestFinished } from 'vitest';
import { tagsOf } from '../cloud/marks.ts';
import { ecrChanges } from '../tools/ecr-changes.ts';
import { hasMoto, motoServer } from '../tools/moto-server.fixture.ts';
import { handle } from './janitor-lambda.ts';

it.skipIf(!hasMoto)('the function in AWS removes what is past its time (needs moto_server on PATH)', async () => {
  const moto = await motoServer();
  onTestFinished(async () => await moto[Symbol.asyncDispose]());
  const ecr = await ecrChanges(await moto.aws());
  const tags = tagsOf({ submission: { repositoryId: 12, sha: 'a'.repeat(40) }, expires: new Date('2020-01-01T00:00:00Z') });
  await ecr.create('docc/12-aaaaaaaaaaaa', tags, () => true);
  const env = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: moto.endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  expect(await handle({ dryRun: true }, env)).toMatchObject({ dryRun: true, left: [{ resource: { name: 'docc/12-aaaaaaaaaaaa' } }] });
  expect(await handle({ 'detail-type': 'Scheduled Event' }, env)).toMatchObject({ removed: [{ resource: { name: 'docc/12-aaaaaaaaaaaa' } }] });
  expect(await ecr.list('docc/')).toEqual([]);
  await expect(handle({}, { ...env, DOCC_ZONES: 'ZNONE' })).rejects.toThrow('could be seen or removed');
}, 60_000);
