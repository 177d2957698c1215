import { platformArguments, platformFault } from './platform.ts';
import { referenceFault, splitReference } from './reference.ts';
import type { Base, Problem } from './section.ts';
import { expand, type ShellText } from './shell.ts';
import { argumentsOf, flagsNamed, misread, type Refusal, type Statement } from './statement.ts';

export type StageReading = {
  /** Lower case, as BuildKit compares them. */
  readonly name?: string;
  readonly from: Statement;
  readonly base: Base;
  /** Without the FROM itself. */
  readonly statements: readonly Statement[];
};

export type Stages = {
  readonly globals: readonly Statement[];
  /** What the global ARGs come to, those of the platform included. */
  readonly environment: ReadonlyMap<string, string>;
  readonly stages: readonly StageReading[];
  readonly problems: readonly Problem[];
};

type Globals = {
  readonly values: Map<string, string>;
  /** ARGs without a value, and those made of them: by which arguments of the build they are decided. */
  readonly open: Map<string, readonly string[]>;
};

/** Parts the instructions into stages and tells what each is built from. */
export function readStages(statements: readonly Statement[]): Stages {
  const first = statements.findIndex(({ keyword }) => keyword === 'FROM');
  const head = first === -1 ? statements : statements.slice(0, first);
  const globals = head.filter(({ keyword }) => keyword === 'ARG');
  const problems: Problem[] = head.filter(({ keyword }) => keyword !== 'ARG').map(beforeFrom);
  if (first === -1 && problems.length === 0) problems.push(noFrom(statements.at(-1)?.line ?? 1));
  const resolved = resolveGlobals(globals, problems);
  const stages = first === -1 ? [] : groupByFrom(statements.slice(first), resolved, problems);
  return { globals, environment: resolved.values, stages, problems };
}

const beforeFrom = ({ keyword, line }: Statement): Problem => ({
  line,
  message: `${keyword} stands before the first FROM`,
  fix: 'Move it behind a FROM; only ARG may stand before the first.',
});

const noFrom = (line: number): Problem => ({
  line,
  message: 'the file has no FROM',
  fix: 'Begin it with FROM <image>.',
});

function resolveGlobals(globals: readonly Statement[], problems: Problem[]): Globals {
  const resolved: Globals = { values: new Map(platformArguments), open: new Map() };
  for (const { line, escape, pairs } of globals) {
    for (const { name, value } of pairs) {
      if (value === undefined) {
        if (!resolved.values.has(name)) resolved.open.set(name, [name]);
        continue;
      }
      const read = expand(value, escape, resolved.values);
      if (read.kind === 'malformed') problems.push({ line, ...misread(value, read.message) });
      const open = decidedBy(read, resolved);
      if (open.length > 0) resolved.open.set(name, open);
      else resolved.open.delete(name);
      if (read.kind === 'read') resolved.values.set(name, read.text);
    }
  }
  return resolved;
}

/** The arguments of the build that decide what a word comes to. */
function decidedBy(read: ShellText, { open }: Globals): string[] {
  if (read.kind === 'demanded') return [...(open.get(read.name) ?? [])];
  if (read.kind === 'malformed') return [];
  return [...new Set([...read.used, ...read.blank].flatMap((name) => open.get(name) ?? []))];
}

function groupByFrom(statements: readonly Statement[], globals: Globals, problems: Problem[]): StageReading[] {
  const stages: (StageReading & { readonly statements: Statement[] })[] = [];
  const byName = new Map<string, number>();
  for (const statement of statements) {
    if (statement.keyword !== 'FROM') {
      stages.at(-1)?.statements.push(statement);
      continue;
    }
    const [image = '', , name] = argumentsOf(statement);
    const base = readBase(image, statement, { globals, byName }, problems);
    problems.push(...badPlatform(statement, globals));
    if (name !== undefined) byName.set(name.toLowerCase(), stages.length);
    stages.push({ ...(name !== undefined && { name: name.toLowerCase() }), from: statement, base, statements: [] });
  }
  return stages;
}

type Known = { readonly globals: Globals; readonly byName: ReadonlyMap<string, number> };

function readBase(image: string, from: Statement, { globals, byName }: Known, problems: Problem[]): Base {
  const read = expand(image, from.escape, globals.values);
  const args = decidedBy(read, globals);
  if (args.length > 0) return { kind: 'unresolved', text: image, args };
  if (read.kind === 'malformed') problems.push({ line: from.line, ...misread(image, read.message) });
  const text = read.kind === 'read' ? read.text : image;
  const index = byName.get(text);
  if (index !== undefined) return { kind: 'stage', index };
  if (text === 'scratch') return { kind: 'scratch' };
  if (read.kind === 'demanded') problems.push({ line: from.line, ...undeclared(image, [read.name]) });
  if (read.kind === 'read' && image !== '') problems.push(...badBase(image, text, read.blank, from.line));
  return { kind: 'image', text, ...splitReference(text) };
}

function badBase(image: string, text: string, blank: ReadonlySet<string>, line: number): Problem[] {
  const fault = text === '' ? 'comes to nothing' : referenceFault(text);
  if (fault === undefined) return [];
  if (blank.size > 0) return [{ line, ...undeclared(image, [...blank]) }];
  const lower = text.toLowerCase();
  const fix = lower !== text && referenceFault(lower) === undefined ? `Write FROM ${lower}.` : 'Write FROM <name>:<tag>, as in FROM golang:1.26.';
  return [{ line, message: `FROM ${image}: ${text === image ? 'it' : text} ${fault}`, fix }];
}

const undeclared = (image: string, names: readonly string[]): Refusal => ({
  message: `FROM ${image} needs ${names.join(', ')}, which no ARG before the first FROM declares`,
  fix: names.map((name) => `Write ARG ${name}=<value> before the first FROM.`).join(' '),
});

/** What `--platform` says, as written: what it comes to differs from machine to machine. */
export const platformOf = (from: Statement): string | undefined => flagsNamed(from, 'platform')[0];

function badPlatform(from: Statement, globals: Globals): Problem[] {
  const written = platformOf(from);
  if (written === undefined) return [];
  const read = expand(written, from.escape, globals.values);
  if (decidedBy(read, globals).length > 0) return [];
  const fault = read.kind === 'read' ? platformFault(read.text) : read.message;
  if (fault === undefined) return [];
  const fix = 'Write --platform=$BUILDPLATFORM, --platform=linux/amd64, or leave it out.';
  return [{ line: from.line, message: `--platform=${written} ${fault}`, fix }];
}
