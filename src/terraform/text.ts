import type { Value } from '../collect/terraform/section.ts';

/**
 * A string by its known pieces, in order; `undefined` stands for each unknown one, which may be empty or of any length.
 * Undefined where it is not a string, or nothing of it is known.
 */
export function piecesOf(value: Value | undefined): readonly (string | undefined)[] | undefined {
  if (value === undefined) return undefined;
  if ('known' in value) return value.known === null || typeof value.known === 'object' ? undefined : [String(value.known)];
  const shape = 'unknown' in value ? value.shape : undefined;
  if (shape?.kind === 'head') return [shape.text, undefined];
  return shape?.kind === 'template' ? shape.parts.flatMap((part) => piecesOf(part) ?? [undefined]) : undefined;
}

/** For messages: `arn:aws:iam::…:role/docc`; an unknown piece is an ellipsis. */
export const shownText = (value: Value | undefined): string => (piecesOf(value) ?? [undefined]).map((piece) => piece ?? '…').join('');

export type Match = 'yes' | 'no' | 'maybe';

/** No glob holds it, so it is matched by a star or by nothing. */
const hole = '\uE000';

/**
 * Whether a string matches a glob, `*` standing for anything: `matchesText(arn, 'arn:*:iam::aws:policy/AmazonEKSWorkerNodePolicy')`.
 * `yes`: whatever its unknown pieces turn out to be; `no`: none of them could make it; what is absent or no string doesn't match.
 */
export function matchesText(value: Value | undefined, glob: string): Match {
  if (value === undefined) return 'no';
  const shape = 'unknown' in value ? value.shape : undefined;
  if (shape?.kind === 'either') return agreed(shape.of.map((one) => matchesText(one, glob)));
  const pieces = piecesOf(value);
  if (pieces === undefined) return 'unknown' in value ? 'maybe' : 'no';
  const text = pieces.map((piece) => piece ?? hole).join('');
  if (matchesGlob(text, glob)) return 'yes';
  return pieces.includes(undefined) && mayMatch(text.split(hole), glob.split('*')) ? 'maybe' : 'no';
}

/** By prefix and suffix: a regular expression made of many stars could be slow on text that a candidate chose. */
function mayMatch(text: readonly string[], glob: readonly string[]): boolean {
  const [start = '', end = ''] = [text[0], text.at(-1)];
  const [first = '', last = ''] = [glob[0], glob.at(-1)];
  const starts = start.startsWith(first) || first.startsWith(start);
  return starts && (end.endsWith(last) || last.endsWith(end));
}

/** Piece after piece, each at its first place: linear, and right because stars have no memory. */
export function matchesGlob(text: string, glob: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= text.length - last.length;
}

function agreed(answers: readonly Match[]): Match {
  const [first] = answers;
  return first !== undefined && answers.every((answer) => answer === first) ? first : 'maybe';
}
