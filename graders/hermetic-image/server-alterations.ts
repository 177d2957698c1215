import { code } from '../../src/grade/markdown.ts';
import { scriptAt } from './build-commands.ts';
import type { BuiltOf } from './built-server.ts';
import { nameOf, pathIn } from './image-paths.ts';
import { type ImageFiles, type Origin, signOf } from './origins.ts';
import type { Built } from './started-program.ts';

/** Why what is built is not the file as it is in the repository; `certain`: no branch or patch decides it. */
export type Alteration = {
  readonly line: number;
  /** In words that go on from "the server is built of". */
  readonly how: string;
  /** Words that the line has. */
  readonly sign: string | undefined;
  readonly certain: boolean;
};

/** `isGiven`: whether a file of the repository has the bytes that were given. */
export function alterationOf(files: ImageFiles, built: Built, { path, origins }: Extract<BuiltOf, { kind: 'server' }>, isGiven: (path: string) => boolean): Alteration | undefined {
  const found = origins.flatMap((origin) => alteredBy(files, origin, path, isGiven) ?? []);
  const whole = origins.some((origin) => origin.kind === 'context' && isGiven(origin.path));
  const [first] = found;
  if (first !== undefined) return { ...first, certain: first.certain && (!whole || first.always === true) };
  return overlaid(files, built, path);
}

type Found = Alteration & { readonly always?: true };

function alteredBy(files: ImageFiles, origin: Origin, path: string, isGiven: (path: string) => boolean): Found | undefined {
  const { line } = origin;
  const sign = signOf(origin);
  switch (origin.kind) {
    case 'context':
      return isGiven(origin.path) ? undefined : { line, sign, how: code(origin.path), certain: true };
    case 'written':
      return { line, sign, how: `what ${code(origin.by)} makes of it`, certain: true };
    case 'fetched':
      return { line, sign, how: `what ${code(origin.by)} brings`, certain: false };
    case 'image':
      return origin.copied ? { line, sign, how: `a file of the image ${code(origin.text)}`, certain: false } : undefined;
    case 'patched':
      return patchedBy(files, origin, path);
    case 'open':
      return origin.by.includes(nameOf(path)) ? { line, sign, how: `what ${code(origin.by)} makes of it`, certain: false } : undefined;
    default:
      return undefined;
  }
}

function patchedBy(files: ImageFiles, origin: Extract<Origin, { kind: 'patched' }>, path: string): Found | undefined {
  const { patches, place, by, line } = origin;
  const sign = signOf(origin);
  const texts = patches.map((each) => scriptAt(files, place, each));
  const named = by.split(' ').some((word) => nameOf(word) === nameOf(path)) || texts.some((text) => text !== undefined && touches(text, nameOf(path)));
  if (named) return { line, sign, how: `what ${code(by)} makes of it`, certain: true, always: true };
  const told = texts.length > 0 && texts.every((text) => text !== undefined);
  return told ? undefined : { line, sign, how: `what ${code(by)} may make of it`, certain: false };
}

/** A patch names the files that it changes. */
const touches = (patch: string, name: string): boolean =>
  patch.split('\n').some((row) => /^(?:\+\+\+|---|\*\*\*|diff --git|Index:) /.test(row) && row.split(/[\s"]+/).some((word) => nameOf(word) === name));

function overlaid(files: ImageFiles, { build, folder, place, line }: Built, path: string): Alteration | undefined {
  if (build.before !== undefined) return { line, sign: '-toolexec', how: `what ${code(`-toolexec ${build.before}`)} makes of it`, certain: false };
  if (build.overlay === undefined) return undefined;
  const text = scriptAt(files, place, pathIn(folder, build.overlay));
  if (text !== undefined && !text.includes(nameOf(path))) return undefined;
  return { line, sign: '-overlay', how: `what ${code(`-overlay ${build.overlay}`)} puts in its place`, certain: text !== undefined };
}
