import type { App, Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { sourcesOf, stageCalled } from './stages.ts';

/** An image that the build takes from a registry. */
export type ExternalImage = {
  readonly line: number;
  readonly text: string;
  /** Without tag and digest. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** The instruction with another image in its place. */
  readonly rewritten: (image: string) => string;
};

export type ExternalImages = {
  readonly images: readonly ExternalImage[];
  /** FROM lines that an ARG decides which has no default, nor a value where the image is built. */
  readonly undecided: readonly { readonly line: number; readonly text: string; readonly args: readonly string[] }[];
};

/** Of every stage, also those the image isn't made of: somebody builds each, for tests or with `--target`. */
export function externalImages(file: ParsedDockerfile, { buildArgs }: App): ExternalImages {
  const given = new Map(buildArgs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
  const images: ExternalImage[] = [];
  const undecided: ExternalImages['undecided'][number][] = [];
  for (const stage of file.stages) {
    const { base, line } = stage;
    const text = base.kind === 'image' ? base.text : base.kind === 'unresolved' ? filledIn(base.text, base.args, given) : undefined;
    if (text === undefined && base.kind === 'unresolved') undecided.push({ line, text: base.text, args: base.args });
    if (text !== undefined && text !== 'scratch' && stageCalled(file, text) === undefined) {
      images.push({ line, ...reference(text), rewritten: (image) => fromLine(stage, image) });
    }
    images.push(...stage.instructions.flatMap((instruction) => imagesIn(file, instruction)));
  }
  return { images, undecided };
}

/** Undefined: an argument is given nowhere. */
function filledIn(text: string, args: readonly string[], given: ReadonlyMap<string, string>): string | undefined {
  if (!args.every((name) => given.has(name))) return undefined;
  const filled = text.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced?: string, bare?: string) => given.get(braced ?? bare ?? '') ?? whole);
  return filled.includes('$') ? undefined : filled;
}

function fromLine({ platform, name }: Stage, image: string): string {
  return `FROM ${platform === undefined ? '' : `--platform=${platform} `}${image}${name === undefined ? '' : ` AS ${name}`}`;
}

function imagesIn(file: ParsedDockerfile, instruction: Instruction): readonly ExternalImage[] {
  return sourcesOf(instruction)
    .filter((source) => stageCalled(file, source) === undefined)
    .map((source) => ({
      line: instruction.line,
      ...reference(source),
      rewritten: (image) => (instruction.keyword === 'COPY' ? `COPY --from=${image} ${instruction.text}` : `from=${image}`),
    }));
}

/** https://github.com/distribution/reference */
function reference(text: string): Pick<ExternalImage, 'text' | 'name' | 'tag' | 'digest'> {
  const [named = '', digest] = text.split('@');
  const [, name = named, tag] = /^(.*?):([^/:]+)$/.exec(named) ?? [];
  return { text, name, tag, digest };
}

/** How to learn the digest that a tag has today. */
export const digestOf = (image: string): string => `docker buildx imagetools inspect ${shellWord(image)} --format '{{.Manifest.Digest}}'`;

/** A command that searches the file, the defaults of its ARGs put in and its comments left out. */
export const searched = (file: ParsedDockerfile, pattern: string): string => readBy(file, `grep -E ${shellWord(`^[^#]*${pattern}`)}`);

/** A command that reads the file, as it is or with the defaults of its ARGs put into FROM. */
export function readBy({ path, globals }: ParsedDockerfile, command: string): string {
  if (globals.length === 0) return `${command} ${shellPath(path)}`;
  const program = [
    'toupper($1) == "ARG" { split($2, pair, "="); value[pair[1]] = substr($2, length(pair[1]) + 2) }',
    'toupper($1) == "FROM" { for (name in value) { gsub("[$][{]" name "[}]", value[name]); gsub("[$]" name, value[name]) } }',
    '{ print }',
  ];
  return `awk '${program.join(' ')}' ${shellPath(path)} | ${command}`;
}

/** A text as part of a pattern of grep -E. */
export const literally = (text: string): string => text.replaceAll(/[.+*?()[\]{}|^$\\]/g, String.raw`\$&`);
