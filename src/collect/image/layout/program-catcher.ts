import type { ArchiveEntry, Sink } from './archive.ts';
import { limits } from './limits.ts';
import type { File } from './merged.ts';

/** Keeps the bytes of files that may turn out to be the program, so that no layer need be read twice for it. */
export type ProgramCatcher = {
  readonly look: (entry: ArchiveEntry, layer: number) => Sink | undefined;
  readonly caught: (file: File) => Buffer | undefined;
};

/** `wanted` tells by an entry's name. Of two files with one name the later counts, as it does in an archive. */
export function programCatcher(wanted: (name: string) => boolean): ProgramCatcher {
  const caught = new Map<string, Buffer>();
  const keyOf = (layer: number, name: string): string => `${layer} ${name}`;
  return {
    look: ({ kind, name, bytes }, layer) => {
      if (kind !== 'file' || !wanted(name)) return undefined;
      caught.delete(keyOf(layer, name));
      const held = [...caught.values()].reduce((sum, each) => sum + each.length, 0);
      if (held + bytes > limits.programBytes) caught.clear();
      return bytes > limits.programBytes ? undefined : filling(bytes, (whole) => void caught.set(keyOf(layer, name), whole));
    },
    caught: ({ layer, source }) => caught.get(keyOf(layer, source)),
  };
}

/** A size is only what the archive says: room is made as bytes come. */
function filling(bytes: number, done: (whole: Buffer) => void): Sink {
  const chunks: Buffer[] = [];
  return { add: (chunk) => void chunks.push(chunk), end: () => done(Buffer.concat(chunks, Math.min(bytes, limits.programBytes))) };
}
