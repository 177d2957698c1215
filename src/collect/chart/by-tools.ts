import { readDocuments } from '../manifests/documents.ts';
import { isKustomization } from '../manifests/kustomizations.ts';
import { entriesAt, isObject, itemsAt, jsonOf, type Placed, placedAt } from '../manifests/placed.ts';
import type { Unknowns } from '../manifests/unknowns.ts';
import type { Json } from '../terraform/section.ts';
import { type ChartSource, scalarAt } from './charts.ts';
import { type Declared, isMarked, type Setting } from './declared.ts';
import { type Files, folderOf, resolved, textAt } from './files.ts';
import { replaced } from './gitops-texts.ts';
import type { ForeignRelease } from './section.ts';

type Context = { readonly files: Files; readonly charts: readonly ChartSource[]; readonly unknowns: Unknowns };

const largest = 64 * 1024;

/** Releases that helmfile, Skaffold and Kustomize make of charts in the submission. */
export function releasedByTools(context: Context): readonly Declared[] {
  return [...context.files].flatMap(([path, file]) => {
    const isSkaffold = skaffold.test(path);
    if (!(helmfile.test(path) || isKustomization(path) || isSkaffold) || file.bytes.length > largest) return [];
    if (isSkaffold) return documentsOf(path, context).flatMap((root) => bySkaffold(root, path, context));
    return documentsOf(path, context).flatMap((root) => (isKustomization(path) ? byKustomize(root, path, context) : byHelmfile(root, path, context)));
  });
}

/** Templated files are read with a mark wherever a template stands. */
function documentsOf(path: string, { files, unknowns }: Context): readonly Placed[] {
  const lines = (textAt(files, path) ?? '').split('\n').map((text, index) => replaced(text, '{{', '}}', (inside) => unknowns.mark([`{{${inside}}}`], { path, line: index + 1 })));
  return readDocuments(lines.join('\n')).documents.map(({ root }) => root);
}

/** Releases that helmfile makes of charts from elsewhere. */
export function foreignByTools(context: Context): readonly ForeignRelease[] {
  return [...context.files].flatMap(([path, file]) => {
    if (!helmfile.test(path) || file.bytes.length > largest) return [];
    const roots = documentsOf(path, context);
    const addresses = new Map(roots.flatMap((root) => itemsAt(root, 'repositories')).map((each) => [scalarAt(each, 'name') ?? '', scalarAt(each, 'url') ?? '']));
    return roots.flatMap((root) => itemsAt(root, 'releases').flatMap((release) => foreignOf(root, release, path, addresses, context)));
  });
}

const skaffold = /(?:^|\/)skaffold\.ya?ml$/;
const helmfile = /(?:^|\/)helmfile(?:\.d\/[^/]{1,100})?\.ya?ml(?:\.gotmpl)?$/;

function foreignOf(root: Placed, release: Placed, path: string, addresses: ReadonlyMap<string, string>, { files, charts }: Context): readonly ForeignRelease[] {
  const [chart = '', name = '', version, namespace] = ['chart', 'name', 'version', 'namespace'].map((field) => scalarAt(release, field));
  const isHere = charts.some((each) => each.path === resolved(folderOf(path), chart));
  if (chart === '' || isHere || /^\.{0,2}\//.test(chart) || isMarked(chart) || scalarAt(release, 'installed') === 'false') return [];
  const values = itemsAt(release, 'values').map((each) => ('is' in each ? (typeof each.is === 'string' ? textAt(files, resolved(folderOf(path), each.is) ?? '') : undefined) : JSON.stringify(jsonOf(each))));
  const line = placedAt(release, 'name')?.line ?? 0;
  const versionLine = placedAt(release, 'version')?.line ?? 0;
  const repository = addresses.get(chart.slice(0, Math.max(0, chart.indexOf('/'))));
  return [{
    chart: chart.slice(0, 300),
    ...(repository !== undefined && repository !== '' && { repository }),
    ...(version !== undefined && { version }),
    name: name.slice(0, 300),
    ...(namespace !== undefined && { namespace }),
    createsNamespace: (scalarAt(release, 'createNamespace') ?? scalarAt(root, 'helmDefaults', 'createNamespace')) !== 'false',
    command: `helmfile ${name}`.slice(0, 200).toWellFormed(),
    at: { path, ...(line > 0 && { line }) },
    ...(versionLine > 0 && { versionAt: { path, line: versionLine } }),
    values: values.flatMap((text) => (text === undefined || text.length > largest || isMarked(text) ? [] : [text])),
    settings: itemsAt(release, 'set').flatMap((each) => {
      const [named, value] = [scalarAt(each, 'name'), scalarAt(each, 'value')];
      return named === undefined || value === undefined || isMarked(value) ? [] : [{ name: named, value }];
    }),
    open: values.some((text) => text === undefined || text.length > largest || isMarked(text)),
  }];
}

type Written = {
  readonly release: Placed;
  readonly path: string;
  readonly chart: string | undefined;
  readonly command: string;
  readonly files: readonly string[];
  readonly values: readonly Json[];
  readonly settings: readonly Setting[];
  readonly createsNamespace: boolean;
  readonly off: boolean;
  /** It changes what the chart renders. */
  readonly patched: boolean;
};

function byHelmfile(root: Placed, path: string, context: Context): readonly Declared[] {
  const creates = scalarAt(root, 'helmDefaults', 'createNamespace');
  return itemsAt(root, 'releases').flatMap((release) => {
    const values = itemsAt(release, 'values');
    const written = values.flatMap((each) => ('is' in each && typeof each.is === 'string' ? [each.is] : []));
    const settings = itemsAt(release, 'set').flatMap((each): readonly Setting[] => {
      const [name, value] = [scalarAt(each, 'name'), scalarAt(each, 'value')];
      return name === undefined || value === undefined ? [] : [{ flag: '--set', text: `${name}=${value}` }];
    });
    const createsNamespace = (scalarAt(release, 'createNamespace') ?? creates) !== 'false';
    const off = scalarAt(release, 'installed') === 'false';
    const patched = ['jsonPatches', 'strategicMergePatches', 'transformers'].some((field) => itemsAt(release, field).length > 0) || scalarAt(release, 'postRenderer') !== undefined;
    const inline = values.filter(isObject).map(jsonOf);
    return declaredOf({ release, path, chart: scalarAt(release, 'chart'), command: 'helmfile', files: written, values: inline, settings, createsNamespace, off, patched }, context);
  });
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_ */
function byKustomize(root: Placed, path: string, context: Context): readonly Declared[] {
  const home = scalarAt(root, 'helmGlobals', 'chartHome') ?? 'charts';
  const patched = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'transformers', 'components'].some((name) => itemsAt(root, name).length > 0);
  return itemsAt(root, 'helmCharts').flatMap((release) => {
    const [name = '', called, namespace] = [scalarAt(release, 'name'), scalarAt(release, 'releaseName'), scalarAt(release, 'namespace') ?? scalarAt(root, 'namespace')];
    const inline = placedAt(release, 'valuesInline');
    const files = [scalarAt(release, 'valuesFile') ?? [], itemsAt(release, 'additionalValuesFiles').flatMap((each) => ('is' in each && typeof each.is === 'string' ? [each.is] : []))].flat();
    const named: Placed = { object: new Map([['name', { is: called ?? name, line: placedAt(release, 'name')?.line ?? 0 }], ...(namespace === undefined ? [] : [['namespace', { is: namespace, line: 0 }] as const])]), line: release.line };
    return declaredOf({ release: named, path, chart: `${home}/${name}`, command: 'kustomize build --enable-helm', files, values: inline !== undefined && isObject(inline) ? [jsonOf(inline)] : [], settings: [], createsNamespace: false, off: false, patched }, context);
  });
}

function bySkaffold(root: Placed, path: string, context: Context): readonly Declared[] {
  const releases = [...itemsAt(root, 'deploy', 'helm', 'releases'), ...itemsAt(root, 'manifests', 'helm', 'releases')];
  return releases.flatMap((release) => {
    const files = itemsAt(release, 'valuesFiles').flatMap((each) => ('is' in each && typeof each.is === 'string' ? [each.is] : []));
    const settings = entriesAt(release, 'setValues').flatMap(([name, value]): readonly Setting[] => ('is' in value ? [{ flag: '--set', text: `${name}=${String(value.is ?? '')}` }] : []));
    const createsNamespace = scalarAt(release, 'createNamespace') === 'true';
    return declaredOf({ release, path, chart: scalarAt(release, 'chartPath'), command: 'skaffold', files, values: [], settings, createsNamespace, off: false, patched: false }, context);
  });
}

function declaredOf(written: Written, { files, charts }: Context): readonly Declared[] {
  const { release, path, command, settings, values, createsNamespace, off, patched } = written;
  const folder = written.chart === undefined ? undefined : resolved(folderOf(path), written.chart);
  const chart = charts.find((each) => each.path === folder);
  const name = scalarAt(release, 'name');
  if (chart === undefined || name === undefined) return [];
  const found = written.files.map((file) => ({ file, at: resolved(folderOf(path), file) }));
  const lacking = found.find(({ at }) => at === undefined || !files.has(at));
  const skipped = off ? 'it is switched off (installed: false)' : patched ? `${command} patches what it renders` : lacking === undefined ? undefined : `its values file ${lacking.file} is not in the submission`;
  const namespace = scalarAt(release, 'namespace');
  const line = placedAt(release, 'name')?.line ?? 0;
  return [{
    chart: chart.path,
    name,
    ...(namespace !== undefined && { namespace }),
    createsNamespace,
    by: { kind: 'command', command, at: { path, ...(line > 0 && { line }) } },
    valueFiles: found.flatMap(({ at }) => (at !== undefined && files.has(at) ? [at] : [])),
    values,
    settings,
    open: false,
    ...(skipped !== undefined && { skipped }),
  }];
}
