import { tmpdir } from 'node:os';
import { type Environment, findProgram, type FoundProgram, type VersionReading } from './find-program.ts';
import { lockedProgram, type ProgramName } from './lock.ts';
import { runProgram } from './program.ts';

const questions: Readonly<Record<ProgramName, readonly string[]>> = {
  docker: ['--version'],
  hadolint: ['--version'],
  helm: ['version', '--template', '{{.Version}}'],
  kind: ['version'],
  kubectl: ['version', '--client'],
  kustomize: ['version'],
  trivy: ['--version'],
};

const limits = { timeoutMs: 20_000, maxOutputBytes: 1024 * 1024 } as const;

/** Asks the program at `path` for its version, without looking whether it could do its work. */
export async function askVersion(name: ProgramName, path: string, env: Environment, signal: AbortSignal): Promise<VersionReading> {
  const own = { HOME: env['HOME'] ?? tmpdir(), LANG: 'C.UTF-8' };
  const result = await runProgram({ program: path, args: questions[name], cwd: tmpdir(), env: own, signal, ...limits });
  // Helm built by hand may say no more than v4.3.
  const [, major, minor, patch = '0'] = (result.kind === 'exited' && /(\d+)\.(\d+)(?:\.(\d+))?/.exec(result.stdout.toString('utf8'))) || [];
  return major === undefined ? { kind: 'unreadable', why: `its answer is not ${name}'s` } : { kind: 'version', version: `${major}.${minor}.${patch}` };
}

/** The program that a grade would use, for whoever only wants to know of it. */
export const lookFor = async (name: ProgramName, { env, platform, signal }: { readonly env: Environment; readonly platform: NodeJS.Platform; readonly signal: AbortSignal }): Promise<FoundProgram> =>
  await findProgram({ name, locked: lockedProgram(name), readVersion: (path) => askVersion(name, path, env, signal) }, { env, platform, neverIn: [] });
