import type { Permissions, Problem } from './section.ts';
import { type Entry, textOf } from './tree.ts';

type Access = 'read' | 'write' | 'none';

/** What `permissions:` grants; `unset` where there is none, or none that GitHub would take. */
export function readPermissions(entry: Entry | undefined, problems: Problem[]): Permissions {
  if (entry === undefined) return { kind: 'unset' };
  const { value, line } = entry;
  const text = textOf(value);
  if (text === 'read-all' || text === 'write-all') return { kind: 'all', access: text === 'read-all' ? 'read' : 'write', line };
  if (value.kind === 'map') return { kind: 'scopes', scopes: readScopes(value.entries, problems), line };
  problems.push({
    line,
    message: 'permissions is neither read-all, write-all nor a map of scopes',
    fix: 'Write permissions: {} and list below it what the jobs need, as in contents: read.',
  });
  return { kind: 'unset' };
}

function readScopes(entries: readonly Entry[], problems: Problem[]): Record<string, Access> {
  return Object.fromEntries(
    entries.flatMap(({ key, line, value }): [string, Access][] => {
      const access = textOf(value);
      if (access === 'read' || access === 'write' || access === 'none') return [[key, access]];
      problems.push({ line, message: `the permission ${key} is neither read, write nor none`, fix: `Write ${key}: read, or what it needs.` });
      return [];
    }),
  );
}
