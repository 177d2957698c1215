import { once } from 'node:events';
import { expect, it } from 'vitest';
import { observationOf } from '../evidence/evidence.ts';
import { observed, refused } from '../evidence/observation.ts';
import { memoryShelf } from '../evidence/shelf.fixture.ts';
import { writeBundle } from '../evidence/store.ts';
import { factsOf } from '../manifests/manifests.fixture.ts';
import type { Docker } from '../tools/docker.ts';
import type { Kind, OpenedKind } from '../tools/kind.ts';
import { collectCluster } from './cluster.ts';
import { clusterDeploy } from './cluster/deploy/section.ts';
import { clusterRoute } from './cluster/route/section.ts';
import { imageAtHand } from './image-at-hand.ts';
import { recordIn } from './record.ts';

const { signal } = new AbortController();
const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const docker: Docker = { version: '29.0.0', platform: 'linux/amd64', signal, run: async () => ({ kind: 'exited', code: 0, stdout: Buffer.alloc(0), stderr: '' }) };

/** Makes a cluster until nobody needs it. */
const slow: Kind = {
  version: '0.31.0',
  create: () => Promise.reject(new Error('only a cluster that is kept is never given up')),
  createUnless: async (needless) => {
    if (!needless.aborted) await once(needless, 'abort');
    return { kind: 'needless' };
  },
};

const broken: OpenedKind = { kind: 'fault', fault: { message: 'kind is broken', repair: 'Mend it.' } };

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: domain/docc-sample}]}\n';

async function sectionsWithout(files: Readonly<Record<string, string>>, kind: OpenedKind = { kind: 'open', program: slow }) {
  const begun = { schema: 'docc/evidence@1', submission: { digest: `sha256:${'0'.repeat(64)}` }, asOf: '2026-11-01T00:00:00Z', collector: { version: '0.0.0' } } as const;
  const writer = await writeBundle(memoryShelf(), begun, 'anew');
  const image = imageAtHand<never>();
  const none = Promise.resolve(refused({ expected: '', observed: '', at: { path: '.' }, fix: '', reproduce: '' }));
  const seen = { manifests: Promise.resolve(observed(factsOf(files))), chart: none, terraform: none, workflow: none, image: image.use, imageMissing: image.missing };
  const ports = { docker: { open: async () => ({ kind: 'open', docker }) as const }, kind: { open: async () => kind }, env: {}, signal, settings, kubeconfig: undefined, keep: undefined };
  const collected = collectCluster(seen, ports, recordIn({ writer, elapsed: () => 0, tell: () => undefined }));
  image.none(refused({ expected: 'an image', observed: 'step 3 of its Dockerfile failed', at: { path: 'Dockerfile' }, fix: '', reproduce: '' }));
  await collected;
  return await writer.finish();
}

it('no cluster is waited for when there is no image to deploy, and the image is to blame', async () => {
  const evidence = await sectionsWithout({ 'pod.yaml': pod });
  for (const section of [clusterDeploy, clusterRoute]) expect(observationOf<unknown>(evidence, section)).toMatchObject({ status: 'refused', trouble: { observed: 'step 3 of its Dockerfile failed' } });
});

it('what deploys nothing says so, with an image or without', async () => {
  expect(observationOf(await sectionsWithout({}), clusterDeploy)).toMatchObject({ status: 'refused', trouble: { observed: expect.not.stringContaining('step 3') } });
});

it('what keeps a cluster from being made is told, also where there is no image', async () => {
  expect(observationOf(await sectionsWithout({ 'pod.yaml': pod }, broken), clusterDeploy)).toMatchObject({ status: 'fault', fault: { message: 'kind is broken' } });
});
