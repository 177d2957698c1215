import { expandWord } from './shell-expansion.ts';
import { type Piece, type Token, tokensOf } from './shell-lexer.ts';
import { joined, type Text, unknown } from './text.ts';

export type Redirect = { readonly operator: string; readonly target: Text };

export type Command = {
  /** Expanded as far as is known; the first is the program. */
  readonly words: readonly Text[];
  readonly redirects: readonly Redirect[];
  /** A variable's value where the command runs. */
  readonly variables: Variables;
  /** What writes into its standard input. */
  readonly input?: Command | undefined;
  /** Whether it runs for certain, or as an `if`, a test or another command decides. */
  readonly runs: 'always' | 'perhaps';
  /** From 1, within the script. */
  readonly line: number;
};

/** What a variable holds; undefined: it is not known to be set. */
export type Variables = (name: string) => Text | undefined;

/** Substitutions within substitutions, and scripts handed to `sh -c`: nobody goes deeper. */
const deepest = 6;

/** The simple commands that a script runs, in order, those of its substitutions before the command that holds them. */
export const commandsOf = (script: Text, variables: Variables = () => undefined): readonly Command[] => interpret(script, variables, 0);

type Simple = {
  /** The operator before it. */
  readonly joint: string;
  readonly words: (readonly Piece[])[];
  readonly redirects: { readonly operator: string; readonly pieces: readonly Piece[] }[];
  line: number;
};

function simpleCommands(tokens: readonly Token[]): readonly Simple[] {
  const commands: Simple[] = [{ joint: '\n', words: [], redirects: [], line: 1 }];
  let redirect: string | undefined;
  for (const token of tokens) {
    const last = commands.at(-1);
    if (token.kind === 'operator' && !(token.text === '\n' && last?.words.length === 0)) {
      commands.push({ joint: token.text, words: [], redirects: [], line: 1 });
    } else if (token.kind === 'redirect') redirect = token.operator;
    else if (token.kind === 'word' && redirect !== undefined) {
      last?.redirects.push({ operator: redirect, pieces: token.pieces });
      redirect = undefined;
    } else if (token.kind === 'word') {
      if (last?.words.length === 0) last.line = token.line;
      last?.words.push(token.pieces);
    }
  }
  return commands;
}

/** What each name was given, one after the other, and at which tick of the clock. */
type Assigned = Map<string, { readonly at: number; readonly value: Text }[]>;

type Block = { runs: 'always' | 'perhaps' | 'never' };

type State = {
  readonly commands: Command[];
  readonly assigned: Assigned;
  readonly outer: Variables;
  /** As assigned so far. */
  readonly variables: Variables;
  readonly depth: number;
  readonly blocks: Block[];
  previous: Command | undefined;
  /** Ticks with each assignment. */
  clock: number;
};

function interpret(script: Text, outer: Variables, depth: number): readonly Command[] {
  if (depth > deepest) return [];
  const assigned: Assigned = new Map();
  const variables: Variables = (name) => assigned.get(name)?.at(-1)?.value ?? outer(name);
  const state: State = { commands: [], assigned, outer, variables, depth, blocks: [], previous: undefined, clock: 0 };
  for (const simple of simpleCommands(tokensOf(script))) {
    obey(state, simple);
    if (state.previous?.words[0]?.text === 'exit' && state.previous.runs === 'always') break;
  }
  return state.commands;
}

function obey(state: State, simple: Simple): void {
  const words = withoutKeywords(state, simple.words);
  const count = words.findIndex((word) => assignment(word) === undefined);
  const own = (count === -1 ? words : words.slice(0, count)).flatMap((word) => assignment(word) ?? []);
  const values = own.map(({ name, pieces }) => [name, valueIn(state, pieces)] as const);
  if (count === -1) {
    for (const [name, value] of values) assign(state, name, value);
    return;
  }
  const command = expanded(state, simple, words.slice(count), new Map(values));
  const runs = whether(state, simple.joint);
  state.previous = command && { ...command, runs: runs === 'always' ? 'always' : 'perhaps' };
  if (state.previous === undefined || runs === 'never') return;
  exported(state, state.previous);
  state.commands.push(state.previous, ...handedOn(state, state.previous));
}

function expanded(state: State, simple: Simple, words: readonly (readonly Piece[])[], own: ReadonlyMap<string, Text>): Omit<Command, 'runs'> | undefined {
  const texts = words.flatMap((word) => expandIn(state, word));
  if (texts.length === 0) return undefined;
  return {
    words: texts,
    redirects: simple.redirects.map(({ operator, pieces }) => ({ operator, target: joined(expandIn(state, pieces), ' ') })),
    variables: seenNow(state, own),
    input: simple.joint === '|' || simple.joint === '|&' ? state.previous : undefined,
    line: simple.line,
  };
}

/** What is assigned later is not for this command; copies of all variables would be many. */
function seenNow({ assigned, outer, clock: now }: State, own: ReadonlyMap<string, Text>): Variables {
  return (name) => own.get(name) ?? assigned.get(name)?.findLast(({ at }) => at <= now)?.value ?? outer(name);
}

function expandIn(state: State, pieces: readonly Piece[]): readonly Text[] {
  const { words, substitutions } = expandWord(pieces, state.variables);
  for (const source of substitutions) state.commands.push(...interpret(source, state.variables, state.depth + 1));
  return words;
}

const valueIn = (state: State, pieces: readonly Piece[]): Text => joined(expandIn(state, pieces), ' ');

/** In a branch it may keep the value it had. */
function assign(state: State, name: string, value: Text): void {
  give(state, name, state.blocks.some(({ runs }) => runs !== 'always') ? unknown(`$${name}`) : value);
}

function give(state: State, name: string, value: Text): void {
  state.clock += 1;
  const given = state.assigned.get(name);
  if (given === undefined) state.assigned.set(name, [{ at: state.clock, value }]);
  else given.push({ at: state.clock, value });
}

function assignment(word: readonly Piece[]): { readonly name: string; readonly pieces: readonly Piece[] } | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const [whole, name] = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(first.text) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  return { name, pieces: [{ kind: 'text', text: first.text.slice(whole.length), quoted: true }, ...rest] };
}

/** `export A=b`: its words are expanded already. */
function exported(state: State, { words }: Command): void {
  if (!/^(export|local|readonly|declare|typeset)$/.test(words[0]?.text ?? '')) return;
  for (const { text, holes } of words.slice(1)) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined) assign(state, name, { text: value, holes });
  }
}

/** A script given to another shell as a word. */
function handedOn(state: State, { words, variables }: Command): readonly Command[] {
  const program = words[0]?.text.split('/').at(-1);
  const option = words.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  const script = words[option + 1];
  if (option < 1 || script === undefined || !/^(ba|da|z|a)?sh$/.test(program ?? '')) return [];
  return interpret(script, variables, state.depth + 1);
}

const isTest = (command: Command | undefined): boolean => /^(\[\[?|test|false|grep)$/.test(command?.words[0]?.text ?? '');

function whether(state: State, joint: string): Block['runs'] {
  if (state.blocks.some(({ runs }) => runs === 'never')) return 'never';
  if (state.blocks.some(({ runs }) => runs === 'perhaps') || joint === '||') return 'perhaps';
  if (joint !== '&&') return 'always';
  return isTest(state.previous) ? 'perhaps' : (state.previous?.runs ?? 'always');
}

const bare = (word: readonly Piece[] | undefined): string =>
  word?.length === 1 && word[0]?.kind === 'text' && !word[0].quoted ? word[0].text : '';

/** Takes the shell's own words from the front of a command, and follows the blocks they open and close. */
function withoutKeywords(state: State, words: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] {
  const keyword = bare(words[0]);
  if (keyword === 'for' || keyword === 'select') {
    state.blocks.push({ runs: 'always' });
    give(state, bare(words[1]), unknown(`$${bare(words[1])}`));
    return [];
  }
  if (keyword === 'case') {
    state.blocks.push({ runs: 'perhaps' });
    return [];
  }
  if (!followed(state, keyword)) return words;
  return withoutKeywords(state, words.slice(1));
}

/** False: it is no keyword. */
function followed({ blocks, previous }: State, keyword: string): boolean {
  const block = blocks.at(-1);
  if (/^(if|while|until)$/.test(keyword)) blocks.push({ runs: 'always' });
  else if (keyword === 'then' && block !== undefined) block.runs = previous?.words[0]?.text === 'false' ? 'never' : 'perhaps';
  else if (/^(else|elif)$/.test(keyword) && block !== undefined) block.runs = 'perhaps';
  else if (/^(fi|done|esac)$/.test(keyword)) blocks.pop();
  else return /^(do|then|else|!|\{|\}|time)$/.test(keyword);
  return true;
}
