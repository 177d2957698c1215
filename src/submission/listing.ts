import { readdirSync } from 'node:fs';
import { type Answer, pathsIgnored, pathsTaken, type Repository, withoutRepository } from '../tools/git.ts';
import type { Listed } from './entry.ts';
import { realFolders } from './look.ts';
import { below, bytesOf, isUnsafe, parentOf, placeIn } from './path.ts';

/** What git would take of a folder. Where git is absent or gives up, a walk by the ignore files tells the same. */
export async function listFolder(root: string): Promise<readonly Listed[]> {
  const own = await listByGit({ kind: 'around', folder: root }, root);
  if (own.kind === 'answered' && own.value.length > 0) return own.value;
  if (own.kind === 'unanswered' && own.result.kind !== 'exited') return walked(root);
  // The folder is in no repository; or in one that ignores all of it, as it would a build's output.
  return listByRules(root);
}

/** What git would take of a folder if its repository began there. */
export async function listByRules(root: string): Promise<readonly Listed[]> {
  await using outside = await withoutRepository(root);
  const listed = await listByGit(outside.repository, root);
  return listed.kind === 'answered' ? listed.value : walked(root);
}

/** Loaded where it is wanted: hardly ever, and it brings a library with it. */
const walked = async (root: string): Promise<readonly Listed[]> => (await import('./walk.ts')).walk(root);

async function listByGit(repository: Repository, root: string): Promise<Answer<readonly Listed[]>> {
  const taken = await pathsTaken(repository);
  if (taken.kind === 'unanswered') return taken;
  const listed = unique(taken.value.map(asListed));
  return { kind: 'answered', value: [...listed, ...(await specialsBeside(listed, repository, root))] };
}

/** git names a path once for each side of an unsettled merge. */
const unique = (listed: readonly Listed[]): readonly Listed[] => [...new Map(listed.map((each) => [bytesOf(each.raw), each])).values()];

function asListed(path: Buffer): Listed {
  return path.at(-1) === 0x2f ? { raw: path.subarray(0, -1), known: { kind: 'submodule' } } : { raw: path };
}

/** FIFOs, sockets and devices in the folders of the paths listed: git passes over them without a word. */
async function specialsBeside(listed: readonly Listed[], repository: Repository, root: string): Promise<readonly Listed[]> {
  const names = new Set(listed.map(({ raw }) => bytesOf(raw)));
  const isFolder = realFolders(root);
  const specials = foldersOf(listed).flatMap((folder) => specialsIn(folder, root, isFolder));
  const unlisted = specials.filter((raw) => !names.has(bytesOf(raw)));
  if (unlisted.length === 0) return [];
  const ignored = await pathsIgnored(repository, unlisted);
  const out = new Set(ignored.kind === 'answered' ? ignored.value.map(bytesOf) : []);
  return unlisted.filter((raw) => !out.has(bytesOf(raw))).map((raw) => ({ raw }));
}

function foldersOf(listed: readonly Listed[]): readonly Buffer[] {
  const folders = new Map<string, Buffer>([['', Buffer.alloc(0)]]);
  for (const { raw } of listed.filter((each) => !isUnsafe(each.raw))) {
    for (let folder = parentOf(raw); !folders.has(bytesOf(folder)); folder = parentOf(folder)) {
      folders.set(bytesOf(folder), folder);
    }
  }
  return [...folders.values()];
}

function specialsIn(folder: Buffer, root: string, isFolder: (raw: Buffer) => boolean): readonly Buffer[] {
  try {
    if (!isFolder(folder)) return [];
    const entries = readdirSync(placeIn(root, folder), { withFileTypes: true, encoding: 'buffer' });
    const specials = entries.filter((entry) => !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink());
    return specials.map(({ name }) => below(folder, name));
  } catch {
    return []; // git listed what it could of a folder that may not be read; looking at those paths says why
  }
}
