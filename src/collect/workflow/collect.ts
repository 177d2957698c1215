import { type Observation, observed } from '../../evidence/observation.ts';
import type { Submission, SubmissionFile } from '../../submission/submission.ts';
import { readAction, readWorkflow } from './file.ts';
import { withinRecord } from './recorded.ts';
import type { Action, CompositeAction, Problem, WorkflowFacts, WorkflowFile } from './section.ts';
import { mostFileBytes } from './tree.ts';

/** Files of each kind, and bytes in all, that are read. */
const mostFiles = 200;
const mostBytes = 256 * 1024;
/** Bytes of JSON for the files of each kind: the section has room for 1 MiB. */
const mostRecorded = 400 * 1024;

const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const actionPath = /^\.github\/actions\/(?:.+\/)?action\.ya?ml$/;

/** Pure: reads every workflow, and every composite action that one of them can call. */
export function collectWorkflow(submission: Submission): Observation<WorkflowFacts> {
  const { files } = submission;
  const known = new Set(files.map(({ path }) => path));
  const workflows = withinBytes(files.filter(({ path }) => workflowPath.test(path)));
  const read = workflows.map(({ file, over }) => (over ? leftOut(file) : withMissing(readWorkflow(file.path, file.bytes), known)));
  const actions = readActions(files, read);
  return observed({
    files: withinRecord(read, mostRecorded, leftOut),
    actions: withinRecord(actions, mostRecorded, actionLeftOut),
  });
}

function withinBytes(files: readonly SubmissionFile[]): { readonly file: SubmissionFile; readonly over: boolean }[] {
  let bytes = 0;
  return files.slice(0, mostFiles).map((file) => {
    if (file.bytes.length <= mostFileBytes) bytes += file.bytes.length;
    return { file, over: bytes > mostBytes };
  });
}

const tooMuch: Problem = {
  line: 1,
  message: `the files before this one hold all that is read: ${mostFiles} files, ${mostBytes} bytes`,
  fix: 'Remove workflows and actions that nothing needs, and shorten those before this one.',
};

const leftOut = ({ path }: { readonly path: string }): WorkflowFile => ({
  path,
  on: [],
  permissions: { kind: 'unset' },
  env: {},
  jobs: [],
  problems: [tooMuch],
});

const actionLeftOut = ({ path }: { readonly path: string }): CompositeAction => ({ path, steps: [], problems: [tooMuch] });

/** A called workflow that isn't there keeps GitHub from starting the one that calls it. */
function withMissing(file: WorkflowFile, known: ReadonlySet<string>): WorkflowFile {
  const missing = file.jobs.flatMap(({ uses, line }) => {
    if (uses?.kind !== 'local' || known.has(uses.path)) return [];
    return [{ line, message: `${uses.path} is not in the repository`, fix: 'Correct the path, or add that workflow.' }];
  });
  const problems = [...file.problems, ...missing].toSorted((one, other) => one.line - other.line);
  return { ...file, problems };
}

/** Those in .github/actions, and those elsewhere that are called; composite actions may call further ones. */
function readActions(files: readonly SubmissionFile[], workflows: readonly WorkflowFile[]): CompositeAction[] {
  const waiting = files.filter(({ path }) => actionPath.test(path));
  waiting.push(...called(workflows.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps)), files));
  const read = new Map<string, CompositeAction | undefined>();
  let bytes = 0;
  for (let file = waiting.shift(); file !== undefined && read.size < mostFiles; file = waiting.shift()) {
    if (read.has(file.path)) continue;
    if (file.bytes.length <= mostFileBytes) bytes += file.bytes.length;
    const action = bytes > mostBytes ? actionLeftOut(file) : readAction(file.path, file.bytes);
    read.set(file.path, action);
    waiting.push(...called(action?.steps ?? [], files));
  }
  return [...read.values()].flatMap((action) => action ?? []).toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function called(steps: readonly { readonly uses?: Action | undefined }[], files: readonly SubmissionFile[]): SubmissionFile[] {
  const folders = new Set(steps.flatMap(({ uses }) => (uses?.kind === 'local' ? [uses.path === '.' ? '' : `${uses.path}/`] : [])));
  if (folders.size === 0) return [];
  return files.filter(({ path }) => /(?:^|\/)action\.ya?ml$/.test(path) && folders.has(path.replace(/action\.ya?ml$/, '')));
}
