import type { ChartRendering, Rendered, RenderedDocument } from '../chart/rendered.ts';
import type { ChartFacts } from '../chart/section.ts';
import { mostText, readDocuments } from './documents.ts';
import { isKubernetesObject, type ManifestProblem, objectsIn } from './files.ts';
import type { Chosen, Found } from './found.ts';
import { relined } from './placed.ts';
import type { ManifestOrigin } from './section.ts';

export type ChartOrigins = {
  readonly origins: readonly { readonly origin: Extract<ManifestOrigin, { readonly kind: 'chart' }>; readonly objects: readonly Found[] }[];
  readonly problems: readonly ManifestProblem[];
  readonly unrendered: readonly { readonly path: string; readonly because: string }[];
};

/** What releases of charts would send to the cluster, and what of them isn't known. */
export function chartOrigins({ observation, rendered }: ChartRendering): ChartOrigins {
  if (observation.status !== 'observed') return { origins: [], problems: [], unrendered: [{ path: '.', because: absenceOf(observation) }] };
  const { releases } = observation.facts;
  const { read, left } = withinRoom(rendered);
  const each = read.map((one) => originOf(one, releases));
  const unread = [...left].map((path) => ({ path, because: 'all charts together make more than docc reads' }));
  const unrendered = releases.flatMap(({ chart, outcome }) => {
    if (outcome.kind === 'rendered') return [];
    return [{ path: chart, because: outcome.kind === 'skipped' ? outcome.because : `Helm refuses it: ${outcome.problems[0]?.message ?? ''}` }];
  });
  return { origins: each.map(({ origin, objects }) => ({ origin, objects })), problems: each.flatMap(({ problems }) => problems), unrendered: [...unread, ...unrendered] };
}

/** Documents in order, until there are more than can be read; and the files of those that are left. */
function withinRoom(rendered: readonly Rendered[]): { readonly read: readonly Rendered[]; readonly left: ReadonlySet<string> } {
  let room = mostText;
  const left = new Set<string>();
  const fits = ({ path, text }: RenderedDocument): boolean => {
    room -= text.length;
    if (room < 0) left.add(path);
    return room >= 0;
  };
  return { read: rendered.map((one) => ({ ...one, documents: one.documents.filter(fits) })), left };
}

function absenceOf(observation: Exclude<ChartRendering['observation'], { readonly status: 'observed' }>): string {
  if (observation.status === 'not-exercised') return `${observation.absence.reason}, so no chart is rendered`;
  return observation.status === 'fault' ? observation.fault.message : observation.trouble.observed;
}

type Release = ChartFacts['releases'][number];

function originOf({ release: index, documents }: Rendered, releases: readonly Release[]) {
  const release = releases[index];
  const environment = release?.by.kind === 'terraform' ? release.by.environment : undefined;
  const otherwise = release === undefined ? undefined : landingBy(release);
  const each = documents.map((document) => foundIn(document, otherwise));
  return {
    origin: { kind: 'chart' as const, path: release?.chart ?? '.', release: index, ...(environment !== undefined && { environment }), ...valueFilesOf(release) },
    objects: each.flatMap(({ objects }) => objects),
    problems: each.flatMap(({ problems }) => problems),
  };
}

const valueFilesOf = (release: Release | undefined): { readonly valueFiles?: string[] } =>
  release === undefined || release.valueFiles.length === 0 ? {} : { valueFiles: [...release.valueFiles] };

function landingBy({ namespace, by, chart }: Release): Chosen | undefined {
  return namespace === undefined ? undefined : { kind: 'namespace', name: namespace, by: 'release', at: by.kind === 'found' ? { path: chart } : by.at };
}

function foundIn({ path, text, lines }: RenderedDocument, otherwise: Chosen | undefined): { readonly objects: readonly Found[]; readonly problems: readonly ManifestProblem[] } {
  const { documents, problems } = readDocuments(text);
  const lineOf = (line: number): number => lines[line - 1] ?? 0;
  const at = (line: number) => (lineOf(line) > 0 ? { path, line: lineOf(line) } : { path });
  const all = objectsIn(documents);
  const strangers = all.filter(({ root }) => !isKubernetesObject(root)).map(({ line }) => ({ ...at(line), message: 'the template makes a document that is no Kubernetes object', fix: 'Let it write apiVersion: and kind:, or nothing at all.' }));
  return {
    objects: all.filter(({ root }) => isKubernetesObject(root)).map(({ root, line }): Found => ({ root: relined(root, lineOf), ...at(line), otherwise })),
    problems: [...problems.map(({ line, message, fix }) => ({ ...at(line), message: `what the template makes of it: ${message}`, fix })), ...strangers],
  };
}
