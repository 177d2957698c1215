import { posix } from 'node:path';
import type { ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { code } from '../../src/grade/markdown.ts';
import { appImage } from './app-image.ts';
import { mayCompile } from './go-build.ts';
import type { LiveStep } from './live-steps.ts';
import { contributing, stageCalled } from './stages.ts';
import type { Submitted } from './submitted.ts';
import { isKnown, shown, type Text } from './text.ts';
import { type Place, placeOf, workspacePath } from './workspace.ts';

/** What a build is given to work with, as written. */
export type BuildFile = {
  /** Of its job. */
  readonly steps: readonly LiveStep[];
  /** Where the command runs, relative to the workspace; undefined: not known. */
  readonly folder: string | undefined;
  readonly context: Text | undefined;
  readonly file: Text | undefined;
  readonly target: Text | undefined;
  /** What it looks for where no file is named. */
  readonly names: readonly string[];
};

export const dockerfileNames = ['Dockerfile', 'dockerfile'];


/** What an image is made of. */
export type Making =
  | { readonly kind: 'app' }
  /** In words that go on from "which". */
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'open'; readonly because: string };

export const ofApp: Making = { kind: 'app' };
const open = (because: string): Making => ({ kind: 'open', because });
export const other = (what: string): Making => ({ kind: 'other', what });

/** Whether a build makes the app's image. Where no Dockerfile is the app's, there is nothing to hold it against. */
export function makingOf(build: BuildFile, submitted: Submitted): Making {
  if (submitted.dockerfile.app === undefined) return ofApp;
  const context = contextOf(build);
  if (!('isGit' in context)) return context;
  const { steps } = build;
  const placed = (path: string): Place => (context.isGit ? { kind: 'own', path } : placeOf(path, steps));
  const place = placed(context.path);
  if (place.kind === 'foreign') return other(`is built from the repository ${code(place.repository)}`);
  if (place.kind === 'open') return open(place.because);
  const base = context.isGit ? context.path : build.folder;
  const candidates = build.file === undefined ? build.names.map((name) => posix.join(context.path, name)) : [workspacePath(build.file, base)];
  const paths = candidates.flatMap((path) => (path === undefined ? [] : [placed(path)])).flatMap((found) => (found.kind === 'own' ? [found.path] : []));
  const path = paths.find((each) => submitted.paths.has(each)) ?? paths[0];
  if (path === undefined) return open(build.file === undefined || isKnown(build.file) ? 'what its Dockerfile is' : build.file.holes.join(' and '));
  const writer = writerOf(path, steps);
  if (writer !== undefined) return open(writer);
  return submitted.paths.has(path) ? makingFrom(path, place.path, build, submitted) : other(`is built from ${code(path)}, which is not there`);
}

type Context = { readonly path: string; readonly isGit: boolean };

/** The folder that is sent: of the workspace, or of the repository at the commit, as it is where no context is given to an action. */
function contextOf({ context, folder }: BuildFile): Context | Making {
  if (context === undefined || context.text === '') return { path: '.', isGit: true };
  const [whole, inner = '.'] = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context.text) ?? [];
  if (whole !== undefined) return { path: posix.normalize(inner), isGit: true };
  if (/^([a-z+]+:\/\/|git@)|^\0\/\0\/\0/.test(context.text)) return gitContext(context);
  if (context.text === '-') return open('what it reads');
  const path = workspacePath(context, folder);
  if (path !== undefined) return { path, isGit: false };
  return open(isKnown(context) ? `what is in ${shown(context)}` : context.holes.join(' and '));
}

/** `https://github.com/${{ github.repository }}.git#${{ github.sha }}:app`. https://docs.docker.com/build/concepts/context/#git-repositories */
function gitContext(context: Text): Context | Making {
  const isOwn = context.holes.join().includes('github.repository_owner,github.event.repository.name');
  return isOwn ? { path: posix.normalize(/#[^:]*:(.+)$/.exec(context.text)?.[1] ?? '.'), isGit: true } : open(`what is at ${shown(context)}`);
}

/** An earlier command that puts something in the Dockerfile's place. */
function writerOf(path: string, steps: readonly LiveStep[]): string | undefined {
  const isPath = ({ text }: Text): boolean => text === path || text.endsWith(`/${path}`) || path.endsWith(`/${text.replace(/^\.\//, '')}`);
  for (const { words, redirects } of steps.flatMap(({ commands }) => commands)) {
    const program = words[0]?.text.split('/').at(-1) ?? '';
    const writes = redirects.some(({ operator, target }) => operator.startsWith('>') && isPath(target)) || (/^(cp|mv|ln|install|tee|curl|wget|sed)$/.test(program) && words.slice(1).some(isPath));
    if (writes) return `what ${program} writes into ${path}`;
  }
  return undefined;
}

function makingFrom(path: string, context: string, { target }: BuildFile, submitted: Submitted): Making {
  const { app, file } = appImage(submitted.dockerfile);
  const built = submitted.dockerfile.files.find((each) => each.path === path);
  if (built === undefined) return open(`what is in ${path}`);
  const stage = target === undefined || target.text === '' ? built.stages.at(-1) : isKnown(target) ? stageCalled(built, target.text) : undefined;
  if (built === file && (holdsServer(context, submitted) || !holdsServer(app.context, submitted))) {
    const isSame = stage === undefined || (target?.text.toLowerCase() ?? '') === (app.target ?? '');
    return isSame || compiles(built, stage) ? ofApp : other(`is built from the stage ${code(target?.text ?? '')} of ${code(path)}, in which nothing is compiled`);
  }
  if (!holdsServer(context, submitted)) return other(`is built from ${code(path)} in ${code(context)}, where the server is not`);
  return stage !== undefined && !compiles(built, stage) ? other(`is built from ${code(path)}, in which nothing is compiled`) : open(`whether ${path} builds the server`);
}

const compiles = (file: ParsedDockerfile, stage: Stage): boolean => contributing(file, stage).some(({ instructions }) => instructions.some(mayCompile));

const holdsServer = (context: string, { server }: Submitted): boolean => context === '.' || server === context || server.startsWith(`${context}/`);
