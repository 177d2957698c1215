import type { Shelf } from './store.ts';

/** A shelf in memory: what tests collect need not touch the disk. */
export function memoryShelf(): Shelf & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (name, limit) => files.get(name)?.subarray(0, limit + 1),
    write: async (name, text) => void files.set(name, new TextEncoder().encode(text)),
    clear: async () => files.clear(),
  };
}
