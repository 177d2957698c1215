import { limits } from '../../evidence/limits.ts';
import { faulted, notExercised, type Observation, observed, refused } from '../../evidence/observation.ts';
import type { Submission } from '../../submission/submission.ts';
import type { Helm, HelmFile, HelmPort } from '../../tools/helm.ts';
import { toldAgain } from '../told-again.ts';
import { unknownsAfter } from '../manifests/unknowns.ts';
import { examine } from './examine.ts';
import { type ChartSource, findCharts } from './charts.ts';
import type { Declared } from './declared.ts';
import { type Files, filesByPath, isIn, textAt } from './files.ts';
import { declaredReleases, foreignReleases, foundReleases, type ReleaseContext, releasesWithin, type Seen } from './releases.ts';
import { short } from './problems.ts';
import { type Outcome, renderRelease } from './release.ts';
import type { ChartRendering, Rendered } from './rendered.ts';
import type { Staged } from './rendering.ts';
import { HelmBroke, type Runs, runsOn } from './runs.ts';
import type { Chart, ChartFacts, ForeignRelease, Release } from './section.ts';
import { stagingOf } from './stage.ts';

export type ChartPorts = { readonly helm: HelmPort };

export type ChartSurroundings = {
  /** A minor version such as 1.34. */
  readonly kubernetes: string;
  /** What Helm need not wait for until releases are looked for. */
  readonly seen: Promise<Seen>;
};

/** Renders every chart of a submission as it would be released, on a copy, without network or cluster. */
export async function renderCharts(submission: Submission, { helm }: ChartPorts, around: ChartSurroundings): Promise<ChartRendering> {
  const files = filesByPath(submission.files);
  const found = await findCharts(files);
  const nothing = { rendered: [], unknowns: [], folders: found.folders };
  const unknowns = unknownsAfter([]);
  if (found.charts.length === 0) {
    const foreign = foreignReleases({ files, charts: [], unknowns, found, seen: await around.seen });
    return { ...nothing, observation: bounded({ charts: [], releases: [], ...told(foreign), problems: [...found.problems] }), unknowns: unknowns.all() };
  }
  const opened = await helm.open();
  if (opened.kind === 'absent') return { observation: notExercised(opened.absence), ...nothing };
  if (opened.kind === 'fault') return { observation: faulted(opened.fault), ...nothing };
  try {
    const work = await renderAll(opened.helm, { files, charts: found.charts, unknowns, found }, around);
    const observation = bounded({ helm: opened.helm.version, charts: [...work.charts], releases: work.released.map(releaseOf), ...told(work.foreign), problems: [...found.problems] });
    return { ...nothing, observation, ...(observation.status === 'observed' && { rendered: work.released.flatMap(renderedBy), unknowns: unknowns.all() }) };
  } catch (error) {
    if (!(error instanceof HelmBroke)) throw error;
    return { observation: faulted(error.fault), ...nothing };
  }
}

type Released = { readonly declared: Declared; readonly done: Outcome };

type Work = { readonly charts: readonly Chart[]; readonly released: readonly Released[]; readonly foreign: readonly ForeignRelease[] };

const told = (foreign: readonly ForeignRelease[]): Pick<ChartFacts, 'foreign'> => (foreign.length === 0 ? {} : { foreign: [...foreign] });

async function renderAll(helm: Helm, around: Omit<ReleaseContext, 'seen'>, { kubernetes, seen }: ChartSurroundings): Promise<Work> {
  const { files, found } = around;
  const staged = new Map(found.charts.map((source): [string, Staged] => [source.path, { source, staging: stagingOf(files, found, source) }]));
  await using stage = await helm.stage();
  await stage.add([...staged.values()].flatMap(({ staging }) => staging.files));
  const runs = runsOn(stage, files, kubernetes);
  const charts = Promise.all([...staged.values()].map((chart) => examine(runs, chart)));
  charts.catch(() => undefined); // told where it is awaited
  const context: ReleaseContext = { ...around, seen: await seen };
  const declared = declaredReleases(context);
  await stage.add(outside(files, found.charts, declared));
  const release = (all: readonly Declared[]): Promise<readonly Released[]> => Promise.all(all.flatMap((each) => released(each, staged, runs)));
  const first = [...declared, ...foundReleases(found.charts, declared)];
  const done = await release(first);
  const within = releasesWithin(done.flatMap(({ done: { documents } }) => documents), first, context);
  await stage.add(outside(files, found.charts, within));
  const then = await release(within);
  // Who stands in a rendered application has somebody who releases it after all.
  const kept = done.filter(({ declared: { by, chart } }) => by.kind !== 'found' || !within.some((each) => each.chart === chart));
  return { charts: await charts, released: inOrder([...kept, ...then], found.charts), foreign: foreignReleases(context) };
}

/** Values files and the like that lie in no chart, and so are not staged with one. */
function outside(files: Files, charts: readonly ChartSource[], declared: readonly Declared[]): readonly HelmFile[] {
  const wanted = new Set(declared.flatMap(({ valueFiles, settings }) => [...valueFiles, ...settings.flatMap(({ flag, text }) => (flag === '--set-file' ? [text.slice(text.indexOf('=') + 1)] : []))]));
  const left = [...wanted].filter((path) => files.has(path) && !charts.some((chart) => isIn(chart.path, path)));
  return left.map((path) => ({ path, bytes: textAt(files, path) ?? '' }));
}

function released(declared: Declared, staged: ReadonlyMap<string, Staged>, runs: Runs): readonly Promise<Released>[] {
  const chart = staged.get(declared.chart);
  return chart === undefined ? [] : [renderRelease(runs, chart, declared).then((done) => ({ declared, done }))];
}

/** By chart; of one chart in the order in which they were found. */
function inOrder(all: readonly Released[], charts: readonly ChartSource[]): readonly Released[] {
  return charts.flatMap(({ path }) => all.filter(({ declared }) => declared.chart === path));
}

function releaseOf({ declared, done: { outcome } }: Released): Release {
  const { chart, name, namespace, createsNamespace, by, valueFiles } = declared;
  const who = 'name' in by ? { ...by, name: short(by.name) } : by;
  return { chart, name: short(name), ...(namespace !== undefined && { namespace: short(namespace) }), createsNamespace, by: who, valueFiles: [...valueFiles], outcome };
}

const renderedBy = ({ done: { outcome, documents } }: Released, release: number): readonly Rendered[] => (outcome.kind === 'rendered' ? [{ release, documents }] : []);

/** Bytes: the section's own limit, less what canonical form may spell longer. */
const room = limits.section - 64 * 1024;

function bounded(facts: ChartFacts): Observation<ChartFacts> {
  if (Buffer.byteLength(JSON.stringify(facts)) <= room) return observed(facts);
  return refused({
    expected: 'charts and releases of which all that is to be told fits into 1 MiB',
    observed: `more than that, of ${facts.charts.length} charts and ${facts.releases.length} releases`,
    at: { path: `${facts.charts[0]?.path ?? '.'}/Chart.yaml` },
    fix: 'Keep the charts that the challenge needs, with shorter names and values.',
    reproduce: toldAgain('source', 'all that is to be told fits'),
  });
}
