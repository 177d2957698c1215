import { realpathSync, statSync } from 'node:fs';
import type { Chosen, Entry, Source } from './entry.ts';
import { codeOf, readSeen, type Seen } from './file.ts';
import { listFolder } from './listing.ts';
import { lookIn } from './look.ts';
import { placeIn } from './path.ts';
import { UnusableSubmission } from './unusable.ts';

/** The files of a folder as they are now. */
export async function openFolder(path: string): Promise<Source<Seen>> {
  const root = rootOf(path);
  const look = lookIn(root);
  const listed = await listFolder(root);
  const entries = listed.map(({ raw, known }): Entry<Seen> => ({ raw, look: () => known ?? look(raw) }));
  const read = async (chosen: readonly Chosen<Seen>[]) => chosen.map(({ raw, handle }) => readSeen(placeIn(root, raw), handle));
  return { entries, read };
}

/** The folder itself, where `path` is a link to one: whoever asks for a grade may name it as they like. */
export function rootOf(path: string): string {
  try {
    if (statSync(path).isDirectory()) return realpathSync(path);
  } catch (cause) {
    throw unreachable(path, cause);
  }
  throw new UnusableSubmission('not-a-folder', { message: `${path} is not a folder`, repair: 'Name the folder it lies in.' });
}

function unreachable(path: string, cause: unknown): UnusableSubmission {
  const code = codeOf(cause);
  return ['ENOENT', 'ENOTDIR'].includes(code)
    ? new UnusableSubmission('missing', { message: `${path} does not exist`, repair: 'Name a folder that exists.', cause })
    : new UnusableSubmission('unreadable', {
        message: `${path} could not be read (${code})`,
        repair: 'Name a folder that you may read.',
        cause,
      });
}
