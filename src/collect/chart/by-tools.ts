import { readDocuments } from '../manifests/documents.ts';
import { entriesAt, isObject, itemsAt, jsonOf, type Placed, placedAt } from '../manifests/placed.ts';
import type { Unknowns } from '../manifests/unknowns.ts';
import type { Json } from '../terraform/section.ts';
import { type ChartSource, scalarAt } from './charts.ts';
import type { Declared, Setting } from './declared.ts';
import { type Files, folderOf, resolved, textAt } from './files.ts';
import { replaced } from './gitops-texts.ts';

type Context = { readonly files: Files; readonly charts: readonly ChartSource[]; readonly unknowns: Unknowns };

const largest = 256 * 1024;

/** Releases that helmfile and Skaffold make of charts in the submission. */
export function releasedByTools(context: Context): readonly Declared[] {
  return [...context.files].flatMap(([path, { bytes }]) => {
    if (bytes.length > largest) return [];
    if (/(?:^|\/)helmfile\.ya?ml(?:\.gotmpl)?$/.test(path)) return documentsOf(path, context).flatMap((root) => byHelmfile(root, path, context));
    return /(?:^|\/)skaffold\.ya?ml$/.test(path) ? documentsOf(path, context).flatMap((root) => bySkaffold(root, path, context)) : [];
  });
}

/** Templated files are read with a mark wherever a template stands. */
function documentsOf(path: string, { files, unknowns }: Context): readonly Placed[] {
  const lines = (textAt(files, path) ?? '').split('\n').map((text, index) => replaced(text, '{{', '}}', (inside) => unknowns.mark([`{{${inside}}}`], { path, line: index + 1 })));
  return readDocuments(lines.join('\n')).documents.map(({ root }) => root);
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
    const inline = values.filter(isObject).map(jsonOf);
    return declaredOf({ release, path, chart: scalarAt(release, 'chart'), command: 'helmfile', files: written, values: inline, settings, createsNamespace, off }, context);
  });
}

function bySkaffold(root: Placed, path: string, context: Context): readonly Declared[] {
  const releases = [...itemsAt(root, 'deploy', 'helm', 'releases'), ...itemsAt(root, 'manifests', 'helm', 'releases')];
  return releases.flatMap((release) => {
    const files = itemsAt(release, 'valuesFiles').flatMap((each) => ('is' in each && typeof each.is === 'string' ? [each.is] : []));
    const settings = entriesAt(release, 'setValues').flatMap(([name, value]): readonly Setting[] => ('is' in value ? [{ flag: '--set', text: `${name}=${String(value.is ?? '')}` }] : []));
    const createsNamespace = scalarAt(release, 'createNamespace') === 'true';
    return declaredOf({ release, path, chart: scalarAt(release, 'chartPath'), command: 'skaffold', files, values: [], settings, createsNamespace, off: false }, context);
  });
}

function declaredOf(written: Written, { files, charts }: Context): readonly Declared[] {
  const { release, path, command, settings, values, createsNamespace, off } = written;
  const folder = written.chart === undefined ? undefined : resolved(folderOf(path), written.chart);
  const chart = charts.find((each) => each.path === folder);
  const name = scalarAt(release, 'name');
  if (chart === undefined || name === undefined) return [];
  const found = written.files.map((file) => ({ file, at: resolved(folderOf(path), file) }));
  const lacking = found.find(({ at }) => at === undefined || !files.has(at));
  const skipped = off ? 'it is switched off (installed: false)' : lacking === undefined ? undefined : `its values file ${lacking.file} is not in the submission`;
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
