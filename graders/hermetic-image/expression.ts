import { call } from './expression-functions.ts';
import { compare, literals, negated, open, sourceOf, textOf, truth, type Value, valueOf, scalar } from './expression-value.ts';
import { joined, known, type Text, unknown } from './text.ts';

/** What a context such as `['github', 'event_name']` holds where the expression stands. */
export type Lookup = (path: readonly string[]) => Value;

const embedded = /\$\{\{(.*?)\}\}/gs;

/** The text with every `${{ … }}` put in. */
export function interpolate(text: string, lookup: Lookup): Text {
  if (!text.includes('${{')) return known(text);
  const parts: Text[] = [];
  let from = 0;
  for (const match of text.matchAll(embedded)) {
    parts.push(known(text.slice(from, match.index)), textOf(evaluate(match[1] ?? '', lookup)));
    from = match.index + match[0].length;
  }
  return joined([...parts, known(text.slice(from))]);
}

/** Of an `if:`, where `${{ }}` around the whole may be left out. Around a part of it, GitHub sees a text, and a text is true. */
export function condition(text: string, lookup: Lookup): Value {
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text);
  if (whole !== null) return evaluate(whole[1] ?? '', lookup);
  return text.includes('${{') ? valueOf(interpolate(text, lookup)) : evaluate(text, lookup);
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions; open where it is no expression. */
export function evaluate(source: string, lookup: Lookup): Value {
  const tokens = tokenize(source.trim());
  if (tokens === undefined) return open(source.trim());
  const cursor: Cursor = { tokens, lookup, at: 0, depth: 0 };
  const value = disjunction(cursor);
  return value === undefined || cursor.at < tokens.length ? open(source.trim()) : value;
}

const token = /\s*(?:'(?:[^']|'')*'|-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?)|[A-Za-z_][A-Za-z0-9_-]*|&&|\|\||==|!=|<=|>=|[!<>()[\].,*])/y;

/** Longer than anybody writes; what is past them is hostile. */
const most = { tokens: 500, depth: 50 } as const;

function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    const match = token.exec(text);
    if (match === null || tokens.length === most.tokens) return undefined;
    tokens.push(match[0].trim());
  }
  return tokens;
}

type Cursor = { readonly tokens: readonly string[]; readonly lookup: Lookup; at: number; depth: number };
/** Undefined: what stands there is no expression. */
type Parsed = Value | undefined;

function take(cursor: Cursor, text: string): boolean {
  if (cursor.tokens[cursor.at] !== text) return false;
  cursor.at += 1;
  return true;
}

function disjunction(cursor: Cursor): Parsed {
  cursor.depth += 1;
  if (cursor.depth > most.depth) return undefined;
  let left = conjunction(cursor);
  while (left !== undefined && take(cursor, '||')) left = either(left, conjunction(cursor));
  cursor.depth -= 1;
  return left;
}

function conjunction(cursor: Cursor): Parsed {
  let left = comparison(cursor);
  while (left !== undefined && take(cursor, '&&')) left = both(left, comparison(cursor));
  return left;
}

function either(left: Value, right: Parsed): Parsed {
  const leads = truth(left);
  if (right === undefined || leads === true) return right && left;
  if (leads === false) return right;
  return truth(right) === true ? { kind: 'open', text: unknown(sourceOf(left)), truthy: true } : open(sourceOf(left));
}

function both(left: Value, right: Parsed): Parsed {
  const leads = truth(left);
  if (right === undefined || leads === false) return right && left;
  if (leads === true) return right;
  return truth(right) === false ? scalar(false) : open(sourceOf(left));
}

function comparison(cursor: Cursor): Parsed {
  const left = unary(cursor);
  const operator = cursor.tokens[cursor.at] ?? '';
  if (left === undefined || !/^(==|!=|<=?|>=?)$/.test(operator)) return left;
  cursor.at += 1;
  const right = unary(cursor);
  return right && compare(operator, left, right);
}

function unary(cursor: Cursor): Parsed {
  let not = 0;
  while (take(cursor, '!')) not += 1;
  const value = primary(cursor);
  return value === undefined || not === 0 ? value : negated(value, not % 2 === 1);
}

function primary(cursor: Cursor): Parsed {
  const first = cursor.tokens[cursor.at];
  if (first === undefined) return undefined;
  cursor.at += 1;
  if (first === '(') {
    const inner = disjunction(cursor);
    return take(cursor, ')') ? inner : undefined;
  }
  if (first.startsWith("'")) return scalar(first.slice(1, -1).replaceAll("''", "'"));
  if (/^-?\d/.test(first)) return scalar(Number(first));
  if (!/^[A-Za-z_]/.test(first)) return undefined;
  return take(cursor, '(') ? called(cursor, first) : (literals.get(first.toLowerCase()) ?? context(cursor, first));
}

function called(cursor: Cursor, name: string): Parsed {
  const values: Value[] = [];
  while (!take(cursor, ')')) {
    if (values.length > 0 && !take(cursor, ',')) return undefined;
    const value = disjunction(cursor);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const path = accessors(cursor);
  if (path === undefined) return undefined;
  if (path.length > 0) return open(`${name}().${path.join('.')}`);
  // How the steps or jobs before went.
  const now = values.length === 0 ? cursor.lookup([`${name.toLowerCase()}()`]) : undefined;
  return now?.kind === 'scalar' ? now : call(name, values);
}

function context(cursor: Cursor, name: string): Parsed {
  const path = accessors(cursor);
  return path && cursor.lookup([name.toLowerCase(), ...path]);
}

/** `.outputs['tags']` as `['outputs', 'tags']`. */
function accessors(cursor: Cursor): readonly string[] | undefined {
  const path: string[] = [];
  for (;;) {
    if (take(cursor, '.')) {
      path.push(cursor.tokens[cursor.at] ?? '');
      cursor.at += 1;
    } else if (take(cursor, '[')) {
      const index = take(cursor, '*') ? scalar('*') : disjunction(cursor);
      if (index === undefined || !take(cursor, ']')) return undefined;
      path.push(textOf(index).text);
    } else return path;
  }
}
