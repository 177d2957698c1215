import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import type { Failure } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/grade/shell-word.ts';

export const jsonOf = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

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

/** Follows ENTRYPOINT and CMD to the last stage, through the stages that it is built on. */
export function lastIsArray(path: string): string {
  const program = [
    'toupper($1) == "FROM" { base = $2 ~ /^--/ ? $3 : $2; name = $NF; entrypoint = entrypoints[base]; cmd = cmds[base] }',
    'toupper($1) == "ENTRYPOINT" { entrypoint = $2; cmd = "" }',
    'toupper($1) == "CMD" { cmd = $2 }',
    '{ entrypoints[name] = entrypoint; cmds[name] = cmd }',
    'END { exit (entrypoint cmd) !~ /^\\[/ || cmd !~ /^(\\[|$)/ }',
  ];
  return `awk '${program.join(' ')}' ${shellPath(path)}`;
}
