import { mkdir } from 'node:fs/promises';
import { searchPath } from './find-program.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';

/** A commit that could not be had: our trouble, or the candidate's where the commit is gone. */
export class UnfetchedCommit extends Error {
  override name = 'UnfetchedCommit';
}

/** As much as all files of a submission may hold: larger ones are left where they are, and refused by whoever reads the commit. */
export const largestBlob = '50m';
const timeoutMs = 180_000;
const tries = 3;

/** Where commits may be fetched from: `https` in earnest, `file` in tests. */
export type Protocol = 'https' | 'file';

/**
 * Fetches one commit into a new bare repository at `to`, without its history, without a work tree, without credentials.
 * git itself holds the commit's content to its id, so nobody on the way can have changed a byte.
 */
export async function fetchCommit(from: string, commit: string, to: string, protocol: Protocol): Promise<void> {
  const git = await bareRepository(to, protocol);
  const fetching = ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--no-auto-gc', `--filter=blob:limit=${largestBlob}`, '--', from, commit];
  for (let left = tries - 1; ; left -= 1) {
    const failure = failureOf('git fetch', await git(...fetching));
    if (failure === undefined) return;
    if (left === 0) throw new UnfetchedCommit(`commit ${commit} could not be fetched: ${failure.message}; run the job again, or look whether the commit is still there`);
  }
}

/** A new one at `to`, and git in it: it speaks that one protocol, and knows no configuration but its own. */
export async function bareRepository(to: string, protocol: Protocol | 'none'): Promise<(...args: readonly string[]) => Promise<ProgramResult>> {
  await mkdir(to);
  const env = {
    PATH: await searchPath(process.env, [to]),
    HOME: to,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: protocol === 'none' ? '' : protocol,
  };
  const git = async (...args: readonly string[]): Promise<ProgramResult> => await runProgram({ program: 'git', args: ['-C', to, ...args], cwd: to, env, timeoutMs, maxOutputBytes: 64 * 1024 });
  const failure = failureOf('git init', await git('init', '--quiet', '--bare', '.'));
  if (failure !== undefined) throw new UnfetchedCommit(`${failure.message}: ${failure.repair}`);
  return git;
}
