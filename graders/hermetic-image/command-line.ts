import { own } from '../../src/evidence/own.ts';
import { once } from '../../src/grade/once.ts';
import { wordSet } from './words.ts';
import type { Command } from './shell-commands.ts';
import { inputOf } from './shell-output.ts';
import { joined, known, pieces, type Text, unknown } from './text.ts';

/** A command by its program and subcommands, options and operands. */
export type CommandLine = {
  /** Without folders and wrappers: `docker`. */
  readonly program: string;
  /** As in `docker --debug image push x`: `['image', 'push', 'x']`. */
  readonly operands: readonly Text[];
  /** By long name, or by letter where it has none here. */
  readonly options: ReadonlyMap<string, readonly Text[]>;
  readonly command: Command;
};

/** Run what follows them. */
const wrappers = /^(sudo|doas|env|exec|command|nohup|time|timeout|xargs|retry|nice)$/;

/** Options that take no value, of the programs read here; all others do. */
const switches = wordSet(`
  a all all-platforms all-tags B bare base-import-paths check compress D debug disable-content-trust dry-run E force-rm h help
  i index insecure L layers load local no-cache no-hostname no-hosts omit-history P password-stdin preserve-digests
  preserve-import-paths print pull push q quiet r recursive remove-signatures rewrite-timestamp rm squash squash-all stdin tls
  tls-verify tlsverify v verbose version y yes
`);

const longNames: Readonly<Record<string, string>> = { t: 'tag', f: 'file', o: 'output', u: 'username', d: 'destination' };

export const commandLine = once((command: Command): CommandLine | undefined => {
  const words = withInput(unwrapped(command.words), command);
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  return { program: first.text.split('/').at(-1) ?? '', ...parsed(rest), command };
});

/** xargs puts what it reads behind the words, or in place of `{}`. */
function withInput(words: readonly Text[], command: Command): readonly Text[] {
  if (!command.words.some(({ text }) => text === 'xargs')) return words;
  const read = inputOf(command) ?? unknown('what xargs reads');
  return words.some(({ text }) => text.includes('{}')) ? words.map((word) => (word.text.includes('{}') ? replaced(word, read) : word)) : [...words, read];
}

const replaced = (word: Text, read: Text): Text => joined(pieces(word, /\{\}/).flatMap((piece, index) => (index === 0 ? [piece] : [read, piece])));

/** `sudo -E env A=b docker push x` as `docker push x`. */
export function unwrapped(words: readonly Text[]): readonly Text[] {
  let rest = words;
  while (wrappers.test(rest[0]?.text ?? '')) {
    const wrapper = rest[0]?.text ?? '';
    const words = rest.map(({ text }) => text);
    const next = words.findIndex((text, index) => index > 0 && !text.startsWith('-') && !/^[A-Za-z_]\w*=/.test(text) && !takesNext(wrapper, words[index - 1] ?? ''));
    // Of `timeout` the first operand is the time.
    rest = next === -1 ? [] : rest.slice(next + (wrapper === 'timeout' ? 1 : 0));
  }
  return rest;
}

/** Options of wrappers that stand before their value. */
const valued: Readonly<Record<string, RegExp>> = { sudo: /^-[ugpCh]$/, env: /^-[uC]$/, nice: /^-n$/, timeout: /^-[sk]$/, xargs: /^-[InLPdasE]$/ };

const takesNext = (wrapper: string, option: string): boolean => own(valued, wrapper)?.test(option) === true;

function parsed(words: readonly Text[]): Pick<CommandLine, 'operands' | 'options'> {
  const operands: Text[] = [];
  const options = new Map<string, readonly Text[]>();
  const waiting = [...words];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    const option = optionOf(word);
    if (option === undefined) {
      if (word.text !== '--') operands.push(word);
      continue;
    }
    const value = option.value ?? (switches.has(option.name) ? known('true') : (waiting.shift() ?? known('')));
    const name = own(longNames, option.name) ?? option.name;
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return { operands, options };
}

/** `--tag=x`, `--tag`, `-t`, `-tx`. */
function optionOf({ text, holes }: Text): { readonly name: string; readonly value?: Text } | undefined {
  const [, name, value] = /^--?([a-zA-Z][a-zA-Z0-9-]*)(?:=([^]*))?$/.exec(text) ?? [];
  const isLong = text.startsWith('--') || value !== undefined;
  if (name !== undefined && (isLong || name.length === 1)) return { name, ...(value !== undefined && { value: { text: value, holes } }) };
  const letter = /^-([a-zA-Z])/.exec(text)?.[1];
  if (letter === undefined) return undefined;
  return switches.has(letter) ? { name: letter, value: known('true') } : { name: letter, value: { text: text.slice(2), holes } };
}

export const option = ({ options }: CommandLine, name: string): readonly Text[] => options.get(name) ?? [];

/** It prints what it would do, or how it is called, and does nothing. */
export const onlyTells = ({ options }: CommandLine): boolean =>
  ['help', 'h', 'version', 'dry-run', 'print'].some((name) => options.get(name)?.some(({ text }) => text !== 'false') === true);

/** Whether its operands begin so: `begins(line, 'image', 'push')`. */
export const begins = ({ operands }: CommandLine, ...names: readonly string[]): boolean =>
  names.every((name, index) => operands[index]?.text === name);
