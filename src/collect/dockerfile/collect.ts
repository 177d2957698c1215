import { type Observation, observed } from '../../evidence/observation.ts';
import type { Submission } from '../../submission/submission.ts';
import type { Suspect } from '../tree/section.ts';
import { withinRecord } from '../workflow/recorded.ts';
import type { WorkflowFacts } from '../workflow/section.ts';
import { findApp } from './app.ts';
import { findBuilds } from './builds.ts';
import { dockerfileFacts } from './facts.ts';
import { readDockerfile } from './parse.ts';
import type { DockerfileFacts, ParsedDockerfile } from './section.ts';

const mostFiles = 40;
/** Bytes of JSON for all of them: the section has room for 1 MiB. */
const mostRecorded = 700 * 1024;

const dockerfileName = /(?:^|\/)(?:(?:dockerfile|containerfile)(?:\.[^/]+)?|[^/]+\.(?:dockerfile|containerfile))$/i;
/** Ignore files, build policies and notes bear the name too; what is vendored is another's. */
const notDockerfile = /\.(?:dockerignore|containerignore|rego|md)$|(?:^|\/)(?:vendor|node_modules)\//i;

/** Pure: parses every Dockerfile, and tells which of them builds the given server and what a build of it would send. */
export function collectDockerfile(
  submission: Submission,
  workflows: WorkflowFacts | undefined,
  suspects: readonly Suspect[],
): Observation<DockerfileFacts> {
  const { files } = submission;
  const builds = findBuilds(files, workflows);
  // `-f` may name a file that is not called Dockerfile.
  const named = new Set(builds.map(({ dockerfile }) => dockerfile));
  const dockerfiles = files.filter(({ path }) => named.has(path) || (dockerfileName.test(path) && !notDockerfile.test(path)));
  const readings = dockerfiles.slice(0, mostFiles).map(({ path, bytes }) => readDockerfile(path, bytes));
  const app = findApp(files, readings, builds, suspects);
  return observed({ files: withinRecord(readings.map(dockerfileFacts), mostRecorded, leftOut), ...(app && { app }) });
}

const leftOut = ({ path, lines, escape, problems }: ParsedDockerfile): ParsedDockerfile => {
  const fix = 'Remove Dockerfiles that nothing needs, and shorten those before this one.';
  const problem = { line: 1, message: `the Dockerfiles hold more than the ${mostRecorded} bytes that can be recorded of them`, fix };
  return { path, lines, escape, globals: [], stages: [], problems: [problem, ...problems] };
};
