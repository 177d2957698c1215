/** A file of a pull request as GitHub lists it; files that are binary or too long have no patch. */
export type ChangedFile = { readonly filename: string; readonly patch?: string | undefined };

/** Lines that a pull request adds or changes, by path, in the numbering of its head. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

export const changedLines = (files: readonly ChangedFile[]): ChangedLines => new Map(files.map(({ filename, patch }) => [filename, linesOf(patch ?? '')]));

const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

function linesOf(patch: string): ReadonlySet<number> {
  const added = new Set<number>();
  let line = 0;
  for (const text of patch.split('\n')) {
    const start = hunk.exec(text)?.[1];
    if (start !== undefined) line = Number(start);
    else if (text.startsWith('+')) added.add(line++);
    else if (text.startsWith(' ')) line += 1;
  }
  return added;
}
