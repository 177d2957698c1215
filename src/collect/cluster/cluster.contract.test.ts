import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Evidence, observationOf } from '../../evidence/evidence.ts';
import { memoryShelf } from '../../evidence/shelf.fixture.ts';
import { writeBundle } from '../../evidence/store.ts';
import { readSubmission } from '../../submission/read.ts';
import { dockerPort } from '../../tools/docker.ts';
import { openBuilder } from '../../tools/docker-builder.ts';
import { kindPort } from '../../tools/kind.ts';
import { kindClusters } from '../../tools/kind-nodes.ts';
import { trivyPort } from '../../tools/trivy.ts';
import { portsOf } from '../../../test/collect.ts';
import { chart } from '../chart/section.ts';
import { collectCluster, type ImageLayout } from '../cluster.ts';
import { dockerfile } from '../dockerfile/section.ts';
import { collectImage } from '../image.ts';
import { baseImagesSetting } from '../image/substitutes.ts';
import { imageAtHand } from '../image-at-hand.ts';
import { manifests } from '../manifests/section.ts';
import { recordIn } from '../record.ts';
import { collectSource } from '../source.ts';
import { terraform } from '../terraform/section.ts';
import { watched } from '../watched.ts';
import { workflow } from '../workflow/section.ts';
import { clusterDeploy } from './deploy/section.ts';
import { clusterDrain } from './drain/section.ts';
import { clusterPolicy } from './policy/section.ts';
import { clusterRoute } from './route/section.ts';

const { signal } = new AbortController();
const reference = join(import.meta.dirname, '../../../test/submissions/reference');
const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };

const docker = await dockerPort(process.env, signal, []).open();
const kind = await kindPort(process.env, signal, []).open();
const missing = docker.kind !== 'open' ? 'no Docker daemon answers' : kind.kind !== 'open' ? 'no kind is here' : process.env['DOCC_LONG'] === undefined ? 'it takes four minutes: set DOCC_LONG' : undefined;

/** Mirrors hold the base images of the reference under another digest. */
const substitutes = ['golang:1.26', 'gcr.io/distroless/static-debian12:nonroot'].map((image) => `${image}=${image}`).join(',');

async function collected(): Promise<Evidence> {
  const submission = await readSubmission({ kind: 'folder', path: reference });
  const begun = { schema: 'docc/evidence@1', submission: submission.identity, asOf: '2026-11-01T00:00:00Z', collector: { version: '0.0.0' } } as const;
  const writer = await writeBundle(memoryShelf(), begun, 'anew');
  const seen = watched(recordIn({ writer, elapsed: () => performance.now() / 1000, tell: () => undefined }));
  const image = imageAtHand<ImageLayout>();
  const building = docker.kind === 'open' ? await openBuilder(docker.docker, process.env) : undefined;
  const mirrored = building?.kind === 'open' && building.builder.kind === 'buildx' && building.builder.mirrored;
  const env = { ...process.env, ...(mirrored && { [baseImagesSetting]: substitutes }) };
  const images = { docker: dockerPort(env, signal, []), trivy: trivyPort(env, signal, []), env, signal, keepMaterials: async () => undefined, offer: image.offer };
  const elsewhere = { manifests: seen.seen(manifests), chart: seen.seen(chart), terraform: seen.seen(terraform), workflow: seen.seen(workflow), image: image.use };
  const clusters = { docker: dockerPort(env, signal, []), kind: kindPort(env, signal, []), env, signal, settings, kubeconfig: undefined, keep: undefined };
  await Promise.all([
    collectSource(submission, portsOf(signal), seen.record),
    seen.seen(dockerfile).then((read) => collectImage(submission, read, images, seen.record)),
    collectCluster(elsewhere, clusters, seen.record).finally(image.close),
  ]);
  return await writer.finish();
}

describe.skipIf(missing !== undefined)(`the reference on a cluster of its own (${missing ?? 'live'})`, () => {
  it('becomes ready with the rights of its namespace, is reached, and leaves nothing', { timeout: 900_000 }, async () => {
    const before = docker.kind === 'open' ? await kindClusters(docker.docker) : [];
    const evidence = await collected();
    expect(observationOf(evidence, clusterDeploy)).toMatchObject({ status: 'observed', facts: { namespace: 'docc-sample', outcome: { kind: 'ready' }, refused: [], supplied: ['TLS Secret docc-sample-tls, self-signed', expect.any(String), expect.any(String)] } });
    expect(observationOf(evidence, clusterRoute)).toMatchObject({ status: 'observed', facts: { byRoute: { kind: 'echoed' }, tls: { certificate: 'declared' } } });
    expect(observationOf(evidence, clusterPolicy)).toMatchObject({ status: 'observed', facts: { strangers: [{ connects: false }, { connects: false }], controller: { connects: true } } });
    expect(observationOf(evidence, clusterDrain)).toMatchObject({ status: 'observed' });
    expect(docker.kind === 'open' ? await kindClusters(docker.docker) : []).toEqual(before);
  });
});
