import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Absence, Fault } from '../evidence/observation.ts';
import { askedAgain } from './asked-again.ts';
import { type Environment, findProgram, type Surroundings, type VersionReading } from './find-program.ts';
import { lockedProgram } from './lock.ts';
import { isWholeText, saysMachineTrouble } from './machine-trouble.ts';
import { cleanText } from './program-output.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';
import { temporaryFolder } from './temporary.ts';

/** A file for Helm to see: `path` is relative, with forward slashes. */
export type HelmFile = { readonly path: string; readonly bytes: Uint8Array | string };

/** One `helm template` or `helm lint`. All paths are those of staged files. */
export type HelmRequest = {
  /** The chart's folder; `.` is the stage itself. */
  readonly chart: string;
  /** A minor version such as 1.34. */
  readonly kubernetes: string;
  readonly valueFiles: readonly string[];
  /** YAML documents, over the files. */
  readonly values: readonly string[];
  /** `--set`, `--set-string` and their like, each as one argument: `--set=image.tag=1.2.0`. */
  readonly sets: readonly string[];
  /** False where a schema of the chart wants something that isn't here, or values are not all known. */
  readonly schema: boolean;
};

export type HelmTemplateRequest = HelmRequest & {
  readonly name: string;
  readonly namespace?: string | undefined;
  /** Beside those that Helm knows by itself: `cert-manager.io/v1/Certificate`. */
  readonly apiVersions: readonly string[];
  /** Asks for what was rendered also where that is no YAML. */
  readonly evenInvalid?: boolean;
};

export type HelmAnswer =
  | { readonly kind: 'done'; readonly stdout: string }
  /** Exit code 1: the chart's own trouble. `stderr` is cleaned of control characters and of the stage's path. */
  | { readonly kind: 'refused'; readonly stdout: string; readonly stderr: string }
  /** A limit of ours ended it. */
  | { readonly kind: 'overwhelmed'; readonly how: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** A folder of copies that Helm is run on. It goes when it is disposed of. */
export type HelmStage = AsyncDisposable & {
  readonly add: (files: readonly HelmFile[]) => Promise<void>;
  readonly template: (request: HelmTemplateRequest) => Promise<HelmAnswer>;
  readonly lint: (request: HelmRequest) => Promise<HelmAnswer>;
};

export type Helm = { readonly version: string; readonly stage: () => Promise<HelmStage> };

export type OpenedHelm =
  | { readonly kind: 'open'; readonly helm: Helm }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

/** What the collector needs of Helm; it is looked for when it is opened. */
export type HelmPort = { readonly open: () => Promise<OpenedHelm> };

export const limits = {
  timeoutMs: 20_000,
  /** 200 manifests of 1,000 lines are 8 MiB. */
  maxOutputBytes: 32 * 1024 * 1024,
  /** Of address space, where the shell can bound it; Helm reserves 100 MiB of it before it begins. */
  memoryMiB: 2048,
} as const;

/** The Helm of this machine. `neverIn`: the candidate's folders, which are not searched even if PATH lists them. */
export function helmPort(env: Environment, signal: AbortSignal, neverIn: readonly string[] = []): HelmPort {
  return { open: () => openHelm({ env, platform: process.platform, neverIn }, signal) };
}

async function openHelm(around: Surroundings, signal: AbortSignal): Promise<OpenedHelm> {
  const readVersion = (path: string): Promise<VersionReading> => versionOf(path, signal);
  const found = await findProgram({ name: 'helm', locked: lockedProgram('helm'), readVersion }, around);
  if (signal.aborted) return { kind: 'fault', fault: { message: 'helm was ended by abort', repair: 'Grade again, to the end.' } };
  if (found.kind === 'absent') return found;
  if (found.kind === 'unusable') return { kind: 'fault', fault: found.fault };
  return { kind: 'open', helm: { version: found.version, stage: () => stageFor(found.path, signal) } };
}

async function versionOf(program: string, signal: AbortSignal): Promise<VersionReading> {
  await using stage = await emptyStage();
  const result = await runProgram({ ...boundedCall(program, ['version', '--template', '{{.Version}}'], stage.home), cwd: stage.files, signal });
  const failure = failureOf('helm', result);
  if (failure !== undefined || result.kind !== 'exited') return { kind: 'unreadable', why: failure?.message ?? 'it did not run' };
  // Built by hand it may say no more than v4.3.
  const [, major, minor, patch = '0'] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(result.stdout.toString('utf8').trim()) ?? [];
  if (major === undefined || minor === undefined) return { kind: 'unreadable', why: "its answer is not Helm's" };
  return { kind: 'version', version: `${major}.${minor}.${patch}` };
}

type Folders = AsyncDisposable & { readonly files: string; readonly home: string; readonly values: string };

async function emptyStage(): Promise<Folders> {
  const made = await temporaryFolder('helm');
  const folder = await realpath(made.path);
  const [files, home, values] = [join(folder, 'files'), join(folder, 'home'), join(folder, 'values')];
  await Promise.all([files, home, values].map((each) => mkdir(each)));
  return { files, home, values, [Symbol.asyncDispose]: async () => await made[Symbol.asyncDispose]() };
}

async function stageFor(program: string, signal: AbortSignal): Promise<HelmStage> {
  const folders = await emptyStage();
  let written = 0;
  const run = async (command: readonly string[], request: HelmRequest, last: readonly string[]): Promise<HelmAnswer> => {
    const values = request.values.map((bytes) => ({ path: `${(written += 1)}.yaml`, bytes }));
    await write(folders.values, values);
    const given = values.map(({ path }) => join(folders.values, path));
    const ran = (words: readonly string[]): Promise<ProgramResult> => runProgram({ ...boundedCall(program, words, folders.home), cwd: folders.files, signal });
    return await askedAgain<HelmAnswer>({
      ask: async () => answerOf(await ran([...command, ...shared(request, given), ...last]), [folders.files, folders.values]),
      name: 'helm',
      isDoubtful,
      trifleMs: limits.timeoutMs / 10,
      trifle: async () => broken(answerOf(await ran(trifle), [])),
    });
  };
  return {
    add: (files) => write(folders.files, files),
    template: (request) => run(templateFlags(request), request, ['--', request.name, place(request.chart)]),
    lint: (request) => run(['lint'], request, ['--', place(request.chart)]),
    [Symbol.asyncDispose]: () => folders[Symbol.asyncDispose](),
  };
}

/** Words that ask nothing of a chart. */
const trifle = ['env'];

/** A chart can have Helm take all of a limit, and say of the machine whatever it likes. */
const isDoubtful = (answer: HelmAnswer): boolean => answer.kind === 'overwhelmed' || (answer.kind === 'refused' && saysMachineTrouble(answer.stderr));

/** Why Helm can't do what no chart has a part in. */
function broken(answer: HelmAnswer): Fault | undefined {
  if (answer.kind === 'done') return undefined;
  if (answer.kind === 'fault') return answer.fault;
  const what = answer.kind === 'overwhelmed' ? answer.how : answer.stderr.trim().slice(0, 300);
  return { message: `helm ${what} where no chart was asked for`, repair: 'Grade again when this machine has room, memory and time.' };
}

async function write(folder: string, files: readonly HelmFile[]): Promise<void> {
  const all = files.map(({ path, bytes }) => ({ at: join(folder, placeOf(path)), bytes }));
  for (const made of new Set(all.map(({ at }) => dirname(at)))) await mkdir(made, { recursive: true });
  await Promise.all(all.map(({ at, bytes }) => writeFile(at, bytes)));
}

/** Paths come from a submission that was read, or from an archive that was looked at: this is the second lock. */
function placeOf(path: string): string {
  const normal = posix.normalize(path);
  if (normal === '..' || normal.startsWith('../') || posix.isAbsolute(normal)) throw new Error(`${path} leads out of the stage`);
  return normal;
}

/** So written that neither a flag nor an address can be meant. */
const place = (path: string): string => `./${placeOf(path)}`;

function shared({ kubernetes, valueFiles, sets, schema }: HelmRequest, given: readonly string[]): readonly string[] {
  const files = [...valueFiles.map(place), ...given].map((path) => `--values=${commaless(path)}`);
  return [`--kube-version=${kubernetes}.0`, ...files, ...sets, ...(schema ? [] : ['--skip-schema-validation'])];
}

/** `--values` takes a list in CSV. */
const commaless = (path: string): string => (/[",\n]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path);

function templateFlags({ namespace, apiVersions, evenInvalid = false }: HelmTemplateRequest): readonly string[] {
  const where = namespace === undefined ? [] : [`--namespace=${namespace}`];
  return ['template', '--include-crds', `--api-versions=${apiVersions.join(',')}`, ...where, ...(evenInvalid ? ['--debug'] : [])];
}

// The script is constant, and what it runs comes as its arguments. Where the shell can't bound memory (macOS) it goes on.
const script = 'ulimit -v "$1" 2>/dev/null; shift; exec "$@"';

function boundedCall(program: string, args: readonly string[], home: string) {
  // No argument can hold NUL, which a candidate's text can.
  const words = ['-c', script, 'sh', String(limits.memoryMiB * 1024), program, ...args].map((word) => word.replaceAll('\0', ''));
  const { timeoutMs, maxOutputBytes } = limits;
  return { program: '/bin/sh', args: words, env: environment(home), timeoutMs, maxOutputBytes };
}

/** Nothing of whoever grades: no plugins, no cluster, no registry. Rendering needs no network, and gets a proxy that isn't there. */
function environment(home: string): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  return {
    HOME: home,
    TMPDIR: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    HELM_PLUGINS: join(home, 'plugins'),
    HELM_NO_PLUGINS: '1',
    KUBECONFIG: join(home, 'kubeconfig'),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    LC_ALL: 'C.UTF-8',
    GOMEMLIMIT: '512MiB',
  };
}

function answerOf(result: ProgramResult, folders: readonly string[]): HelmAnswer {
  if (result.kind === 'timed-out') return overwhelmed(`took more than ${limits.timeoutMs / 1000} s`);
  if (result.kind === 'output-too-large') return overwhelmed(`had more than ${limits.maxOutputBytes / 1024 / 1024} MiB to say`);
  if (result.kind !== 'exited') return { kind: 'fault', fault: failureOf('helm', result) ?? { message: 'helm did not run', repair: 'Grade again.' } };
  const stdout = result.stdout.toString('utf8');
  if (result.code === 0) return isWholeText(stdout) ? { kind: 'done', stdout } : { kind: 'fault', fault: cutOff };
  if (memoryEnded.test(result.stderr)) return overwhelmed(`took more than ${limits.memoryMiB} MiB of memory`);
  // Helm refuses with 1 and says why: any other end is not about the chart.
  if (result.code !== 1 || !refusal.test(result.stderr)) return { kind: 'fault', fault: failureOf('helm', result) ?? cutOff };
  return { kind: 'refused', stdout: without(folders, cleanText(stdout)), stderr: without(folders, result.stderr) };
}

const refusal = /^Error: /m;

const cutOff: Fault = { message: 'helm ended well, and what it printed is not whole', repair: 'Grade again; if it stays so, install Helm again.' };

const overwhelmed = (how: string): HelmAnswer => ({ kind: 'overwhelmed', how });

/** As Go's runtime says it. */
const memoryEnded = /^(?:fatal error: (?:runtime: )?(?:out of memory|cannot allocate memory|stack overflow)|runtime: (?:out of memory|goroutine stack exceeds))/m;

const without = (folders: readonly string[], text: string): string =>
  folders.reduce((rest, folder) => rest.replaceAll(`${folder}/`, '').replaceAll(folder, '.'), text);
