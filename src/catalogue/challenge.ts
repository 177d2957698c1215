import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { canonical } from '../evidence/canonical.ts';
import { type Challenge, challengeFile } from '../grade/challenge.ts';
import { isMachineTrouble } from '../tools/machine-trouble.ts';
import { parsedBefore } from './parsed.ts';

/** A challenge file that can't be used: which line, and what to write there. */
export class UnusableChallenge extends Error {
  override name = 'UnusableChallenge';
}

export type LoadedChallenge = {
  readonly challenge: Challenge;
  /** Of everything in `challenge`, given files included. */
  readonly digest: string;
  /** Absolute folders that hold graders. */
  readonly roots: readonly string[];
};

export async function loadChallenge(path: string): Promise<LoadedChallenge> {
  const { settings, given, template, graders, ...rest } = await challengeIn(path);
  const folder = resolve(dirname(path), template);
  const digests = await Promise.all(given.map(async (file) => ({ path: file, sha256: await digestOf(join(folder, file)) })));
  const challenge: Challenge = { ...rest, settings: { ...settings, given: digests } };
  const digest = `sha256:${createHash('sha256').update(canonical(challenge)).digest('hex')}`;
  return { challenge, digest, roots: graders.map((root) => resolve(dirname(path), root)) };
}

async function challengeIn(path: string) {
  const text = await read(path);
  const known = challengeFile.safeParse(await parsedBefore(text));
  return known.success ? known.data : parseChallenge(path, text);
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMachineTrouble(cause)) throw cause;
    throw new UnusableChallenge(`${path}: can't be read: name a challenge file, or an id that \`docc list challenges\` shows`, { cause });
  }
}

/** Of the LF form, so that a checkout on Windows gives the same challenge. */
async function digestOf(path: string): Promise<string> {
  const text = (await read(path)).replaceAll('\r\n', '\n');
  return createHash('sha256').update(text).digest('hex');
}

function parseChallenge(path: string, text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) throw new UnusableChallenge(`${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  const parsed = challengeFile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const node = document.getIn(issue.path.map(asKey), true) ?? document.getIn(issue.path.slice(0, -1).map(asKey), true);
    return `${path}:${lineOf(node, lines)}: ${issue.path.join('.')}: ${issue.message}`;
  });
  throw new UnusableChallenge(problems.join('\n'), { cause: parsed.error });
}

const asKey = (key: PropertyKey): string | number => (typeof key === 'number' ? key : String(key));

const lineOf = (node: unknown, lines: LineCounter): number =>
  isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
