import type { Text } from './text.ts';

/** How a shell was called. */
export type Interpreter = {
  /** False: it only reads what it is given (`-n`), or tells about itself. */
  readonly runs: boolean;
  readonly stopsOnFailure: boolean;
  /** Behind `-c`. */
  readonly script: Text | undefined;
  readonly operands: readonly Text[];
};

export const isShell = (program: string): boolean => /^(ba|da|z|a|k|mk)?sh$/.test(program.split('/').at(-1) ?? '');

/** Undefined: it is no shell. */
export function interpreterOf([program, ...words]: readonly Text[]): Interpreter | undefined {
  if (program === undefined || !isShell(program.text)) return undefined;
  let flags = '';
  let runs = true;
  let next = 0;
  for (; next < words.length; next += 1) {
    const text = words[next]?.text ?? '';
    if (text === '--' || !/^[-+]./.test(text)) break;
    if (/^--(help|version)$/.test(text)) runs = false;
    if (/^--(rcfile|init-file)$/.test(text)) next += 1;
    if (text.startsWith('--') || text.startsWith('+')) continue;
    flags += text;
    if (!text.endsWith('o')) continue;
    const option = words[next + 1]?.text;
    if (option === 'errexit') flags += 'e';
    if (option === 'noexec') flags += 'n';
    next += 1;
  }
  const rest = words.slice(words[next]?.text === '--' ? next + 1 : next);
  const isCommand = flags.includes('c');
  return {
    runs: runs && !flags.includes('n'),
    stopsOnFailure: flags.includes('e'),
    script: isCommand ? rest[0] : undefined,
    operands: isCommand ? rest.slice(1) : rest.filter(({ text }) => text !== '-'),
  };
}
