import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';

/** What bundles read of the checkout that they run from. */
const read = ['.git', 'challenges', 'graders', 'package.json', 'schemas', 'src', 'template-repo', 'wasm'];

/** A folder that is a checkout to the bundles in its `dist`; inside the project, where what is compiled finds the same libraries. */
export async function asCheckout(): Promise<AsyncDisposable & { readonly path: string; readonly dist: string }> {
  const path = await mkdtemp(join(home, 'node_modules', '.docc-checkout-'));
  for (const name of read) await symlink(join(home, name), join(path, name));
  return { path, dist: join(path, 'dist'), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
