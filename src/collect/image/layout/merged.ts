import type { ArchiveEntry } from './archive.ts';
import { limits } from './limits.ts';
import { type Place, placeOf, whiteoutOf } from './names.ts';

export type File = {
  readonly kind: 'file';
  readonly mode: number;
  readonly bytes: number;
  readonly layer: number;
  /** Where its bytes lie in that layer: of a hard link, the file that it links to. */
  readonly source: string;
  /** A second name for a file counted elsewhere. */
  readonly linked: boolean;
};

export type Folder = { readonly kind: 'folder'; readonly layer: number; readonly children: Map<string, Node> };
export type Symlink = { readonly kind: 'symlink'; readonly layer: number; readonly target: string };
export type Device = { readonly kind: 'device'; readonly layer: number };
export type Node = File | Folder | Symlink | Device;

/** What became of an entry: where it lies now, or why it was left out. */
export type Placed = { readonly kind: 'placed'; readonly path: string } | { readonly kind: 'nothing' } | { readonly kind: 'odd'; readonly message: string };

/** The image's files as a container would see them. */
export type Merged = {
  readonly root: Folder;
  /** Puts an entry of a layer where it belongs. Layers come lowest first. */
  readonly put: (entry: ArchiveEntry, layer: number) => Placed;
};

const nothing: Placed = { kind: 'nothing' };
const odd = (message: string): Placed => ({ kind: 'odd', message });
const emptyFolder = (layer: number): Folder => ({ kind: 'folder', layer, children: new Map() });

/** As containerd applies layers: a parent that a lower layer made a link is followed inside the image, and never out of it. */
export function mergedImage(): Merged {
  const root = emptyFolder(0);
  return {
    root,
    put: (entry, layer) => {
      const read = placeOf(entry.name);
      if (read.kind === 'refused') return odd(read.message);
      const whiteout = whiteoutOf(read.place);
      if (whiteout?.kind === 'bookkeeping') return nothing;
      if (whiteout !== undefined) return takeAway(root, whiteout, layer);
      return place(root, read.place, entry, layer);
    },
  };
}

function takeAway(root: Folder, { kind, place: at }: { readonly kind: 'file' | 'opaque'; readonly place: Place }, layer: number): Placed {
  const folder = lookUp(root, kind === 'opaque' ? at : at.slice(0, -1))?.node;
  if (folder?.kind !== 'folder') return nothing;
  if (kind === 'opaque') emptied(folder, layer);
  else removeLower(folder, at.at(-1) ?? '', layer);
  return nothing;
}

function emptied(folder: Folder, layer: number): void {
  for (const name of folder.children.keys()) removeLower(folder, name, layer);
}

/** A whiteout takes from lower layers alone, whichever of it and a file of its own layer comes first. */
function removeLower(folder: Folder, name: string, layer: number): void {
  const node = folder.children.get(name);
  if (node === undefined) return;
  if (node.kind === 'folder') emptied(node, layer);
  const kept = node.layer === layer || (node.kind === 'folder' && node.children.size > 0);
  if (!kept) folder.children.delete(name);
}

function place(root: Folder, at: Place, entry: ArchiveEntry, layer: number): Placed {
  const name = at.at(-1);
  if (name === undefined) return entry.kind === 'folder' ? nothing : odd('an entry in the place of the root folder');
  const parent = folderFor(root, at.slice(0, -1), layer);
  if (parent === undefined) return odd('a file below one that is no folder');
  const node = nodeOf(root, entry, layer);
  if (node.kind === 'odd') return node;
  const before = parent.folder.children.get(name);
  const kept = node.kind === 'folder' && before?.kind === 'folder' ? { ...node, children: before.children } : node;
  parent.folder.children.set(name, kept);
  return { kind: 'placed', path: [...parent.place, name].join('/') };
}

function nodeOf(root: Folder, { kind, mode, bytes, name, target }: ArchiveEntry, layer: number): Node | (Placed & { readonly kind: 'odd' }) {
  switch (kind) {
    case 'file':
      return { kind, mode, bytes, layer, source: name, linked: false };
    case 'folder':
      return emptyFolder(layer);
    case 'symlink':
      return target.length > limits.path ? { kind: 'odd', message: `a link to a name of ${target.length} characters` } : { kind, layer, target };
    case 'hard-link':
      return linkedTo(root, target);
    case 'device':
      return { kind, layer };
    case 'unknown':
      return { kind: 'odd', message: "an entry of a kind that docc doesn't read, such as a sparse file" };
  }
}

/** A hard link names a file of the image by its path, and follows nothing. */
function linkedTo(root: Folder, target: string): Node | (Placed & { readonly kind: 'odd' }) {
  const read = placeOf(target);
  if (read.kind === 'refused') return { kind: 'odd', message: `a hard link to ${read.message}` };
  const parent = lookUp(root, read.place.slice(0, -1))?.node;
  const node = parent?.kind === 'folder' ? parent.children.get(read.place.at(-1) ?? '') : undefined;
  if (node === undefined || node.kind === 'folder') return { kind: 'odd', message: 'a hard link to what is no file of the image' };
  return node.kind === 'file' ? { ...node, linked: true } : node;
}

type Found<N> = { readonly node: N; readonly place: Place };

/** The folder of that place, made where it is missing; undefined where a file stands in the way. */
function folderFor(root: Folder, at: Place, layer: number): { readonly folder: Folder; readonly place: Place } | undefined {
  let [folder, walked]: [Folder, Place] = [root, []];
  for (const [depth, name] of at.entries()) {
    const child = folder.children.get(name);
    if (child === undefined) folder.children.set(name, emptyFolder(layer));
    const found = child?.kind === 'symlink' ? lookUp(root, at.slice(0, depth + 1)) : { node: folder.children.get(name), place: [...walked, name] };
    if (found?.node?.kind !== 'folder') return undefined;
    [folder, walked] = [found.node, found.place];
  }
  return { folder, place: walked };
}

/** As Linux bounds it. */
const mostLinks = 40;

/** What a path leads to, links followed inside the image: `..` at its root stays there. */
export function lookUp(root: Folder, at: Place): Found<Exclude<Node, Symlink>> | undefined {
  const stack: { readonly name: string; readonly node: Folder }[] = [];
  const ahead = [...at].toReversed();
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      stack.pop();
      continue;
    }
    const child = (stack.at(-1)?.node ?? root).children.get(name);
    if (child === undefined) return undefined;
    if (child.kind === 'symlink') {
      links += 1;
      if (links > mostLinks) return undefined;
      if (child.target.startsWith('/')) stack.length = 0;
      ahead.push(...child.target.split('/').toReversed());
    } else if (child.kind === 'folder') stack.push({ name, node: child });
    else if (ahead.some((part) => part !== '')) return undefined;
    else return { node: child, place: [...stack.map((each) => each.name), name] };
  }
  return { node: stack.at(-1)?.node ?? root, place: stack.map((each) => each.name) };
}

type Walked = { readonly path: string; readonly node: File | Symlink | Device };

/** Every file with its path, by name. Links too: what they lead to is looked up. */
export function* walk(root: Folder): Generator<Walked> {
  // A stack, since folders lie as deep as a path is long.
  const ahead: { readonly path: string; readonly node: Node }[] = [{ path: '', node: root }];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { path, node } = next;
    if (node.kind !== 'folder') yield { path, node };
    else for (const [name, child] of [...node.children].toSorted(([one], [other]) => (one < other ? 1 : -1))) ahead.push({ path: `${path}/${name}`, node: child });
  }
}
