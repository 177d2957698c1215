import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { folderShelf } from '../tools/folder.ts';
import { uploadAnalysis } from '../tools/github-code-scanning.ts';
import { GitHubTrouble, RefusedWrite, UnsureWrite } from '../tools/github-trouble.ts';
import { action, commit, number, repository, secret } from './action.ts';
import { accessOf, reach } from './reach.ts';

/** Bytes: a report that lost every point takes a tenth of it. */
const longestAnalysis = 4 * 1024 * 1024;

const inputs = z.object({ token: secret, repository, 'pull-request': number, commit, sarif: z.string().min(1) });

/** Shows a report's lost points as results of code scanning. What GitHub does not take is said: the grade is told already. */
export const codeScanning = action({
  inputs,
  outputs: z.object({ uploaded: z.enum(['true', 'false']), because: z.string() }),
  run: async (given, outside) => {
    const trouble = await whyNotUploaded(given, outside.env).catch(saying);
    const because = trouble ?? `uploaded for ${given.commit}`;
    outside.group('Code scanning', [because]);
    return { uploaded: trouble === undefined ? ('true' as const) : ('false' as const), because };
  },
});

async function whyNotUploaded(given: z.infer<typeof inputs>, env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const { repository: of, 'pull-request': pull, commit: sha, token } = given;
  const sarif = await folderShelf(dirname(resolve(given.sarif))).read(basename(given.sarif), longestAnalysis);
  if (sarif === undefined) return 'there is no report';
  if (sarif.length > longestAnalysis) return `the report's analysis is larger than ${longestAnalysis} bytes`;
  const { open, head } = await (await reach({ token, repository: of }, env)).pull(pull);
  // Of one ref the latest analysis counts: an older commit's must not come after the head's.
  if (!open || head !== sha) return `${sha} is the head no longer`;
  await uploadAnalysis(of, accessOf(token, env), { commit: sha, pull, sarif });
  return undefined;
}

const saying = (error: unknown): string => {
  if (error instanceof GitHubTrouble || error instanceof RefusedWrite || error instanceof UnsureWrite) return error.message;
  throw error;
};
