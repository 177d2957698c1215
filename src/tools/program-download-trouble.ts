/** Why a program could not be had. */
export type DownloadTrouble =
  | 'offline'
  | 'unusable-setting'
  | 'no-artefact'
  | 'cache-unwritable'
  | 'disk-full'
  | 'unreachable'
  | 'refused'
  | 'insecure-address'
  | 'too-many-redirects'
  | 'web-page'
  | 'too-large'
  | 'cut-off'
  | 'stalled'
  | 'wrong-checksum'
  | 'broken-archive'
  | 'does-not-run'
  | 'stopped';

/** A program that was not had, and nothing of it was put where it would be taken for one. */
export class DownloadFailed extends Error {
  override name = 'DownloadFailed';
  readonly code: DownloadTrouble;
  /** What to do about it. */
  readonly repair: string;

  constructor(code: DownloadTrouble, message: string, repair: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.repair = repair;
  }
}

const again = 'Run the same command again: it goes on from where it stopped.';
const byHand = 'Install the program yourself, and put it on PATH.';

/** What each trouble is mended by; a checksum, a member and an artefact have words of their own. */
export const repairs = {
  offline: 'Unset DOCC_OFFLINE where there is a network, or install the program yourself and put it on PATH.',
  unreachable: `Look whether this machine reaches that address; behind a proxy set HTTPS_PROXY (and NO_PROXY), which need Node.js 24.5 or newer. ${byHand}`,
  refused: byHand,
  insecureAddress: `Nothing was fetched over it. Look who answers for the address on this network. ${byHand}`,
  webPage: 'Somebody on the way answers in its place, a login page of the network as a rule: log in there, and run the same command again.',
  tooLarge: `It can't be what was asked for. Look who answers for the address on this network. ${byHand}`,
  diskFull: 'Free some space there, or set DOCC_CACHE to a folder on another disk.',
  cacheUnwritable: 'Set DOCC_CACHE to a folder that you may write to.',
  again,
} as const;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** EFBIG and EDQUOT: a limit of the user's rather than of the disk; the way out is the same. */
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const unwritable = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP', 'ENOENT', 'ENOTEMPTY']);

/** What becomes of an error while the cache at `folder` is written to; what nobody foresaw stays what it is. */
export function cacheTrouble(error: unknown, folder: string): unknown {
  if (error instanceof DownloadFailed) return error;
  const code = codeOf(error);
  if (full.has(code)) return new DownloadFailed('disk-full', `there is no room left in docc's cache at ${folder} (${code})`, repairs.diskFull, error);
  if (unwritable.has(code)) return new DownloadFailed('cache-unwritable', `docc's cache at ${folder} can't be written to: ${messageOf(error)}`, repairs.cacheUnwritable, error);
  return error;
}

export const stopped = (cause: unknown): DownloadFailed => new DownloadFailed('stopped', 'it was stopped', again, cause);
