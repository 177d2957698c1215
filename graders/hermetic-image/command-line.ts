import { wordSet } from './words.ts';
import type { Command } from './shell-commands.ts';
import { known, type Text } from './text.ts';

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
  a all all-tags B bare base-import-paths check D debug disable-content-trust E force-rm i index insecure load
  L local no-cache P password-stdin preserve-digests preserve-import-paths pull push q quiet r recursive
  remove-signatures rm squash tls tlsverify v verbose y yes
`);

const longNames: Readonly<Record<string, string>> = { t: 'tag', f: 'file', o: 'output', u: 'username', d: 'destination' };

export function commandLine(command: Command): CommandLine | undefined {
  const words = unwrapped(command.words);
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  return { program: first.text.split('/').at(-1) ?? '', ...parsed(rest), command };
}

/** `sudo -E env A=b docker push x` as `docker push x`. */
function unwrapped(words: readonly Text[]): readonly Text[] {
  let rest = words;
  while (wrappers.test(rest[0]?.text ?? '')) {
    // Of `timeout` the first operand is the time.
    const passed = rest[0]?.text === 'timeout' ? 1 : 0;
    const next = rest.findIndex(({ text }, index) => index > 0 && !text.startsWith('-') && !/^[A-Za-z_]\w*=/.test(text));
    rest = next === -1 ? [] : rest.slice(next + passed);
  }
  return rest;
}

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
    const name = longNames[option.name] ?? option.name;
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

/** Whether its operands begin so: `begins(line, 'image', 'push')`. */
export const begins = ({ operands }: CommandLine, ...names: readonly string[]): boolean =>
  names.every((name, index) => operands[index]?.text === name);
