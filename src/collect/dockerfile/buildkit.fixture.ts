import { execa } from 'execa';

const builder = process.env['BUILDX_BUILDER_OCI'];

/** Runs `docker buildx build` on the builder that the environment names, else on the default one. */
export async function buildx(args: readonly string[], dockerfile: string | Uint8Array) {
  const chosen = builder === undefined ? [] : ['--builder', builder];
  const { exitCode, stdout, stderr } = await execa('docker', ['buildx', 'build', ...chosen, ...args], { input: dockerfile, reject: false, timeout: 60_000 });
  return { done: exitCode === 0, stdout, stderr };
}

/** Whether there is a BuildKit that reads Dockerfiles without building them. */
export async function buildkitAnswers(): Promise<boolean> {
  return (await buildx(['--call=outline', '-f', '-', '.'], 'FROM scratch\n')).done;
}

export const withoutBuildkit = 'skipped: no docker buildx that answers --call=outline';
