import type { Instruction, Pair, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { commandLine } from './command-line.ts';
import { commandsOfRun } from './dockerfile-commands.ts';
import { isLiteral, namesSecret, typedCredential } from './secret-names.ts';

/** A secret that a build would write down. What it is, is never told. */
export type Leak = {
  readonly line: number;
  readonly what: string;
  /** The variable that holds it, where one does. */
  readonly name: string | undefined;
  /** Typed into the file, so that whoever cloned it has it. */
  readonly typed: boolean;
};

export function leaksOf({ globals, stages }: ParsedDockerfile): readonly Leak[] {
  const typed = globals.filter(isTyped).map((pair) => leak(pair, 'ARG', true));
  return [...typed, ...stages.flatMap(leaksIn)];
}

const isTyped = ({ name, value }: Pair): boolean => namesSecret(name) && value !== undefined && isLiteral(value);

const leak = ({ name, line }: Pair, keyword: string, typed: boolean): Leak => ({
  line,
  name,
  typed,
  what: typed ? `${keyword} ${name} with a value` : `${keyword} ${name}`,
});

function leaksIn({ instructions }: Stage): readonly Leak[] {
  return instructions.flatMap((instruction, index) => {
    const { keyword, pairs, line, text } = instruction;
    if (keyword === 'RUN') return typedInto(instruction);
    const credential = keyword === 'ADD' ? typedCredential(text) : undefined;
    if (credential !== undefined) return [{ line, name: undefined, typed: true, what: credential }];
    const recorded = keyword === 'ENV' || (keyword === 'ARG' && instructions.slice(index).some((later) => later.keyword === 'RUN'));
    return pairs.flatMap((pair): readonly Leak[] => {
      if (isTyped(pair)) return [leak(pair, keyword, true)];
      return recorded && namesSecret(pair.name) && isHandedOn(keyword, pair) ? [leak(pair, keyword, false)] : [];
    });
  });
}

/** Every RUN after an ARG writes its value into the history, and ENV into the image itself. */
const isHandedOn = (keyword: string, { value }: Pair): boolean => (keyword === 'ARG' ? value === undefined || value === '' : value?.includes('$') === true);

function typedInto(instruction: Instruction): readonly Leak[] {
  const { line, text, heredocs } = instruction;
  const found = [text, ...heredocs.map((each) => each.text)].map(typedCredential).find((each) => each !== undefined);
  const what = found ?? commandsOfRun(instruction).map(typedOption).find((each) => each !== undefined);
  return what === undefined ? [] : [{ line, name: undefined, typed: true, what }];
}

/** `--password hunter22`, `curl -u user:hunter22`. */
function typedOption(command: Parameters<typeof commandLine>[0]): string | undefined {
  const line = commandLine(command);
  if (line === undefined) return undefined;
  for (const [name, values] of line.options) {
    const isLogin = line.program === 'curl' && (name === 'user' || name === 'username');
    const isShort = name === 'p' && /^(docker|podman|skopeo)$/.test(line.program);
    const typed = values.some(({ text, holes }) => holes.length === 0 && (isLogin ? /^[^:]*:.{3,}$/.test(text) : isLiteral(text)));
    if (typed && (isLogin || isShort || namesSecret(name))) return `${line.program} with a password or token`;
  }
  return undefined;
}
