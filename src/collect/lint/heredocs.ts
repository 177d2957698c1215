import { readDirectives } from '../dockerfile/directives.ts';
import { type LogicalLine, logicalLines } from '../dockerfile/lines.ts';

/** A Dockerfile as hadolint can read it, and the line of the one given for each line of it (both from 1). */
export type Readable = { readonly text: string; readonly lineOf: (line: number) => number };

/**
 * hadolint (2.15.1) takes a heredoc's end for its end only where a blank line follows (hadolint/hadolint#960, #1137), and
 * that of `<<-` only without tabs: a file that Docker builds would be one that doesn't parse.
 */
export function heredocsMadeReadable(dockerfile: string): Readable {
  if (!dockerfile.includes('<<')) return { text: dockerfile, lineOf: (line) => line };
  const lines = dockerfile.split('\n');
  const ends = heredocEnds(lines);
  const written = lines.flatMap((text, place) => {
    const end = ends.get(place + 1);
    const line = end === undefined ? text : text.replace(/^\t+/, '');
    return end === 'last' ? [{ line, from: place + 1 }, { line: '', from: place + 1 }] : [{ line, from: place + 1 }];
  });
  return {
    text: written.map(({ line }) => line).join('\n'),
    lineOf: (line) => written[line - 1]?.from ?? lines.length,
  };
}

type End = 'last' | 'not-last';

/** The lines that end heredocs, and whether each is the last of its instruction. */
function heredocEnds(lines: readonly string[]): ReadonlyMap<number, End> {
  const { escape } = readDirectives(lines);
  const ends = new Map<number, End>();
  for (const logical of logicalLines({ lines, escape })) {
    for (const [line, end] of endsOf(logical)) ends.set(line, end);
  }
  return ends;
}

function endsOf({ heredocs, endLine, unterminated }: LogicalLine): readonly (readonly [number, End])[] {
  if (unterminated !== undefined) return [];
  let line = endLine;
  return heredocs.toReversed().map(({ text }, place) => {
    const end = [line, place === 0 ? 'last' : 'not-last'] as const;
    line -= text.split('\n').length;
    return end;
  });
}
