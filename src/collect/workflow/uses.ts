import { posix } from 'node:path';
import type { Action } from './section.ts';

const commit = /^[0-9a-f]{40}$/i;
const repository = /^([\w.-]+\/[\w.-]+)((?:\/[^/@]+)*)@([^\s@][^\s]*)$/;

/** What a `uses:` names, and how firmly. */
export function readUses(text: string): Action {
  if (text.includes('${{')) return { kind: 'unreadable', text };
  if (text.startsWith('docker://')) {
    const image = text.slice('docker://'.length);
    return image === '' ? { kind: 'unreadable', text } : { kind: 'docker', image, digest: /@sha256:[0-9a-f]{64}$/.test(image) };
  }
  if (/^(?:\.|\$)\//.test(text)) return { kind: 'local', path: localPath(text.slice(2)) };
  const [, name, path = '', ref] = repository.exec(text) ?? [];
  if (name === undefined || ref === undefined) return { kind: 'unreadable', text };
  return { kind: 'repository', repository: name, ...(path !== '' && { path: path.slice(1) }), ref, commit: commit.test(ref) };
}

function localPath(path: string): string {
  return posix.normalize(path).replace(/(?<=[^/])\/+$/, '') || '.';
}
