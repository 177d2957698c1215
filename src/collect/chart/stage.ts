import type { HelmFile } from '../../tools/helm.ts';
import { jsonOf, type PlacedObject } from '../manifests/placed.ts';
import { withoutMarks } from '../manifests/unknowns.ts';
import { type ChartSource, type FoundCharts, localFolder, scalarAt } from './charts.ts';
import { type Files, inFolder, isIn, nameOf, textAt } from './files.ts';
import { closedSchema } from './schema.ts';
import type { ChartDependency } from './section.ts';

/** A chart as Helm sees it, and where what it holds comes from. */
export type StagedChart = {
  /** As it is called in `# Source:`: its name, or the aliases under which its parent takes it. */
  readonly names: ReadonlySet<string>;
  /** In the submission. What comes of an archive is mended by packing that anew. */
  readonly from: { readonly kind: 'folder' | 'archive'; readonly path: string };
  readonly inside: readonly StagedChart[];
};

export type Staging = {
  readonly files: readonly HelmFile[];
  readonly chart: StagedChart;
  /** Taken out, here and in charts within: nothing of theirs is rendered. */
  readonly missing: readonly ChartDependency[];
  /** Archives that Helm is not let see. */
  readonly unread: readonly { readonly path: string; readonly because: string }[];
  /** False where an archive's schema may lead out of it: then Helm is told to judge by none. */
  readonly schema: boolean;
};

/** Charts that depend on each other by `file://` would go on for ever. */
const deepest = 5;
/** And charts that each depend on thirty others would fill a disk. */
const mostCopies = 60;
const mostCopied = 64 * 1024 * 1024;

/** The copy of a chart that Helm is given, in the folder that it has in the submission. */
export function stagingOf(files: Files, { chartAt }: Pick<FoundCharts, 'chartAt'>, chart: ChartSource): Staging {
  const copied = copyOf({ files, chartAt, room: { bytes: mostCopied, charts: mostCopies } }, chart, chart.path, 0);
  return {
    files: copied.files,
    chart: copied.chart,
    missing: copied.missing,
    unread: copied.unread,
    schema: !copied.outward,
  };
}

type Sources = {
  readonly files: Files;
  readonly chartAt: FoundCharts['chartAt'];
  /** Bytes and charts that may still be copied into others. */
  readonly room: { bytes: number; charts: number };
};

type Copy = Omit<Staging, 'schema'> & { readonly outward: boolean };

function copyOf(sources: Sources, chart: ChartSource, to: string, depth: number): Copy {
  const locals = depth >= deepest ? [] : localCopies(sources, chart, to, depth);
  const gone = chart.dependencies.filter(({ kind, name }) => kind === 'remote' || (kind === 'local' && !locals.some(({ dependency }) => dependency.name === name)));
  const unread = unreadIn(chart);
  const own = ownFiles(sources.files, chart, to, new Set([...gone.map(({ name }) => name), ...unread.map(({ name }) => name)]), new Set(unread.map(({ path }) => path)));
  if (depth > 0) sources.room.bytes -= own.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const inside = [...subchartsOf(chart), ...locals.map(({ dependency, copy }) => renamed(copy.chart, chart, dependency.name))];
  return {
    files: [...own, ...locals.flatMap(({ copy }) => copy.files)],
    chart: { names: new Set([chart.name]), from: { kind: 'folder', path: chart.path }, inside },
    missing: [...gone, ...locals.flatMap(({ copy }) => copy.missing)],
    unread: [...unread, ...locals.flatMap(({ copy }) => copy.unread)].map(({ path, because }) => ({ path, because })),
    outward: hasOutward(chart) || locals.some(({ copy }) => copy.outward),
  };
}

type LocalCopy = { readonly dependency: ChartDependency; readonly copy: Copy };

function localCopies(sources: Sources, chart: ChartSource, to: string, depth: number): readonly LocalCopy[] {
  const locals = new Map(chart.dependencies.filter(({ kind }) => kind === 'local').map((each) => [each.name, each]));
  return [...locals.values()].flatMap((dependency) => {
    const folder = dependency.repository === undefined ? undefined : localFolder(chart.path, dependency.repository);
    const source = folder === undefined ? undefined : sources.chartAt(folder);
    if (source === undefined || source.path === chart.path || !/^[\w.-]+$/.test(dependency.name)) return [];
    sources.room.charts -= 1;
    if (sources.room.charts < 0 || sources.room.bytes < 0) return [];
    return [{ dependency, copy: copyOf(sources, source, `${inFolder(to, 'charts')}/${dependency.name}`, depth + 1) }];
  });
}

function ownFiles(files: Files, chart: ChartSource, to: string, gone: ReadonlySet<string>, unread: ReadonlySet<string>): readonly HelmFile[] {
  return [...files.values()].flatMap((file): readonly HelmFile[] => {
    const { path } = file;
    if (!isIn(chart.path, path) || path.startsWith('.git/') || unread.has(path)) return [];
    const within = chart.path === '.' ? path : path.slice(chart.path.length + 1);
    const at = inFolder(to, within);
    if (within === 'Chart.yaml' && gone.size > 0) return [{ path: at, bytes: without(chart.metadata, gone) }];
    if (within === 'requirements.yaml' && gone.size > 0 && chart.requirements !== undefined) return [{ path: at, bytes: without(chart.requirements, gone) }];
    return [{ path: at, bytes: nameOf(path) === 'values.schema.json' ? closed(files, path, file.bytes) : unmarked(file.bytes) }];
  });
}

function closed(files: Files, path: string, bytes: Uint8Array): Uint8Array | string {
  const schema = closedSchema(textAt(files, path) ?? '');
  return schema.kind === 'same' ? bytes : schema.text;
}

/** A candidate's own text must not pass for what docc puts where it knows no value. */
function unmarked(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.includes('docc-unknown-') ? Buffer.from(withoutMarks(buffer.toString('latin1')), 'latin1') : bytes;
}

/** JSON is YAML. */
function without(metadata: PlacedObject, gone: ReadonlySet<string>): string {
  const dependencies = metadata.object.get('dependencies');
  if (dependencies === undefined || !('list' in dependencies)) return JSON.stringify(jsonOf(metadata));
  const list = dependencies.list.filter((each) => !gone.has(scalarAt(each, 'name') ?? ''));
  return JSON.stringify(jsonOf({ ...metadata, object: new Map([...metadata.object, ['dependencies', { ...dependencies, list }]]) }));
}

function unreadIn(chart: ChartSource): readonly { readonly name: string; readonly path: string; readonly because: string }[] {
  return chart.subcharts.flatMap((each) => {
    if (each.kind === 'folder') return unreadIn(each.chart);
    return each.unread === undefined ? [] : [{ name: each.name, path: each.path, because: each.unread }];
  });
}

const hasOutward = (chart: ChartSource): boolean =>
  chart.subcharts.some((each) => (each.kind === 'folder' ? hasOutward(each.chart) : each.outwardSchema));

function subchartsOf(chart: ChartSource): readonly StagedChart[] {
  return chart.subcharts.map((each) => {
    if (each.kind === 'folder') {
      const inside = { names: new Set([each.chart.name]), from: { kind: 'folder', path: each.chart.path }, inside: subchartsOf(each.chart) } as const;
      return renamed(inside, chart, each.name);
    }
    return renamed({ names: new Set([each.name]), from: { kind: 'archive', path: each.path }, inside: [] }, chart, each.name);
  });
}

function renamed(staged: StagedChart, parent: ChartSource, name: string): StagedChart {
  const aliases = parent.dependencies.flatMap((each) => (each.name === name && each.alias !== undefined ? [each.alias] : []));
  return { ...staged, names: new Set([...staged.names, name, ...aliases]) };
}

/** The file of the submission that Helm calls `docc/charts/lib/templates/x.yaml`; undefined where it calls none so. */
export function sourceOf(chart: StagedChart, source: string): string | undefined {
  const [name = '', ...rest] = source.split('/');
  return chart.names.has(name) ? within(chart, rest) : undefined;
}

function within({ from, inside }: StagedChart, rest: readonly string[]): string | undefined {
  if (from.kind === 'archive') return from.path;
  const [first, name = '', ...further] = rest;
  const subchart = first === 'charts' && further.length > 0 ? inside.find(({ names }) => names.has(name)) : undefined;
  return subchart === undefined ? inFolder(from.path, rest.join('/')) : within(subchart, further);
}
