import { faulted, type Observation, observed, refused, type Trouble } from '../../evidence/observation.ts';
import type { Refusal, Submission } from '../../submission/submission.ts';
import type { HclPort, HclRequest } from '../../tools/hcl.ts';
import { toldAgain } from '../told-again.ts';
import { hclAnswer } from './answer.ts';
import { bounded } from './bounded.ts';
import { folderOf, isCode, type Sources, sourcesOf, textsFor } from './files.ts';
import { type AppliedRoot, chosenRoots, foldersOf, isExample, rootOf, unusedFolders } from './roots.ts';
import type { TerraformFacts, TerraformProblem } from './section.ts';
import { type Application, applicationsOf } from './variables.ts';

export type TerraformPorts = { readonly hcl: HclPort };

const mostProblems = 100;
const longestMessage = 300;

/** Reads a submission's Terraform or OpenTofu code as they would before a plan. Nothing of it runs and nothing is fetched. */
export async function collectTerraform({ files, refused: unread }: Submission, { hcl }: TerraformPorts): Promise<Observation<TerraformFacts>> {
  const sources = sourcesOf(files);
  const problems = [...sources.problems, ...unread.filter(({ path }) => isCode(path)).map(refusedFile)];
  if (sources.code.length === 0) return observed({ roots: [], unused: [], files: [], ...listed(problems) });
  const applications = applicationsOf(sources, files);
  const answer = await hcl.read(requestOf(sources, applications, textsFor(sources, files), problems));
  if (answer.kind === 'fault') return faulted(answer.fault);
  if (answer.kind === 'overwhelmed') return refused(overwhelmed(answer.how, answer.file ?? largestOf(sources)));
  const facts = bounded(factsOf(answer.answer, applications, sources, problems));
  return facts === undefined ? refused(tooMuch(largestOf(sources))) : observed(facts);
}

const refusedFile = ({ path, observed, fix }: Refusal): TerraformProblem => ({ stage: 'read', path, message: `It is ${observed}`, fix });

function requestOf(
  { code, variables, locks }: Sources,
  applications: ReadonlyMap<string, readonly Application[]>,
  texts: HclRequest['texts'],
  problems: readonly TerraformProblem[],
): HclRequest {
  const applied = [...applications].map(([folder, ways]) => [folder, ways.map((files) => files.map(({ path }) => path))] as const);
  return {
    files: [...code, ...variables, ...locks].toSorted(byPath),
    unread: problems.map(({ path }) => path),
    texts,
    applied: Object.fromEntries(applied),
    examples: [...applications.keys()].filter(isExample),
  };
}

function factsOf(
  answer: unknown,
  applications: ReadonlyMap<string, readonly Application[]>,
  sources: Sources,
  unread: readonly TerraformProblem[],
): TerraformFacts {
  const read = hclAnswer.parse(answer);
  const chosen = chosenRoots(read.roots.map((root) => ({ read: root, application: applicationOf(root, applications) })));
  const roots = chosen.map((root) => rootOf(root, lockIn(sources, root.read.path), environmentOf(root, chosen)));
  const reached = new Set(roots.flatMap(foldersOf));
  const given = new Set(roots.flatMap(({ variableFiles }) => variableFiles.map(({ path }) => path)));
  const isReached = (path: string): boolean => (isCode(path) ? reached.has(folderOf(path)) : given.has(path));
  return {
    roots: roots.toSorted(byPath),
    unused: unusedFolders(applications.keys(), reached),
    files: read.files.map((file) => ({ ...file, reached: isReached(file.path) })),
    ...listed([...unread, ...read.problems, ...chosen.flatMap((root) => root.read.problems)]),
  };
}

function applicationOf({ path, applied }: AppliedRoot['read'], applications: ReadonlyMap<string, readonly Application[]>): Application {
  const same = (way: Application): boolean => way.map((file) => file.path).join('\n') === applied.join('\n');
  return applications.get(path)?.find(same) ?? [];
}

function environmentOf({ read, application }: AppliedRoot, all: readonly AppliedRoot[]): string | undefined {
  if (all.filter((other) => other.read.path === read.path).length < 2) return undefined;
  return application.at(-1)?.path.replace(/^.*\//, '').replace(/\.tfvars(?:\.json)?$/, '');
}

const lockIn = ({ locks }: Sources, folder: string): string | undefined => locks.find(({ path }) => folderOf(path) === folder)?.path;

/** The same file may be read for several roots. */
function listed(problems: readonly TerraformProblem[]): Pick<TerraformFacts, 'problems' | 'problemsBeyond'> {
  const each = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  const sorted = [...each.values()].toSorted((a, b) => byPath(a, b) || (a.line ?? 0) - (b.line ?? 0));
  return { problems: sorted.slice(0, mostProblems).map(shortened), problemsBeyond: Math.max(0, sorted.length - mostProblems) };
}

const shortened = (problem: TerraformProblem): TerraformProblem => ({ ...problem, message: short(problem.message), fix: short(problem.fix) });

const short = (text: string): string =>
  text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1).toWellFormed()}…`;

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

const largestOf = ({ code }: Sources): string => code.reduce((a, b) => (b.text.length > a.text.length ? b : a)).path;

const overwhelmed = (how: string, path: string): Trouble => ({
  expected: 'Terraform code that can be evaluated in 20 s and 256 MB',
  observed: `its evaluation ${how}; most likely by what ${path} says`,
  at: { path },
  fix: `Look in ${path} for expressions that grow with each step (lists of lists, texts of texts, large count or for_each), and make them smaller.`,
  reproduce: toldAgain('source', 'its evaluation'),
});

const tooMuch = (path: string): Trouble => ({
  expected: 'Terraform code whose evaluated blocks fit into 1 MiB',
  observed: 'more than that',
  at: { path },
  fix: 'Declare less in one repository: remove generated code and large literals, and root modules that are not part of the challenge.',
  reproduce: toldAgain('source', 'evaluated blocks fit'),
});
