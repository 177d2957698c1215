import { createHash } from 'node:crypto';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { evidenceOf } from '../../../../test/collect.ts';
import { submissionOf } from '../../../../test/submission.ts';
import { observationOf } from '../../../evidence/evidence.ts';
import { openEcr } from '../../../tools/ecr.ts';
import { hasMoto, type MotoServer, motoServer } from '../../../tools/moto-server.fixture.ts';
import { type ManifestsFacts, manifests as manifestsSection } from '../../manifests/section.ts';
import { candidateNaming } from '../account/account.fixture.ts';
import { type Account, openAccount } from '../account/open.ts';
import { collectCloudImage } from './collect.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 2 }, layers: [] });
const pushed = `sha256:${createHash('sha256').update(imageManifest).digest('hex')}`;
const other = `sha256:${'b'.repeat(64)}`;

async function manifestsOf(...images: readonly string[]): Promise<ManifestsFacts> {
  const pods = images.map((image, index) => `apiVersion: v1\nkind: Pod\nmetadata: { name: p${index}, namespace: docc }\nspec: { containers: [{ name: server, image: "${image}" }] }\n`);
  const seen = observationOf(await evidenceOf(submissionOf({ 'k8s/pods.yaml': pods.join('---\n') })), manifestsSection);
  if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
  return seen.facts;
}

describe.skipIf(!hasMoto)(`images in ECR${hasMoto ? '' : ' (skipped: no moto_server on PATH)'}`, () => {
  let moto: MotoServer;
  let account: Account;
  beforeAll(async () => {
    moto = await motoServer();
    const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL: moto.endpoint };
    const opened = await openAccount(candidateNaming('region: eu-west-1\n'), { as: 'reader', env, signal: new AbortController().signal, patience: { seconds: 5, second: 5 } });
    if (opened.kind === 'closed') throw new Error(JSON.stringify(opened.because));
    ({ account } = opened);
    const client = new ECRClient(account.aws.settings);
    await client.send(new CreateRepositoryCommand({ repositoryName: 'domain/docc-sample' }));
    await client.send(new PutImageCommand({ repositoryName: 'domain/docc-sample', imageManifest, imageDigest: pushed, imageTag: '1.2.3' }));
  });
  afterAll(() => moto[Symbol.asyncDispose]());

  it('are looked for by the digest that is written and by the one that was built', async () => {
    const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    const manifests = await manifestsOf(`${registry}/domain/docc-sample:1.2.3@${pushed}`, `${registry}/domain/docc-sample:1.2.3`, `${registry}/nobody@${other}`, `210987654321.dkr.ecr.eu-west-1.amazonaws.com/docc-sample@${other}`, 'ghcr.io/domain/docc-sample:1.2.3');
    const observation = await collectCloudImage({ account, ecr: await openEcr(account.aws), manifests, built: other });
    const images = observation.status === 'observed' ? observation.facts.images : [];
    expect(images.map(({ account, repository, tag, asked }) => [account, repository, tag, ...asked.map(({ of, state }) => `${of} ${state}`)])).toEqual([
      ['123456789012', 'domain/docc-sample', '1.2.3', 'written there', 'built no-image'],
      ['123456789012', 'domain/docc-sample', '1.2.3', 'built no-image'],
      ['123456789012', 'nobody', undefined, 'written no-repository', 'built no-repository'],
      ['210987654321', 'docc-sample', undefined, 'written elsewhere', 'built elsewhere'],
    ]);
  });

  it('none where none is named', async () => {
    expect(await collectCloudImage({ account, ecr: await openEcr(account.aws), manifests: await manifestsOf('docker.io/domain/docc-sample:1.2.3'), built: undefined })).toMatchObject({ status: 'observed', facts: { images: [] } });
  });
});
