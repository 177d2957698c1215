import type { Instruction, ParsedDockerfile, Problem } from '../../src/collect/dockerfile/section.ts';
import type { Edit } from '../../src/grade/judgement.ts';

/** The instruction under another name, on one line. */
export const rewritten = ({ flags, text }: Instruction, keyword: string): string =>
  [keyword, ...flags.map(({ name, value }) => `--${name}=${value}`), text].join(' ');

/** An instruction whose name alone is wrong. */
export function respelt({ path, stages }: ParsedDockerfile, { line, fix }: Problem): Edit | undefined {
  const keyword = /^Write ([A-Z]+)\.$/.exec(fix)?.[1];
  const wrong = stages.flatMap(({ instructions }) => instructions).find((each) => each.line === line);
  if (keyword === undefined || wrong === undefined || wrong.heredocs.length > 0) return undefined;
  return { path, from: line, to: wrong.endLine, text: rewritten(wrong, keyword) };
}
