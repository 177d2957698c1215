import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { faulted, type Observation, observed } from '../../../evidence/observation.ts';
import type { Docker } from '../../../tools/docker.ts';
import { type BuildAnswer, buildImage, type Substitute } from '../../../tools/docker-build.ts';
import type { Builder } from '../../../tools/docker-builder.ts';
import { stage } from '../../../tools/staging.ts';
import { placesIn, type Recipe } from '../recipe.ts';
import type { BuildAttempt, ImageBuildFacts } from './section.ts';

export type Workshop = {
  readonly docker: Docker;
  readonly builder: Builder & { readonly kind: 'buildx' };
  readonly substitutes: readonly Substitute[];
  /** Of ours, removed when everything has been looked at: images go there. */
  readonly folder: string;
  /** Each step as it begins. */
  readonly tell: (step: string) => void;
};

/** An image that was built: what the other sections open, scan and run. `layout` is the folder of its OCI image layout, `archive` what `docker load` takes. */
export type BuiltImage = { readonly layout: string; readonly archive: string; readonly manifest: string; readonly config: string; readonly bytes: number };

export type BuildOutcome = { readonly observation: Observation<ImageBuildFacts>; readonly image: BuiltImage | undefined };

/** A time that no build could have had by itself: 1 January 2020. */
export const firstEpoch = 1_577_836_800;

/** Without a network first: only where that fails is it tried with one, so that both are known. */
export async function collectBuild(workshop: Workshop, recipe: Recipe): Promise<BuildOutcome> {
  await using staged = await stage(recipe.files, firstEpoch);
  const offline = await built(workshop, recipe, staged.path, 'none');
  if (offline.kind === 'fault') return broken(offline);
  const online = offline.kind === 'failed' && couldBeNetwork(offline) ? await built(workshop, recipe, staged.path, 'default') : undefined;
  if (online?.kind === 'fault') return broken(online);
  const image = [online, offline].find((answer) => answer?.kind === 'built');
  return { observation: observed(factsOf(workshop, recipe, { offline, online, image })), image };
}

const broken = ({ fault }: BuildAnswer & { readonly kind: 'fault' }): BuildOutcome => ({ observation: faulted(fault), image: undefined });

/** A file that BuildKit can't read, or a base image that isn't there, is no better off with a network for its steps. */
const couldBeNetwork = ({ because }: BuildAnswer & { readonly kind: 'failed' }): boolean => because === 'step' || because === 'time';

async function built(workshop: Workshop, recipe: Recipe, staged: string, network: 'none' | 'default'): Promise<BuildAnswer> {
  const { docker, builder, substitutes, folder, tell } = workshop;
  const into = await mkdtemp(join(folder, 'build-'));
  return await buildImage(docker, builder, {
    ...placesIn(staged, recipe),
    into,
    target: recipe.target,
    buildArgs: recipe.buildArgs,
    platform: docker.platform,
    network,
    substitutes,
    cache: 'use',
    sourceDateEpoch: firstEpoch,
    loadable: true,
    tell,
  });
}

type Seen = { readonly offline: Settled; readonly online: Settled | undefined; readonly image: BuiltImage | undefined };
type Settled = Exclude<BuildAnswer, { readonly kind: 'fault' }>;

function factsOf({ docker, builder, substitutes }: Workshop, recipe: Recipe, { offline, online, image }: Seen): ImageBuildFacts {
  const { dockerfile, context, target } = recipe;
  return {
    dockerfile,
    context,
    ...(target !== undefined && { target }),
    platform: docker.platform,
    builder: { kind: 'buildx', buildkit: builder.buildkit },
    substituted: [...substitutes],
    withoutNetwork: attemptOf(offline),
    ...(online !== undefined && { withNetwork: attemptOf(online) }),
    ...(image !== undefined && { image: { manifest: image.manifest, config: image.config, bytes: image.bytes } }),
  };
}

function attemptOf(answer: Settled): BuildAttempt {
  if (answer.kind === 'built') return { kind: 'built' };
  const { log, ...rest } = answer;
  return { ...rest, log: [...log] };
}
