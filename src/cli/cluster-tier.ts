import { resolve } from 'node:path';
import type { ImageAtHand } from '../collect/image-at-hand.ts';
import type { ImageLayout } from '../collect/cluster.ts';
import { imageBuild } from '../collect/image/build/section.ts';
import { chart } from '../collect/chart/section.ts';
import { manifests } from '../collect/manifests/section.ts';
import { terraform } from '../collect/terraform/section.ts';
import type { Watched } from '../collect/watched.ts';
import { workflow } from '../collect/workflow/section.ts';
import type { Settings } from '../grade/settings.ts';
import { dockerPort } from '../tools/docker.ts';
import { kindPort } from '../tools/kind.ts';
import type { World } from './world.ts';

/** What the cluster tier reads of the source tier. */
export const sectionsForCluster: readonly { readonly id: string }[] = [manifests, chart, terraform, workflow];

export type ClusterTier = {
  readonly world: World;
  readonly folder: string;
  readonly kubeconfig: string | undefined;
  readonly keep: boolean;
  readonly settings: Settings;
  readonly watched: Watched;
  readonly image: ImageAtHand<ImageLayout>;
};

/** Ends when all of it is recorded and what it made is gone. */
export async function collectClusterTier({ world, folder, kubeconfig, keep, settings, watched, image }: ClusterTier): Promise<void> {
  const { collectCluster } = await import('../collect/cluster.ts');
  const { env, signal } = world;
  const never = [resolve(world.cwd, folder)];
  const ports = {
    docker: dockerPort(env, signal, never),
    kind: kindPort(env, signal, never),
    env,
    signal,
    settings,
    kubeconfig: kubeconfig === undefined ? undefined : resolve(world.cwd, kubeconfig),
    keep: keep ? (how: string) => void world.stderr.write(`The cluster stays: ${how}\n`) : undefined,
  };
  const seen = { manifests: watched.seen(manifests), chart: watched.seen(chart), terraform: watched.seen(terraform), workflow: watched.seen(workflow), image: image.use, imageMissing: image.missing };
  try {
    await collectCluster(seen, ports, watched.record);
  } finally {
    image.close();
  }
}

/** When the image tier is over without an image, those that wait for one are told why. */
export async function tellWhyNone({ watched, image }: Pick<ClusterTier, 'watched' | 'image'>): Promise<void> {
  const { imageNotBuilt } = await import('../collect/image/trouble.ts');
  const build = await watched.seen(imageBuild);
  image.none(build.status === 'observed' ? { status: 'refused', trouble: imageNotBuilt(build.facts) } : build);
}
