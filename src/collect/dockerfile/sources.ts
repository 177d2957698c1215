import { posix } from 'node:path';
import { heredocStart } from './heredoc.ts';
import { readLinks } from './links.ts';
import { mountSource, mountsOf, mountType } from './mounts.ts';
import type { DockerfileReading } from './parse.ts';
import { cleanPath } from './paths.ts';
import { expand } from './shell.ts';
import { argumentsOf, type Statement } from './statement.ts';

type Environment = Map<string, string>;

/** Past this, what a build takes counts as everything. */
const mostSources = 500;

/**
 * What a build takes from its context: paths and patterns relative to it, `.` for all of it.
 * `target` is the stage to build; the last one where it names none.
 */
export function contextSources(reading: DockerfileReading, target: string | undefined): string[] {
  const { stages, environment } = reading;
  const last = stages.length - 1;
  const named = stages.findLastIndex(({ name }) => name === target?.toLowerCase());
  const { reachable } = readLinks(stages, target === undefined || named === -1 ? last : named);
  const sources: string[] = [];
  const after: Environment[] = [];
  for (const [index, { base, statements }] of stages.entries()) {
    const values: Environment = new Map(base.kind === 'stage' ? after[base.index] : undefined);
    for (const statement of statements) {
      if (reachable.has(index)) sources.push(...sourcesOf(statement, values));
      declare(statement, values, environment);
    }
    after.push(values);
  }
  const distinct = [...new Set(sources)];
  return distinct.length <= mostSources ? distinct : ['.'];
}

/** All values of one instruction are filled in before the first of them is set. */
function declare({ keyword, pairs, escape }: Statement, values: Environment, globals: ReadonlyMap<string, string>): void {
  if (keyword !== 'ARG' && keyword !== 'ENV') return;
  const known = pairs.map(({ name, value }) => [name, value === undefined ? globals.get(name) : filledIn(value, escape, values)] as const);
  for (const [name, value] of known) if (value !== undefined) values.set(name, value);
}

function sourcesOf(statement: Statement, values: Environment): string[] {
  return writtenSources(statement).flatMap((word) => {
    const path = filledIn(word, statement.escape, values);
    return statement.keyword === 'ADD' && isRemote(path) ? [] : [cleanPath(posix.join('/', path)).slice(1) || '.'];
  });
}

function writtenSources(statement: Statement): readonly string[] {
  const { keyword, flags } = statement;
  if (keyword === 'RUN') {
    const bound = mountsOf(statement).filter((mount) => mountType(mount) === 'bind' && (mount.get('from') ?? '') === '');
    return bound.map(mountSource);
  }
  if (keyword !== 'ADD' && (keyword !== 'COPY' || flags.some(({ name }) => name === 'from'))) return [];
  return argumentsOf(statement).slice(0, -1).filter((word) => heredocStart(word) === undefined);
}

const isRemote = (path: string): boolean => /^(?:https?|git|ssh):\/\/|^git@|^github\.com\//.test(path);

function filledIn(word: string, escape: string, values: Environment): string {
  const read = expand(word, escape, values);
  return read.kind === 'read' ? read.text : word;
}
