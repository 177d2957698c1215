import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../tools/folder.ts';
import { largestBlob } from '../tools/git-fetch.ts';
import { largestPack, savePack } from '../tools/git-pack-request.ts';
import { action, commit, repository, secret } from './action.ts';

/** Moves a private repository's commit to where no token is. Not a byte of it is read here: who has no token takes it apart. */
export const movedCommit = action({
  inputs: z.object({ token: secret, repository, commit, server: z.url({ protocol: /^https$/ }), out: z.string().min(1) }),
  outputs: z.object({ pack: z.string() }),
  run: async ({ token, repository: of, commit: sha, server, out }) => {
    const folder = resolve(out);
    await makeFolder(folder);
    const pack = join(folder, 'commit.pack');
    await savePack(`${server}/${of}`, sha, pack, { token, largest: largestPack, largestBlob });
    return { pack };
  },
});
