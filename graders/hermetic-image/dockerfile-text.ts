import type { Instruction } from '../../src/collect/dockerfile/section.ts';

/** The instruction under another name, on one line. */
export const rewritten = ({ flags, text }: Instruction, keyword: string): string =>
  [keyword, ...flags.map(({ name, value }) => `--${name}=${value}`), text].join(' ');
