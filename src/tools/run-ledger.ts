import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * Which output folders hold a run of this user that is to be gone on with. Kept outside them: a candidate could commit a folder of
 * forged evidence that looks unfinished, and a run that trusted the folder would take it for its own.
 */
export type RunLedger = {
  readonly isOurs: () => Promise<boolean>;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
};

export function runLedger(cache: string, output: string, submission: string): RunLedger {
  const name = createHash('sha256').update(JSON.stringify([resolve(output), submission])).digest('hex');
  const path = join(cache, 'runs', name);
  return {
    isOurs: () =>
      readFile(path).then(
        () => true,
        () => false,
      ),
    // Without it the next run begins anew: that is no reason to have no grade now.
    begin: async () => {
      await mkdir(join(cache, 'runs'), { recursive: true })
        .then(() => writeFile(path, `${resolve(output)}\n`))
        .catch(() => undefined);
    },
    end: () => rm(path, { force: true }).catch(() => undefined),
  };
}
