import { type Fault, faulted, notExercised, type Observation, refused } from '../evidence/observation.ts';
import type { Submission } from '../submission/submission.ts';
import type { Docker, DockerPort } from '../tools/docker.ts';
import { openBuilder } from '../tools/docker-builder.ts';
import { removeLeftInDocker } from '../tools/docker-leftovers.ts';
import type { Environment } from '../tools/find-program.ts';
import { removeLeftFolders, temporaryFolder } from '../tools/temporary.ts';
import type { TrivyPort } from '../tools/trivy.ts';
import { allEnded } from './all-ended.ts';
import type { DockerfileFacts } from './dockerfile/section.ts';
import { type BuiltImage, collectBuild, firstEpoch, refusedBuild, type Workshop } from './image/build/collect.ts';
import { type ImageBuildFacts, imageBuild } from './image/build/section.ts';
import { openLayout } from './image/layout/blobs.ts';
import { collectLayout } from './image/layout/collect.ts';
import { exposedPorts } from './image/layout/config.ts';
import { imageLayout } from './image/layout/section.ts';
import { collectRebuild } from './image/rebuild/collect.ts';
import { imageRebuild } from './image/rebuild/section.ts';
import { type Recipe, recipeOf } from './image/recipe.ts';
import { ofAnImage } from './image/sections.ts';
import { baseImagesOf, baseImagesSetting, substitutesFor, substitutesOf } from './image/substitutes.ts';
import { imageNotBuilt, noDockerfile } from './image/trouble.ts';
import type { Record, Tell } from './record.ts';
import { collectRun, withoutRun } from './run/collect.ts';
import { collectScan } from './scan/collect.ts';
import { scan } from './scan/section.ts';

export type ImagePorts = {
  readonly docker: DockerPort;
  readonly trivy: TrivyPort;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Puts the image's bill of materials, as CycloneDX JSON, where its reader finds it. */
  readonly keepMaterials: (json: Buffer) => Promise<void>;
  /** Who else needs the image while it is there. */
  readonly offer?: (image: BuiltImage) => Promise<void>;
};

/** An image, and what it takes to look at it. */
type Ready = { readonly workshop: Workshop; readonly recipe: Recipe; readonly image: BuiltImage };

type Seen = Observation<DockerfileFacts>;

/**
 * The image tier: builds the app's image and looks at it in every way at once. What it makes is gone when it ends, and what an
 * earlier run that was killed left.
 */
export async function collectImage(submission: Submission, dockerfile: Seen, ports: ImagePorts, record: Record): Promise<void> {
  await using made = new AsyncDisposableStack();
  const bench: { ready?: Ready } = {};
  const build = await record(imageBuild, async (tell) => {
    const { observation, ready } = await buildOf(submission, dockerfile, ports, made, tell);
    if (ready !== undefined) bench.ready = ready;
    return observation;
  });
  if (bench.ready === undefined) return await withoutImage(build, record);
  await lookedAt(bench.ready, submission, ports, record);
}

type Built = { readonly observation: Observation<ImageBuildFacts>; readonly ready?: Ready };

async function buildOf(submission: Submission, dockerfile: Seen, ports: ImagePorts, made: AsyncDisposableStack, tell: Tell): Promise<Built> {
  if (dockerfile.status !== 'observed') return { observation: dockerfile };
  const reading = recipeOf(submission, dockerfile.facts);
  if (reading === undefined) return { observation: refused(noDockerfile) };
  const opened = await ports.docker.open();
  if (opened.kind === 'fault') return { observation: faulted(opened.fault) };
  if (opened.kind === 'absent') return { observation: notExercised(opened.absence) };
  const shop = await openWorkshop(opened.docker, dockerfile.facts, ports, made, tell);
  if ('status' in shop) return { observation: shop };
  const { recipe } = reading;
  const { observation, image } = reading.kind === 'refused' ? refusedBuild(shop, recipe, reading) : await collectBuild(shop, recipe);
  return image === undefined ? { observation } : { observation, ready: { workshop: shop, recipe, image } };
}

const withoutBuildx = notExercised({
  reason: 'this Docker has no buildx, without which no image can be had as data',
  remedy: "Install Docker's buildx plugin (`docker buildx version` must answer), and grade again.",
});

/** What this machine's owner calls the cache of submissions that may share one. */
const cacheSetting = 'DOCC_BUILD_CACHE';

async function openWorkshop(docker: Docker, facts: DockerfileFacts, { env }: ImagePorts, made: AsyncDisposableStack, tell: Tell): Promise<Workshop | Observation<never>> {
  tell('tidying up');
  await Promise.all([removeLeftFolders(), removeLeftInDocker(docker)]);
  tell('starting BuildKit');
  const opened = await openBuilder(docker, env);
  if (opened.kind === 'fault') return faulted(opened.fault);
  const { builder } = opened;
  made.defer(builder.dispose);
  if (builder.kind === 'docker') return withoutBuildx;
  const { path: folder } = made.use(await temporaryFolder('image'));
  const substitutes = substitutesFor(facts, substitutesOf(env[baseImagesSetting] ?? ''));
  return { docker, builder, baseImages: baseImagesOf(facts), substitutes, cache: env[cacheSetting] || undefined, folder, tell };
}

/** What became of the build becomes of all that needs its image. */
async function withoutImage(build: Observation<ImageBuildFacts>, record: Record): Promise<void> {
  const because = build.status === 'observed' ? refused(imageNotBuilt(build.facts)) : build;
  for (const section of ofAnImage) await record<unknown>(section, async () => because);
}

async function lookedAt({ workshop, recipe, image }: Ready, { files }: Submission, ports: ImagePorts, record: Record): Promise<void> {
  const { dockerfile } = recipe;
  const { layout, manifest } = image;
  const opened = ports.trivy.open();
  const trivy: TrivyPort = { open: () => opened };
  const layouts = record(imageLayout, () => collectLayout({ layout, manifest, dockerfile, sourceDateEpoch: firstEpoch, submitted: files }));
  const scans = record(scan, () => collectScan({ layout, manifest, dockerfile }, trivy)).then(() => keptMaterials(layout, { ...ports, trivy }));
  const runs = runOf({ workshop, recipe, image }, ports, record);
  const rebuilds = record(imageRebuild, (tell) => collectRebuild({ ...workshop, tell }, recipe, image));
  await allEnded([layouts, scans, runs, rebuilds, ports.offer?.(image)]);
}

async function runOf({ workshop: { docker }, recipe: { dockerfile }, image }: Ready, { signal }: ImagePorts, record: Record): Promise<void> {
  // Where its ports can't be known, a server that listens on another than the usual one would be silent.
  const ports = await openLayout(image.layout, image.manifest).then(({ config }) => exposedPorts(config), unreadLayout);
  if ('message' in ports) return await withoutRun(faulted(ports), record);
  await collectRun({ docker, image, dockerfile, exposedPorts: ports, signal }, record);
}

const unreadLayout = (error: unknown): Fault => ({
  message: `the built image can't be read: ${error instanceof Error ? error.message : String(error)}`,
  repair: 'See that the disk has room and that `docker buildx build` works here, and grade again.',
});

/** For people and other tools: no check reads it, and where it can't be had the scan has told why. */
async function keptMaterials(layout: string, { trivy, keepMaterials }: ImagePorts): Promise<void> {
  const opened = await trivy.open();
  const answer = opened.kind === 'open' ? await opened.trivy.materials(layout) : undefined;
  if (answer?.kind === 'answered') await keepMaterials(answer.json).catch(() => undefined);
}
