import { hash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Fault } from '../evidence/observation.ts';
import { type Docker, type DockerCall, quick } from './docker.ts';
import { jsonOf } from './json.ts';
import { saysMachineTrouble } from './machine-trouble.ts';
import { failureOf, type ProgramResult } from './program.ts';
import { cleanText } from './program-output.ts';

/** What a container is denied. What is left out is denied as far as Docker can. */
export type Confinement = {
  readonly memoryBytes: number;
  readonly processors: number;
  readonly processes: number;
  readonly root: 'read-only' | 'writable';
  readonly capabilities: 'none' | 'docker';
  readonly privileges: 'no-new' | 'any';
  /** `uid:gid`; absent: the image's own. */
  readonly user: string | undefined;
  /** `prober`: a network with nobody else in it; `open`: Docker's own. */
  readonly network: 'prober' | 'open';
};

/** Docker does not answer of a container that it started: our fault. */
export class DockerSilent extends Error {
  override name = 'DockerSilent';
}

/** All that tells what became of it throws {@link DockerSilent} where Docker can't be asked: no answer is no ended server. */
export type Container = {
  readonly id: string;
  /** Where the prober reaches it; absent once it has ended. */
  readonly address: () => Promise<string | undefined>;
  readonly state: () => Promise<ContainerState>;
  /** Its last lines, cleaned. */
  readonly printed: () => Promise<readonly string[]>;
  /** Paths that it made or changed outside of mounts. */
  readonly changed: () => Promise<readonly string[]>;
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  readonly dispose: () => Promise<void>;
};

export type ContainerState = { readonly running: boolean; readonly exitCode: number; readonly outOfMemory: boolean };

export type Started =
  | { readonly kind: 'started'; readonly container: Container }
  /** The daemon would not: an image without a program, one of another architecture. The candidate's. */
  | { readonly kind: 'unstartable'; readonly message: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Images, networks and containers of one run, all under its label. */
export type Yard = {
  readonly start: (confinement: Confinement) => Promise<Started>;
  readonly dispose: () => Promise<void>;
};

export type OpenedYard = { readonly kind: 'open'; readonly yard: Yard } | { readonly kind: 'fault'; readonly fault: Fault };

/** On everything that docc makes in Docker, with who made it: what a killed run left is found by it. */
export const label = 'dev.docc.run';

/** This process, and its machine: a daemon may serve several. */
export const maker = (): string => `${process.pid}@${hostname()}`;

const longStart: DockerCall = { ...quick, timeoutMs: 60_000 };

/** Images can't be labelled without being changed: what is loaded bears a name of docc's, with the process and machine in it. */
export const ownImages = 'docc-run';

export const ownImage = (): string => `${ownImages}:${process.pid}-${machineMark()}-${randomBytes(4).toString('hex')}`;

/** A host's name may hold what no tag can. */
export const machineMark = (): string => hash('sha256', hostname()).slice(0, 12);

/** What `docker load` takes: `archive`, which holds the image of that config under that name. */
export type Loadable = { readonly archive: string; readonly config: string; readonly name: string };

/** Loads an image, and makes a network that leads nowhere. Both are gone when the yard is. */
export async function openYard(docker: Docker, { archive, config, name: tag }: Loadable): Promise<OpenedYard> {
  const name = `docc-${process.pid}-${randomBytes(4).toString('hex')}`;
  const loaded = await docker.run(['load', '--input', archive], { ...quick, timeoutMs: 120_000 });
  const made = failureOf('docker load', loaded) ?? failureOf('docker network create', await docker.run(['network', 'create', '--internal', '--label', `${label}=${maker()}`, name], quick));
  const image = made === undefined ? await heldImage(docker, [config, tag]) : undefined;
  const dispose = async (): Promise<void> => {
    const late = { ...quick, signal: AbortSignal.timeout(quick.timeoutMs) };
    await docker.run(['network', 'rm', name], late);
    // By its name: who has the same image under another keeps it.
    await docker.run(['image', 'rm', tag], late);
  };
  if (made === undefined && image !== undefined) return { kind: 'open', yard: { start: (confinement) => start(docker, { image, network: name, confinement }), dispose } };
  await dispose();
  return { kind: 'fault', fault: made ?? { message: `docker load did not give the image ${config} that was built`, repair: 'Grade again; if it stays, tell docc\'s maintainers the version of Docker.' } };
}

/** What runs must be what was built: by the digest of its config, or by the name where the daemon counts otherwise. */
async function heldImage(docker: Docker, names: readonly string[]): Promise<string | undefined> {
  for (const image of names) {
    const found = await docker.run(['image', 'inspect', '--format', '{{.Id}}', image], quick);
    if (found.kind === 'exited' && found.code === 0) return image;
  }
  return undefined;
}

type Wanted = { readonly image: string; readonly network: string; readonly confinement: Confinement };

async function start(docker: Docker, wanted: Wanted): Promise<Started> {
  const first = await startOnce(docker, wanted);
  if (first.kind !== 'fault' || docker.signal.aborted) return first;
  await wait(betweenTriesMs);
  return await startOnce(docker, wanted);
}

/** A daemon that restarts is away for some seconds. */
const betweenTriesMs = 2_000;

async function startOnce(docker: Docker, wanted: Wanted): Promise<Started> {
  const name = `docc-${process.pid}-${randomBytes(4).toString('hex')}`;
  const result = await docker.run(['run', '--detach', `--name=${name}`, ...optionsOf(wanted), wanted.image], longStart);
  if (result.kind === 'exited' && result.code === 0) {
    const id = result.stdout.toString('utf8').trim().slice(0, 64);
    return { kind: 'started', container: containerOf(docker, id, wanted.confinement.network === 'prober' ? wanted.network : 'bridge') };
  }
  // What can't be started is made all the same.
  await remove(docker, name);
  // 125: the daemon refuses; 126, 127: what the image names can't be run. https://docs.docker.com/engine/containers/run/#exit-status
  if (result.kind === 'exited' && result.code >= 125 && result.code <= 127 && isAboutImage(result.stderr)) return { kind: 'unstartable', message: lastLine(result.stderr) };
  return { kind: 'fault', fault: failureOf('docker run', result) ?? { message: 'docker run said nothing', repair: 'Grade again.' } };
}

/** What the daemon or its network can't do ends with 125 as well, and a client that was ended says nothing. */
const daemonTrouble = /Cannot connect to the Docker daemon|error during connect|failed to set up container networking|network \S+ not found|context deadline exceeded|context canceled|is shutting down|\bEOF\b/i;
const isAboutImage = (said: string): boolean => /Error/i.test(said) && !daemonTrouble.test(said) && !saysMachineTrouble(said);

const lastLine = (stderr: string): string =>
  lasting(cleanText(stderr).split('\n').find((line) => line.includes('Error')) ?? cleanText(stderr).split('\n')[0] ?? '');

function optionsOf({ network, confinement }: Wanted): readonly string[] {
  const { memoryBytes, processors, processes, root, capabilities, privileges, user } = confinement;
  return [
    `--label=${label}=${maker()}`,
    '--pull=never',
    `--memory=${memoryBytes}`,
    `--memory-swap=${memoryBytes}`,
    `--cpus=${processors}`,
    `--pids-limit=${processes}`,
    '--log-opt=max-size=1m',
    '--log-driver=json-file',
    ...(confinement.network === 'prober' ? [`--network=${network}`] : []),
    ...(root === 'read-only' ? ['--read-only'] : []),
    ...(capabilities === 'none' ? ['--cap-drop=ALL'] : []),
    ...(privileges === 'no-new' ? ['--security-opt=no-new-privileges'] : []),
    ...(user === undefined ? [] : [`--user=${user}`]),
  ];
}

/** What differs from run to run has no place in evidence: dates, how long something took, addresses, ids. */
const passing: readonly (readonly [RegExp, string])[] = [
  [/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d+(?:\.\d+)?(?:ns|[mµ]?s)\b/g, '<time>'],
  [/\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<address>'],
  [/\b(?:0x[0-9a-f]{6,16}|[0-9a-f]{12}|[0-9a-f]{64})\b/g, '<id>'],
];

const lasting = (text: string): string => passing.reduce((kept, [what, word]) => kept.replaceAll(what, word), text).slice(0, 300);

const inspected = z.tuple([
  z.object({
    State: z.object({ Running: z.boolean(), ExitCode: z.int(), OOMKilled: z.boolean() }),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string() })) }),
  }),
]);

function containerOf(docker: Docker, id: string, network: string): Container {
  const inspect = async (): Promise<z.infer<typeof inspected>[0]> => {
    const ask = () => docker.run(['container', 'inspect', id], quick);
    return await answered(docker, 'docker container inspect', ask, (result) => inspected.safeParse(jsonOf(result.stdout)).data?.[0]);
  };
  const linesOf = async (...args: readonly string[]): Promise<readonly string[]> => {
    const text = await answered(docker, `docker ${args.slice(0, 2).join(' ')}`, () => docker.run(args, quick), (result) => (result.code === 0 ? cleanText(`${result.stdout.toString('utf8')}\n${result.stderr}`) : undefined));
    return text.split('\n').filter((line) => line.trim() !== '');
  };
  return {
    id,
    address: async () => (await inspect()).NetworkSettings.Networks[network]?.IPAddress || undefined,
    state: async () => {
      const { Running: running, ExitCode: exitCode, OOMKilled: outOfMemory } = (await inspect()).State;
      return { running, exitCode, outOfMemory };
    },
    printed: async () => (await linesOf('container', 'logs', '--tail=20', id)).slice(-20).map(lasting),
    changed: async () => (await linesOf('container', 'diff', id)).map((line) => line.replace(/^[ACD] /, '')).slice(0, 50),
    signal: async (name) => {
      const kill = () => docker.run(['container', 'kill', `--signal=${name}`, id], quick);
      // One that has ended meanwhile can't be told to.
      await answered(docker, 'docker container kill', kill, ({ code, stderr }) => code === 0 || stderr.includes('is not running') || undefined);
    },
    dispose: () => remove(docker, id),
  };
}

/** How often Docker is asked before it counts as silent: for some ten seconds. */
const tries = 6;

async function answered<T>(docker: Docker, name: string, ask: () => Promise<ProgramResult>, read: (result: ProgramResult & { readonly kind: 'exited' }) => T | undefined): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const result = await ask();
    const found = result.kind === 'exited' ? read(result) : undefined;
    if (found !== undefined) return found;
    if (tried === tries || docker.signal.aborted) throw new DockerSilent(failureOf(name, result)?.message ?? `${name} answered what docc can't read`);
    await wait(betweenTriesMs, undefined, { signal: docker.signal }).catch(() => undefined);
  }
}

/** Also when the run is stopped: that ends every other call. */
async function remove(docker: Docker, container: string): Promise<void> {
  await docker.run(['container', 'rm', '--force', '--volumes', container], { ...quick, signal: AbortSignal.timeout(quick.timeoutMs) });
}
