import { join } from 'node:path';
import { cachedIn } from './find-program.ts';
import type { Installable } from './installable.ts';
import { downloadProgram, type DownloadEvent, type Downloads, isOffline } from './program-download.ts';
import { DownloadFailed, stopped } from './program-download-trouble.ts';
import { askVersion } from './program-version.ts';
import { fetchDatabase, trivyPort } from './trivy.ts';

export type Installed = { readonly name: Installable; readonly path: string; readonly version: string; readonly by: 'cache' | 'download' };

/** The pinned version, from docc's cache or fetched into it; one that was fetched has told its version. Throws {@link DownloadFailed}. */
export async function pinnedProgram(name: Installable, downloads: Downloads, tell: (event: DownloadEvent) => void): Promise<Installed> {
  const { env, signal } = downloads;
  const locked = downloads.lock(name);
  const cached = join(cachedIn(env, name, locked), name);
  const kept = await askVersion(name, cached, env, signal);
  if (kept.kind === 'version' && kept.version === locked.pinned) return { name, path: cached, version: kept.version, by: 'cache' };
  const path = await downloadProgram(name, downloads, tell);
  const told = await askVersion(name, path, env, signal);
  if (told.kind === 'version') return { name, path, version: told.version, by: 'download' };
  throw new DownloadFailed('does-not-run', `${name} ${locked.pinned} was fetched whole to ${path}, but doesn't run here: ${told.why}`, 'Where that disk lets no program run (noexec), set DOCC_CACHE to a folder on another.');
}

/**
 * Has the Trivy at `path` fetch its database of vulnerabilities where it has none: without it a scan finds nothing. The lock
 * file can't name a sum for what is made anew every day: Trivy knows where to get it. Throws {@link DownloadFailed}.
 */
export async function bringDatabase(path: string, { env, signal }: Downloads): Promise<'here' | 'fetched'> {
  if ((await trivyPort({ ...env, DOCC_TRIVY: path }, signal, []).open()).kind === 'open') return 'here';
  const what = 'trivy’s database of vulnerabilities';
  if (isOffline(env)) throw new DownloadFailed('offline', `${what} is not fetched: DOCC_OFFLINE is set`, 'Unset DOCC_OFFLINE where there is a network.');
  const fault = await fetchDatabase(path, env, signal);
  if (signal.aborted) throw stopped(signal.reason);
  if (fault !== undefined) throw new DownloadFailed('unreachable', `${what} could not be fetched: ${fault.message}`, 'Run `docc install trivy` again when its registry answers.');
  return 'fetched';
}
