import type { Files } from '../mutant.ts';

/** A number from 0 to below `sides`. */
export type Dice = (sides: number) => number;

/** Another way to say the same: what it makes of a submission does what the submission did. Undefined where it finds nothing to rewrite. */
export type Rewrite = { readonly name: string; readonly of: (files: Files, dice: Dice) => Files | undefined };

/** The same throws for the same seed: Lehmer's generator, https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
export function diceOf(seed: number): Dice {
  let state = (seed % 2_147_483_646) + 1;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

export const oneOf = <Each>(all: readonly Each[], dice: Dice): Each | undefined => (all.length === 0 ? undefined : all[dice(all.length)]);

export function shuffled<Each>(all: readonly Each[], dice: Dice): readonly Each[] {
  const left = [...all];
  return all.flatMap(() => left.splice(dice(left.length), 1));
}

export const pathsLike = (files: Files, pattern: RegExp): readonly string[] => Object.keys(files).filter((path) => pattern.test(path));

/** One of the files of a kind, as `change` has it. */
export const inOneFile = (pattern: RegExp, change: (text: string, dice: Dice) => string | undefined): Rewrite['of'] => (files, dice) => {
  const path = oneOf(pathsLike(files, pattern), dice);
  const changed = path === undefined ? undefined : change(files[path] ?? '', dice);
  return path === undefined || changed === undefined || changed === files[path] ? undefined : { ...files, [path]: changed };
};

/** All files of a kind at once; undefined where none of them changes. */
export const inAllFiles = (pattern: RegExp, change: (text: string) => string): Rewrite['of'] => (files) => {
  const changed = Object.entries(files).map(([path, text]) => [path, pattern.test(path) ? change(text) : text] as const);
  return changed.every(([path, text]) => files[path] === text) ? undefined : Object.fromEntries(changed);
};

export function movedTo(files: Files, from: string, to: string): Files | undefined {
  const { [from]: text, ...others } = files;
  return text === undefined || others[to] !== undefined ? undefined : { ...others, [to]: text };
}

/** One of the matches of a global pattern in its place rewritten. */
export function oneMatch(text: string, pattern: RegExp, dice: Dice, change: (found: RegExpExecArray) => string): string | undefined {
  const found = oneOf([...text.matchAll(pattern)], dice);
  return found === undefined ? undefined : text.slice(0, found.index) + change(found) + text.slice(found.index + found[0].length);
}

export const crlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');
