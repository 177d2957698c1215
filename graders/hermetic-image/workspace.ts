import { posix } from 'node:path';
import type { LiveStep } from './live-steps.ts';
import { hole, isKnown, type Text } from './text.ts';

/** A path of the runner's workspace, as a path of the submission. */
export type Place = { readonly kind: 'own'; readonly path: string } | { readonly kind: 'foreign'; readonly repository: string } | { readonly kind: 'open'; readonly because: string };

/** `${{ github.workspace }}/app`, or relative to a folder; undefined: files can't tell. */
export function workspacePath(written: Text, folder: string | undefined): string | undefined {
  const { text, holes } = written;
  if (holes.length === 1 && text.startsWith(hole) && /^(github\.workspace|\$PWD|\$\(pwd\))$/.test(holes[0] ?? '')) {
    return inside(holes[0] === 'github.workspace' ? '.' : folder, `.${text.slice(hole.length)}`);
  }
  return isKnown(written) ? inside(folder, text) : undefined;
}

function inside(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || path.startsWith('/')) return undefined;
  const normal = posix.normalize(posix.join(folder, path)).replace(/(?<=.)\/$/, '');
  return normal === '..' || normal.startsWith('../') ? undefined : normal;
}

/** What is checked out there: the submission, unless a checkout names another repository. */
export function placeOf(path: string, steps: readonly LiveStep[]): Place {
  const checkouts = steps.filter(({ step: { uses } }) => uses?.kind === 'repository' && uses.repository.toLowerCase() === 'actions/checkout');
  const found = checkouts
    .map((live) => ({ live, folder: workspacePath(live.input('path') ?? { text: '.', holes: [] }, '.') }))
    .filter(({ folder }) => folder !== undefined && (folder === '.' || path === folder || path.startsWith(`${folder}/`)))
    .toSorted((one, other) => (one.folder?.length ?? 0) - (other.folder?.length ?? 0))
    .at(-1);
  if (found?.folder === undefined) return { kind: 'own', path };
  const repository = found.live.input('repository');
  if (repository !== undefined && repository.text !== '' && repository.holes.join() !== 'github.repository_owner,github.event.repository.name') {
    return isKnown(repository) ? { kind: 'foreign', repository: repository.text } : { kind: 'open', because: repository.holes.join(' and ') };
  }
  return { kind: 'own', path: found.folder === '.' ? path : path === found.folder ? '.' : path.slice(found.folder.length + 1) };
}
