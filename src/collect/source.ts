import type { Observation } from '../evidence/observation.ts';
import type { Submission } from '../submission/submission.ts';
import type { HadolintPort } from '../tools/hadolint.ts';
import type { HclPort } from '../tools/hcl.ts';
import type { HelmPort } from '../tools/helm.ts';
import type { KustomizePort } from '../tools/kustomize.ts';
import { chart } from './chart/section.ts';
import { collectDockerfile } from './dockerfile/collect.ts';
import { type DockerfileFacts, dockerfile } from './dockerfile/section.ts';
import { collectLint } from './lint/collect.ts';
import { lint } from './lint/section.ts';
import { manifests } from './manifests/section.ts';
import type { Record } from './record.ts';
import { collectTerraform } from './terraform/collect.ts';
import { terraform } from './terraform/section.ts';
import { collectTree } from './tree/collect.ts';
import { tree } from './tree/section.ts';
import { collectWorkflow } from './workflow/collect.ts';
import { workflow } from './workflow/section.ts';

export type SourcePorts = {
  readonly hadolint: HadolintPort;
  readonly hcl: HclPort;
  readonly helm: HelmPort;
  readonly kustomize: KustomizePort;
  /** The challenge's minor version of Kubernetes, such as 1.34. */
  readonly kubernetes: string;
};

/** Which sections somebody will read: every one, or those with these ids, known only when the graders that were asked for are loaded. */
export type Wanted = 'all' | (() => Promise<ReadonlySet<string>>);

/** What goes on from the Dockerfile: it waits for nothing else of the source tier. */
export type Deeper = (dockerfile: Observation<DockerfileFacts>) => Promise<void>;

/**
 * The source tier: every section that files alone can tell, side by side as far as one doesn't need another. What takes a while and nobody wants
 * is left out; what is read in a moment never waits to be wanted.
 */
export async function collectSource(submission: Submission, ports: SourcePorts, record: Record, wanted: Wanted = 'all', deeper: Deeper = async () => undefined): Promise<void> {
  const terraforms = whereWanted(wanted, [terraform, chart, manifests], () => record(terraform, () => collectTerraform(submission, ports)));
  const trees = record(tree, async () => collectTree(submission));
  const workflows = record(workflow, async () => collectWorkflow(submission));
  const dockerfiles = record(dockerfile, async () => {
    const [seenTree, seenWorkflow] = [await trees, await workflows];
    return after(seenTree, ({ suspects }) => after(seenWorkflow, (facts) => collectDockerfile(submission, facts, suspects)));
  });
  const lints = record(lint, async () => {
    const seen = await dockerfiles;
    if (seen.status !== 'observed') return seen;
    return await collectLint({ dockerfiles: textsOf(submission, seen.facts.files.map(({ path }) => path)), hadolint: ports.hadolint });
  });
  const seen = Promise.all([terraforms, workflows]).then(([one, other]) => ({ terraform: factsIn(one), workflow: factsIn(other) }));
  const { kubernetes } = ports;
  // Their collectors are loaded when they are wanted: sixty modules, a tenth of a second.
  const rendering = lazily(async () => (await import('./chart/collect.ts')).renderCharts(submission, ports, { kubernetes, seen }));
  const charts = whereWanted(wanted, [chart], () => record(chart, async () => (await rendering()).observation));
  const objects = whereWanted(wanted, [manifests], () =>
    record(manifests, async () => {
      const { collectManifests } = await import('./manifests/collect.ts');
      return await collectManifests({ submission, charts: await rendering(), terraform: (await seen).terraform, kubernetes }, ports);
    }),
  );
  await Promise.all([terraforms, trees, workflows, lints, charts, objects, dockerfiles.then(deeper)]);
}

/** Where at least one of the sections is wanted: the others are made of it. */
async function whereWanted<T>(wanted: Wanted, sections: readonly { readonly id: string }[], collect: () => Promise<T>): Promise<T | undefined> {
  if (wanted === 'all') return await collect();
  const ids = await wanted();
  return sections.some(({ id }) => ids.has(id)) ? await collect() : undefined;
}

/** Two sections are made of one rendering. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const factsIn = <Facts>(seen: Observation<Facts> | undefined): Facts | undefined => (seen?.status === 'observed' ? seen.facts : undefined);

/** What comes after a section has its trouble when that has none of its facts. */
function after<Seen, Facts>(seen: Observation<Seen>, collect: (facts: Seen) => Observation<Facts>): Observation<Facts> {
  return seen.status === 'observed' ? collect(seen.facts) : seen;
}

function textsOf({ files }: Submission, paths: readonly string[]): readonly { readonly path: string; readonly text: string }[] {
  const wanted = new Set(paths);
  return files.filter(({ path }) => wanted.has(path)).map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) }));
}
