import type { SourceLines } from '../publish/html/excerpt.ts';
import { readText } from '../submission/lines.ts';
import type { Submission } from '../submission/submission.ts';

/** A file longer than this is nothing that people wrote. */
const mostBytes = 1024 * 1024;

/** The lines of a submission's files, each file read once; of what is no text, none. */
export function sourceLinesOf({ files }: Submission): SourceLines {
  const bytes = new Map(files.map((file) => [file.path, file.bytes]));
  const known = new Map<string, readonly string[] | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, linesOf(bytes.get(path)));
    return known.get(path);
  };
}

function linesOf(bytes: Uint8Array | undefined): readonly string[] | undefined {
  const text = bytes === undefined ? undefined : readText(bytes, mostBytes);
  return text?.kind === 'text' ? text.lines : undefined;
}
