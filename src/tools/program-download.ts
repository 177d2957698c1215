import { randomBytes } from 'node:crypto';
import { chmod, copyFile, constants, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedIn, cacheFolder, type Environment, settingOf } from './find-program.ts';
import { makeFolder } from './folder.ts';
import { type Artefact, type LockedProgram, lockedProgram, type Platform, type ProgramName } from './lock.ts';
import { type FetchEvent, type Fetching, fetchLimits, type FetchLimits, fetchWhole } from './program-download-fetch.ts';
import { type PartialFile, partialFile } from './program-download-partial.ts';
import { type Transport, httpsTransport } from './program-download-transport.ts';
import { cacheTrouble, DownloadFailed, repairs, stopped } from './program-download-trouble.ts';
import { isAlive } from './temporary.ts';

/** How programs are fetched for a machine. Grading has none of this: it fetches nothing. */
export type Downloads = {
  readonly env: Environment;
  /** Names of Node.js: `linux`, `darwin`; `x64`, `arm64`. */
  readonly platform: string;
  readonly arch: string;
  readonly lock: (name: ProgramName) => LockedProgram;
  readonly transport: Transport;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
};

export type DownloadEvent =
  | { readonly kind: 'begun'; readonly host: string; readonly resumedAt: number }
  | FetchEvent
  | { readonly kind: 'verified'; readonly bytes: number };

export const downloadsOf = (env: Environment, signal: AbortSignal): Downloads => ({
  env,
  platform: process.platform,
  arch: process.arch,
  lock: lockedProgram,
  transport: httpsTransport(env),
  limits: fetchLimits,
  signal,
});

/** What the lock file has of a program for a machine, with where it lies. */
export function artefactFor({ artefacts }: LockedProgram, { platform, arch }: Pick<Downloads, 'platform' | 'arch'>): (Artefact & { readonly url: string }) | undefined {
  const wanted: Partial<Record<string, Platform>> = { 'linux x64': 'linux-x64', 'linux arm64': 'linux-arm64', 'darwin x64': 'darwin-x64', 'darwin arm64': 'darwin-arm64' };
  const found = artefacts.find((each) => each.platform === wanted[`${platform} ${arch}`]);
  return found?.url === undefined ? undefined : { ...found, url: found.url };
}

/**
 * Brings the pinned version of a program into docc's cache, and says where it lies: checked against the lock file's SHA-256
 * before anything of it is unpacked, put into its place whole or not at all. Throws {@link DownloadFailed}.
 */
export async function downloadProgram(name: ProgramName, downloads: Downloads, tell: (event: DownloadEvent) => void): Promise<string> {
  const { env, signal } = downloads;
  const locked = downloads.lock(name);
  const artefact = artefactFor(locked, downloads);
  if (artefact === undefined) throw noArtefact(name, downloads);
  if (isOffline(env)) throw new DownloadFailed('offline', `${name} ${locked.pinned} is not fetched: DOCC_OFFLINE is set`, repairs.offline);
  const [cache, place] = [cacheFolder(env), cachedIn(env, name, locked)];
  try {
    await using part = await partialFile(join(cache, 'downloads'), artefact.sha256);
    await fetchChecked(artefact, part, downloads, tell);
    await put(name, artefact, part.path, place, signal);
    await part.discard();
    return join(place, name);
  } catch (error) {
    throw signal.aborted ? stopped(error) : cacheTrouble(error, cache);
  }
}

/** `DOCC_OFFLINE=1`: nothing is fetched, whoever asks. */
export const isOffline = ({ DOCC_OFFLINE: offline = '' }: Environment): boolean => !['', '0', 'false'].includes(offline);

const noArtefact = (name: string, { platform, arch }: Downloads): DownloadFailed =>
  new DownloadFailed('no-artefact', `docc knows no ${name} for ${platform} ${arch} to fetch`, `Install ${name} yourself, or set ${settingOf(name)} to its path.`);

/** Of what an earlier run left, its checksum says only at the end whether it was the beginning of the same: then it is fetched anew, once. */
async function fetchChecked(artefact: Artefact & { readonly url: string }, part: PartialFile, { transport, limits, signal }: Downloads, tell: (event: DownloadEvent) => void): Promise<void> {
  const { url, sha256: expected } = artefact;
  const { host } = new URL(url);
  const resumedAt = part.size();
  tell({ kind: 'begun', host, resumedAt });
  if (resumedAt > 0 && (await part.sha256()) === expected) return tell({ kind: 'verified', bytes: resumedAt });
  for (const isLast of resumedAt > 0 ? [false, true] : [true]) {
    await fetchKept(url, part, { transport, limits, tell, signal });
    const got = await part.sha256();
    if (got === expected) return tell({ kind: 'verified', bytes: part.size() });
    const wrong = wrongChecksum(url, expected, got, part.size());
    await part.restart();
    if (isLast) throw wrong;
    tell({ kind: 'again', why: wrong.message });
  }
}

/** Of what was no program in the first place, or had no room, nothing is kept to go on with. */
async function fetchKept(url: string, part: PartialFile, fetching: Fetching): Promise<void> {
  try {
    await fetchWhole(url, part, fetching);
  } catch (error) {
    if (!(error instanceof DownloadFailed) || error.code === 'web-page' || error.code === 'too-large') await part.restart();
    throw error;
  }
}

const wrongChecksum = (url: string, expected: string, got: string, bytes: number): DownloadFailed =>
  new DownloadFailed(
    'wrong-checksum',
    `what ${url} sent (${bytes} bytes) is not what docc's lock file names: SHA-256 expected ${expected}, got ${got}`,
    "Nothing of it was kept. Run the same command again; if it is the same once more, don't use what comes from there: compare both sums with the list that the project publishes, and tell those who maintain docc.",
  );

/** Beside its place, then moved there: who looks meanwhile finds the old program or none. */
async function put(name: string, { member }: Artefact, from: string, place: string, signal: AbortSignal): Promise<void> {
  await makeFolder(place);
  await removeLeft(place);
  const beside = join(place, `.${process.pid}.${randomBytes(6).toString('hex')}.part`);
  try {
    if (member === undefined) await copyFile(from, beside, constants.COPYFILE_EXCL);
    else await (await import('./program-download-unpack.ts')).unpackMember(from, member, beside, signal);
    signal.throwIfAborted();
    await chmod(beside, 0o755);
    await onDisk(beside);
    await rename(beside, join(place, name));
  } finally {
    await rm(beside, { force: true });
  }
}

/** A machine that loses power must not be left with a program of zeros under its right name. */
async function onDisk(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.sync();
}

/** What processes that were killed here left. */
async function removeLeft(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const [, pid] = /^\.(\d+)\.[0-9a-f]{12}\.part$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(place, name), { force: true });
  }
}
