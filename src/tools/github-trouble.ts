import { z } from 'zod';
import { isAnswer } from './github-answer.ts';
import { SpentBudget } from './github-client.ts';

/** A write whose answer was lost, or that came too late: only a look at what is there tells whether it was done. */
export class UnsureWrite extends Error {
  override name = 'UnsureWrite';
}

/** GitHub refuses what was sent, whoever sends it. */
export class RefusedWrite extends Error {
  override name = 'RefusedWrite';
}

/** Our trouble with GitHub: nobody's grade changes by it. */
export class GitHubTrouble extends Error {
  override name = 'GitHubTrouble';
  readonly repair: string;
  constructor(message: string, repair: string, options?: ErrorOptions) {
    super(`${message}: ${repair}`, options);
    this.repair = repair;
  }
}

/** The repair of what passes. */
export const nextRun = 'run the job again, or leave it to the scheduled reconcile workflow';

/** What an error of a request means; `what` names the request in a few words. */
export function troubleWith(what: string, kind: 'read' | 'write', error: unknown): Error {
  const options = { cause: error };
  if (error instanceof SpentBudget) return new GitHubTrouble(error.message, nextRun, options);
  if (!isAnswer(error)) return kind === 'write' ? new UnsureWrite(`${what}: no answer`, options) : new GitHubTrouble(`${what}: no answer from GitHub`, nextRun, options);
  const { status } = error;
  if (kind === 'write' && (status >= 500 || status === 404 || status === 410)) return new UnsureWrite(`${what}: answered ${status}`, options);
  if (kind === 'write' && status === 422) return new RefusedWrite(`${what}: ${error.message}`, options);
  return new GitHubTrouble(`${what}: GitHub answered ${status}`, repairOf(status), options);
}

/** What GitHub answers to a read, or its trouble; `what` names the request in a few words. */
export async function read<Value>(what: string, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw troubleWith(`reading ${what}`, 'read', error);
    throw new GitHubTrouble(`reading ${what}: an answer that GitHub does not document`, "report it to docc's maintainers with the log of this run", { cause: error });
  }
}

function repairOf(status: number): string {
  if (status === 401) return 'the token is wrong or has expired; give the job a fresh one';
  if (status === 403) return "the token lacks a permission, or the limit lasts longer than the job may wait; the job's `permissions` name what it takes";
  if (status === 404) return 'it is not there, or the token may not see it';
  return nextRun;
}
