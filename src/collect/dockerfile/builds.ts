import { posix } from 'node:path';
import type { SubmissionFile } from '../../submission/submission.ts';
import type { Step, WorkflowFacts } from '../workflow/section.ts';
import { type Command, commandsOf, goTo, isOpen } from './commands.ts';
import { buildCommand, isPush } from './dockerbuild.ts';
import { folderOf } from './paths.ts';
import type { App } from './section.ts';

/** A build of an image that a workflow or a script of the submission does. */
export type Build = {
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string;
  readonly args: App['buildArgs'];
  readonly pushes: boolean;
  readonly means: 'workflow' | 'script';
  readonly at: { readonly path: string; readonly line: number };
};

type Has = (path: string) => boolean;
type Variables = ReadonlyMap<string, string>;

const mostBuilds = 50;
const mostScripts = 100;
const mostScriptBytes = 64 * 1024;
const makefileName = /(?:^|\/)(?:(?:GNUm|M|m)akefile|[^/]+\.mk|[Tt]askfile(?:\.\w+)?\.ya?ml|\.?[Jj]ustfile)$/;
const shellName = /\.(?:sh|bash)$/;
const foreign = /(?:^|\/)(?:vendor|node_modules)\//;

/** Every build that workflows and scripts tell, of a Dockerfile that is there. */
export function findBuilds(files: readonly SubmissionFile[], workflows: WorkflowFacts | undefined): Build[] {
  const paths = new Set(files.map(({ path }) => path));
  const has: Has = (path) => paths.has(path);
  const jobs = (workflows?.files ?? []).flatMap(({ path, env, jobs: all }) => all.map((job) => ({ path, steps: job.steps, env: { ...env, ...job.env } })));
  const actions = (workflows?.actions ?? []).map(({ path, steps }) => ({ path, steps, env: {} }));
  const scripts = files.filter(({ path, bytes }) => (makefileName.test(path) || shellName.test(path)) && !foreign.test(path) && bytes.length <= mostScriptBytes);
  const told = [...jobs, ...actions].flatMap((job) => jobBuilds(job, has));
  return [...told, ...scripts.slice(0, mostScripts).flatMap((file) => scriptBuilds(file, has))].slice(0, mostBuilds);
}

type Steps = { readonly path: string; readonly steps: readonly Step[]; readonly env: Readonly<Record<string, string>> };

function jobBuilds({ path, steps, env }: Steps, has: Has): Build[] {
  const read = steps.map((step) => {
    const variables = variablesOf({ ...env, ...step.env });
    return { step, variables, commands: stepCommands(step, variables) };
  });
  const pushed = read.some(({ commands }) => commands.some(isPush));
  return read.flatMap(({ step, variables, commands }) => [
    ...actionBuild(step, variables, has).map((build): Build => ({ ...build, means: 'workflow', at: { path, line: step.line } })),
    ...commands.flatMap((command) => commandBuild(command, { variables, pushed, has, means: 'workflow', path })),
  ]);
}

/** What the environment is known to hold. The workspace is the submission's root. */
function variablesOf(env: Readonly<Record<string, string>>): Variables {
  const variables = new Map([['GITHUB_WORKSPACE', '.']]);
  for (const [name, value] of Object.entries(env)) {
    const known = filledIn(value, variables);
    if (!isOpen(known)) variables.set(name, known);
  }
  return variables;
}

function filledIn(text: string, variables: Variables): string {
  return text.replace(/\$\{\{\s*(?:env\.(\w+)|github\.workspace)\s*\}\}/g, (whole, name?: string) =>
    name === undefined ? '.' : (variables.get(name) ?? whole),
  );
}

function stepCommands({ run, runLine, line, workingDirectory = '.' }: Step, variables: Variables): Command[] {
  const folder = goTo('.', filledIn(workingDirectory, variables));
  if (run === undefined || folder === undefined) return [];
  return commandsOf({ text: filledIn(run, variables), line: runLine ?? line, folder, variables, shellPerLine: false });
}

/** A shell script may be meant to run in the root or where it stands: the first place where its Dockerfile is. */
function scriptBuilds({ path, bytes }: SubmissionFile, has: Has): Build[] {
  const folder = folderOf(path);
  const shellPerLine = makefileName.test(path);
  const text = new TextDecoder().decode(bytes);
  const variables = variablesOf({});
  for (const start of new Set(shellPerLine ? [folder, '.'] : ['.', folder, folderOf(folder)])) {
    const commands = commandsOf({ text, line: 1, folder: start, variables, shellPerLine });
    const pushed = commands.some(isPush);
    const builds = commands.flatMap((command) => commandBuild(command, { variables, pushed, has, means: 'script', path }));
    if (builds.length > 0) return builds;
  }
  return [];
}

type Told = Pick<Build, 'dockerfile' | 'context' | 'target' | 'args' | 'pushes'>;
type Around = Pick<Build, 'means'> & { readonly variables: Variables; readonly pushed: boolean; readonly has: Has; readonly path: string };

function commandBuild(command: Command, { variables, pushed, has, means, path }: Around): Build[] {
  const build = buildCommand(command);
  const context = build === undefined ? undefined : goTo(command.folder, build.context);
  if (build === undefined || context === undefined) return [];
  const names = build.containerfile ? ['Containerfile', ...defaultNames] : defaultNames;
  const candidates = build.file === undefined ? names.map((name) => goTo(context, name)) : [goTo(command.folder, build.file)];
  const dockerfile = candidates.find((candidate) => candidate !== undefined && has(candidate));
  if (dockerfile === undefined) return [];
  const told: Told = { dockerfile, context, ...targetOf(build.target), args: build.args.flatMap((arg) => readArg(arg, variables)), pushes: build.pushes || pushed };
  return [{ ...told, means, at: { path, line: command.line } }];
}

/** BuildKit takes `dockerfile` where there is no `Dockerfile`. */
const defaultNames = ['Dockerfile', 'dockerfile'];

const targetOf = (target: string | undefined): { readonly target?: string } => (target === undefined || target === '' || isOpen(target) ? {} : { target });

function readArg(arg: string, variables: Variables): App['buildArgs'] {
  const equals = arg.indexOf('=');
  const name = (equals === -1 ? arg : arg.slice(0, equals)).trim();
  const value = equals === -1 ? variables.get(name) : arg.slice(equals + 1);
  if (name === '') return [];
  return [value === undefined || isOpen(value) ? { name } : { name, value }];
}

/** The inputs that name file and context, by action. */
const actions: Readonly<Record<string, { readonly file: string; readonly context: string }>> = {
  'docker/build-push-action': { file: 'file', context: 'context' },
  'redhat-actions/buildah-build': { file: 'containerfiles', context: 'context' },
};

function actionBuild({ uses, with: given }: Step, variables: Variables, has: Has): Told[] {
  const inputs = uses?.kind === 'repository' ? actions[uses.repository.toLowerCase()] : undefined;
  if (inputs === undefined) return [];
  const input = (name: string): string | undefined => {
    const [, value] = Object.entries(given).find(([key]) => key.toLowerCase() === name) ?? [];
    return value === undefined || value.trim() === '' ? undefined : filledIn(value.trim(), variables);
  };
  const { context, base } = contextOf(input(inputs.context));
  if (context === undefined) return [];
  const file = input(inputs.file);
  const candidates = file === undefined ? defaultNames.map((name) => goTo(context, name)) : [goTo(base, file)];
  const dockerfile = candidates.find((candidate) => candidate !== undefined && has(candidate));
  if (dockerfile === undefined) return [];
  const args = (input('build-args') ?? '').split('\n').flatMap((arg) => readArg(arg.trim(), variables));
  const pushes = (input('push') ?? 'false') !== 'false' || /type=registry|push=true/.test(input('outputs') ?? '');
  return [{ dockerfile, context, ...targetOf(input('target')), args, pushes }];
}

/** Without one it is the repository at the commit; `{{defaultContext}}:folder` is a folder of that, and the file is sought in it. */
function contextOf(written: string | undefined): { readonly context: string | undefined; readonly base: string | undefined } {
  const [, folder] = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(written ?? '{{defaultContext}}') ?? [];
  if (folder !== undefined) return { context: goTo('.', folder), base: goTo('.', folder) };
  if (written === undefined || written.startsWith('{{')) return { context: '.', base: '.' };
  return { context: /^[a-z+]+:\/\//.test(written) ? undefined : goTo('.', posix.normalize(written)), base: '.' };
}
