import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

/** Paths are absolute. What is not theirs is neither told nor, where that saves anything, looked into. */
type Watching = { readonly folder: string; readonly isTheirs: (path: string) => boolean; readonly changed: () => void };

/**
 * Tells of every change below a folder. Linux has no such thing of its own, and Node.js's stand-in for it loses saves that come one soon
 * after the other by way of another name, as editors save: there each folder is watched, which tells of all that is in it.
 */
export function watchFolder(watching: Watching, platform: NodeJS.Platform): Disposable {
  return platform === 'linux' ? eachFolder(watching) : inOne(watching);
}

function inOne({ folder, isTheirs, changed }: Watching): Disposable {
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name !== null && isTheirs(join(folder, name))) changed();
  });
  return { [Symbol.dispose]: () => watcher.close() };
}

function eachFolder({ folder, isTheirs, changed }: Watching): Disposable {
  const watchers = new Map<string, FSWatcher>();
  const leave = (path: string): void => {
    for (const [each, watcher] of watchers) {
      if (each !== path && !each.startsWith(path + sep)) continue;
      watcher.close();
      watchers.delete(each);
    }
  };
  const enter = (path: string): void => {
    const watcher = watch(path, (event, name) => {
      const inside = join(path, name ?? '');
      if (name === null || !isTheirs(inside)) return;
      if (event === 'rename') entered(inside);
      changed();
    });
    watcher.on('error', () => leave(path));
    watchers.set(path, watcher);
    for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory() && isTheirs(join(path, entry.name))) entered(join(path, entry.name));
  };
  /** Something came, went, or took the place of another. */
  const entered = (path: string): void => {
    leave(path);
    try {
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) enter(path);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  };
  enter(folder);
  return { [Symbol.dispose]: () => leave(folder) };
}

/** Between being listed and being looked into. */
const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
