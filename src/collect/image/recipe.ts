import { join } from 'node:path';
import type { Submission, SubmissionFile } from '../../submission/submission.ts';
import type { App, DockerfileFacts, ParsedDockerfile } from '../dockerfile/section.ts';
import type { StagedFile } from '../../tools/staging.ts';
import { inwardAdd } from './inward.ts';

/** What is built, and how the submission says that it should be. */
export type Recipe = {
  /** The submission's digest: what its builds cache is no other's. */
  readonly identity: string;
  /** The whole submission, as it is staged; without the policy that buildx would read beside a Dockerfile. */
  readonly files: readonly StagedFile[];
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | undefined;
  readonly buildArgs: readonly { readonly name: string; readonly value: string }[];
};

export type RecipeReading =
  | { readonly kind: 'recipe'; readonly recipe: Recipe }
  /** docc doesn't let it be built. */
  | { readonly kind: 'refused'; readonly recipe: Recipe; readonly line: number; readonly message: string };

/** Undefined where the submission has no Dockerfile for the app: its root check says so. */
export function recipeOf(submission: Submission, facts: DockerfileFacts): RecipeReading | undefined {
  const { app, files } = facts;
  const file = files.find(({ path }) => path === app?.path);
  if (app === undefined || file === undefined) return undefined;
  const policy = `${file.path}.rego`;
  const staged = submission.files.filter(({ path }) => path !== policy).map((each) => (each.path === file.path ? withoutSyntax(each, file) : each));
  const recipe: Recipe = { identity: submission.identity.digest, files: staged, dockerfile: app.path, context: app.context, target: app.target, buildArgs: argumentsOf(app) };
  const foreign = foreignFrontend(file) ?? inwardAdd(file);
  return foreign === undefined ? { kind: 'recipe', recipe } : { kind: 'refused', recipe, ...foreign };
}

/** A frontend is a program that reads the Dockerfile in BuildKit's place: Docker's own is what BuildKit has anyway. */
const official = /^(docker\.io\/)?docker\/dockerfile(-upstream)?(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/;

function foreignFrontend({ syntax }: ParsedDockerfile): { readonly line: number; readonly message: string } | undefined {
  if (syntax === undefined || official.test(syntax.image)) return undefined;
  return { line: syntax.line, message: `# syntax=${syntax.image} asks for a frontend that isn't Docker's own, which docc doesn't run` };
}

/** Docker's own frontend would be fetched, and the build is to need no network: the line stays, empty, so that lines are counted alike. */
function withoutSyntax(source: SubmissionFile, { syntax }: ParsedDockerfile): StagedFile {
  if (syntax === undefined) return source;
  const text = new TextDecoder().decode(source.bytes);
  const lines = text.split('\n').map((line, index) => (index + 1 === syntax.line ? '#' : line));
  return { ...source, bytes: new TextEncoder().encode(lines.join('\n')) };
}

/** Those that files tell. BuildKit takes orders by arguments too (BUILDKIT_SYNTAX is a frontend): those are not passed on. */
const argumentsOf = ({ buildArgs }: App): Recipe['buildArgs'] =>
  buildArgs.flatMap(({ name, value }) => (value === undefined || /^(BUILDKIT_|SOURCE_DATE_EPOCH$)/.test(name) ? [] : [{ name, value }]));

/** The places of a recipe in a staged copy. */
export const placesIn = (staged: string, { dockerfile, context }: Recipe) => ({
  dockerfile: join(staged, dockerfile),
  context: join(staged, context),
});
