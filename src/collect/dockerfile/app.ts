import type { SubmissionFile } from '../../submission/submission.ts';
import type { Suspect } from '../tree/section.ts';
import { boundedProblems } from '../workflow/recorded.ts';
import { broughtTo } from './brought.ts';
import type { Build } from './builds.ts';
import { type Candidate, choose } from './choose.ts';
import { dependenciesOf, goServers } from './goserver.ts';
import { type IgnoreFile, readIgnoreFile } from './ignorefile.ts';
import type { DockerfileReading } from './parse.ts';
import { folderOf, within } from './paths.ts';
import type { App, Problem } from './section.ts';
import { covering, sentFor } from './sent.ts';
import { contextSources } from './sources.ts';

type Option = Candidate & {
  readonly reading: DockerfileReading;
  readonly sources: readonly string[];
  /** The server that it copies. */
  readonly server: string | undefined;
  readonly target?: string | undefined;
  readonly args: App['buildArgs'];
};

/** Comparisons to find out whether a server is copied. */
const steps = 1_000_000;

/** The Dockerfile that builds the given server, and what BuildKit would be sent for it. */
export function findApp(
  files: readonly SubmissionFile[],
  readings: readonly DockerfileReading[],
  builds: readonly Build[],
  suspects: readonly Suspect[],
): App | undefined {
  const servers = goServers(files);
  const known = withFolders(files);
  const options = readings.flatMap((reading) => [
    ...builds.filter(({ dockerfile }) => dockerfile === reading.path).map((build) => option(reading, build.context, servers, build)),
    option(reading, standingContext(reading, known, servers), servers, undefined),
  ]);
  const choice = choose(options, servers);
  if (choice === undefined) return undefined;
  const { path, context, target, args, server = servers[0] } = choice.candidate;
  return {
    path,
    context,
    because: choice.because,
    ...(target !== undefined && { target }),
    buildArgs: args,
    ...sentParts(files, choice.candidate, suspects),
    dependencies: server === undefined ? 'none' : dependenciesOf(files, server),
  };
}

function option(reading: DockerfileReading, context: string, servers: readonly string[], build: Build | undefined): Option {
  const sources = contextSources(reading, build?.target);
  const covers = covering(sources, steps);
  const inside = servers.filter((server) => within(context, server) !== undefined);
  const server = inside.find((path) => covers.matches(within(context, path) ?? path));
  return {
    path: reading.path,
    reading,
    context,
    ...(build && { told: build }),
    // One that couldn't be read may well be the one that is meant.
    brings: server !== undefined || (reading.stages.length === 0 && inside.length > 0),
    sources,
    server,
    target: build?.target,
    args: build?.args ?? [],
  };
}

const farthest = 6;

/** Where nothing says it: the folder, from the Dockerfile's own up to the root, in which its sources exist and the server stands. */
function standingContext(reading: DockerfileReading, known: ReadonlySet<string>, servers: readonly string[]): string {
  const own = folderOf(reading.path);
  const above = own.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  const contexts = [...new Set([...above.slice(0, farthest), '.'])];
  const fixed = contextSources(reading, undefined).map(fixedPart).filter((source) => source !== '');
  const score = (context: string): number => {
    const existing = fixed.filter((source) => known.has(context === '.' ? source : `${context}/${source}`)).length;
    return existing * 2 + (servers.some((server) => within(context, server) !== undefined) ? 1 : 0);
  };
  const scored = contexts.map((context) => ({ context, score: score(context) }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).context;
}

/** The folders before the first wildcard; all of a path that has none. */
function fixedPart(source: string): string {
  const parts = source === '.' ? [] : source.split('/');
  const wild = parts.findIndex((part) => /[*?[\\]/.test(part));
  return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
}

function withFolders(files: readonly SubmissionFile[]): Set<string> {
  const known = new Set<string>();
  for (const { path } of files) {
    for (let at: string = path; at !== '.' && !known.has(at); at = folderOf(at)) known.add(at);
  }
  return known;
}

/** An ignore file that is named after the Dockerfile stands in for the one of the context. */
function sentParts(
  files: readonly SubmissionFile[],
  { path, reading, context, sources }: Option,
  suspects: readonly Suspect[],
): Pick<App, 'ignoreFile' | 'ignoreProblems' | 'sent' | 'source'> {
  const names = [`${path}.dockerignore`, context === '.' ? '.dockerignore' : `${context}/.dockerignore`];
  const [file] = names.flatMap((name) => files.find((one) => one.path === name) ?? []);
  const ignore: IgnoreFile = file === undefined ? { patterns: [], problems: [] } : readIgnoreFile(file.bytes);
  const { sent, files: brought, exhausted } = sentFor({ context, sources, ignore }, files, suspects);
  const problems = exhausted ? [...ignore.problems, tooCostly] : ignore.problems;
  return { ...(file && { ignoreFile: file.path }), ignoreProblems: boundedProblems(problems), sent, source: broughtTo(reading, brought, suspects) };
}

const tooCostly: Problem = {
  line: 1,
  message: 'the patterns take too long to compare with every file',
  fix: 'Name whole folders, or ignore everything with * and list the exceptions.',
};
