import { faulted, type Observation, observed } from '../../evidence/observation.ts';
import { scriptedNamespaces } from './namespace-scripts.ts';
import type { Submission } from '../../submission/submission.ts';
import type { KustomizePort } from '../../tools/kustomize.ts';
import type { ChartRendering } from '../chart/rendered.ts';
import type { TerraformFacts } from '../terraform/section.ts';
import { bounded } from './bounded.ts';
import { chartOrigins } from './charts.ts';
import { kubectlCommands } from './commands.ts';
import { withDefinitions } from './definitions.ts';
import { doubledObjects } from './doubled.ts';
import { type ManifestFile, manifestFiles, type ManifestProblem } from './files.ts';
import type { Found } from './found.ts';
import { gitOpsIn } from './gitops.ts';
import { type Kustomization, kustomizationsIn } from './kustomizations.ts';
import { type Applier, kustomized, KustomizeBroke } from './kustomize.ts';
import { plainObjects } from './plain.ts';
import { textAt } from './placed.ts';
import { recorded } from './recorded.ts';
import { groupOf, loadSchemas, type Schemas, withGroups } from './schemas.ts';
import type { ManifestsFacts } from './section.ts';
import { terraformObjects } from './terraform.ts';
import { unknownsAfter } from './unknowns.ts';

export type ManifestsInput = {
  readonly submission: Submission;
  readonly charts: ChartRendering;
  /** Without it, what Terraform's resources make is not among the objects. */
  readonly terraform: TerraformFacts | undefined;
  /** A minor version, of the challenge: `1.34`. */
  readonly kubernetes: string;
};

export type ManifestsPorts = { readonly kustomize: KustomizePort };

const mostProblems = 100;
const longestMessage = 300;

/** Every Kubernetes object that a submission deploys, from wherever it comes, judged by the schemas of one version. */
export async function collectManifests(input: ManifestsInput, ports: ManifestsPorts): Promise<Observation<ManifestsFacts>> {
  try {
    return observed(await manifestsOf(input, ports));
  } catch (error) {
    if (!(error instanceof KustomizeBroke)) throw error;
    return faulted(error.fault);
  }
}

async function manifestsOf(input: ManifestsInput, { kustomize }: ManifestsPorts): Promise<ManifestsFacts> {
  const { submission, charts, terraform, kubernetes } = input;
  const builtin = loadSchemas(kubernetes);
  const unknowns = unknownsAfter(charts.unknowns);
  const files = manifestFiles(submission, charts.folders, unknowns);
  const kustomizations = kustomizationsIn(submission, charts.folders);
  const fromCharts = chartOrigins(charts);
  const fromTerraform = terraform === undefined ? { origins: [], unrendered: [] } : terraformObjects(terraform, await builtin, unknowns);
  const appliers = appliersOf(submission, files, [...fromCharts.origins, ...fromTerraform.origins].flatMap(({ objects }) => objects));
  const fromKustomize = await kustomized({ submission, all: kustomizations.all, files, appliers, unknowns }, kustomize);
  const plain = plainObjects({ submission, files, kustomizations: kustomizations.all, appliers, applied: fromTerraform.origins.flatMap(({ objects }) => objects), unknowns });
  const inFiles = plain.objects.length === 0 ? [] : [{ origin: { kind: 'files' as const }, objects: plain.objects }];
  const origins = [...fromCharts.origins, ...fromKustomize.origins, ...inFiles, ...fromTerraform.origins];
  const schemas = await schemasFor(await builtin, origins.flatMap(({ objects }) => objects));
  const objects = origins.flatMap(({ objects: found }, index) => found.map((each) => recorded(each, index, schemas)).toSorted(byPlace));
  const facts = { origins: origins.map(({ origin }) => origin), objects };
  const problems = [...fromCharts.problems, ...kustomizations.problems, ...fromKustomize.problems, ...plain.problems, ...readProblems(files, kustomizations.all), ...doubledObjects(objects, facts.origins)];
  const unrendered = [...fromCharts.unrendered, ...fromKustomize.unrendered, ...plain.unrendered, ...fromTerraform.unrendered];
  return bounded({ kubernetes: schemas.kubernetes, ...facts, unknowns: [...unknowns.all()], ...listed(problems), ...scriptedNamespaces(submission), unrendered: unrendered.map(shortReason).slice(0, mostProblems * 2) });
}

function appliersOf(submission: Submission, files: readonly ManifestFile[], objects: readonly Found[]): readonly Applier[] {
  const read = kubectlCommands(submission);
  const complete = read.every(({ unread }) => !unread);
  const commands = read.flatMap(({ paths, namespace, at, words, recursive, kustomize }) => paths.map((path): Applier => ({ path, by: 'command', at, words, ...(namespace !== undefined && { namespace }), ...(complete && !recursive && !kustomize && { alone: true }) })));
  const roots = [...files.flatMap(({ path, documents }) => documents.map(({ root }) => ({ path, root }))), ...objects];
  const gitOps = roots.flatMap(({ root, path }) => gitOpsIn(root, path)).map((each): Applier => ({ ...each, by: 'gitops' }));
  return [...commands, ...gitOps];
}

async function schemasFor(builtin: Schemas, objects: readonly Found[]): Promise<Schemas> {
  const roots = objects.map(({ root }) => root);
  return withDefinitions(await withGroups(builtin, new Set(roots.map((root) => groupOf(textAt(root, 'apiVersion') ?? '')))), roots);
}

/** Files that can't be read are nobody's input, or that of a kustomization: either way it is told once. */
const readProblems = (files: readonly ManifestFile[], kustomizations: readonly Kustomization[]): readonly ManifestProblem[] => {
  const inputs = new Set(kustomizations.flatMap((each) => each.inputs));
  return files.filter(({ path }) => inputs.has(path)).flatMap(({ problems }) => problems);
};

type Placeable = { readonly path: string; readonly line?: number | undefined };

const byPlace = (one: Placeable, other: Placeable): number => (one.path < other.path ? -1 : one.path > other.path ? 1 : (one.line ?? 0) - (other.line ?? 0));

function listed(problems: readonly ManifestProblem[]): Pick<ManifestsFacts, 'problems' | 'problemsBeyond'> {
  const each = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  const sorted = [...each.values()].toSorted(byPlace);
  const cut = sorted.slice(0, mostProblems).map((problem) => ({ ...problem, message: short(problem.message), fix: short(problem.fix) }));
  return { problems: cut, problemsBeyond: Math.max(0, sorted.length - mostProblems) };
}

const shortReason = <Reason extends { readonly because: string }>(reason: Reason): Reason => ({ ...reason, because: short(reason.because) });

const short = (text: string): string => (text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`).toWellFormed();
