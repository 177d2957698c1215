import { type Observation, observed } from '../../evidence/observation.ts';
import type { Submission, SubmissionFile } from '../../submission/submission.ts';
import type { Suspect } from '../tree/section.ts';
import { withinRecord } from '../workflow/recorded.ts';
import type { WorkflowFacts } from '../workflow/section.ts';
import { findApp } from './app.ts';
import { findBuilds } from './builds.ts';
import { dockerfileFacts } from './facts.ts';
import { type DockerfileReading, mostDockerfileBytes, readDockerfile, unreadDockerfile } from './parse.ts';
import type { DockerfileFacts, ParsedDockerfile, Problem } from './section.ts';

/** Files, and bytes in all, that are read. */
const mostFiles = 200;
const mostBytes = 512 * 1024;
/** Bytes of JSON for all of them: the section has room for 1 MiB. */
const mostRecorded = 700 * 1024;

const dockerfileName = /(?:^|\/)(?:(?:dockerfile|containerfile)(?:\.[^/]+)?|[^/]+\.(?:dockerfile|containerfile))$/i;
/** Ignore files, build policies, schemas and notes bear the name too; what is vendored is another's. */
const notDockerfile = /\.(?:dockerignore|containerignore|rego|md|json|ya?ml|txt|toml|html)$|(?:^|\/)(?:vendor|node_modules)\//i;

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
  const readings = readAll(dockerfiles.slice(0, mostFiles));
  const app = findApp(files, readings, builds, suspects);
  return observed({ files: withinRecord(readings.map(dockerfileFacts), mostRecorded, leftOut), ...(app && { app }) });
}

/** Those past the limit are listed, but not parsed. */
function readAll(dockerfiles: readonly SubmissionFile[]): DockerfileReading[] {
  let left = mostBytes;
  return dockerfiles.map(({ path, bytes }) => {
    if (bytes.length <= mostDockerfileBytes) left -= bytes.length;
    if (left < 0) return unreadDockerfile(path, tooMuch(`the Dockerfiles have more than ${mostBytes} bytes in all`));
    return readDockerfile(path, bytes);
  });
}

const tooMuch = (message: string): Problem => ({
  line: 1,
  message,
  fix: 'Remove Dockerfiles that nothing needs, and shorten those before this one.',
});

const leftOut = ({ path, lines, escape, problems }: ParsedDockerfile): ParsedDockerfile => {
  const problem = tooMuch(`the Dockerfiles hold more than the ${mostRecorded} bytes that can be recorded of them`);
  return { path, lines, escape, globals: [], stages: [], problems: [problem, ...problems] };
};
