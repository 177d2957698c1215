import { tmpdir } from 'node:os';
import { z } from 'zod';
import type { Absence, Fault } from '../evidence/observation.ts';
import { type Environment, findProgram, type Surroundings, type VersionReading } from './find-program.ts';
import { jsonOf } from './json.ts';
import { lockedProgram } from './lock.ts';
import { failureOf, type ProgramCall, type ProgramResult, runProgram } from './program.ts';

/** A Docker whose daemon answers. */
export type Docker = {
  /** Of the daemon. */
  readonly version: string;
  /** `linux/amd64`: what the daemon runs without emulation. */
  readonly platform: string;
  /** Ends every call that is given no signal of its own. */
  readonly signal: AbortSignal;
  /** One call of the client. `cwd` and the rest as for any program; the environment is docker's own. */
  readonly run: (args: readonly string[], call: DockerCall) => Promise<ProgramResult>;
};

export type DockerCall = Pick<ProgramCall, 'timeoutMs' | 'maxOutputBytes' | 'onStderr' | 'stdin' | 'signal'> & { readonly cwd?: string };

export type OpenedDocker =
  | { readonly kind: 'open'; readonly docker: Docker }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

/** What collectors need of Docker; it is looked for when it is opened. */
export type DockerPort = { readonly open: () => Promise<OpenedDocker> };

/** For calls that only ask. */
export const quick = { timeoutMs: 20_000, maxOutputBytes: 4 * 1024 * 1024 } as const;

/** The Docker of this machine. `neverIn`: the candidate's folders, which are not searched even if PATH lists them. */
export function dockerPort(env: Environment, signal: AbortSignal, neverIn: readonly string[]): DockerPort {
  const around: Surroundings = { env, platform: process.platform, neverIn };
  return { open: () => openDocker(around, signal) };
}

/**
 * The client's own settings and nothing else of the environment: where the daemon is, where plugins and credentials lie.
 * Buildx finds its builders by BUILDX_CONFIG or DOCKER_CONFIG.
 */
const passedOn = ['HOME', 'PATH', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_CERT_PATH', 'DOCKER_TLS_VERIFY', 'BUILDX_CONFIG', 'SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR'];

function environment(env: Environment): Readonly<Record<string, string>> {
  const kept = passedOn.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LANG: 'C.UTF-8', DOCKER_CLI_HINTS: 'false', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
}

async function openDocker(around: Surroundings, signal: AbortSignal): Promise<OpenedDocker> {
  const env = environment(around.env);
  const runWith = (program: string): Docker['run'] => (args, { cwd = tmpdir(), ...call }) =>
    runProgram({ signal, ...call, program, args, cwd, env });
  const readVersion = async (path: string): Promise<VersionReading> => clientVersion(await runWith(path)(['--version'], quick));
  const found = await findProgram({ name: 'docker', locked: lockedProgram('docker'), readVersion }, around);
  if (found.kind === 'unusable') return { kind: 'fault', fault: found.fault };
  return found.kind === 'absent' ? found : await greeted(runWith(found.path), signal);
}

function clientVersion(result: ProgramResult): VersionReading {
  if (result.kind !== 'exited' || result.code !== 0) return { kind: 'unreadable', why: failureOf('docker', result)?.message ?? 'it says nothing' };
  const [, version] = /\b(\d+\.\d+\.\d+)/.exec(result.stdout.toString('utf8')) ?? [];
  return version === undefined ? { kind: 'unreadable', why: "its answer is not docker's" } : { kind: 'version', version };
}

const daemon = z.object({ Version: z.string(), Os: z.string(), Arch: z.string() });

/** A client without a daemon is a machine without Docker: nothing broke. */
async function greeted(run: Docker['run'], signal: AbortSignal): Promise<OpenedDocker> {
  const result = await run(['version', '--format', '{{json .Server}}'], quick);
  const failure = failureOf('docker', result);
  if (failure !== undefined) return { kind: 'absent', absence: withoutDaemon(failure.message) };
  const read = result.kind === 'exited' ? daemon.safeParse(jsonOf(result.stdout)) : undefined;
  if (read?.success !== true) return { kind: 'absent', absence: withoutDaemon('its daemon does not tell its version') };
  const { Version: version, Os: os, Arch: architecture } = read.data;
  if (os !== 'linux') return { kind: 'absent', absence: { reason: `this Docker runs ${os} containers`, remedy: 'Switch Docker to Linux containers.' } };
  return { kind: 'open', docker: { version, platform: `${os}/${architecture}`, signal, run } };
}

const withoutDaemon = (why: string): Absence => ({
  reason: `no Docker daemon answers: ${why}`,
  remedy: 'Start Docker (`docker info` must work without sudo), and grade again.',
});
