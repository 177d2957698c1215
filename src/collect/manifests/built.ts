import { readDocuments } from './documents.ts';
import { isObject, jsonOf, type Placed, placedAt, type PlacedObject, relined, textAt, withMember, withoutMembers } from './placed.ts';

/** What Kustomize built: an object, and the file that it was made of, relative to the folder built. */
export type Built = { readonly root: Placed; readonly source?: string; readonly configuredIn?: string };

const annotation = 'config.kubernetes.io/origin';

/** The documents of a build, the origin that was asked for taken off again. They have no lines of their own. */
export function builtObjects(text: string): readonly Built[] {
  return readDocuments(text).documents.map(({ root }) => {
    const [document] = readDocuments(textAt(root, 'metadata', 'annotations', annotation) ?? '').documents;
    const [source, configuredIn] = [textAt(document?.root, 'path'), textAt(document?.root, 'configuredIn')];
    return { root: relined(withoutOrigin(root), () => 0), ...(source !== undefined && { source }), ...(configuredIn !== undefined && { configuredIn }) };
  });
}

function withoutOrigin(root: Placed): Placed {
  const metadata = placedAt(root, 'metadata');
  const annotations = placedAt(metadata, 'annotations');
  if (!isObject(root) || metadata === undefined || !isObject(metadata) || annotations === undefined || !isObject(annotations)) return root;
  const others = withoutMembers(annotations, [annotation]);
  return withMember(root, 'metadata', others.object.size === 0 ? withoutMembers(metadata, ['annotations']) : withMember(metadata, 'annotations', others));
}

/** The same with the lines of what it was made of, wherever a member is what it was there. */
export function aligned(built: Placed, source: Placed | undefined): Placed {
  if (source === undefined) return built;
  if ('is' in built) return { ...built, line: 'is' in source && source.is === built.is ? source.line : 0 };
  if ('list' in built) return 'list' in source ? { list: alignedList(built.list, source.list), line: source.line } : built;
  return isObject(source) ? alignedObject(built, source) : built;
}

function alignedObject(built: PlacedObject, source: PlacedObject): Placed {
  const members = [...built.object].map(([name, member]) => [name, aligned(member, source.object.get(name))] as const);
  return { object: new Map(members), line: source.line };
}

/** Members are the same by name, or where both lists are equally long by place. */
function alignedList(built: readonly Placed[], source: readonly Placed[]): readonly Placed[] {
  const byName = new Map(source.flatMap((each) => (textAt(each, 'name') === undefined ? [] : [[textAt(each, 'name'), each] as const])));
  return built.map((each, index) => {
    const name = textAt(each, 'name');
    const same = name !== undefined ? byName.get(name) : built.length === source.length ? source[index] : source.find((one) => isSame(one, each));
    return aligned(each, same);
  });
}

const isSame = (one: Placed, other: Placed): boolean => JSON.stringify(jsonOf(one)) === JSON.stringify(jsonOf(other));
