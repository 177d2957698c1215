import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import { placesOf } from './build-steps.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { originsOf } from './file-origins.ts';
import { nameOf, pathIn } from './image-paths.ts';
import { compilers } from './knowledge/toolchains.ts';
import { type ImageFiles, type Located, type Place, settingAt } from './origins.ts';
import { type Command, commandsOf, type Variables } from './shell-commands.ts';
import { hole, known } from './text.ts';

/** The commands of a RUN, those of the scripts that it calls in their place. */
export function commandsAt(files: ImageFiles, place: Place, step: Instruction): readonly Located[] {
  const ready = files.commands.get(step);
  if (ready !== undefined) return ready;
  const { folder, values } = settingAt(files, place);
  const variables: Variables = (name) => {
    const value = values.get(name);
    return value === undefined ? undefined : known(value);
  };
  if (step.keyword !== 'RUN') return [];
  const located = locate(commandsOfRun(step, variables), folder === undefined ? [] : [folder], step.text);
  // Before scripts are looked for: finding one asks for the files, and so for these commands.
  files.commands.set(step, located);
  let room = mostInlined;
  const whole = located.flatMap((each, index) => {
    const called = room > 0 ? scripted(files, { ...place, command: index }, each) : [];
    room -= called.length;
    return called.length > 0 ? called : [each];
  });
  // What was asked meanwhile was asked of the calls.
  files.remembered.clear();
  files.commands.set(step, whole);
  return whole;
}

/** Commands of scripts in one RUN. */
const mostInlined = 500;
const mostFolders = 4;

/** Follows `cd`. One in a branch or a subshell may have come to an end. */
function locate(commands: readonly Command[], start: readonly string[], text: string): readonly Located[] {
  const subshell = /(?:^|[;&|\n]|\s)\((?!\()/.test(text.replaceAll(/\$\(/g, '').replaceAll(/'[^']*'|"[^"]*"/g, ''));
  let folders = start;
  const seen = new Set(start);
  const aliases = new Set<string>();
  return commands.map((each) => {
    const { program, args } = programOf(each);
    const command: Command = aliases.has(program) ? { ...each, runs: 'perhaps' } : each;
    const here = { command, folders };
    if (program === 'alias') for (const word of args) aliases.add(word.replace(/=[^]*$/, ''));
    if (program !== 'cd' && program !== 'pushd' && program !== 'popd') return here;
    const to = args.find((word) => !word.startsWith('-'));
    const next = to === undefined || to.includes(hole) ? [...seen] : folders.map((folder) => pathIn(folder, to));
    folders = [...new Set(command.runs === 'always' && !subshell ? next : [...next, ...folders])].slice(0, mostFolders);
    for (const folder of folders) seen.add(folder);
    return here;
  });
}

/** The commands of a script of the submission; none where it calls none, or nobody knows it. */
function scripted(files: ImageFiles, place: Place, { command, folders }: Located): readonly Located[] {
  const { program, args } = programOf(command);
  const words = command.words.map(({ text }) => text);
  const called = /^(?:ba|da|z|a)?sh$|^\.$|^source$/.test(program) ? args.find((word) => !word.startsWith('-')) : words.find((word) => nameOf(word) === program);
  if (called === undefined) return [];
  const texts = called.includes('/') || /\.(?:sh|bash)$/.test(called) ? folders.flatMap((folder) => scriptAt(files, place, pathIn(folder, called)) ?? []) : shim(files, place, called);
  return texts.flatMap((text) => locate(commandsOf(known(text), command.variables), folders, text)).map(({ command: inner, folders: at }) => ({
    command: command.runs === 'always' ? inner : { ...inner, runs: 'perhaps' },
    folders: at,
  }));
}

/** A script that stands in a compiler's place on PATH. */
function shim(files: ImageFiles, place: Place, program: string): readonly string[] {
  if (!Object.hasOwn(compilers, program)) return [];
  return placesOf(program, settingAt(files, place)).flatMap((path) => scriptAt(files, place, path) ?? []);
}

/** The text of a script for a shell, where the submission or the Dockerfile holds it and nothing else may stand there. */
export function scriptAt(files: ImageFiles, place: Place, path: string): string | undefined {
  const [origin, ...others] = originsOf(files, place, path).filter(({ kind }) => kind !== 'open');
  if (origin === undefined || others.length > 0) return undefined;
  if (origin.kind === 'written') return origin.text;
  return origin.kind === 'context' ? files.source?.texts.find((each) => each.path === origin.path)?.text : undefined;
}
