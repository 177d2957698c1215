import { dirname } from 'node:path';
import { addPath } from '@actions/core';
import { z } from 'zod';
import { downloadWords } from '../cli/download-words.ts';
import { type Installable, named, programsOf } from '../tools/installable.ts';
import { type Downloads, downloadsOf } from '../tools/program-download.ts';
import { DownloadFailed } from '../tools/program-download-trouble.ts';
import { bringDatabase, type Installed, pinnedProgram } from '../tools/program-install.ts';
import { action, type Outside } from './action.ts';

const version = z.string().default('');
const versions = z.object({ hadolint: version, helm: version, trivy: version, kind: version, kubectl: version });
const tools = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
  .pipe(z.array(z.enum(named, `give tiers and programs: ${named.join(', ')}`)).min(1, 'give a tier, such as source'));

/** Puts the versions that docc is tested with first on PATH, whatever the machine has: a grade must not hang on its image. */
export async function installTools(names: readonly Installable[], downloads: Downloads, job: Job): Promise<z.output<typeof versions>> {
  const told: [Installable, string][] = [];
  for (const name of names) {
    const installed = await installOne(name, downloads, job);
    job.addPath(dirname(installed.path));
    told.push([name, installed.version]);
  }
  return versions.parse(Object.fromEntries(told));
}

/** What the steps after this one see of it. */
type Job = Pick<Outside, 'group'> & { readonly addPath: (folder: string) => void };

async function installOne(name: Installable, downloads: Downloads, job: Job): Promise<Installed> {
  const lines: string[] = [];
  try {
    const installed = await pinnedProgram(name, downloads, (event) => event.kind !== 'received' && lines.push(downloadWords(event)));
    lines.push(`${installed.version} at ${installed.path}`);
    if (name === 'trivy') lines.push(await databaseWords(installed.path, downloads));
    return installed;
  } catch (error) {
    if (error instanceof DownloadFailed) throw new Error(`${error.message} (${error.code}). ${error.repair}`, { cause: error });
    throw error;
  } finally {
    job.group(name, lines);
  }
}

/** Without it the scan is told as not exercised, which costs nobody a point: no reason to build and run nothing. */
const databaseWords = async (path: string, downloads: Downloads): Promise<string> =>
  await bringDatabase(path, downloads).then(
    (is) => `its database is ${is}`,
    (error: unknown) => (error instanceof DownloadFailed ? error.message : Promise.reject(error)),
  );

/** Brings programs for the steps that come after it. */
export const setupTools = action({
  inputs: z.object({ tools }),
  outputs: versions,
  run: async ({ tools: asked }, { env, group }) => await installTools(programsOf(asked), downloadsOf(env, new AbortController().signal), { group, addPath }),
});
