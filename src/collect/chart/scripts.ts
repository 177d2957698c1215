import { readDocuments } from '../manifests/documents.ts';
import { entriesAt, type Placed, placedAt } from '../manifests/placed.ts';
import { withoutMarks } from '../manifests/unknowns.ts';
import type { WorkflowFacts } from '../workflow/section.ts';
import { scalarAt } from './charts.ts';
import { type Files, folderOf, isForeign, nameOf, resolved, textAt } from './files.ts';

/** Commands that somebody wrote for a shell. */
export type Script = {
  readonly path: string;
  readonly text: string;
  /** Of the text's first line. */
  readonly line: number;
  /** Where it runs, as far as that is said. */
  readonly folder: string;
  /** What names stand for: of its environment, of the Makefile. May name others. */
  readonly variables: ReadonlyMap<string, string>;
  /** It makes a cluster of its own, so what it deploys is a trial. */
  readonly isTrial: boolean;
};

const largest = 64 * 1024;
const mostScripts = 200;

/** Scripts of the submission in which `helm` may be: workflows, Makefiles, task runners, shell scripts. */
export function scriptsOf(files: Files, workflows: WorkflowFacts | undefined): readonly Script[] {
  const texts = [...files].flatMap(([path, file]) => {
    const read = isForeign(path) ? undefined : readers.find(({ is }) => is.test(path));
    if (read === undefined || file.bytes.length > largest) return [];
    const text = textAt(files, path) ?? '';
    return text.toLowerCase().includes('helm') ? read.read(path, text) : [];
  });
  return [...(workflows === undefined ? [] : workflowScripts(workflows)), ...texts].slice(0, mostScripts);
}

const readers: readonly { readonly is: RegExp; readonly read: (path: string, text: string) => readonly Script[] }[] = [
  { is: /(?:^|\/)(?:GNUmakefile|[Mm]akefile|[^/]+\.mk)$/, read: makefile },
  { is: /(?:^|\/)\.?[Jj]ustfile$/, read: justfile },
  { is: /(?:^|\/)[Tt]askfile(?:\.dist)?\.ya?ml$/, read: taskfile },
  { is: /\.(?:sh|bash)$/, read: (path, text) => [{ path, text, line: 1, folder: '.', variables: new Map(), isTrial: makesCluster(text) }] },
];

const makesCluster = (text: string): boolean => /\b(?:kind|k3d|minikube)\s+(?:create|cluster|start)\b/.test(text);

function makefile(path: string, text: string): readonly Script[] {
  const variables = new Map<string, string>();
  const rows = text.split('\n').map((row) => {
    if (row.startsWith('\t')) return row.replace(/^\t[@+-]*/, '').replaceAll('$$', '$');
    const [, name, value] = /^(?:export )?([A-Za-z_][\w-]{0,60}) *(?:[:?]{1,3})?= *(.{0,500})$/.exec(row) ?? [];
    if (name !== undefined && value !== undefined) variables.set(name, value.replace(/\s+#.*$/, '').trim());
    return '';
  });
  return [{ path, text: rows.join('\n'), line: 1, folder: folderOf(path), variables, isTrial: false }];
}

function justfile(path: string, text: string): readonly Script[] {
  const variables = new Map<string, string>();
  const rows = text.split('\n').map((row) => {
    if (/^[\t ]/.test(row)) return row.trimStart().replace(/^[@-]+/, '');
    const [, name, value] = /^(?:export )?([A-Za-z_][\w-]{0,60}) *:= *["']([^"']{0,500})["']/.exec(row) ?? [];
    if (name !== undefined && value !== undefined) variables.set(name, value);
    return '';
  });
  return [{ path, text: rows.join('\n'), line: 1, folder: folderOf(path), variables, isTrial: false }];
}

function taskfile(path: string, text: string): readonly Script[] {
  const [document] = readDocuments(text).documents;
  const shared = [...textsOf(placedAt(document?.root, 'vars')), ...textsOf(placedAt(document?.root, 'env'))];
  return entriesAt(document?.root, 'tasks').flatMap(([, task]) => {
    const variables = new Map([...shared, ...textsOf(placedAt(task, 'vars')), ...textsOf(placedAt(task, 'env'))]);
    const folder = resolved(folderOf(path), scalarAt(task, 'dir') ?? '.') ?? '.';
    return commandsIn(task).map(({ text: command, line }) => ({ path, text: command, line, folder, variables, isTrial: false }));
  });
}

/** A task is a command, a list of them, or a map with `cmd` or `cmds`. */
function commandsIn(placed: Placed | undefined): readonly { readonly text: string; readonly line: number }[] {
  if (placed === undefined) return [];
  if ('is' in placed) return typeof placed.is === 'string' ? [{ text: placed.is, line: Math.max(1, placed.line) }] : [];
  if ('list' in placed) return placed.list.flatMap(commandsIn);
  return [placed.object.get('cmd'), placed.object.get('cmds')].flatMap(commandsIn);
}

const textsOf = (placed: Placed | undefined): readonly (readonly [string, string])[] =>
  entriesAt(placed).flatMap(([name, value]) => ('is' in value && value.is !== null ? [[name, String(value.is)] as const] : []));

function workflowScripts({ files, actions }: WorkflowFacts): readonly Script[] {
  const jobs = files.flatMap(({ path, env, jobs: all }) => all.map((job) => ({ path, env: [...Object.entries(env), ...Object.entries(job.env)], steps: job.steps })));
  return [...jobs, ...actions.map(({ path, steps }) => ({ path, env: [], steps }))].flatMap(({ path, env, steps }) => {
    const isTrial = steps.some(({ run = '', uses }) => makesCluster(run) || (uses?.kind === 'repository' && /\/(?:kind-action|setup-kind|setup-k3d|setup-minikube)$/.test(`/${nameOf(uses.repository)}`)));
    return steps.flatMap(({ run, runLine, line, workingDirectory = '.', env: own }) =>
      run === undefined || !run.toLowerCase().includes('helm') ? [] : [{ path, text: withoutMarks(run), line: runLine ?? line, folder: resolved('.', workingDirectory) ?? '.', variables: new Map([...env, ...Object.entries(own)]), isTrial }],
    );
  });
}
