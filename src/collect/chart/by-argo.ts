import type { Location } from '../../evidence/observation.ts';
import { readDocuments } from '../manifests/documents.ts';
import { entriesAt, isObject, itemsAt, jsonOf, type Placed, placedAt, textAt } from '../manifests/placed.ts';
import type { Unknowns } from '../manifests/unknowns.ts';
import type { Json } from '../terraform/section.ts';
import { type ChartSource, scalarAt } from './charts.ts';
import type { Declared, Setting } from './declared.ts';
import { type Files, folderOf, nameOf, resolved } from './files.ts';
import { filled, type Parameters } from './gitops-texts.ts';

/** A Kubernetes object, in a file or as something else renders it. */
export type GitOpsObject = { readonly root: Placed; readonly at: Location };

export type GitOpsContext = { readonly files: Files; readonly charts: readonly ChartSource[]; readonly unknowns: Unknowns };

/** Applications made of one set, at most. */
const mostMade = 20;

const groupIs = (root: Placed, group: string): boolean => (textAt(root, 'apiVersion') ?? '').startsWith(`${group}/`);

/** Releases that Argo CD makes of charts in the submission. */
export function releasedByArgo(object: GitOpsObject, context: GitOpsContext): readonly Declared[] {
  const { root } = object;
  if (!groupIs(root, 'argoproj.io')) return [];
  const kind = textAt(root, 'kind');
  if (kind === 'Application') return applicationOf(root, object.at, context);
  return kind === 'ApplicationSet' ? applicationsOfSet(object, context) : [];
}

function applicationOf(root: Placed, at: Location, context: GitOpsContext): readonly Declared[] {
  const spec = placedAt(root, 'spec');
  const single = placedAt(spec, 'source');
  const several = itemsAt(spec, 'sources');
  const sources = several.length > 0 ? several : single === undefined ? [] : [single];
  const named = new Set(several.flatMap((each) => textAt(each, 'ref') ?? []));
  return sources.flatMap((source) => {
    const folder = resolved('.', (textAt(source, 'path') ?? '').replace(/^\/+/, ''));
    const chart = context.charts.find(({ path }) => path === folder);
    return chart === undefined ? [] : [declaredOf({ root, source, chart, at, refs: named }, context)];
  });
}

type Application = { readonly root: Placed; readonly source: Placed; readonly chart: ChartSource; readonly at: Location; readonly refs: ReadonlySet<string> };

function declaredOf({ root, source, chart, at, refs }: Application, { files, unknowns }: GitOpsContext): Declared {
  const helm = placedAt(source, 'helm');
  const name = textAt(root, 'metadata', 'name') ?? unknowns.mark(['metadata.name'], at);
  const namespace = textAt(root, 'spec', 'destination', 'namespace');
  const options = itemsAt(root, 'spec', 'syncPolicy', 'syncOptions').map((each) => jsonOf(each));
  const given = itemsAt(helm, 'valueFiles').flatMap((each) => ('is' in each && typeof each.is === 'string' ? [each.is] : []));
  const found = given.map((file) => ({ file, path: valueFile(file, chart.path, refs) }));
  const lacking = found.filter(({ path }) => path === undefined || !files.has(path));
  const mayLack = scalarAt(helm, 'ignoreMissingValueFiles') === 'true';
  const document = textAt(helm, 'values');
  const object = placedAt(helm, 'valuesObject');
  return {
    chart: chart.path,
    name: textAt(helm, 'releaseName') ?? name,
    ...(namespace !== undefined && { namespace }),
    createsNamespace: options.includes('CreateNamespace=true'),
    by: { kind: 'argo', name, at },
    valueFiles: found.flatMap(({ path }) => (path !== undefined && files.has(path) ? [path] : [])),
    values: [...(document === undefined ? [] : valuesOf(document)), ...(isObject(object) ? [jsonOf(object)] : [])],
    settings: [...itemsAt(helm, 'parameters').flatMap(parameterOf), ...itemsAt(helm, 'fileParameters').flatMap((each) => fileParameter(each, chart.path, files))],
    open: false,
    ...(lacking.length > 0 && !mayLack && { skipped: `its values file ${lacking[0]?.file ?? ''} is not in the submission` }),
  };
}

/** Relative to the chart; `$values/…` to the root of the source with that ref, and `/…` to the repository's. */
function valueFile(file: string, chart: string, refs: ReadonlySet<string>): string | undefined {
  const [first = '', ...rest] = file.split('/');
  if (first.startsWith('$')) return refs.has(first.slice(1)) ? resolved('.', rest.join('/')) : undefined;
  return file.startsWith('/') ? resolved('.', file.replace(/^\/+/, '')) : resolved(chart, file);
}

/** What a text gives as values: one map, or nothing that Helm would take. */
export function valuesOf(text: string): readonly Json[] {
  const [document] = readDocuments(text).documents;
  return document !== undefined && isObject(document.root) ? [jsonOf(document.root)] : [];
}

function parameterOf(parameter: Placed): readonly Setting[] {
  const [name, value] = [scalarAt(parameter, 'name'), scalarAt(parameter, 'value') ?? ''];
  if (name === undefined) return [];
  // Argo CD escapes commas itself, but for a list in braces.
  const text = value.startsWith('{') ? value : value.replaceAll(',', '\\,');
  return [{ flag: scalarAt(parameter, 'forceString') === 'true' ? '--set-string' : '--set', text: `${name}=${text}` }];
}

function fileParameter(parameter: Placed, chart: string, files: Files): readonly Setting[] {
  const [name, written] = [scalarAt(parameter, 'name'), scalarAt(parameter, 'path')];
  const path = written === undefined ? undefined : resolved(chart, written);
  return name === undefined || path === undefined || !files.has(path) ? [] : [{ flag: '--set-file', text: `${name}=${path}` }];
}

function applicationsOfSet({ root, at }: GitOpsObject, context: GitOpsContext): readonly Declared[] {
  const template = placedAt(root, 'spec', 'template');
  if (template === undefined) return [];
  const made = itemsAt(root, 'spec', 'generators').flatMap((generator) => parametersOf(generator, context.files));
  // A generator that asks clusters or pull requests gives what no file tells.
  const each: readonly Parameters[] = made.length > 0 ? made.slice(0, mostMade) : [new Map()];
  return each.flatMap((parameters) => applicationOf(filled(template, parameters, context.unknowns, at), at, context));
}

function parametersOf(generator: Placed, files: Files): readonly Parameters[] {
  const elements = itemsAt(generator, 'list', 'elements').map((element) => textsIn(element, ''));
  return [...elements, ...foldersOf(generator, files)].map((each) => new Map(each));
}

type Texts = readonly (readonly [string, string])[];

function textsIn(placed: Placed, before: string): Texts {
  return entriesAt(placed).flatMap(([name, value]): Texts => ('is' in value ? [[before + name, String(value.is ?? '')]] : textsIn(value, `${before}${name}.`)));
}

/** Folders of the repository, by `git.directories`: a star stands for one name. */
function foldersOf(generator: Placed, files: Files): readonly Texts[] {
  const rules = itemsAt(generator, 'git', 'directories').map((each) => ({ glob: textAt(each, 'path') ?? '', excludes: scalarAt(each, 'exclude') === 'true' }));
  if (rules.length === 0) return [];
  const folders = [...new Set([...files.keys()].flatMap(foldersAbove))].toSorted();
  const matches = (folder: string, excludes: boolean): boolean => rules.some((rule) => rule.excludes === excludes && globs(rule.glob.split('/'), folder.split('/')));
  const chosen = folders.filter((folder) => matches(folder, false) && !matches(folder, true)).slice(0, mostMade);
  return chosen.map((folder) => [['path', folder], ['path.basename', nameOf(folder)], ...folder.split('/').map((part, index) => [`path[${index}]`, part] as const)]);
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== '.' && folders.length < 50; folder = folderOf(folder)) folders.push(folder);
  return folders;
}

function globs(glob: readonly string[], folder: readonly string[]): boolean {
  if (glob.length !== folder.length) return false;
  return glob.every((part, index) => {
    const [start = '', ...rest] = part.split('*');
    const name = folder[index] ?? '';
    return rest.length === 0 ? part === name : name.startsWith(start) && name.endsWith(rest.at(-1) ?? '');
  });
}
