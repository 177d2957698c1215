import { posix } from 'node:path';
import type { Submission } from '../../submission/submission.ts';
import type { Json } from '../terraform/section.ts';
import { readDocuments } from './documents.ts';
import { liesIn, type ManifestProblem } from './files.ts';
import { jsonOf, type Placed, placedAt, textAt } from './placed.ts';
import { isMap } from './validate.ts';

/** One kustomization.yaml of the submission. */
export type Kustomization = {
  /** Its file. */
  readonly path: string;
  readonly folder: string;
  readonly isComponent: boolean;
  /** Folders with kustomizations that it takes in. */
  readonly takes: readonly string[];
  /** Files that it reads. */
  readonly inputs: readonly string[];
  /** The namespace that it puts objects in. */
  readonly namespace?: { readonly name: string; readonly line: number };
  /** What it takes from elsewhere, which was taken out of the copy. */
  readonly remote: readonly string[];
  /** The copy that Kustomize is given: without what is remote, with the origin of each object asked for. Absent where it can't be read. */
  readonly staged?: string;
};

export type Kustomizations = { readonly all: readonly Kustomization[]; readonly problems: readonly ManifestProblem[] };

const names: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);
export const isKustomization = (path: string): boolean => names.has(posix.basename(path));

const maxBytes = 256 * 1024;

export function kustomizationsIn({ files }: Submission, chartFolders: readonly string[]): Kustomizations {
  const problems: ManifestProblem[] = [];
  const known = new Set(files.map(({ path }) => path));
  const all = files.flatMap((file): readonly Kustomization[] => {
    const { path } = file;
    if (!isKustomization(path) || chartFolders.some((folder) => liesIn(path, folder))) return [];
    const { bytes } = file;
    const read = readDocuments(new TextDecoder().decode(bytes.subarray(0, maxBytes)));
    problems.push(...read.problems.map((problem) => ({ path, ...problem })));
    const [document] = read.documents;
    if (document !== undefined && bytes.length <= maxBytes) return [kustomization(path, document.root, known)];
    if (read.problems.length === 0) problems.push({ path, line: 1, message: 'the kustomization is empty, or longer than any is', fix: 'List under resources: what is to be applied, or remove the file.' });
    return [{ path, folder: posix.dirname(path), isComponent: false, takes: [], inputs: [], remote: [] }];
  });
  return { all, problems };
}

function kustomization(path: string, root: Placed, known: ReadonlySet<string>): Kustomization {
  const folder = posix.dirname(path);
  const { json, texts, remote } = withoutRemote(jsonOf(root), folder, known);
  const places = texts.map((text) => posix.normalize(posix.join(folder, text)).replace(/\/$/, ''));
  const namespace = placedAt(root, 'namespace');
  const name = textAt(root, 'namespace');
  return {
    path,
    folder,
    isComponent: textAt(root, 'kind') === 'Component',
    takes: places.filter((place) => [...names].some((each) => known.has(posix.join(place, each)))),
    inputs: places.filter((place) => known.has(place)),
    ...(name !== undefined && namespace !== undefined && { namespace: { name, line: namespace.line } }),
    remote,
    staged: JSON.stringify(json),
  };
}

type Local = { readonly json: Json; readonly texts: readonly string[]; readonly remote: readonly string[] };

/** Fields whose texts are paths or addresses, wherever in them they stand. */
const lists = ['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers', 'validators', 'patchesStrategicMerge'] as const;
const patchLists = ['patches', 'patchesJson6902', 'replacements'] as const;
const generators = ['configMapGenerator', 'secretGenerator'] as const;
const inflaters = ['helmCharts', 'helmChartInflationGenerator', 'helmGlobals'] as const;

function withoutRemote(json: Json, folder: string, known: ReadonlySet<string>): Local {
  if (!isMap(json)) return { json: {}, texts: [], remote: [] };
  const [texts, remote]: [string[], string[]] = [[], []];
  const isLocal = (text: string): boolean => {
    const is = !isRemote(text, folder, known);
    (is ? texts : remote).push(text);
    return is;
  };
  const local: Record<string, Json> = { ...json, buildMetadata: ['originAnnotations'] };
  for (const name of lists) if (name in json) local[name] = listOf(json[name]).filter((each) => typeof each !== 'string' || each.includes('\n') || isLocal(each));
  for (const name of patchLists) if (name in json) local[name] = listOf(json[name]).filter((each) => !isMap(each) || typeof each['path'] !== 'string' || isLocal(each['path']));
  for (const name of generators) if (name in json) local[name] = listOf(json[name]).map((each) => withoutRemoteFiles(each, isLocal));
  for (const name of inflaters) {
    delete local[name];
    if (name !== 'helmGlobals') remote.push(...listOf(json[name]).filter((each) => !isChartHere(each, json, folder, known)).map((each) => `the Helm chart ${chartName(each)}`.trim()));
  }
  const { openapi } = local;
  if (isMap(openapi) && typeof openapi['path'] === 'string' && !isLocal(openapi['path'])) delete local['openapi'];
  return { json: local, texts, remote };
}

/** A chart of the submission: src/collect/chart releases it. */
function isChartHere(chart: Json, { helmGlobals: globals = null }: { readonly [name: string]: Json }, folder: string, known: ReadonlySet<string>): boolean {
  const home = isMap(globals) && typeof globals['chartHome'] === 'string' ? globals['chartHome'] : 'charts';
  return known.has(posix.normalize(posix.join(folder, home, chartName(chart), 'Chart.yaml')));
}

function chartName(chart: Json): string {
  const name = isMap(chart) ? (chart['name'] ?? chart['chartName']) : undefined;
  return typeof name === 'string' ? name : '';
}

const listOf = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

function withoutRemoteFiles(generator: Json, isLocal: (text: string) => boolean): Json {
  if (!isMap(generator)) return generator;
  const { files, envs, env } = generator;
  const isLocalFile = (each: Json): boolean => typeof each !== 'string' || isLocal(each.slice(each.indexOf('=') + 1));
  return {
    ...generator,
    ...(files !== undefined && { files: listOf(files).filter(isLocalFile) }),
    ...(envs !== undefined && { envs: listOf(envs).filter(isLocalFile) }),
    ...(typeof env === 'string' && { env: isLocal(env) ? env : '' }),
  };
}

/** What Kustomize would clone or download: with a scheme, a host that keeps repositories, or a ref. */
function isRemote(text: string, folder: string, known: ReadonlySet<string>): boolean {
  if (/^[a-z0-9+.-]{1,20}(?::\/\/|::)|^git@|^[\w.-]{1,60}@[\w.-]{1,100}:/i.test(text)) return true;
  if (!/^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]|[?&]ref=|\.git(?:\/\/|$|\?)/.test(text)) return false;
  const place = posix.normalize(posix.join(folder, text));
  return ![...known].some((path) => liesIn(path, place));
}
