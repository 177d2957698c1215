import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { faulted, notExercised, type Observation, observed } from '../../../evidence/observation.ts';
import type { Docker } from '../../../tools/docker.ts';
import { type BuildAnswer, type BuildCall, buildImage, type Substitute } from '../../../tools/docker-build.ts';
import type { Builder } from '../../../tools/docker-builder.ts';
import { ownImage } from '../../../tools/docker-run.ts';
import { stage } from '../../../tools/staging.ts';
import { discreet } from '../discreet.ts';
import { placesIn, type Recipe } from '../recipe.ts';
import { baseImagesSetting } from '../substitutes.ts';
import type { BuildAttempt, ImageBuildFacts } from './section.ts';

export type Workshop = {
  readonly docker: Docker;
  readonly builder: Builder & { readonly kind: 'buildx' };
  /** As the Dockerfile names them. */
  readonly baseImages: readonly string[];
  readonly substitutes: readonly Substitute[];
  /** Shared by all submissions whose owner gave it one name; else each has its own. */
  readonly cache: string | undefined;
  /** Of ours, removed when everything has been looked at: images go there. */
  readonly folder: string;
  /** Each step as it begins. */
  readonly tell: (step: string) => void;
};

/**
 * An image that was built: what the other sections open, scan and run. `layout` is the folder of its OCI image layout, `archive`
 * what `docker load` takes and gives the `name`, `network` what its steps needed.
 */
export type BuiltImage = Omit<BuildAnswer & { readonly kind: 'built' }, 'kind'> & { readonly name: string; readonly network: Network };

export type Network = 'none' | 'default';

export type BuildOutcome = { readonly observation: Observation<ImageBuildFacts>; readonly image: BuiltImage | undefined };

/** 1 January 2020: a time that no base image and no step has by itself. */
export const firstEpoch = 1_577_836_800;

/** Without a network first: only where that fails is it tried with one, so that both are known. */
export async function collectBuild(workshop: Workshop, recipe: Recipe): Promise<BuildOutcome> {
  await using staged = await stage(recipe.files, firstEpoch);
  const name = ownImage();
  const built = (network: Network) => buildStaged(workshop, recipe, { staged: staged.path, network, cache: 'use', loadAs: name });
  const offline = await built('none');
  if (offline.kind === 'fault') return broken(offline);
  if (offline.kind === 'failed' && offline.because === 'base' && workshop.builder.mirrored) return { observation: unfetched(workshop), image: undefined };
  const online = offline.kind === 'failed' && couldBeNetwork(offline) ? await built('default') : undefined;
  if (online?.kind === 'fault') return broken(online);
  const image = imageOf(offline, { name, network: 'none' }) ?? imageOf(online, { name, network: 'default' });
  return { observation: observed(factsOf(workshop, recipe, { offline, online, image })), image };
}

function imageOf(answer: BuildAnswer | undefined, as: Pick<BuiltImage, 'name' | 'network'>): BuiltImage | undefined {
  if (answer?.kind !== 'built') return undefined;
  const { kind: _kind, ...image } = answer;
  return { ...image, ...as };
}

const broken = ({ fault }: BuildAnswer & { readonly kind: 'fault' }): BuildOutcome => ({ observation: faulted(fault), image: undefined });

/** A mirror holds what its owner put there: what it lacks may well be in the registry that the Dockerfile names. */
function unfetched({ baseImages, substitutes }: Workshop): Observation<never> {
  const fetched = baseImages.filter((image) => substitutes.every(({ asked }) => asked !== image));
  const [first = 'golang:1.26'] = fetched;
  return notExercised({
    reason: `the builder takes base images from mirrors, which don't hold all of ${fetched.join(', ')}`,
    remedy: `Say what stands for each, as in \`${baseImagesSetting}=${first}=mirror.example/${first.split('@', 1)[0]}\` (with commas between them), or use a builder that reaches the registries.`,
  });
}

/** A file that BuildKit can't read, or a base image that isn't there, is no better off with a network for its steps. */
const couldBeNetwork = ({ because }: BuildAnswer & { readonly kind: 'failed' }): boolean => because === 'step' || because === 'time';

export type Staging = Pick<BuildCall, 'network' | 'cache' | 'loadAs'> & { readonly staged: string };

/** One build of a staged copy, into a folder of its own. */
export async function buildStaged({ docker, builder, substitutes, cache, folder, tell }: Workshop, recipe: Recipe, { staged, ...how }: Staging): Promise<BuildAnswer> {
  const into = await mkdtemp(join(folder, 'build-'));
  const { target, buildArgs } = recipe;
  // What a step left with a network must not help the next build without one.
  const cacheNamespace = `${cache ?? recipe.identity}-${how.network}`;
  return await buildImage(docker, builder, { ...placesIn(staged, recipe), ...how, into, target, buildArgs, platform: docker.platform, cacheNamespace, substitutes, sourceDateEpoch: firstEpoch, tell });
}

type Seen = { readonly offline: Settled; readonly online: Settled | undefined; readonly image: BuiltImage | undefined };
type Settled = Exclude<BuildAnswer, { readonly kind: 'fault' }>;

const factsOf = (workshop: Workshop, recipe: Recipe, { offline, online, image }: Seen): ImageBuildFacts => ({
  ...askedOf(workshop, recipe),
  withoutNetwork: attemptOf(offline),
  ...(online !== undefined && { withNetwork: attemptOf(online) }),
  ...(image !== undefined && { image: { manifest: image.manifest, config: image.config, bytes: image.bytes } }),
});

const askedOf = ({ docker, builder, substitutes }: Workshop, { dockerfile, context, target, buildArgs }: Recipe) => ({
  dockerfile,
  context,
  ...(target !== undefined && { target }),
  buildArgs: [...buildArgs],
  platform: docker.platform,
  builder: { kind: 'buildx', buildkit: builder.buildkit } as const,
  substituted: [...substitutes],
});

/** Nothing was asked of BuildKit. */
export const refusedBuild = (workshop: Workshop, recipe: Recipe, { line, message }: { readonly line: number; readonly message: string }): BuildOutcome => ({
  observation: observed({ ...askedOf(workshop, recipe), withoutNetwork: { kind: 'failed', because: 'refused', line, log: [message] } }),
  image: undefined,
});

/** What differs from run to run has no place in evidence: dates, and how long something took. */
const times = /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b\d+(?:\.\d+)?m?s\b/g;

function attemptOf(answer: Settled): BuildAttempt {
  if (answer.kind === 'built') return { kind: 'built' };
  const { log, ...rest } = answer;
  const step = rest.step === undefined ? {} : { step: discreet(rest.step) };
  return { ...rest, ...step, log: discreet(log.join('\n')).split('\n').filter((line) => line !== '').map((line) => line.replaceAll(times, '<time>')) };
}
