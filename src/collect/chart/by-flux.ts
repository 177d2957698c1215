import { entriesAt, isObject, itemsAt, jsonOf, type Placed, placedAt, textAt } from '../manifests/placed.ts';
import type { GitOpsContext, GitOpsObject } from './by-argo.ts';
import { type ChartSource, scalarAt } from './charts.ts';
import type { Declared } from './declared.ts';
import { resolved } from './files.ts';
import { type Parameters, substituted } from './gitops-texts.ts';

const isFlux = (root: Placed, group: string, kind: string): boolean =>
  (textAt(root, 'apiVersion') ?? '').startsWith(`${group}.toolkit.fluxcd.io/`) && textAt(root, 'kind') === kind;

export const isHelmRelease = ({ root }: GitOpsObject): boolean => isFlux(root, 'helm', 'HelmRelease');

/** Releases that Flux makes of charts in the submission. `all`: the objects among which HelmCharts and substitutions are looked for. */
export function releasedByFlux(object: GitOpsObject, all: readonly GitOpsObject[], context: GitOpsContext): readonly Declared[] {
  if (!isHelmRelease(object)) return [];
  const { at } = object;
  const root = substituted(object.root, substitutions(all), context.unknowns, at);
  const template = placedAt(root, 'spec', 'chart', 'spec') ?? referred(root, all);
  const chart = template === undefined ? undefined : chartOf(template, context.charts);
  return chart === undefined || template === undefined ? [] : [declaredOf({ root, template, chart, at }, context)];
}

type HelmRelease = { readonly root: Placed; readonly template: Placed; readonly chart: ChartSource; readonly at: GitOpsObject['at'] };

function declaredOf({ root, template, chart, at }: HelmRelease, { files, unknowns }: GitOpsContext): Declared {
  const spec = placedAt(root, 'spec');
  const name = textAt(root, 'metadata', 'name') ?? unknowns.mark(['metadata.name'], at);
  const target = textAt(spec, 'targetNamespace');
  const namespace = target ?? textAt(root, 'metadata', 'namespace');
  const given = itemsAt(template, 'valuesFiles').flatMap((each) => ('is' in each && typeof each.is === 'string' ? [each.is] : []));
  const found = given.map((file) => ({ file, path: resolved('.', file.replace(/^\/+/, '')) }));
  const lacking = found.find(({ path }) => path === undefined || !files.has(path));
  const suspended = scalarAt(spec, 'suspend') === 'true';
  const values = placedAt(spec, 'values');
  const patched = itemsAt(spec, 'postRenderers').length > 0;
  const skipped = suspended ? 'it is suspended' : patched ? 'its postRenderers change what it renders' : lacking !== undefined ? `its values file ${lacking.file} is not in the submission` : undefined;
  return {
    chart: chart.path,
    name: textAt(spec, 'releaseName') ?? (target === undefined ? name : `${target}-${name}`),
    ...(namespace !== undefined && { namespace }),
    createsNamespace: scalarAt(spec, 'install', 'createNamespace') === 'true',
    by: { kind: 'flux', name, at },
    valueFiles: found.flatMap(({ path }) => (path !== undefined && files.has(path) ? [path] : [])),
    values: isObject(values) ? [jsonOf(values)] : [],
    settings: [],
    open: itemsAt(spec, 'valuesFrom').length > 0,
    ...(skipped !== undefined && { skipped }),
  };
}

/** Of a repository in git the chart is a path in it; of a Helm repository a name. */
function chartOf(template: Placed, charts: readonly ChartSource[]): ChartSource | undefined {
  const source = textAt(template, 'sourceRef', 'kind');
  if (source !== undefined && source !== 'GitRepository') return undefined;
  const folder = resolved('.', (textAt(template, 'chart') ?? '').replace(/^\/+/, ''));
  return charts.find(({ path }) => path === folder);
}

function referred(root: Placed, all: readonly GitOpsObject[]): Placed | undefined {
  if (textAt(root, 'spec', 'chartRef', 'kind') !== 'HelmChart') return undefined;
  const name = textAt(root, 'spec', 'chartRef', 'name');
  const chart = all.find((other) => isFlux(other.root, 'source', 'HelmChart') && textAt(other.root, 'metadata', 'name') === name);
  return placedAt(chart?.root, 'spec');
}

/** Of all Kustomizations together: which of them applies a HelmRelease is not followed. Those that contradict each other count as unknown. */
function substitutions(all: readonly GitOpsObject[]): Parameters {
  const given = new Map<string, string>();
  const contradicted = new Set<string>();
  for (const { root } of all) {
    if (!isFlux(root, 'kustomize', 'Kustomization')) continue;
    for (const [name, value] of entriesAt(root, 'spec', 'postBuild', 'substitute')) {
      const text = 'is' in value ? String(value.is ?? '') : '';
      if (given.has(name) && given.get(name) !== text) contradicted.add(name);
      given.set(name, text);
    }
  }
  for (const name of contradicted) given.delete(name);
  return given;
}
