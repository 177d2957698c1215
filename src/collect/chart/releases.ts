import { own } from '../../evidence/own.ts';
import { asText, valueOf } from '../../terraform/value.ts';
import { documentOf } from '../../terraform/document.ts';
import { readDocuments } from '../manifests/documents.ts';
import { placedValue } from '../manifests/terraform-values.ts';
import type { Unknowns } from '../manifests/unknowns.ts';
import type { TerraformFacts } from '../terraform/section.ts';
import type { WorkflowFacts } from '../workflow/section.ts';
import { type GitOpsContext, type GitOpsObject, releasedByArgo } from './by-argo.ts';
import { foreignByCommands, releasedByCommands } from './by-commands.ts';
import { releasedByFlux } from './by-flux.ts';
import { releasedByTerraform } from './by-terraform.ts';
import { foreignByTools, releasedByTools } from './by-tools.ts';
import { type ChartSource, type FoundCharts, localFolder, ownReleaseName } from './charts.ts';
import type { Declared } from './declared.ts';
import { type Files, isForeign, isIn, textAt } from './files.ts';
import type { RenderedDocument } from './rendered.ts';
import { scriptsOf } from './scripts.ts';
import type { ForeignRelease } from './section.ts';

/** What other sections know. */
export type Seen = { readonly terraform?: TerraformFacts | undefined; readonly workflow?: WorkflowFacts | undefined };

export type ReleaseContext = GitOpsContext & { readonly found: FoundCharts; readonly seen: Seen };

const mostReleases = 60;
const mostApplications = 100;
/** Characters. */
const longestApplication = 64 * 1024;
const largest = 1024 * 1024;

/** Who releases the submission's charts, as far as files that nobody has to render say. */
export function declaredReleases(context: ReleaseContext): readonly Declared[] {
  const { files, charts, unknowns, seen } = context;
  const byTerraform = seen.terraform === undefined ? [] : releasedByTerraform(seen.terraform, charts, unknowns);
  const objects = [...objectsInFiles(files, context.found.folders), ...(seen.terraform === undefined ? [] : objectsInTerraform(seen.terraform, unknowns))];
  const commands = releasedByCommands(scriptsOf(files, seen.workflow), context);
  const lasting = [...byTerraform, ...releasedByObjects(objects, context), ...commands.filter(({ isTrial }) => !isTrial), ...releasedByTools(context)];
  const trials = commands.filter(({ isTrial, chart }) => isTrial && !lasting.some((each) => each.chart === chart));
  return distinct([...lasting, ...trials]).slice(0, mostReleases);
}

/** Releases of charts from elsewhere, by commands and helmfile, each once. */
export function foreignReleases(context: ReleaseContext): readonly ForeignRelease[] {
  const all = [...foreignByCommands(scriptsOf(context.files, context.seen.workflow), context), ...foreignByTools(context)];
  return [...new Map(all.map((each) => [JSON.stringify([each.chart, each.name, each.namespace, each.version, each.values, each.settings]), each])).values()].slice(0, mostReleases);
}

const releasedByObjects = (objects: readonly GitOpsObject[], context: GitOpsContext): readonly Declared[] =>
  objects.flatMap((object) => [...releasedByArgo(object, context), ...releasedByFlux(object, objects, context)]);

/** What applications that stand in rendered charts release beside that. They are followed no further. */
export function releasesWithin(documents: readonly RenderedDocument[], known: readonly Declared[], context: GitOpsContext): readonly Declared[] {
  const applications = documents.filter(({ text }) => text.length <= longestApplication && mayBeGitOps(text)).slice(0, mostApplications);
  const objects = applications.flatMap(({ path, text, lines }): readonly GitOpsObject[] => {
    return readDocuments(text).documents.map(({ root, line }) => ({ root, at: { path, ...atLine(lines[line - 1] ?? 0) } }));
  });
  const all = distinct([...known, ...releasedByObjects(objects, context)]);
  return all.slice(known.length, mostReleases);
}

const atLine = (line: number): { readonly line?: number } => (line > 0 ? { line } : {});

/** One release said twice is one: a workflow that calls what a Makefile says, two roots with one module. */
function distinct(all: readonly Declared[]): readonly Declared[] {
  const each = new Map<string, Declared>();
  for (const declared of all) {
    const { chart, name, namespace = '', valueFiles, values, settings } = declared;
    const key = JSON.stringify([chart, name, namespace, valueFiles, values, settings]);
    if (!each.has(key)) each.set(key, declared);
  }
  return [...each.values()];
}

/** A release for each application chart that nobody releases, unless another chart takes it in. */
export function foundReleases(charts: readonly ChartSource[], declared: readonly Declared[]): readonly Declared[] {
  const taken = new Set(charts.flatMap((chart) => chart.dependencies.flatMap(({ kind, repository }) => (kind === 'local' && repository !== undefined ? (localFolder(chart.path, repository) ?? []) : []))));
  const left = charts.filter(({ path, type }) => type === 'application' && !taken.has(path) && !declared.some(({ chart }) => chart === path));
  return left.map((source) => ({ chart: source.path, name: ownReleaseName(source), createsNamespace: false, by: { kind: 'found' }, valueFiles: [], values: [], settings: [], open: false }));
}

const mayBeGitOps = (text: string): boolean => text.includes('argoproj.io/') || text.includes('.toolkit.fluxcd.io/');

function objectsInFiles(files: Files, folders: readonly string[]): readonly GitOpsObject[] {
  return [...files].flatMap(([path, file]): readonly GitOpsObject[] => {
    if (!/\.(?:ya?ml|json)$/.test(path) || isForeign(path) || folders.some((folder) => isIn(folder, path)) || file.bytes.length > largest) return [];
    const text = textAt(files, path) ?? '';
    if (!mayBeGitOps(text)) return [];
    return readDocuments(text).documents.map(({ root, line }) => ({ root, at: { path, line } }));
  });
}

const manifestArguments: Readonly<Record<string, string>> = { kubernetes_manifest: 'manifest', kubectl_manifest: 'yaml_body' };

function objectsInTerraform({ roots }: TerraformFacts, unknowns: Unknowns): readonly GitOpsObject[] {
  return roots.flatMap(({ blocks }) => blocks).flatMap(({ kind, type = '', path, line, instances }): readonly GitOpsObject[] => {
    const argument = kind === 'resource' ? own(manifestArguments, type) : undefined;
    if (argument === undefined) return [];
    const at = { path, line };
    return instances.flatMap((instance): readonly GitOpsObject[] => {
      const given = valueOf(instance, argument);
      const value = argument === 'yaml_body' ? documentOf(given) : given;
      const apiVersion = value === undefined ? undefined : asText(valueOf({ attributes: { object: value } }, 'object', 'apiVersion'));
      // Marks are for what is read, and most manifests are no application's.
      if (value === undefined || apiVersion?.kind !== 'known' || !mayBeGitOps(apiVersion.is)) return [];
      const root = placedValue(value, { unknowns, at });
      return root === undefined ? [] : [{ root, at }];
    });
  });
}
