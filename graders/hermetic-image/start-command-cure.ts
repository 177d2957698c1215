import { z } from 'zod';
import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import type { Failure } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';

export const jsonOf = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

/** The words of an array in which one slip makes BuildKit take it for shell form: a bracket that isn't closed, the wrong quotes. */
export function arrayMeant(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  const straight = text.replaceAll(/['\u2018\u2019\u201c\u201d]/g, '"');
  return [`${text}]`, straight, `${straight}]`].map(textsIn).find((words) => words !== undefined && words.length > 0);
}

function textsIn(json: string): readonly string[] | undefined {
  try {
    const read = z.array(z.string()).safeParse(JSON.parse(json));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Where the words mean the same without a shell, the instruction can be rewritten for certain. */
export function withoutShell(
  path: string,
  { keyword, line, endLine }: Instruction,
  words: readonly string[] | undefined,
  program: string | undefined,
): Pick<Failure, 'fix' | 'edits'> {
  const text = `${keyword} ${jsonOf(words ?? [program === undefined ? '<argument>' : `/${program}`])}`;
  if (words !== undefined) return { fix: `Line ${line}: write ${code(text)}.`, edits: [{ path, from: line, to: endLine, text }] };
  const otherwise = program === undefined ? 'with each argument in double quotes, or take it out' : 'with the path of the program';
  const why = 'The server reads its settings from the environment, so a shell has nothing to put in.';
  return { fix: `Line ${line}: write ${code(text)}, ${otherwise}. ${why}` };
}

/** A command that looks for a shell in the last ENTRYPOINT and CMD. */
export const namesNo = (shell: string, path: string): string =>
  `! awk 'toupper($1) ~ /^(ENTRYPOINT|CMD)$/ { last[toupper($1)] = $0 } END { for (each in last) print last[each] }' ${shellPath(path)} | grep -E '["/[:space:]]${shell}["[:space:]]'`;

/** What BuildKit takes for exec form: one array of JSON texts. */
const array = String.raw`/^\[[ \t]*("([^"\\]|\\.)*"[ \t]*(,[ \t]*"([^"\\]|\\.)*"[ \t]*)*)?\][ \t\r]*$/`;

/** Follows ENTRYPOINT and CMD to the last stage, through the stages that it is built on. */
export function lastIsArray(path: string): string {
  const program = [
    `function isArray(text) { return text ~ ${array} }`,
    '/^[ \\t]*#/ { next }',
    '{ line = held $0; held = "" }',
    'sub(/\\\\[ \\t\\r]*$/, "", line) { held = line; next }',
    '{ $0 = line; said = $0; sub(/^[ \\t]*[^ \\t]+[ \\t]*/, "", said) }',
    'toupper($1) == "FROM" { base = $2 ~ /^--/ ? $3 : $2; name = $NF; entrypoint = entrypoints[base]; cmd = cmds[base] }',
    'toupper($1) == "ENTRYPOINT" { entrypoint = said; cmd = "" }',
    'toupper($1) == "CMD" { cmd = said }',
    '{ entrypoints[name] = entrypoint; cmds[name] = cmd }',
    'END { exit !isArray(entrypoint == "" ? cmd : entrypoint) || !(cmd == "" || isArray(cmd)) }',
  ];
  return `awk '${program.join(' ')}' ${shellPath(path)}`;
}
