import type { Change, Changes } from './case.ts';

/** Both at once; undefined where they would write the same file in ways that don't go together. */
export function combined(one: Changes, other: Changes): Changes | undefined {
  const all: Record<string, Change> = { ...one };
  for (const [path, change] of Object.entries(other)) {
    const before = all[path];
    const both = before === undefined ? change : bothEdits(before, change);
    if (both === undefined || isInside(path, one)) return undefined;
    all[path] = both;
  }
  return all;
}

function bothEdits(one: Change, other: Change): Change | undefined {
  if (one === 'gone' || other === 'gone' || !('edits' in one) || !('edits' in other)) return undefined;
  const goneAlready = one.edits.filter(([find, put]) => !put.includes(find)).map(([find]) => find);
  return other.edits.some(([find]) => goneAlready.includes(find)) ? undefined : { edits: [...one.edits, ...other.edits] };
}

/** A link stands where the other has a folder. */
const isInside = (path: string, changes: Changes): boolean => Object.keys(changes).some((each) => path.startsWith(`${each}/`) || each.startsWith(`${path}/`));

/** As few groups as come of going through them once. */
export function grouped<Each>(all: readonly Each[], changesOf: (each: Each) => Changes): readonly { readonly changes: Changes; readonly members: readonly Each[] }[] {
  const groups: { changes: Changes; readonly members: Each[] }[] = [];
  for (const each of all) {
    const group = groups.find(({ changes }) => combined(changes, changesOf(each)) !== undefined);
    if (group === undefined) {
      groups.push({ changes: changesOf(each), members: [each] });
      continue;
    }
    group.changes = combined(group.changes, changesOf(each)) ?? group.changes;
    group.members.push(each);
  }
  return groups;
}
