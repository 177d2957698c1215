import { posix } from 'node:path';
import type { Location } from '../../evidence/observation.ts';
import { itemsAt, type Placed, placedAt, textAt } from './placed.ts';
import { groupOf } from './schemas.ts';

/** An Argo CD application or a Flux Kustomization: a folder of the submission that a controller applies. */
export type GitOps = { readonly path: string; readonly namespace?: string; readonly at: Location; readonly words: string; readonly patches?: true };

/** What an object says of folders that are applied for it; nothing for all other kinds. */
export function gitOpsIn(root: Placed, path: string): readonly GitOps[] {
  const [apiVersion = '', kind = ''] = [textAt(root, 'apiVersion'), textAt(root, 'kind')];
  const at = { path, ...(root.line > 0 && { line: root.line }) };
  const name = textAt(root, 'metadata', 'name') ?? '';
  if (groupOf(apiVersion) === 'argoproj.io' && kind === 'Application') return argo(placedAt(root, 'spec'), at, `Argo CD application ${name}`);
  if (groupOf(apiVersion) === 'argoproj.io' && kind === 'ApplicationSet') return argo(placedAt(root, 'spec', 'template', 'spec'), at, `Argo CD application set ${name}`);
  if (groupOf(apiVersion) !== 'kustomize.toolkit.fluxcd.io' || kind !== 'Kustomization') return [];
  const folder = folderOf(textAt(root, 'spec', 'path') ?? '.');
  const namespace = textAt(root, 'spec', 'targetNamespace');
  return folder === undefined ? [] : [{ path: folder, ...(namespace !== undefined && { namespace }), at, words: `Flux Kustomization ${name}`.slice(0, 200), ...patching(placedAt(root, 'spec')) }];
}

function argo(spec: Placed | undefined, at: Location, words: string): readonly GitOps[] {
  const namespace = textAt(spec, 'destination', 'namespace');
  const sources = [placedAt(spec, 'source'), ...itemsAt(spec, 'sources')];
  return sources.flatMap((source) => {
    const folder = folderOf(textAt(source, 'path'));
    return folder === undefined ? [] : [{ path: folder, ...(namespace !== undefined && { namespace }), at, words: words.slice(0, 200), ...patching(placedAt(source, 'kustomize')) }];
  });
}

/** It changes what the folder makes, in ways that are not followed. */
const patching = (placed: Placed | undefined): Pick<GitOps, 'patches'> => (['patches', 'patchesStrategicMerge', 'patchesJson6902', 'components'].some((name) => itemsAt(placed, name).length > 0) ? { patches: true } : {});

function folderOf(written: string | undefined): string | undefined {
  if (written === undefined || written === '') return undefined;
  const normal = posix.normalize(written.replace(/^\/+/, './')).replace(/\/$/, '');
  return normal.startsWith('..') ? undefined : normal;
}
