import { readDocuments } from '../manifests/documents.ts';
import { entriesAt, isObject, itemsAt, type Placed, placedAt, type PlacedObject } from '../manifests/placed.ts';
import { type Archive, readArchive } from './archive.ts';
import { type Files, folderOf, inFolder, isForeign, nameOf, resolved, textAt } from './files.ts';
import { closedSchema } from './schema.ts';
import type { ChartDependency, ChartProblem } from './section.ts';

/** A chart that lies in another's `charts/`. */
export type Subchart =
  | { readonly kind: 'folder'; readonly name: string; readonly chart: ChartSource }
  /** `name` is that of its Chart.yaml, or of the file where it can't be read: `unread` says why. */
  | { readonly kind: 'archive'; readonly name: string; readonly path: string; readonly unread?: string; readonly outwardSchema: boolean };

/** A chart as its files say. */
export type ChartSource = {
  readonly path: string;
  readonly name: string;
  readonly type: 'application' | 'library';
  readonly version?: string;
  readonly appVersion?: string;
  /** Chart.yaml's own content. */
  readonly metadata: PlacedObject;
  readonly requirements?: PlacedObject;
  readonly dependencies: readonly ChartDependency[];
  /** In order of their paths. */
  readonly subcharts: readonly Subchart[];
};

export type FoundCharts = {
  /** By path, without those in another's `charts/`. */
  readonly charts: readonly ChartSource[];
  /** Folders with a Chart.yaml of their own, also where it makes no chart. */
  readonly folders: readonly string[];
  readonly problems: readonly ChartProblem[];
  /** The chart in any folder, also within another's `charts/`. */
  readonly chartAt: (folder: string) => ChartSource | undefined;
};

const mostCharts = 40;
const mostDependencies = 30;
const mostArchives = 60;
/** A tenth of a second each, and no submission has so many by mistake. */
const mostUnread = 10;
const beyondArchives: Archive = { kind: 'unread', because: 'there are more archives than docc reads' };
/** Charts within charts within charts. */
const deepest = 5;
/** Bytes of Chart.yaml, requirements.yaml and Chart.lock. */
const largest = 256 * 1024;

/** Archives that lie in charts/ are looked through before. */
type Sources = { readonly files: Files; readonly archives: ReadonlyMap<string, Archive> };

export async function findCharts(files: Files): Promise<FoundCharts> {
  const all = [...files.keys()].filter((path) => nameOf(path) === 'Chart.yaml' && !isForeign(path)).map(folderOf);
  const withChart = new Set(all);
  const folders = all.filter((folder) => !isInside(folder, withChart)).toSorted();
  const sources: Sources = { files, archives: await archivesIn(files) };
  const read = folders.slice(0, mostCharts).map((folder) => readChart(sources, folder, 0));
  const beyond = folders.slice(mostCharts).map((folder) => tooMany(folder));
  return {
    charts: read.flatMap((each) => (each.kind === 'chart' ? [each.chart] : [])),
    folders,
    chartAt: (folder) => {
      const one = readChart(sources, folder, 1);
      return one.kind === 'chart' ? one.chart : undefined;
    },
    problems: [...read.flatMap((each) => (each.kind === 'none' ? [each.problem] : [])), ...beyond],
  };
}

/** Within the `charts/` of one of these folders. */
function isInside(folder: string, withChart: ReadonlySet<string>): boolean {
  for (let at = folder; at !== '.'; at = folderOf(at)) if (at !== folder && nameOf(at) === 'charts' && withChart.has(folderOf(at))) return true;
  return false;
}

type ReadChart = { readonly kind: 'chart'; readonly chart: ChartSource } | { readonly kind: 'none'; readonly problem: ChartProblem };

const tooMany = (folder: string): ChartProblem => ({
  path: inFolder(folder, 'Chart.yaml'),
  message: `docc reads ${mostCharts} charts of a submission, and this is one more`,
  fix: 'Remove the charts that nothing of the challenge needs.',
});

async function archivesIn(files: Files): Promise<ReadonlyMap<string, Archive>> {
  const packed = [...files.values()].filter(({ path }) => /(?:^|\/)charts\/[^/]+\.tgz$/.test(path) && !isForeign(path));
  const archives = new Map<string, Archive>();
  let unread = 0;
  for (const [index, { path, bytes }] of packed.entries()) {
    const archive = index < mostArchives && unread < mostUnread ? await readArchive(bytes) : beyondArchives;
    if (archive.kind === 'unread') unread += 1;
    archives.set(path, archive);
  }
  return archives;
}

function readChart(sources: Sources, folder: string, depth: number): ReadChart {
  const { files } = sources;
  const path = inFolder(folder, 'Chart.yaml');
  const read = readObject(files, path);
  if (read.kind === 'problem') return { kind: 'none', problem: read.problem };
  const metadata = read.object;
  const name = scalarAt(metadata, 'name');
  if (name === undefined || name === '') return { kind: 'none', problem: { path, line: metadata.line, message: 'it gives the chart no name', fix: 'Add `name:` with the name of the folder.' } };
  const subcharts = depth < deepest ? subchartsOf(sources, folder, depth) : [];
  const requirements = readObject(files, inFolder(folder, 'requirements.yaml'));
  const [version, appVersion] = [scalarAt(metadata, 'version'), scalarAt(metadata, 'appVersion')];
  const chart: Omit<ChartSource, 'dependencies'> = {
    path: folder,
    name,
    type: scalarAt(metadata, 'type') === 'library' ? 'library' : 'application',
    ...(version !== undefined && { version }),
    ...(appVersion !== undefined && { appVersion }),
    metadata,
    ...(requirements.kind === 'object' && { requirements: requirements.object }),
    subcharts,
  };
  return { kind: 'chart', chart: { ...chart, dependencies: dependenciesOf(files, chart) } };
}

type ReadObject = { readonly kind: 'object'; readonly object: PlacedObject } | { readonly kind: 'problem'; readonly problem: ChartProblem };

/** The first document of a YAML file, which must be a map. */
export function readObject(files: Files, path: string): ReadObject {
  const text = textAt(files, path);
  const problem = (message: string, fix: string, line?: number): ReadObject => ({ kind: 'problem', problem: { path, ...(line !== undefined && { line }), message, fix } });
  if (text === undefined) return problem('it is not in the submission', 'Write it.');
  if (text.length > largest) return problem(`it has more than ${largest / 1024} KiB`, 'Shorten it.');
  const { documents, problems } = readDocuments(text);
  const [document] = documents;
  const [first] = problems;
  if (document === undefined) return first === undefined ? problem('it is empty', 'Write it, or remove it.') : problem(first.message, first.fix, first.line);
  if (!isObject(document.root)) return problem('it is no map of names and values', 'Write `name: value` lines.', document.line);
  return { kind: 'object', object: document.root };
}

/** Names, versions, addresses and settings: longer ones are nobody's. */
const longestScalar = 2_000;

export function scalarAt(placed: Placed | undefined, ...steps: readonly (string | number)[]): string | undefined {
  const at = placedAt(placed, ...steps);
  return at !== undefined && 'is' in at && at.is !== null ? String(at.is).slice(0, longestScalar).toWellFormed() : undefined;
}

function subchartsOf(sources: Sources, folder: string, depth: number): readonly Subchart[] {
  const { files, archives } = sources;
  const charts = inFolder(folder, 'charts');
  const inside = [...files.keys()].filter((path) => path.startsWith(`${charts}/`)).toSorted();
  // Helm leaves out what begins with a dot or an underscore.
  const names = [...new Set(inside.map((path) => path.slice(charts.length + 1).split('/')[0] ?? ''))].filter((name) => !/^[_.]/.test(name));
  return names.flatMap((name): readonly Subchart[] => {
    const path = `${charts}/${name}`;
    const archive = archives.get(path);
    if (archive !== undefined) return [archived(path, archive)];
    if (files.has(path)) return [];
    const read = readChart(sources, path, depth + 1);
    return read.kind === 'chart' ? [{ kind: 'folder', name: read.chart.name, chart: read.chart }] : [];
  });
}

function archived(path: string, archive: Archive): Subchart {
  const named = nameOf(path).replace(/-v?\d[^/]*\.tgz$|\.tgz$/, '');
  if (archive.kind === 'unread') return { kind: 'archive', name: named, path, unread: archive.because, outwardSchema: false };
  const metadata = archive.files.find((file) => /^[^/]+\/Chart\.yaml$/.test(file.path));
  const document = metadata === undefined ? undefined : readDocuments(new TextDecoder().decode(metadata.bytes).slice(0, largest)).documents[0];
  const outwardSchema = archive.files.some((file) => nameOf(file.path) === 'values.schema.json' && closedSchema(file.bytes.toString('utf8')).kind === 'closed');
  const unread = document === undefined ? 'it holds no Chart.yaml that can be read' : undefined;
  return { kind: 'archive', name: scalarAt(document?.root, 'name') ?? named, path, ...(unread !== undefined && { unread }), outwardSchema };
}

/** Those of Chart.yaml, or of requirements.yaml where Chart.yaml has none (charts of API version v1). */
function dependenciesOf(files: Files, chart: Omit<ChartSource, 'dependencies'>): readonly ChartDependency[] {
  const own = itemsAt(chart.metadata, 'dependencies').map((item) => ({ item, path: inFolder(chart.path, 'Chart.yaml') }));
  const old = itemsAt(chart.requirements, 'dependencies').map((item) => ({ item, path: inFolder(chart.path, 'requirements.yaml') }));
  const locked = lockedVersions(files, chart.path);
  return [...own, ...old].slice(0, mostDependencies).flatMap(({ item, path }): readonly ChartDependency[] => {
    const name = scalarAt(item, 'name');
    if (name === undefined) return [];
    const optional = (['version', 'repository', 'alias'] as const).flatMap((key) => {
      const value = scalarAt(item, key);
      return value === undefined ? [] : [[key, value] as const];
    });
    const lock = locked.get(name);
    const kind = kindOf(files, chart, name, scalarAt(item, 'repository'));
    return [{ name, ...Object.fromEntries(optional), ...(lock !== undefined && { locked: lock }), kind, path, line: item.line }];
  });
}

function kindOf(files: Files, chart: Omit<ChartSource, 'dependencies'>, name: string, repository: string | undefined): ChartDependency['kind'] {
  if (chart.subcharts.some((each) => each.name === name)) return 'vendored';
  const folder = repository === undefined ? undefined : localFolder(chart.path, repository);
  return folder !== undefined && files.has(inFolder(folder, 'Chart.yaml')) ? 'local' : 'remote';
}

/** What `file://../lib` means in the submission; undefined for other addresses. */
export const localFolder = (chart: string, repository: string): string | undefined =>
  repository.startsWith('file://') ? resolved(chart, repository.slice('file://'.length)) : undefined;

function lockedVersions(files: Files, folder: string): ReadonlyMap<string, string> {
  const locks = ['Chart.lock', 'requirements.lock'].flatMap((name) => {
    const read = readObject(files, inFolder(folder, name));
    return read.kind === 'object' ? itemsAt(read.object, 'dependencies') : [];
  });
  return new Map(locks.flatMap((each) => {
    const [name, version] = [scalarAt(each, 'name'), scalarAt(each, 'version')];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  }));
}

/** A release of the chart's own name, as far as Helm takes that for one. */
export const ownReleaseName = ({ name }: ChartSource): string =>
  name.slice(0, 53).toLowerCase().replaceAll(/[^a-z0-9-]/g, '-').replaceAll(/^-+|-+$/g, '') || 'release-name';

/** What a chart's own values.yaml gives by name, top level only. */
export function defaultsOf(files: Files, chart: ChartSource): readonly (readonly [string, Placed])[] {
  const read = readObject(files, inFolder(chart.path, 'values.yaml'));
  return read.kind === 'object' ? entriesAt(read.object) : [];
}
