import { asList, asText, valueOf } from '../../terraform/value.ts';
import type { ReadRoot } from './answer.ts';
import type { LockFile, Root, TerraformFacts } from './section.ts';
import type { Application } from './variables.ts';

/** A root module as read, and one of the ways in which it is applied. */
export type AppliedRoot = { readonly read: ReadRoot; readonly application: Application };

/**
 * Which of the folders that nothing calls are root modules: not one in a folder of modules, which may hold some that are
 * not used yet, nor a test, unless there is nothing else.
 */
export function chosenRoots(all: readonly AppliedRoot[]): readonly AppliedRoot[] {
  const deployed = unlessNone(all, ({ read }) => !isTest(read.path));
  return unlessNone(deployed, ({ read }) => !isModuleFolder(read.path) || configuredBy(read) !== undefined);
}

function unlessNone<T>(all: readonly T[], wanted: (each: T) => boolean): readonly T[] {
  const some = all.filter(wanted);
  return some.length > 0 ? some : all;
}

/** Examples are not what is deployed, unless there is nothing else. */
export const isExample = (path: string): boolean => /(?:^|\/)(?:examples?|tests?|fixtures?|samples?)(?:\/|$)/i.test(path);
const isTest = (path: string): boolean => /(?:^|\/)(?:tests?|fixtures?)(?:\/|$)/i.test(path);
const isModuleFolder = (path: string): boolean => /(?:^|\/)modules?\//i.test(path);

/** What a called module has not: it says where the state is, or who the providers are. */
function configuredBy({ blocks }: ReadRoot): string | undefined {
  const own = blocks.filter(({ module }) => module === '');
  const settings = own.filter(({ kind }) => kind === 'terraform').flatMap(({ instances }) => instances);
  if (settings.some(({ attributes }) => 'backend' in attributes || 'cloud' in attributes)) return 'it says where its state is kept';
  return own.some(({ kind }) => kind === 'provider') ? 'it configures its providers' : undefined;
}

export function rootOf({ read, application }: AppliedRoot, lockPath: string | undefined, environment: string | undefined): Root {
  const given = new Map(read.variableFiles.map(({ path, attributes }) => [path, attributes]));
  return {
    path: read.path,
    because: configuredBy(read) ?? 'no other module calls it',
    ...(environment !== undefined && { environment }),
    variableFiles: application.flatMap(({ path, because }) => {
      const attributes = given.get(path);
      return attributes === undefined ? [] : [{ path, because, attributes }];
    }),
    lock: lockOf(read, lockPath),
    blocks: read.blocks,
  };
}

function lockOf({ lock }: ReadRoot, path: string | undefined): LockFile {
  if (path === undefined) return { kind: 'absent' };
  const providers = lock.map(({ source, line, attributes }) => {
    const [version, constraints] = ['version', 'constraints'].map((name) => asText(valueOf({ attributes }, name)));
    const hashes = asList(valueOf({ attributes }, 'hashes'));
    return {
      source,
      line,
      hashes: hashes.kind === 'known' ? hashes.is.length : 0,
      ...(version?.kind === 'known' && { version: version.is }),
      ...(constraints?.kind === 'known' && { constraints: constraints.is }),
    };
  });
  return { kind: 'present', path, providers };
}

/** The folders that a root's module tree is made of. */
export const foldersOf = ({ path, blocks }: Pick<Root, 'path' | 'blocks'>): readonly string[] => [path, ...blocks.flatMap(({ folder }) => folder ?? [])];

export function unusedFolders(folders: Iterable<string>, reached: ReadonlySet<string>): TerraformFacts['unused'] {
  const unused = [...folders].filter((path) => !reached.has(path)).toSorted();
  return unused.map((path) => ({ path, because: isExample(path) ? 'it is an example or a test' : 'no root module calls it' }));
}
