import type { Json } from '../collect/terraform/section.ts';

type Line = { readonly indent: number; readonly text: string };

/** What stands in front is the last of `lines`. */
type Cursor = { readonly lines: Line[]; depth: number };

/** What this reading doesn't know: the library decides. */
class NotPlain extends Error {
  override name = 'NotPlain';
}

/** Blocks within blocks: nobody goes deeper. */
const deepest = 50;

/**
 * YAML as yamlencode() writes it, and as most people do: blocks of one `name: value` or `- item` a line. Undefined for all that isn't, which may
 * be YAML all the same; what is read is what the library would read. That takes thirty times as long, which was a tenth of a regrade.
 */
export function plainYaml(text: string): Json | undefined {
  const written = text.split('\n').filter((line) => line !== '');
  const lines = written.map(lineOf).toReversed();
  try {
    const value = lines.at(-1)?.indent === 0 ? blockOf({ lines, depth: 0 }, 0) : undefined;
    return lines.length === 0 ? value : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function lineOf(written: string): Line {
  const indent = written.search(/[^ ]|$/);
  return { indent, text: written.slice(indent) };
}

/** The next line that belongs to a block. */
function next({ lines }: Cursor, indent: number, isItem: boolean): Line | undefined {
  const line = lines.at(-1);
  return line?.indent === indent && line.text.startsWith('- ') === isItem ? line : undefined;
}

function blockOf(cursor: Cursor, indent: number): Json {
  cursor.depth += 1;
  if (cursor.depth > deepest) throw new NotPlain();
  const value = next(cursor, indent, true) === undefined ? objectOf(cursor, indent) : listOf(cursor, indent);
  cursor.depth -= 1;
  return value;
}

function listOf(cursor: Cursor, indent: number): Json {
  const items: Json[] = [];
  for (let line = next(cursor, indent, true); line !== undefined; line = next(cursor, indent, true)) {
    const text = line.text.slice(2);
    cursor.lines.pop();
    if (text.startsWith('- ') || member.test(text)) {
      // An item is a block that begins two places on.
      cursor.lines.push({ indent: indent + 2, text });
      items.push(blockOf(cursor, indent + 2));
    } else items.push(scalarOf(text));
  }
  return items;
}

const member = /^(?:("(?:[^"\\]|\\.)*")|([A-Za-z][\w-]*)):(?: (.+))?$/;

function objectOf(cursor: Cursor, indent: number): Json {
  const members = new Map<string, Json>();
  for (let line = next(cursor, indent, false); line !== undefined; line = next(cursor, indent, false)) {
    const [, quoted, plain, rest] = member.exec(line.text) ?? [];
    const name = quoted === undefined ? wordOf(plain) : scalarOf(quoted);
    if (typeof name !== 'string' || name === '__proto__' || members.has(name)) throw new NotPlain();
    cursor.lines.pop();
    members.set(name, rest === undefined ? below(cursor, indent) : scalarOf(rest));
  }
  if (members.size === 0) throw new NotPlain();
  return Object.fromEntries(members);
}

/** The block under a name: farther in, but for a list, which may begin below the name itself. */
function below(cursor: Cursor, indent: number): Json {
  const line = cursor.lines.at(-1);
  if (line === undefined || (line.indent <= indent && next(cursor, indent, true) === undefined)) throw new NotPlain();
  return blockOf(cursor, line.indent);
}

/** Words that are something else to a reader of YAML, of any version of it, aren't plain. */
const special = /^(?:null|true|false|yes|no|on|off|y|n)$/i;
const constants = new Map<string, Json>([['null', null], ['true', true], ['false', false], ['{}', {}], ['[]', []]]);

function wordOf(text: string | undefined): string {
  if (text === undefined || special.test(text)) throw new NotPlain();
  return text;
}

function scalarOf(text: string): Json {
  const constant = constants.get(text);
  if (constant !== undefined) return constant;
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (/^[A-Za-z][\w./-]*$/.test(text)) return wordOf(text);
  if (/^"(?:[^"\\]|\\["\\nt])*"$/.test(text)) return quotedText(text);
  throw new NotPlain();
}

/** JSON takes no control characters, of which YAML takes some. */
function quotedText(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (cause) {
    throw new NotPlain('', { cause });
  }
}
