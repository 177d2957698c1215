import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Absence, Fault } from '../evidence/observation.ts';
import { type Docker, quick } from './docker.ts';
import { type Environment, findProgram, searchPath, type Surroundings, type VersionReading } from './find-program.ts';
import { kindConfig, nodeImageFor, workersFor } from './kind-config.ts';
import { clusterName, isLeftCluster } from './kind-names.ts';
import { kindClusters, removeCluster } from './kind-nodes.ts';
import { lockedProgram } from './lock.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';
import { temporaryFolder } from './temporary.ts';

/** A cluster of kind's that docc made. */
export type KindCluster = {
  readonly name: string;
  /** How many it was made with: workers may join after kind says that it is done. */
  readonly nodes: number;
  /** Its text: an administrator's. */
  readonly kubeconfig: string;
  readonly dispose: () => Promise<void>;
};

export type KindCall = {
  /** Minor version, such as 1.34. */
  readonly kubernetes: string;
  /** No later run removes it, and neither does `dispose`. */
  readonly keep: boolean;
};

export type MadeCluster =
  | { readonly kind: 'made'; readonly cluster: KindCluster }
  | { readonly kind: 'fault'; readonly fault: Fault };

export type Kind = {
  readonly version: string;
  readonly create: (docker: Docker, call: KindCall) => Promise<MadeCluster>;
  /** `create`, which is given up when nobody needs the cluster any more: it is removed as far as it was made. */
  readonly createUnless: (needless: AbortSignal, docker: Docker, call: KindCall) => Promise<MadeCluster | { readonly kind: 'needless' }>;
};

export type OpenedKind =
  | { readonly kind: 'open'; readonly program: Kind }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

export type KindPort = { readonly open: () => Promise<OpenedKind> };

/** The kind of this machine. `neverIn`: the candidate's folders. */
export function kindPort(env: Environment, signal: AbortSignal, neverIn: readonly string[]): KindPort {
  const around: Surroundings = { env, platform: process.platform, neverIn };
  return { open: () => openKind(around, signal) };
}

async function openKind(around: Surroundings, signal: AbortSignal): Promise<OpenedKind> {
  const env = await environment(around);
  const readVersion = async (path: string): Promise<VersionReading> => versionIn(await runProgram({ program: path, args: ['--version'], cwd: '/', env, signal, ...quick }));
  const found = await findProgram({ name: 'kind', locked: lockedProgram('kind'), readVersion }, around);
  if (found.kind === 'unusable') return { kind: 'fault', fault: found.fault };
  if (found.kind === 'absent') return found;
  const program = (args: readonly string[], cwd: string, until: AbortSignal) => runProgram({ program: found.path, args, cwd, env, signal: until, timeoutMs: createMs, maxOutputBytes: quick.maxOutputBytes });
  const makingIn = (docker: Docker, until: AbortSignal): Making => ({ docker, env: around.env, program: (args, cwd) => program(args, cwd, until) });
  const createUnless: Kind['createUnless'] = async (needless, docker, call) => {
    const made = await create(makingIn(docker, AbortSignal.any([signal, needless])), call);
    return made.kind === 'fault' && needless.aborted ? { kind: 'needless' } : made;
  };
  return { kind: 'open', program: { version: found.version, create: (docker, call) => create(makingIn(docker, signal), call), createUnless } };
}

/** kind calls docker by its name. */
async function environment({ env, neverIn }: Surroundings): Promise<Readonly<Record<string, string>>> {
  const passedOn = ['HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_CERT_PATH', 'DOCKER_TLS_VERIFY', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const kept = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(kept), PATH: await searchPath(env, neverIn), KIND_EXPERIMENTAL_PROVIDER: 'docker', LANG: 'C.UTF-8' };
}

function versionIn(result: ProgramResult): VersionReading {
  const said = result.kind === 'exited' ? result.stdout.toString('utf8') : '';
  const [, version] = /^kind version (\d+\.\d+\.\d+)/.exec(said) ?? [];
  return version === undefined ? { kind: 'unreadable', why: failureOf('kind', result)?.message ?? "its answer is not kind's" } : { kind: 'version', version };
}

/** Three nodes took 92 s on two busy processors; a node image may have to be pulled first: 400 MB. */
const createMs = 8 * 60_000;

type Making = { readonly docker: Docker; readonly env: Environment; readonly program: (args: readonly string[], cwd: string) => Promise<ProgramResult> };

async function create({ docker, env, program }: Making, { kubernetes, keep }: KindCall): Promise<MadeCluster> {
  const memory = await docker.run(['info', '--format', '{{.MemTotal}}'], quick);
  const workers = workersFor(env, memory.kind === 'exited' ? Number(memory.stdout.toString('utf8')) : 0);
  await using folder = await temporaryFolder('kind');
  const [config, kubeconfig] = [join(folder.path, 'kind.yaml'), join(folder.path, 'kubeconfig')];
  await writeFile(config, kindConfig(workers));
  const name = clusterName(keep);
  const dispose = (): Promise<void> => (keep ? Promise.resolve() : removeCluster(docker, name));
  const image = nodeImageFor(env, kubernetes);
  const made = await program(['create', 'cluster', `--name=${name}`, `--config=${config}`, `--kubeconfig=${kubeconfig}`, ...(image === undefined ? [] : [`--image=${image}`])], folder.path);
  const failure = failureOf('kind create cluster', made);
  if (failure === undefined) return { kind: 'made', cluster: { name, nodes: workers + 1, kubeconfig: await readFile(kubeconfig, 'utf8'), dispose } };
  await removeCluster(docker, name);
  return { kind: 'fault', fault: { ...failure, repair: `Run \`kind create cluster${image === undefined ? '' : ` --image ${image}`}\` by hand and see what it says; DOCC_KIND_IMAGE names another node image.` } };
}

/** Removes clusters of runs that were killed. */
export async function removeLeftClusters(docker: Docker): Promise<void> {
  for (const name of await kindClusters(docker)) if (isLeftCluster(name)) await removeCluster(docker, name);
}
