import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { jsonIn } from './json.ts';
import { cleanText } from './program-output.ts';

const vertex = z.object({ digest: z.string(), name: z.string(), started: z.string().optional(), error: z.string().optional() });
const log = z.object({ vertex: z.string(), data: z.base64() });
const message = z.object({ vertexes: z.array(vertex).optional(), logs: z.array(log).optional() });

/** What BuildKit told of a build, as `--progress=rawjson` writes it to stderr; its closing words are plain text. */
export type BuildkitProgress = {
  readonly add: (chunk: Buffer) => void;
  readonly told: () => BuildkitStory;
};

export type BuildkitStory = {
  /** The step that failed, without its `[build 3/4]`. */
  readonly failed: { readonly step: string; readonly error: string } | undefined;
  /** Of the failed step, else of the last that said anything: its last 20 lines. */
  readonly log: readonly string[];
  /** After the last step: the place in the Dockerfile, and the error. */
  readonly closing: string;
};

const keptLines = 20;
const keptCharacters = 300;
/** A step's lines are few and short in what is kept; a line without end is not kept at all. */
const longestMessage = 4 * 1024 * 1024;
const longestClosing = 16 * 1024;

/** `step`: called with the name of each step as it begins; BuildKit names them all before. */
export function buildkitProgress(step: (name: string) => void): BuildkitProgress {
  const names = new Map<string, string>();
  const begun = new Set<string>();
  const logs = new Map<string, string>();
  let failed: { readonly digest: string; readonly error: string } | undefined;
  let last: string | undefined;
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let closing = '';
  const see = (line: string): void => {
    const read = line.startsWith('{') ? message.safeParse(jsonIn(line)) : undefined;
    if (read?.success !== true) {
      closing = `${closing}${line}\n`.slice(-longestClosing);
      return;
    }
    for (const { digest, name, started, error } of read.data.vertexes ?? []) {
      if (started !== undefined && !begun.has(digest) && !name.startsWith('[internal]')) step(oneLine(name));
      if (started !== undefined) begun.add(digest);
      names.set(digest, name);
      if (error !== undefined && !error.includes('context canceled')) failed ??= { digest, error };
    }
    for (const { vertex: digest, data } of read.data.logs ?? []) {
      last = digest;
      logs.set(digest, lastOf(`${logs.get(digest) ?? ''}${Buffer.from(data, 'base64').toString('utf8')}`));
    }
  };
  return {
    add: (chunk) => {
      const lines = `${pending}${decoder.write(chunk)}`.split('\n');
      pending = (lines.pop() ?? '').slice(0, longestMessage);
      lines.forEach(see);
    },
    told: () => {
      if (pending !== '') see(pending);
      pending = '';
      const name = failed && names.get(failed.digest);
      return {
        failed: failed && { step: stepOf(name ?? ''), error: cleanText(failed.error) },
        log: linesOf(logs.get(failed?.digest ?? last ?? '') ?? ''),
        closing: cleanText(closing).trim(),
      };
    },
  };
}

/** Whole lines only: of one that is cut a secret might be left without the name that gives it away. */
function lastOf(text: string): string {
  const kept = text.slice(-keptLines * keptCharacters * 4);
  return kept.length === text.length ? text : kept.slice(kept.indexOf('\n') + 1);
}

/** A line that is drawn over itself (a download's percentage) is what it was at the end. */
const linesOf = (text: string): readonly string[] =>
  cleanText(text.replaceAll(/[^\n]*\r(?!\n)/g, ''))
    .split('\n')
    .map((line) => line.trimEnd().slice(0, keptCharacters))
    .filter((line) => line !== '')
    .slice(-keptLines);

const oneLine = (name: string): string => cleanText(name).replaceAll(/\s+/g, ' ').slice(0, 200);

const stepOf = (name: string): string => oneLine(name.replace(/^\[[^\]]*\]\s*/, ''));
