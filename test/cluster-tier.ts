import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart } from '../src/collect/chart/section.ts';
import { collectCluster, type ImageLayout } from '../src/collect/cluster.ts';
import { clusterSections } from '../src/collect/cluster/sections.ts';
import { dockerfile } from '../src/collect/dockerfile/section.ts';
import { collectImage } from '../src/collect/image.ts';
import { imageBuild } from '../src/collect/image/build/section.ts';
import { imageSections } from '../src/collect/image/sections.ts';
import { imageNotBuilt } from '../src/collect/image/trouble.ts';
import { imageAtHand } from '../src/collect/image-at-hand.ts';
import { manifests } from '../src/collect/manifests/section.ts';
import { recordIn } from '../src/collect/record.ts';
import { collectSource } from '../src/collect/source.ts';
import { terraform } from '../src/collect/terraform/section.ts';
import { watched } from '../src/collect/watched.ts';
import { workflow } from '../src/collect/workflow/section.ts';
import type { Evidence } from '../src/evidence/evidence.ts';
import { memoryShelf } from '../src/evidence/shelf.fixture.ts';
import { writeBundle } from '../src/evidence/store.ts';
import type { Settings } from '../src/grade/settings.ts';
import type { Submission } from '../src/submission/submission.ts';
import { type Docker, dockerPort } from '../src/tools/docker.ts';
import type { Environment } from '../src/tools/find-program.ts';
import { type Kind, kindPort } from '../src/tools/kind.ts';
import type { KubernetesApi } from '../src/tools/kubernetes.ts';
import { trivyPort } from '../src/tools/trivy.ts';
import { portsOf } from './collect.ts';
import { whyNot, workplace } from './image-tier.ts';
import { clusterCommands } from './cluster-commands.ts';
import type { Commands } from './stand-in-programs.ts';

const { signal } = new AbortController();

/** A cluster that is there, by its kubeconfig: making one for each grade takes longer than the grade on a busy machine. */
const givenCluster = process.env['DOCC_TEST_CLUSTER'];

/** Without a kubeconfig on the cluster that is given, else each on one of its own. */
type EvidenceOf = (submission: Submission, kubeconfig?: string) => Promise<Evidence>;
export type ClusterTier =
  | { readonly kind: 'here'; readonly evidenceOf: EvidenceOf; readonly reproduced: Commands['reproduced']; readonly program: Kind; readonly docker: Docker; readonly dispose: () => Promise<void> }
  | { readonly kind: 'not-here'; readonly reason: string };

/** Source, image and cluster tier by this machine's Docker and kind, or why that can't be. */
export async function clusterTier(settings: Settings): Promise<ClusterTier> {
  const kind = await kindPort(process.env, signal, []).open();
  if (kind.kind !== 'open') return { kind: 'not-here', reason: whyNot(kind) };
  const place = await workplace();
  if (place.kind === 'not-here') return place;
  const commands = await clusterCommands(place.env);
  const dispose = async (): Promise<void> => {
    await commands.dispose();
    await place.dispose();
  };
  return { kind: 'here', evidenceOf: (submission, kubeconfig = givenCluster) => evidenceOf(submission, { env: place.env, settings, kubeconfig }), reproduced: commands.reproduced, program: kind.program, docker: place.docker, dispose };
}

type Where = { readonly env: Environment; readonly settings: Settings; readonly kubeconfig: string | undefined };

async function evidenceOf(submission: Submission, { env, settings, kubeconfig }: Where): Promise<Evidence> {
  const begun = { schema: 'docc/evidence@1', submission: submission.identity, asOf: '2026-11-01T00:00:00Z', collector: { version: '0.0.0' } } as const;
  const writer = await writeBundle(memoryShelf(), begun, 'anew');
  const seen = watched(recordIn({ writer, elapsed: () => 0, tell: () => undefined, together: imageSections.union(clusterSections) }));
  const image = imageAtHand<ImageLayout>();
  const docker = dockerPort(env, signal, []);
  const images = { docker, trivy: trivyPort(env, signal, []), env, signal, keepMaterials: async () => undefined, offer: image.offer };
  const elsewhere = { manifests: seen.seen(manifests), chart: seen.seen(chart), terraform: seen.seen(terraform), workflow: seen.seen(workflow), image: image.use, imageMissing: image.missing };
  const clusters = { docker, kind: kindPort(env, signal, []), env, signal, settings, kubeconfig, keep: undefined };
  const imaging = async (): Promise<void> => {
    await collectImage(submission, await seen.seen(dockerfile), images, seen.record);
    const build = await seen.seen(imageBuild);
    image.none(build.status === 'observed' ? { status: 'refused', trouble: imageNotBuilt(build.facts) } : build);
  };
  await Promise.all([collectSource(submission, portsOf(signal), seen.record), imaging(), collectCluster(elsewhere, clusters, seen.record).finally(image.close)]);
  return await writer.finish();
}

/** A file with the kubeconfig of the cluster that is given, else of one that goes with `made`. */
export async function clusterIn(folder: string, program: Kind, docker: Docker, made: AsyncDisposableStack): Promise<string> {
  if (givenCluster !== undefined) return givenCluster;
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, await createdBy(program, docker, made), { mode: 0o600 });
  return kubeconfig;
}

async function createdBy(program: Kind, docker: Docker, made: AsyncDisposableStack): Promise<string> {
  const created = await program.create(docker, { kubernetes: '1.34', keep: false });
  if (created.kind === 'fault') throw new Error(`${created.fault.message}: ${created.fault.repair}`);
  made.defer(created.cluster.dispose);
  return created.cluster.kubeconfig;
}

/** All that a grade could leave behind, by kind and name. */
export async function everything(api: KubernetesApi): Promise<readonly string[]> {
  const kinds = [
    ['v1', 'Namespace'], ['networking.k8s.io/v1', 'IngressClass'], ['gateway.networking.k8s.io/v1', 'GatewayClass'], ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole'], ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'], ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
  ] as const;
  const all = await Promise.all(kinds.map(async ([apiVersion, kind]) => (await api.list({ apiVersion, kind })).map(({ metadata }) => `${kind} ${metadata.name}`)));
  return all.flat().sort();
}
