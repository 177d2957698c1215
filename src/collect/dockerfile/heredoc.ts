import { readShell } from './shell.ts';
import { execForm, splitCommand } from './words.ts';

export type HeredocStart = {
  readonly name: string;
  /** `<<-`: tabs before its lines are dropped. */
  readonly chomp: boolean;
  /** No part of the name is quoted: variables in the body are replaced. */
  readonly expand: boolean;
};

const takers = new Set(['ADD', 'COPY', 'RUN']);
const operator = /^\d*<<(-?)\s*([^<]*)$/;

// BuildKit always escapes with a backslash here, whatever the file's own escape is.
const reading = { escape: '\\', unset: 'as-written', lookup: (): undefined => undefined } as const;

/** The heredocs that a logical line opens, in the order of their bodies. */
export function heredocStarts(line: string, escape: string): HeredocStart[] {
  if (!line.includes('<<') || !takesHeredocs(line, escape)) return [];
  const words = readShell(line, { ...reading, quotes: 'kept', escapes: 'kept' });
  if (words.kind !== 'read') return [];
  return words.words.flatMap((word) => heredocStart(word) ?? []);
}

function takesHeredocs(line: string, escape: string): boolean {
  const command = splitCommand(line, escape);
  const keyword = command.keyword.toUpperCase();
  if (keyword === 'ONBUILD') return !command.text.toUpperCase().startsWith('ONBUILD') && takesHeredocs(command.text, escape);
  return takers.has(keyword) && execForm(command.text).kind === 'shell';
}

/** What a word such as `3<<-"EOF"` opens, if it does. */
export function heredocStart(word: string): HeredocStart | undefined {
  const [, dash, rest] = operator.exec(word) ?? [];
  if (rest === undefined || rest === '') return undefined;
  const bare = readShell(rest, { ...reading, quotes: 'removed', escapes: 'removed' });
  const quoted = readShell(rest, { ...reading, quotes: 'kept', escapes: 'removed' });
  if (bare.kind !== 'read' || quoted.kind !== 'read') return undefined;
  const [name] = bare.words;
  if (name === undefined || bare.words.length !== 1) return undefined;
  return { name, chomp: dash === '-', expand: quotes(name) === quotes(quoted.words[0] ?? '') };
}

const quotes = (word: string): number => word.replace(/[^'"]/g, '').length;
