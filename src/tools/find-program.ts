import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Absence, Fault } from '../evidence/observation.ts';
import { UnusableFolder } from './folder.ts';
import { isAtLeast, type LockedProgram, type ProgramName } from './lock.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs are looked for. */
export type Surroundings = {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Absolute folders in which no program is taken for ours whatever PATH says: the candidate's. */
  readonly neverIn: readonly string[];
};

/** What a program says its version is: three numbers, or why it could not be read. */
export type VersionReading =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'unreadable'; readonly why: string };

export type SoughtProgram = {
  readonly name: ProgramName;
  readonly locked: LockedProgram;
  /** Asks the program at `path`. */
  readonly readVersion: (path: string) => Promise<VersionReading>;
};

export type FoundProgram =
  | { readonly kind: 'found'; readonly path: string; readonly version: string; readonly by: 'setting' | 'path' | 'cache' }
  /** A setting names what doesn't serve. */
  | { readonly kind: 'unusable'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

/** The environment variable that names a program: `DOCC_HADOLINT`. */
export const settingOf = (name: string): string => `DOCC_${name.toUpperCase().replaceAll('-', '_')}`;

/** `$DOCC_CACHE`, else `$XDG_CACHE_HOME/docc`, else `~/.cache/docc`. Throws UnusableFolder where `DOCC_CACHE` is no absolute path. */
export function cacheFolder(env: Environment): string {
  const { DOCC_CACHE: own = '', XDG_CACHE_HOME: shared = '', HOME: home = '' } = env;
  if (own !== '' && !isAbsolute(own)) throw new UnusableFolder(`DOCC_CACHE is ${own}: give an absolute path, or unset it`);
  if (own !== '') return own;
  if (isAbsolute(shared)) return join(shared, 'docc');
  return join(isAbsolute(home) ? home : homedir(), '.cache', 'docc');
}

/** The folder of a program's pinned version in docc's cache. */
export const cachedIn = (env: Environment, name: string, { pinned }: LockedProgram): string =>
  join(cacheFolder(env), `${name}-${pinned}`);

/**
 * Finds a program of an accepted version: by its setting (and by nothing else where that is set), on PATH, in docc's
 * cache. One that is too old or doesn't answer is passed over, and told of where none serves.
 */
export async function findProgram(sought: SoughtProgram, around: Surroundings): Promise<FoundProgram> {
  const { name, locked } = sought;
  const setting = around.env[settingOf(name)] ?? '';
  if (setting !== '') return bySetting(sought, setting);
  if (around.platform === 'win32') return absentOnWindows(name);
  const cached = join(cachedIn(around.env, name, locked), name);
  const passedOver: string[] = [];
  for (const path of [...onPath(name, around.env), cached]) {
    if (!(await isProgram(path)) || (await isAmong(path, around.neverIn))) continue;
    const tried = await tryProgram(sought, path);
    if (tried.kind === 'serves') return { kind: 'found', path, version: tried.version, by: path === cached ? 'cache' : 'path' };
    passedOver.push(`${path} ${tried.why}`);
  }
  return absent(sought, passedOver);
}

async function bySetting(sought: SoughtProgram, path: string): Promise<FoundProgram> {
  const { name, locked } = sought;
  const unusable = (why: string): FoundProgram => ({
    kind: 'unusable',
    fault: {
      message: `${settingOf(name)} is ${path}, which ${why}`,
      repair: `Set ${settingOf(name)} to the path of ${name} ${locked.atLeast} or newer, or unset it.`,
    },
  });
  if (!isAbsolute(path)) return unusable('is not an absolute path');
  if (!(await isProgram(path))) return unusable('is no program that may be run');
  const tried = await tryProgram(sought, path);
  return tried.kind === 'serves' ? { kind: 'found', path, version: tried.version, by: 'setting' } : unusable(tried.why);
}

type Trial = { readonly kind: 'serves'; readonly version: string } | { readonly kind: 'fails'; readonly why: string };

async function tryProgram({ readVersion, locked }: SoughtProgram, path: string): Promise<Trial> {
  const reading = await readVersion(path);
  if (reading.kind === 'unreadable') return { kind: 'fails', why: `does not tell its version: ${reading.why}` };
  if (isAtLeast(reading.version, locked.atLeast)) return { kind: 'serves', version: reading.version };
  return { kind: 'fails', why: `is ${reading.version}, older than ${locked.atLeast}` };
}

/** Relative entries, the empty one among them, mean the working folder: on a laptop that is the candidate's. */
function onPath(name: string, env: Environment): readonly string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set(folders)].map((folder) => join(folder, name));
}

/** Whether a path, or what it links to, lies in one of the folders or in the repository around it, however either is written. */
async function isAmong(path: string, folders: readonly string[]): Promise<boolean> {
  const [real, ...reals] = await Promise.all([path, ...folders].map(resolved));
  const around = await Promise.all(reals.map(repositoryAround));
  return [...folders, ...reals, ...around].some((folder) => isInside(path, folder) || isInside(real ?? path, folder));
}

/** Who grades one folder of a fork has the rest of it on the machine too. A repository that holds the user's home is the user's. */
async function repositoryAround(folder: string): Promise<string> {
  for (let above = folder; ; above = dirname(above)) {
    if (isInside(homedir(), above) || dirname(above) === above) return folder;
    if (await stat(join(above, '.git')).then(() => true, () => false)) return above;
  }
}

/** PATH without what is relative, and without what lies in the candidate's folders: for a program that is called by its name. */
export async function searchPath(env: Environment, neverIn: readonly string[]): Promise<string> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const candidates = await Promise.all(folders.map((folder) => isAmong(folder, neverIn)));
  return folders.filter((_, place) => candidates[place] !== true).join(delimiter);
}

const resolved = (path: string): Promise<string> => realpath(path).catch(() => path);

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function absent({ name, locked }: SoughtProgram, passedOver: readonly string[]): FoundProgram {
  const found = passedOver.length === 0 ? '' : ` (${passedOver.join('; ')})`;
  const fetched = locked.artefacts.some(({ url }) => url !== undefined) ? ` (\`docc install ${name}\` fetches it)` : '';
  return {
    kind: 'absent',
    absence: {
      reason: `this machine has no ${name} of version ${locked.atLeast} or newer${found}`,
      remedy: `Install ${name} ${locked.pinned}${fetched}, or set ${settingOf(name)} to its path.`,
    },
  };
}

function absentOnWindows(name: string): FoundProgram {
  return {
    kind: 'absent',
    absence: {
      reason: `docc drives ${name} on Linux and macOS only`,
      remedy: `Grade in the Windows Subsystem for Linux, or set ${settingOf(name)} to a path.`,
    },
  };
}
