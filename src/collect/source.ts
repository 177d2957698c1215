import type { Observation } from '../evidence/observation.ts';
import type { Submission } from '../submission/submission.ts';
import type { HadolintPort } from '../tools/hadolint.ts';
import type { HclPort } from '../tools/hcl.ts';
import type { HelmPort } from '../tools/helm.ts';
import type { KustomizePort } from '../tools/kustomize.ts';
import type { ChartRendering } from './chart/rendered.ts';
import { chart } from './chart/section.ts';
import { allEnded } from './all-ended.ts';
import { accountNamed } from './cloud/account/named.ts';
import { cloudNamed } from './cloud/account/section.ts';
import { collectDockerfile } from './dockerfile/collect.ts';
import { type DockerfileFacts, dockerfile } from './dockerfile/section.ts';
import { collectLint } from './lint/collect.ts';
import { lint } from './lint/section.ts';
import { anew, type Making } from './making.ts';
import { manifests, type ManifestsFacts } from './manifests/section.ts';
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
export async function collectSource(
  submission: Submission,
  ports: SourcePorts,
  record: Record,
  wanted: Wanted = 'all',
  deeper: Deeper = async () => undefined,
  makes: Making = anew,
): Promise<void> {
  const makeAlone = <Facts>(id: string, make: (files: Submission) => Promise<Observation<Facts>>) => makes(id, submission, nothing, { make, holds: isObserved });
  const terraforms = whereWanted(wanted, [terraform, chart, manifests], () => record(terraform, () => makeAlone('terraform', (files) => collectTerraform(files, ports))));
  const trees = record(tree, async () => collectTree(submission));
  const workflows = record(workflow, () => makeAlone('workflow', async (files) => collectWorkflow(files)));
  const dockerfiles = record(dockerfile, async () => {
    const [seenTree, seenWorkflow] = [await trees, await workflows];
    return after(seenTree, ({ suspects }) => after(seenWorkflow, (facts) => collectDockerfile(submission, facts, suspects)));
  });
  const lints = record(lint, async () => {
    const seen = await dockerfiles;
    if (seen.status !== 'observed') return seen;
    const paths = seen.facts.files.map(({ path }) => path);
    const make = (files: Submission) => collectLint({ dockerfiles: textsOf(files, paths), hadolint: ports.hadolint });
    return await makes('lint', submission, async () => paths, { make, holds: isObserved });
  });
  const seen = Promise.all([terraforms, workflows]).then(([one, other]) => ({ terraform: factsIn(one), workflow: factsIn(other) }));
  seen.catch(() => undefined); // told where it is awaited
  // What a chart is deployed with, and objects besides, may stand in Terraform: what broke there would be missing here, and be told of the submission.
  const unless = async <Facts>(make: () => Promise<Observation<Facts>>): Promise<Observation<Facts>> => {
    const making = make(); // A chart is linted and staged while Terraform is read.
    making.catch(() => undefined); // told where it is awaited
    const fault = (await Promise.all([terraforms, workflows])).find((each) => each?.status === 'fault');
    if (fault === undefined) return await making;
    await making.catch(() => undefined); // Nobody works on behind a run that is over.
    return fault;
  };
  const { kubernetes } = ports;
  // Their collectors are loaded when they are wanted: sixty modules, a tenth of a second.
  const render = async (files: Submission): Promise<ChartRendering> => (await import('./chart/collect.ts')).renderCharts(files, ports, { kubernetes, seen });
  const rendering = lazily(() => makes('charts', submission, async () => [await seen], { make: render, holds: ({ observation }) => isObserved(observation) }));
  const charts = whereWanted(wanted, [chart], () => record(chart, () => unless(async () => (await rendering()).observation)));
  const made = async (files: Submission): Promise<Observation<ManifestsFacts>> => {
    const { collectManifests } = await import('./manifests/collect.ts');
    const charts = await rendering();
    if (charts.observation.status === 'fault') return charts.observation;
    return await collectManifests({ submission: files, charts, terraform: (await seen).terraform, kubernetes }, ports);
  };
  const objects = whereWanted(wanted, [manifests], () =>
    record(manifests, () => unless(() => makes('manifests', submission, async () => [await rendering(), (await seen).terraform], { make: made, holds: isObserved }))),
  );
  const named = whereWanted(wanted, [cloudNamed], () => record(cloudNamed, async () => accountNamed(submission)));
  await allEnded([named, terraforms, trees, workflows, lints, charts, objects, dockerfiles.then(deeper)]);
}

const nothing = async (): Promise<readonly unknown[]> => [];

/** What was not seen may be seen next time, when a tool is less busy or was mended. */
const isObserved = ({ status }: Observation<unknown>): boolean => status === 'observed';

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
