import { folderOf, within } from './paths.ts';

/** A Dockerfile with the context that it could be built in, and what speaks for it. */
export type Candidate = {
  readonly path: string;
  readonly context: string;
  /** The step or command that builds it; absent where it merely stands there. */
  readonly told?: { readonly means: 'workflow' | 'script'; readonly pushes: boolean; readonly at: { readonly path: string; readonly line: number } };
  /** COPY, ADD or a bind takes the server's main file. */
  readonly brings: boolean;
};

export type Choice<C extends Candidate> = { readonly candidate: C; readonly because: string };

/**
 * Which Dockerfile builds the server, by what would tell a person: that it copies the server, that a workflow or a script
 * builds it, its name, and how near it stands. `servers` are main files.
 */
export function choose<C extends Candidate>(candidates: readonly C[], servers: readonly string[]): Choice<C> | undefined {
  const paths = new Set(candidates.map(({ path }) => path));
  const holding = candidates.filter(({ context }) => servers.some((server) => within(context, server) !== undefined));
  const [best] = (holding.length > 0 ? holding : paths.size === 1 ? candidates : []).toSorted((one, other) => compare(marks(one, servers), marks(other, servers)));
  return best === undefined ? undefined : { candidate: best, because: because(best, servers, paths.size) };
}

/**
 * Lower is better, the first that differs decides. What is pushed is what people run, even if it copies a program built
 * elsewhere; but an image for another use that is pushed too is not the server's.
 */
function marks(candidate: Candidate, servers: readonly string[]): readonly (number | string)[] {
  const { path, context, told, brings } = candidate;
  const odd = strangeness(path);
  const plausible = brings || (told !== undefined && odd < 2);
  const pushed = told?.pushes !== true ? 2 : told.means === 'workflow' ? 0 : 1;
  const built = told === undefined ? 2 : told.means === 'workflow' ? 0 : 1;
  return [plausible ? 0 : 1, pushed, brings ? 0 : 1, odd, built, distance(path, servers), path, context];
}

function compare(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  const place = one.findIndex((mark, index) => mark !== other[index]);
  const [mine = 0, theirs = 0] = [one[place], other[place]];
  return place === -1 ? 0 : mine < theirs ? -1 : 1;
}

const forOtherUse = /(?:^|[-._/])(?:dev|devel|development|devcontainer|debug|test|tests|testing|e2e|ci|lint|local|docs?|tools?|builder)(?:[-._/]|$)/i;

/** Plainly named, named for something, named for something else than the release. */
function strangeness(path: string): number {
  if (forOtherUse.test(path)) return 2;
  return /(?:^|\/)(?:[Dd]ockerfile|Containerfile)$/.test(path) ? 0 : 1;
}

/** Folders to leave and to enter on the way to the nearest server. */
function distance(path: string, servers: readonly string[]): number {
  const from = parts(folderOf(path));
  const ways = servers.map((server) => {
    const to = parts(folderOf(server));
    const differs = from.findIndex((part, index) => part !== to[index]);
    const shared = differs === -1 ? Math.min(from.length, to.length) : differs;
    return from.length + to.length - 2 * shared;
  });
  return Math.min(...ways, Number.MAX_SAFE_INTEGER);
}

const parts = (folder: string): string[] => (folder === '.' ? [] : folder.split('/'));

function because({ path, told, brings }: Candidate, servers: readonly string[], count: number): string {
  if (told !== undefined) {
    const what = told.means === 'workflow' ? 'The step' : 'The command';
    return `${what} at ${told.at.path}:${told.at.line} builds ${told.pushes ? 'and pushes ' : ''}it.`;
  }
  if (count === 1) return 'It is the only Dockerfile.';
  const way = distance(path, servers);
  const nearest = servers.find((server) => distance(path, [server]) === way) ?? '';
  if (way === 0) return `It stands beside the Go server, ${nearest}.`;
  return brings ? `It copies the Go server, ${nearest}.` : `It is the nearest to the Go server, ${nearest}.`;
}
