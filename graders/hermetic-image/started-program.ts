import { code, list } from '../../src/grade/markdown.ts';
import { isPlain, isToolchain } from './base-images.ts';
import { placesOf, type Setting } from './build-steps.ts';
import { scriptAt } from './build-commands.ts';
import { originsOf } from './file-origins.ts';
import { endOf, type ImageFiles, isThere, type Origin, signOf } from './origins.ts';
import { processesOf, startCommand, type TextOf } from './start-command.ts';
import { contributing } from './stages.ts';
import { hole } from './text.ts';

export type Built = Extract<Origin, { kind: 'built' }>;

/** What the image starts, by where it was made. */
export type Started =
  /** In this Dockerfile, by these calls; or by means that can't be followed, which get the benefit of the doubt. */
  | { readonly kind: 'built'; readonly builds: readonly Built[] }
  /** In this Dockerfile or elsewhere, as something decides that files don't tell. */
  | { readonly kind: 'doubtful'; readonly reason: string; readonly line: number }
  | { readonly kind: 'elsewhere'; readonly program: string; readonly from: string; readonly line: number; readonly sign: string | undefined };

const followed = (builds: readonly Built[]): Started => ({ kind: 'built', builds });

/** The words that a container of the image begins with; a shell form is what a shell is given. */
export function startWords({ file, final }: ImageFiles): readonly string[] {
  const { entrypoint, cmd } = startCommand(file, final);
  if (entrypoint !== undefined && entrypoint.exec === undefined) return ['/bin/sh', '-c', entrypoint.text];
  const words = cmd === undefined ? [] : (cmd.exec ?? ['/bin/sh', '-c', cmd.text]);
  return [...(entrypoint?.exec ?? []), ...words];
}

const settingOf = ({ steps, final }: ImageFiles): Setting => steps.get(final)?.end ?? { folder: undefined, values: new Map() };

/** Reads scripts of the image by their paths or names. */
export const textsOf = (files: ImageFiles): TextOf => (path) =>
  placesOf(path, settingOf(files)).map((place) => scriptAt(files, endOf(files.final), place)).find((text) => text !== undefined);

/** The file of the repository that a script of the image is. */
export const scriptFile = (files: ImageFiles, path: string): string | undefined =>
  originsIn(files, path).flatMap((origin) => (origin.kind === 'context' ? [origin.path] : []))[0];

export function startedProgram(files: ImageFiles): Started {
  const hijacked = committedShell(files);
  if (hijacked !== undefined) return hijacked;
  const processes = processesOf(startWords(files), textsOf(files));
  for (const process of processes) {
    const started = process.kind === 'wrapper' ? committedWrapper(files, process.path) : undefined;
    if (started !== undefined) return started;
  }
  const last = processes.at(-1);
  if (last?.kind === 'program') return programOrigin(files, last.words);
  return last?.kind === 'script' && scriptFile(files, last.path) !== undefined ? programOrigin(files, [last.path]) : followed([]);
}

/** All that a word of the start command may be: of the places on PATH the first where something is. */
function originsIn(files: ImageFiles, word: string): readonly Origin[] {
  const places = word.includes(hole) || word.includes('$') ? [] : placesOf(word, settingOf(files));
  const all = places.map((path) => originsOf(files, endOf(files.final), path));
  return all.find((origins) => origins.some(isThere)) ?? all[0] ?? [];
}

/** A SHELL of the repository's own makes of every RUN what it wants. */
function committedShell(files: ImageFiles): Started | undefined {
  for (const stage of contributing(files.file, files.final)) {
    for (const [instruction, { keyword, exec: [program = ''] = [], line }] of stage.instructions.entries()) {
      if (keyword !== 'SHELL' || !program.startsWith('/')) continue;
      const committed = originsOf(files, { stage, instruction, command: 0 }, program).some(({ kind }) => kind === 'context');
      if (committed) return { kind: 'doubtful', line, reason: `what ${code(program)}, a program that is committed, makes of every RUN, is in no file` };
    }
  }
  return undefined;
}

/** A program that is committed may do anything before it does what its name says. */
function committedWrapper(files: ImageFiles, path: string): Started | undefined {
  const committed = originsIn(files, path).find(({ kind }) => kind === 'context');
  if (committed === undefined) return undefined;
  return { kind: 'doubtful', line: committed.line, reason: `what ${code(path)} does, a program that is committed, is in no file` };
}

function programOrigin(files: ImageFiles, words: readonly string[]): Started {
  const [program = ''] = words;
  const origins = originsIn(files, program);
  const builds = origins.filter((origin) => origin.kind === 'built');
  const others = origins.filter((origin) => isElsewhere(origin, origins));
  const [other] = others;
  if (other === undefined || startsAnother(files, other, words)) return followed(builds);
  const from = list([...new Set(others.map(describe))]);
  const alone = builds.length === 0 && !origins.some(({ kind }) => kind === 'open');
  if (alone && isProgram(files, other)) return { kind: 'elsewhere', program, from, line: other.line, sign: signOf(other) };
  return { kind: 'doubtful', line: other.line, reason: `whether ${code(program)} is the server that is compiled here, or what comes from ${from}, files can't tell` };
}

/** A supervisor comes from elsewhere and may start the server; what is committed is none, unless it is a script that is too long to be read. */
function isProgram({ source }: ImageFiles, origin: Origin): boolean {
  if (origin.kind !== 'context') return origin.kind === 'written';
  const text = source?.texts.find(({ path }) => path === origin.path);
  return text === undefined || text.text !== undefined;
}

/** Made by none of this file's builds, as far as is known. */
function isElsewhere(origin: Origin, all: readonly Origin[]): boolean {
  switch (origin.kind) {
    case 'context':
      return true;
    case 'image':
      return origin.copied ? !isToolchain(origin.text) : all.length === 1 && !isPlain(origin.text);
    case 'written':
      return !/^(?:echo|printf|cat|tee|sed|COPY|ADD)\b/.test(origin.by);
    case 'fetched':
      return true;
    default:
      return false;
  }
}

function describe(origin: Origin): string {
  switch (origin.kind) {
    case 'context':
      return `the file ${code(origin.path)} of the repository`;
    case 'image':
      return `the image ${code(origin.text.replace(/@.*$/, ''))}`;
    case 'fetched':
    case 'written':
    case 'open':
      return code(origin.by);
    default:
      return 'elsewhere';
  }
}

/** A wrapper from another image, which is given what is built here. */
function startsAnother(files: ImageFiles, other: Origin, words: readonly string[]): boolean {
  if (other.kind !== 'image' && other.kind !== 'fetched') return false;
  return words.slice(1).some((word) => originsIn(files, word).some(({ kind }) => kind === 'built' || kind === 'open'));
}
