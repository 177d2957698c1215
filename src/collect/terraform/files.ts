import { posix } from 'node:path';
import type { SubmissionFile } from '../../submission/submission.ts';
import type { TerraformProblem } from './section.ts';

/** Bytes. Reading takes 250 to 400 times as much memory as there is code. */
const largest = 256 * 1024;
const largestTogether = 768 * 1024;

export type SourceText = { readonly path: string; readonly text: string };

/** What a submission has for hcl.wasm to read, and what of it can't be read. */
export type Sources = {
  readonly code: readonly SourceText[];
  readonly variables: readonly SourceText[];
  readonly locks: readonly SourceText[];
  readonly problems: readonly TerraformProblem[];
};

const code = /\.(?:tf|tofu)(?:\.json)?$/;
export const isCode = (path: string): boolean => code.test(path);
const variables = /\.tfvars(?:\.json)?$/;
const lock = /(?:^|\/)\.terraform\.lock\.hcl$/;
/** What tools put there. */
const foreign = /(?:^|\/)(?:\.terraform|node_modules|vendor)\//;

export function sourcesOf(files: readonly SubmissionFile[]): Sources {
  const problems: TerraformProblem[] = [];
  let left = largestTogether;
  const texts = (name: RegExp): SourceText[] =>
    files.filter(({ path }) => name.test(path) && !foreign.test(path)).flatMap(({ path, bytes }) => {
      const why = bytes.length > largest ? tooLarge(path, bytes.length) : bytes.length > left ? tooMuch(path) : undefined;
      const text = why === undefined ? decode(bytes) : undefined;
      const problem = why ?? (text === undefined ? notText(path, bytes) : undefined);
      if (problem !== undefined) problems.push(problem);
      if (text === undefined) return [];
      left -= bytes.length;
      return [{ path, text }];
    });
  // Code first: where there is too much, variable files are missed least.
  return { code: texts(code), locks: texts(lock), variables: texts(variables), problems };
}

const tooLarge = (path: string, bytes: number): TerraformProblem => ({
  stage: 'read',
  path,
  message: `It has ${bytes} bytes, and no more than ${largest} are read of a file`,
  fix: 'Split it into files by subject.',
});

const tooMuch = (path: string): TerraformProblem => ({
  stage: 'read',
  path,
  message: `Together with the files before it, it has more than ${largestTogether} bytes`,
  fix: 'Remove code that no root module needs.',
});

/** Undefined where it is not UTF-8. A byte order mark stays: HCL knows it. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function notText(path: string, bytes: Uint8Array): TerraformProblem {
  const lossy = new TextDecoder().decode(bytes);
  const line = lossy.slice(0, lossy.indexOf('\ufffd')).split('\n').length;
  return { stage: 'read', path, line, message: 'It is not UTF-8', fix: `Save it as UTF-8: line ${line} has the first byte that isn't.` };
}

/** What `file()` and `templatefile()` may want: text of the usual kinds, and only where one of them is called. */
export function textsFor(sources: Sources, files: readonly SubmissionFile[]): Readonly<Record<string, string>> {
  if (!sources.code.some(({ text }) => /\b(?:template)?file\s*\(/.test(text))) return {};
  const small = files.filter((file) => wanted.test(file.path) && !foreign.test(file.path) && file.bytes.length <= largestText);
  return Object.fromEntries(small.slice(0, mostTexts).flatMap(({ path, bytes }) => {
    const text = decode(bytes);
    return text === undefined ? [] : [[path, text]];
  }));
}

const wanted = /\.(?:ya?ml|json|tpl|tftpl|tmpl|sh|txt|toml|conf|cfg|ini|pub)$/;
const largestText = 64 * 1024;
const mostTexts = 100;

export const folderOf = (path: string): string => posix.dirname(path);
