import { posix } from 'node:path';
import type { SubmissionFile } from '../../submission/submission.ts';
import { matchesGlob } from '../../terraform/text.ts';
import { folderOf, type Sources } from './files.ts';
import type { VariableFile } from './section.ts';

/** One way in which a folder is applied: its variable files, in the order in which they are read. */
export type Application = readonly Pick<VariableFile, 'path' | 'because'>[];

const mostApplications = 6;

/** Of each folder with code, how it would be applied. Several ways are several environments. */
export function applicationsOf(sources: Sources, files: readonly SubmissionFile[]): ReadonlyMap<string, readonly Application[]> {
  const folders = new Set(sources.code.map(({ path }) => folderOf(path)));
  const commands = commandsIn(files);
  const owned = Map.groupBy(sources.variables.map(({ path }) => path), (path) => ownerOf(path, folders));
  return new Map([...folders].map((folder) => [folder, applications(folder, owned.get(folder) ?? [], commands)]));
}

/** The nearest folder around it that has code. */
function ownerOf(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === '.') return undefined;
  }
}

function applications(folder: string, paths: readonly string[], commands: readonly (readonly string[])[]): readonly Application[] {
  const loaded = paths.filter((path) => folderOf(path) === folder && isLoaded(path)).toSorted(inLoadingOrder);
  const others = paths.filter((path) => !loaded.includes(path));
  const named = commands.flatMap((globs) => expanded(globs, others));
  const chosen = named.length > 0 ? named : others.filter((path) => !isSample(path)).map((path) => [path]);
  const because = named.length > 0 ? 'named' : 'found';
  const base = loaded.map((path) => ({ path, because: 'loaded' as const }));
  if (chosen.length === 0) return [base];
  const each = new Map(chosen.map((list) => [list.join('\n'), [...base, ...list.map((path) => ({ path, because }) as const)]]));
  return [...each.values()].slice(0, mostApplications);
}

const isLoaded = (path: string): boolean => /(?:^|\/)terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(path);

/** terraform.tfvars, its JSON, then the others by name: https://developer.hashicorp.com/terraform/language/values/variables */
function inLoadingOrder(a: string, b: string): number {
  const rank = (path: string): number => ['terraform.tfvars', 'terraform.tfvars.json'].indexOf(posix.basename(path)) >>> 0; // -1, of any other, is the largest
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** It shows which values are wanted, and gives none. */
const isSample = (path: string): boolean => /(?:^|[/._-])(?:example|sample|template|test)s?[./_-]/i.test(path);

/** What files each command with `-var-file` names; a part that the shell or the workflow fills in is a star. */
function commandsIn(files: readonly SubmissionFile[]): readonly (readonly string[])[] {
  const scripts = files.filter((file) => script.test(file.path) && file.bytes.length <= largestScript);
  return scripts.slice(0, mostScripts).flatMap(({ bytes }) => {
    const lines = new TextDecoder().decode(bytes).replaceAll(/\\\r?\n/g, ' ').split('\n');
    return lines.map(varFilesOf).filter((globs) => globs.length > 0);
  });
}

const script = /(?:^|\/)(?:\.github\/.+\.ya?ml|\.gitlab-ci\.yml|(?:GNU)?[Mm]akefile|[Tt]askfile\.ya?ml|[Jj]ustfile|[^/]+\.(?:sh|mk))$/;
const largestScript = 256 * 1024;
const mostScripts = 100;

const varFilesOf = (line: string): readonly string[] =>
  [...line.matchAll(/-var-file[= ]\s*["']?((?:\$\{\{[^}]*\}\}|\$\([^)]*\)|[^\s"'])+)/g)].map(([, path = '']) =>
    posix.normalize(path.replaceAll(/\$\{\{[^}]*\}\}|\$\([^)]*\)|\$\{[^}]*\}|\$\w+/g, '*')).replace(/^(?:\.{1,2}\/)+/, ''),
  );

/** One list for each way to fill the stars; a file is meant where its path ends so. */
function expanded(globs: readonly string[], paths: readonly string[]): readonly (readonly string[])[] {
  const matches = globs.map((glob) => paths.filter((path) => matchesGlob(`/${path}`, `*/${glob}`)));
  const ways = Math.max(...matches.map(({ length }) => length));
  return Array.from({ length: ways }, (_, way) => matches.flatMap((found) => found[Math.min(way, found.length - 1)] ?? []));
}
