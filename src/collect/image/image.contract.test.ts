import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { benchOf } from '../../tools/docker.fixture.ts';
import { type TemporaryFolder, temporaryFolder } from '../../tools/temporary.ts';
import { trivyPort } from '../../tools/trivy.ts';
import { collectScan } from '../scan/collect.ts';
import { type BuildOutcome, collectBuild, firstEpoch, type Workshop } from './build/collect.ts';
import { imageBuild } from './build/section.ts';
import { collectLayout } from './layout/collect.ts';
import { imageLayout } from './layout/section.ts';
import { collectRebuild } from './rebuild/collect.ts';
import type { Recipe } from './recipe.ts';

const bench = await benchOf();
const missing = typeof bench === 'string' ? bench : '';
const scanner = await trivyPort(process.env, new AbortController().signal, []).open();

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder('test');
});
afterAll(() => folder[Symbol.asyncDispose]());

const workshop = (): Workshop => {
  if (typeof bench === 'string') throw new Error(bench);
  return { ...bench, baseImages: [], substitutes: [], cache: 'docc-tests', folder: folder.path, tell: () => undefined };
};

function recipe(lines: readonly string[], files: Readonly<Record<string, string>> = {}): Recipe {
  const texts = { 'app/Dockerfile': lines.join('\n'), ...files };
  return {
    identity: 'sha256:tests',
    files: Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text), executable: path.endsWith('.sh') })),
    dockerfile: 'app/Dockerfile',
    context: 'app',
    target: undefined,
    buildArgs: [],
  };
}

async function built(of: Recipe) {
  const outcome: BuildOutcome = await collectBuild(workshop(), of);
  if (outcome.observation.status !== 'observed') throw new Error(JSON.stringify(outcome.observation));
  return { facts: imageBuild.schema.parse(outcome.observation.facts), image: outcome.image };
}

describe.skipIf(missing !== '')(`an image built here${missing && ` (${missing})`}`, () => {
  it('is built without a network, opened, scanned and built again', async () => {
    const files = { 'app/hello.sh': '#!/bin/sh\necho hello\n', 'other/file': 'x' };
    const of = recipe(
      ['FROM busybox:stable', 'COPY hello.sh /app/hello.sh', 'RUN echo DB_PASSWORD=hunter2-but-longer > /app/.env && echo kept > /app/kept', 'RUN rm /app/.env', 'USER 65532:65532', 'ENTRYPOINT ["/app/hello.sh"]'],
      files,
    );
    const { facts, image } = await built(of);
    expect(facts).toMatchObject({ withoutNetwork: { kind: 'built' }, image: { manifest: image?.manifest, config: image?.config } });
    if (image === undefined) throw new Error('it was built');
    const { layout, manifest } = image;
    const opened = await collectLayout({ layout, manifest, dockerfile: of.dockerfile, sourceDateEpoch: firstEpoch, submitted: of.files });
    const seen = opened.status === 'observed' ? imageLayout.schema.parse(opened.facts) : undefined;
    expect(seen?.layers.map(({ base }) => base)).toEqual([true, false, false, false]);
    expect(seen?.layers[1]?.createdBy).toContain('COPY hello.sh /app/hello.sh');
    expect(seen).toMatchObject({ program: { kind: 'script', path: '/app/hello.sh', interpreter: '/bin/sh' }, config: { user: '65532:65532' }, oddities: [] });
    expect(seen?.secrets).toContainEqual({ where: { kind: 'file', path: '/app/.env', layer: 2, removed: true }, shape: 'a password' });
    expect(seen?.shells.map(({ path }) => path)).toContain('/bin/sh');
    const again = await collectRebuild(workshop(), of, image);
    expect(again).toMatchObject({ status: 'observed', facts: { first: manifest, second: manifest, differences: [] } });
  });

  it.skipIf(scanner.kind !== 'open')('is scanned, and one in which nothing can be is not clean', async () => {
    const { image } = await built(recipe(['FROM debian:bookworm-slim', 'CMD ["true"]']));
    const empty = await built(recipe(['FROM scratch', 'COPY data /data'], { 'app/data': 'x' }));
    if (image === undefined || empty.image === undefined) throw new Error('both were built');
    const port = trivyPort(process.env, new AbortController().signal, []);
    const scanned = await collectScan({ layout: image.layout, manifest: image.manifest, dockerfile: 'Dockerfile' }, port);
    expect(scanned).toMatchObject({ status: 'observed', facts: { scanned: [{ type: 'debian', packages: expect.any(Number) }] } });
    const nothing = await collectScan({ layout: empty.image.layout, manifest: empty.image.manifest, dockerfile: 'Dockerfile' }, port);
    expect(nothing).toMatchObject({ status: 'observed', facts: { scanned: [], counts: { all: 0 } } });
    const materials = scanner.kind === 'open' ? await scanner.trivy.materials(image.layout) : undefined;
    expect(materials?.kind === 'answered' && JSON.parse(materials.json.toString('utf8'))).toMatchObject({ bomFormat: 'CycloneDX' });
  });

  it('that comes out otherwise each time is told by what differs', async () => {
    const of = recipe(['FROM busybox:stable', 'RUN head -c 20 /dev/urandom > /random']);
    const { image } = await built(of);
    if (image === undefined) throw new Error('it was built');
    expect(await collectRebuild(workshop(), of, image)).toMatchObject({
      status: 'observed',
      facts: { first: image.manifest, differences: expect.arrayContaining([{ kind: 'file', path: '/random', what: 'bytes', createdBy: expect.stringContaining('RUN') }]) },
    });
  });

  it('needs a network where a step does, and both builds are told', async () => {
    const { facts, image } = await built(recipe(['FROM busybox:stable', '', 'RUN echo looking && test -e /sys/class/net/eth0']));
    expect(facts.withoutNetwork).toMatchObject({ kind: 'failed', because: 'step', line: 3, exitCode: 1, step: 'RUN echo looking && test -e /sys/class/net/eth0', log: expect.arrayContaining(['looking']) });
    expect(facts.withNetwork).toEqual({ kind: 'built' });
    expect(image?.network).toBe('default');
  });

  it.each([
    ['a step', ['FROM busybox:stable', 'RUN echo API_TOKEN=9f8e7d6c5b4a39281706f5e4d3c2b1a0; exit 7'], { because: 'step', line: 2, exitCode: 7 }],
    ['a file that is not there', ['FROM busybox:stable', 'COPY gone /gone'], { because: 'step', line: 2 }],
    ['an instruction that is none', ['FROM busybox:stable', 'FETCH x'], { because: 'parse', line: 2 }],
    ['an option that is none', ['FROM busybox:stable', 'RUN --fast true'], { because: 'parse', line: 2 }],
    ['a step that asks for more than it is granted', ['FROM busybox:stable', 'RUN --security=insecure true'], { because: 'refused' }],
    ['a secret that nobody gives', ['FROM busybox:stable', 'RUN --mount=type=secret,id=x,required=true cat /run/secrets/x'], { because: 'step' }],
  ])('fails by %s', async (_, lines, expected) => {
    const { facts, image } = await built(recipe(lines));
    expect(image).toBeUndefined();
    expect(facts.withNetwork ?? facts.withoutNetwork).toMatchObject({ kind: 'failed', ...expected });
    expect(JSON.stringify(facts)).not.toContain('9f8e7d6c');
  });

  it('fails by a base image that is not there, unless another registry may have it', async () => {
    const { observation } = await collectBuild(workshop(), recipe(['FROM busybox:there-is-no-such-tag']));
    const failed = { status: 'observed', facts: { withoutNetwork: { kind: 'failed', because: 'base' } } };
    expect(observation).toMatchObject(workshop().builder.mirrored ? { status: 'not-exercised', absence: { remedy: expect.stringContaining('DOCC_BASE_IMAGES') } } : failed);
  });

  it('is given up when the grade is', async () => {
    const controller = new AbortController();
    const own = await benchOf(controller.signal);
    if (typeof own === 'string') throw new Error(own);
    await using place = await temporaryFolder('test');
    onTestFinished(() => controller.abort());
    const outcome = await collectBuild(
      { ...workshop(), ...own, folder: place.path, tell: (step) => void (step.includes('sleep') && controller.abort()) },
      recipe(['FROM busybox:stable', 'RUN sleep 600']),
    );
    expect(outcome).toMatchObject({ observation: { status: 'fault' }, image: undefined });
  });
});
