import type { SubmissionFile } from '../../submission/submission.ts';
import type { Suspect } from '../tree/section.ts';
import { packagesIn, modulesIn } from './gosource.ts';
import type { DockerfileReading } from './parse.ts';
import type { Source } from './section.ts';

/** Bytes of paths, and of texts, that are recorded. */
const mostPathBytes = 160 * 1024;
const mostTextBytes = 48 * 1024;
const longestScript = 8 * 1024;
const mostTexts = 30;

/** What a build of the Dockerfile has to work with, of the files that it is sent. */
export function broughtTo(reading: DockerfileReading, sent: readonly SubmissionFile[], suspects: readonly Suspect[]): Source {
  const secret = new Set(suspects.map(({ path }) => path));
  return {
    ...pathsOf(sent),
    texts: textsNamed(reading, sent.filter(({ path }) => !secret.has(path))),
    packages: packagesIn(sent),
    modules: modulesIn(sent),
  };
}

/** Go's own first: no heap of other files hides what is compiled. */
function pathsOf(sent: readonly SubmissionFile[]): Pick<Source, 'paths' | 'beyond'> {
  const paths = [...sent.filter(isGo), ...sent.filter((file) => !isGo(file))].map(({ path }) => path);
  let left = mostPathBytes;
  const end = paths.findIndex((path) => {
    left -= Buffer.byteLength(path) + 3;
    return left < 0;
  });
  return end === -1 ? { paths } : { paths: paths.slice(0, end), beyond: paths.length - end };
}

const isGo = ({ path }: SubmissionFile): boolean => /\.go$|(?:^|\/)go\.(?:mod|work)$/.test(path);

/** Scripts, patches and the like: what a RUN or the start command names, and no Go. */
function textsNamed(reading: DockerfileReading, sent: readonly SubmissionFile[]): Source['texts'] {
  const named = namesIn(reading);
  let left = mostTextBytes;
  return sent
    .filter((file) => !isGo(file) && named.has(nameOf(file.path)))
    .flatMap(({ path, bytes }) => {
      const text = plainText(bytes.subarray(0, longestScript));
      if (text === undefined) return [];
      left -= bytes.length;
      return [{ path, ...(bytes.length <= longestScript && left >= 0 && { text }) }];
    })
    .slice(0, mostTexts);
}

function namesIn({ stages }: DockerfileReading): ReadonlySet<string> {
  const statements = stages.flatMap((stage) => stage.statements).filter(({ keyword }) => /^(?:RUN|ENTRYPOINT|CMD|COPY|ENV|ARG)$/.test(keyword));
  const words = statements.flatMap(({ text, exec = [], heredocs }) => [text, ...exec, ...heredocs.map((each) => each.text)]);
  return new Set(words.flatMap((word) => word.split(/[\s"'`;&|()<>=,[\]]+/)).map(nameOf));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Undefined: not UTF-8, or binary. */
function plainText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
