import { posix } from 'node:path';
import type { ManifestProblem } from './files.ts';
import { groupOf } from './schemas.ts';
import type { ManifestObject, ManifestOrigin } from './section.ts';

/**
 * Objects of one name in what is deployed together: the later one overwrites the other, or is refused. Plain files in several folders are
 * as a rule several environments, so there only those of one folder count. Custom resources that make others are left alone.
 */
export function doubledObjects(objects: readonly ManifestObject[], origins: readonly ManifestOrigin[]): readonly ManifestProblem[] {
  const first = new Map<string, ManifestObject>();
  return objects.flatMap((object) => {
    const { kind, name, path, line, hook, origin } = object;
    if (name === '' || name.includes('docc-unknown-') || hook !== undefined) return [];
    const folder = origins[origin]?.kind === 'files' ? posix.dirname(path) : '';
    const key = JSON.stringify([origin, folder, groupOf(object.apiVersion), kind, name, namespaceOf(object)]);
    const other = first.get(key);
    if (other === undefined) first.set(key, object);
    if (other === undefined) return [];
    const where = `${other.path}${other.line === undefined ? '' : `:${other.line}`}`;
    return [{ path, ...(line !== undefined && { line }), message: `${kind} ${name} is already in ${where}: one overwrites the other`, fix: `Remove one of the two, or give it another name.`, twin: { kind, name } }];
  });
}

const namespaceOf = ({ landing }: ManifestObject): string => (landing.kind === 'namespace' ? landing.name : landing.kind);
