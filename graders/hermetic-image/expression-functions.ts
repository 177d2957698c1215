import { literals, open, scalar, sourceOf, textOf, type Value, valueOf } from './expression-value.ts';
import { hole, isKnown, joined, known, type Text } from './text.ts';

/** The functions that conditions and image names are made with; of others, that their result is unknown. */
export function call(name: string, values: readonly Value[]): Value {
  const [first = scalar(''), second = scalar('')] = values;
  switch (name.toLowerCase()) {
    case 'success':
    case 'always':
      return scalar(true);
    case 'failure':
    case 'cancelled':
      return scalar(false);
    case 'startswith':
      return decided(first, second, startsWith);
    case 'endswith':
      return decided(first, second, endsWith);
    case 'contains':
      return decided(first, second, contains);
    case 'format':
      return valueOf(formatted(textOf(first), values.slice(1).map(textOf)));
    case 'fromjson':
      return literals.get(textOf(first).text) ?? open(sourceOf(first) || `${name}()`);
    default:
      return open(sourceOf(first) || `${name}()`);
  }
}

type Rule = (pieces: readonly string[], part: string) => boolean | undefined;

function decided(whole: Value, part: Value, rule: Rule): Value {
  if (part.kind === 'open') return open(sourceOf(part));
  const pieces = textOf(whole).text.toLowerCase().split(hole);
  const answer = rule(pieces, textOf(part).text.toLowerCase());
  return answer === undefined ? open(sourceOf(whole)) : scalar(answer);
}

/** `pieces` are what is known around the holes; one piece: the text is known. */
const startsWith: Rule = (pieces, part) => {
  const [first = ''] = pieces;
  if (first.startsWith(part)) return true;
  return pieces.length > 1 && part.startsWith(first) ? undefined : false;
};

const endsWith: Rule = (pieces, part) => {
  const last = pieces.at(-1) ?? '';
  if (last.endsWith(part)) return true;
  return pieces.length > 1 && part.endsWith(last) ? undefined : false;
};

const contains: Rule = (pieces, part) => {
  if (pieces.some((piece) => piece.includes(part))) return true;
  return pieces.length > 1 ? undefined : false;
};

function formatted(pattern: Text, values: readonly Text[]): Text {
  if (!isKnown(pattern)) return pattern;
  const parts = pattern.text.split(/(\{\{|\}\}|\{\d+\})/).map((part) => {
    if (part === '{{' || part === '}}') return known(part.slice(1));
    const index = /^\{(\d+)\}$/.exec(part)?.[1];
    return index === undefined ? known(part) : (values[Number(index)] ?? known(''));
  });
  return joined(parts);
}
