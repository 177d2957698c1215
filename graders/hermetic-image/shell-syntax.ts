import { once } from '../../src/grade/once.ts';
import { tokensOf } from './shell-lexer.ts';
import { arithmetic, bareAt, counting, type Cursor, operatorAt, partsIn, redirects, simple, skipLines, takeOperator, takeWord, test, withRedirects, wordsHere } from './shell-simple-syntax.ts';
import type { AndOr, CaseArm, Pipeline, ShellItem, ShellList, ShellNode, Word } from './shell-tree.ts';
import type { Text } from './text.ts';

/** Blocks within blocks: nobody goes deeper. */
const deepest = 40;

/** A script is read once, however many triggers run it. */
export const syntaxOf = once((script: Text): ShellList => {
  const cursor: Cursor = { tokens: tokensOf(script), at: 0, depth: 0 };
  const list: ShellItem[] = [];
  while (cursor.at < cursor.tokens.length) {
    list.push(...listUntil(cursor, []));
    if (cursor.at >= cursor.tokens.length) break;
    // What no list can begin or go on with: what follows it is still looked at.
    list.push({ kind: 'unreadable', parts: [] });
    cursor.at += 1;
  }
  return list;
});

/** Up to a keyword or bracket that ends it, which stays in front. */
function listUntil(cursor: Cursor, ends: readonly string[]): ShellList {
  const list: ShellItem[] = [];
  for (;;) {
    while (takeOperator(cursor, '\n', ';', '&')) continue;
    const front = bareAt(cursor) ?? operatorAt(cursor);
    if (cursor.at >= cursor.tokens.length || (front !== undefined && (ends.includes(front) || misplaced.has(front)))) return list;
    const before = cursor.at;
    const item = andOr(cursor);
    list.push(item === undefined ? { kind: 'unreadable', parts: partsIn(cursor.tokens.slice(before, cursor.at)) } : { kind: 'run', ...item });
    if (cursor.at === before) return list;
  }
}

/** What begins no command. */
const misplaced: ReadonlySet<string> = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ')', ';;', ';&', ';;&', '&&', '||', '|', '|&']);

function andOr(cursor: Cursor): AndOr | undefined {
  const first = pipeline(cursor);
  if (first === undefined) return undefined;
  const rest: AndOr['rest'][number][] = [];
  for (let joint = operatorAt(cursor); joint === '&&' || joint === '||'; joint = operatorAt(cursor)) {
    cursor.at += 1;
    skipLines(cursor);
    const next = pipeline(cursor);
    if (next === undefined) return undefined;
    rest.push({ joint, pipeline: next });
  }
  return { first, rest, background: takeOperator(cursor, '&') };
}

function pipeline(cursor: Cursor): Pipeline | undefined {
  let negated = false;
  for (let word = bareAt(cursor); word === '!' || word === 'time'; word = bareAt(cursor)) {
    if (word === '!') negated = !negated;
    cursor.at += 1;
    if (word === 'time') takeWord(cursor, '-p');
  }
  const parts: ShellNode[] = [];
  do {
    if (parts.length > 0) skipLines(cursor);
    const part = command(cursor);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (takeOperator(cursor, '|', '|&'));
  return { negated, parts };
}

function command(cursor: Cursor): ShellNode | undefined {
  cursor.depth += 1;
  const node = cursor.depth > deepest ? undefined : compound(cursor);
  cursor.depth -= 1;
  return node;
}

function compound(cursor: Cursor): ShellNode | undefined {
  if (takeOperator(cursor, '((')) return arithmetic(cursor);
  if (takeOperator(cursor, '(')) return grouped(cursor, ')', true);
  switch (bareAt(cursor)) {
    case '{':
      cursor.at += 1;
      return grouped(cursor, '}', false);
    case 'if':
      return conditional(cursor);
    case 'while':
    case 'until':
      return loop(cursor);
    case 'for':
    case 'select':
      return repeated(cursor);
    case 'case':
      return choice(cursor);
    case '[[':
      return test(cursor);
    default:
      return defined(cursor) ?? simple(cursor);
  }
}

function grouped(cursor: Cursor, end: string, subshell: boolean): ShellNode | undefined {
  const body = listUntil(cursor, [end]);
  if (!takeOperator(cursor, end) && !takeWord(cursor, end)) return undefined;
  return { kind: 'group', body, subshell, redirects: redirects(cursor) };
}

function conditional(cursor: Cursor): ShellNode | undefined {
  const arms: { readonly test: ShellList; readonly body: ShellList }[] = [];
  let otherwise: ShellList = [];
  while (takeWord(cursor, 'if') || takeWord(cursor, 'elif')) {
    const asked = listUntil(cursor, ['then']);
    if (!takeWord(cursor, 'then')) return undefined;
    arms.push({ test: asked, body: listUntil(cursor, ['elif', 'else', 'fi']) });
    if (bareAt(cursor) !== 'elif') break;
  }
  if (takeWord(cursor, 'else')) otherwise = listUntil(cursor, ['fi']);
  if (!takeWord(cursor, 'fi')) return undefined;
  return withRedirects(cursor, { kind: 'if', arms, otherwise });
}

function loop(cursor: Cursor): ShellNode | undefined {
  const until = takeWord(cursor, 'until');
  if (!until) takeWord(cursor, 'while');
  const asked = listUntil(cursor, ['do']);
  const body = doneList(cursor);
  return body && withRedirects(cursor, { kind: 'while', until, test: asked, body });
}

function doneList(cursor: Cursor): ShellList | undefined {
  if (!takeWord(cursor, 'do')) return undefined;
  const body = listUntil(cursor, ['done']);
  return takeWord(cursor, 'done') ? body : undefined;
}

function repeated(cursor: Cursor): ShellNode | undefined {
  cursor.at += 1;
  const counts = operatorAt(cursor) === '((' ? counting(cursor) : undefined;
  const name = counts === undefined ? (bareAt(cursor) ?? '') : '';
  if (counts === undefined) cursor.at += 1;
  skipLines(cursor);
  const words = takeWord(cursor, 'in') ? wordsHere(cursor) : undefined;
  while (takeOperator(cursor, ';', '\n')) continue;
  const body = doneList(cursor);
  return body && withRedirects(cursor, { kind: 'for', name, words, counts, body });
}

function choice(cursor: Cursor): ShellNode | undefined {
  cursor.at += 1;
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== 'word') return undefined;
  cursor.at += 1;
  skipLines(cursor);
  if (!takeWord(cursor, 'in')) return undefined;
  const arms: CaseArm[] = [];
  for (skipLines(cursor); !takeWord(cursor, 'esac'); skipLines(cursor)) {
    const arm = caseArm(cursor);
    if (arm === undefined) return undefined;
    arms.push(arm);
  }
  return withRedirects(cursor, { kind: 'case', word: token.pieces, arms });
}

function caseArm(cursor: Cursor): CaseArm | undefined {
  takeOperator(cursor, '(');
  const patterns: Word[] = [];
  do patterns.push(...wordsHere(cursor));
  while (takeOperator(cursor, '|'));
  if (patterns.length === 0 || !takeOperator(cursor, ')')) return undefined;
  const body = listUntil(cursor, ['esac', ';;', ';&', ';;&']);
  const falls = takeOperator(cursor, ';&', ';;&');
  if (!falls && !takeOperator(cursor, ';;') && bareAt(cursor) !== 'esac') return undefined;
  return { patterns, body, falls };
}

/** `name() { …; }`, and as bash has it, `function name { …; }`. */
function defined(cursor: Cursor): ShellNode | undefined {
  const begins = bareAt(cursor) === 'function';
  const name = bareAt(cursor, begins ? 1 : 0);
  const from = cursor.at + (begins ? 2 : 1);
  const brackets = cursor.tokens.slice(from, from + 2).map((token) => (token.kind === 'operator' ? token.text : '')).join('') === '()';
  if (name === undefined || (!begins && !brackets)) return undefined;
  cursor.at = from + (brackets ? 2 : 0);
  skipLines(cursor);
  const body = command(cursor);
  return body && { kind: 'function', name, body };
}
