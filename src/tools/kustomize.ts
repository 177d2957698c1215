import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import type { Absence, Fault } from '../evidence/observation.ts';
import { askedAgain } from './asked-again.ts';
import { type Environment, findProgram, type Surroundings, type VersionReading } from './find-program.ts';
import { lockedProgram } from './lock.ts';
import { isWholeText, saysMachineTrouble } from './machine-trouble.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';

/** A file for Kustomize to see: `path` is relative, with forward slashes. */
export type KustomizeFile = { readonly path: string; readonly bytes: Uint8Array | string };

export type KustomizeAnswer =
  /** YAML documents. */
  | { readonly kind: 'built'; readonly text: string }
  /** Kustomize's own words, with paths relative to the stage. */
  | { readonly kind: 'refused'; readonly message: string }
  /** A limit of ours ended it. */
  | { readonly kind: 'overwhelmed'; readonly how: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

export type Kustomize = {
  /** Stages the files, and builds each of these folders. */
  readonly build: (files: readonly KustomizeFile[], folders: readonly string[]) => Promise<readonly KustomizeAnswer[]>;
};

export type OpenedKustomize =
  | { readonly kind: 'open'; readonly kustomize: Kustomize }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

/** What the collector needs of Kustomize; it is looked for when it is opened. */
export type KustomizePort = { readonly open: () => Promise<OpenedKustomize> };

/** What one build is let have. */
export const limits = { timeoutMs: 20_000, maxOutputBytes: 16 * 1024 * 1024, memoryMiB: 2048 } as const;

/** kubectl, which has Kustomize within, or Kustomize itself. `neverIn`: the candidate's folders, in which neither is looked for. */
export function kustomizePort(env: Environment, signal: AbortSignal, neverIn: readonly string[] = []): KustomizePort {
  return { open: () => openKustomize({ env, platform: process.platform, neverIn }, signal) };
}

async function openKustomize(around: Surroundings, signal: AbortSignal): Promise<OpenedKustomize> {
  const kubectl = await find('kubectl', around, signal);
  const found = kubectl.kind === 'absent' ? await find('kustomize', around, signal) : kubectl;
  if (signal.aborted) return { kind: 'fault', fault: { message: 'kubectl was ended by abort', repair: 'Grade again, to the end.' } };
  if (found.kind === 'unusable') return { kind: 'fault', fault: found.fault };
  if (found.kind === 'absent') return kubectl.kind === 'absent' ? kubectl : found;
  const command = kubectl.kind === 'absent' ? [found.path, 'build'] : [found.path, 'kustomize'];
  return { kind: 'open', kustomize: { build: (files, folders) => build(command, files, folders, signal) } };
}

const find = (name: 'kubectl' | 'kustomize', around: Surroundings, signal: AbortSignal) =>
  findProgram({ name, locked: lockedProgram(name), readVersion: (path) => versionOf(name, path, signal) }, around);

async function versionOf(name: 'kubectl' | 'kustomize', program: string, signal: AbortSignal): Promise<VersionReading> {
  await using stage = await emptyStage();
  const result = await runProgram({ ...boundedCall([program, 'version', ...(name === 'kubectl' ? ['--client'] : [])], stage.home), cwd: stage.files, signal });
  const failure = failureOf(name, result);
  if (failure !== undefined || result.kind !== 'exited') return { kind: 'unreadable', why: failure?.message ?? 'it did not run' };
  // `Client Version: v1.34.4` and `v5.7.1`.
  const [, version] = /v(\d+\.\d+\.\d+)/.exec(result.stdout.toString('utf8')) ?? [];
  return version === undefined ? { kind: 'unreadable', why: `its answer is not that of ${name}` } : { kind: 'version', version };
}

type Stage = AsyncDisposable & { readonly files: string; readonly home: string };

async function emptyStage(): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'docc-kustomize-')));
  const [files, home] = [join(folder, 'files'), join(folder, 'home')];
  await Promise.all([mkdir(files), mkdir(home)]);
  return { files, home, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function build(command: readonly string[], files: readonly KustomizeFile[], folders: readonly string[], signal: AbortSignal): Promise<readonly KustomizeAnswer[]> {
  await using stage = await emptyStage();
  const all = files.map(({ path, bytes }) => ({ at: join(stage.files, placeOf(path)), bytes }));
  for (const made of new Set(all.map(({ at }) => dirname(at)))) await mkdir(made, { recursive: true });
  await Promise.all(all.map(({ at, bytes }) => writeFile(at, bytes)));
  const answers: KustomizeAnswer[] = [];
  const ran = async (folder: string, cwd: string): Promise<KustomizeAnswer> => answerOf(await runProgram({ ...boundedCall([...command, folder], stage.home), cwd, signal }), stage.files);
  await writeFile(join(stage.home, 'kustomization.yaml'), trifle);
  for (const folder of folders) {
    const words = `./${placeOf(folder)}`;
    answers.push(await askedAgain<KustomizeAnswer>({ name: 'kubectl kustomize', trifleMs: limits.timeoutMs / 10, ask: () => ran(words, stage.files), isDoubtful, trifle: async () => broken(await ran('.', stage.home)) }));
  }
  return answers;
}

/** A kustomization of next to nothing. */
const trifle = 'configMapGenerator: [{name: docc, literals: [a=b]}]\n';

/** A kustomization can have it take all of a limit, and say of the machine whatever it likes. */
const isDoubtful = (answer: KustomizeAnswer): boolean => answer.kind === 'overwhelmed' || (answer.kind === 'refused' && saysMachineTrouble(answer.message));

/** Why it can't do what no submission has a part in. */
function broken(answer: KustomizeAnswer): Fault | undefined {
  if (answer.kind === 'built') return undefined;
  if (answer.kind === 'fault') return answer.fault;
  const what = answer.kind === 'overwhelmed' ? answer.how : answer.message.slice(0, 300);
  return { message: `kubectl kustomize ${what} on next to nothing`, repair: 'Grade again when this machine has room, memory and time.' };
}

/** Paths come from a submission that was read: this is the second lock. */
function placeOf(path: string): string {
  const normal = posix.normalize(path);
  if (normal === '..' || normal.startsWith('../') || posix.isAbsolute(normal)) throw new Error(`${path} leads out of the stage`);
  return normal;
}

// The script is constant, and what it runs comes as its arguments. Where the shell can't bound memory (macOS) it goes on.
const script = 'ulimit -v "$1" 2>/dev/null; shift; exec "$@"';

function boundedCall(words: readonly string[], home: string) {
  const { timeoutMs, maxOutputBytes, memoryMiB } = limits;
  return { program: '/bin/sh', args: ['-c', script, 'sh', String(memoryMiB * 1024), ...words], env: environment(home), timeoutMs, maxOutputBytes };
}

/** Nothing of whoever grades, and no way out: no git to clone with (PATH is empty), a proxy that isn't there, no cluster. */
function environment(home: string): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  return { PATH: home, HOME: home, TMPDIR: home, XDG_CONFIG_HOME: home, KUBECONFIG: join(home, 'kubeconfig'), HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, LC_ALL: 'C.UTF-8', GOMEMLIMIT: '512MiB' };
}

function answerOf(result: ProgramResult, folder: string): KustomizeAnswer {
  if (result.kind === 'timed-out') return { kind: 'overwhelmed', how: `took more than ${limits.timeoutMs / 1000} s` };
  if (result.kind === 'output-too-large') return { kind: 'overwhelmed', how: `had more than ${limits.maxOutputBytes / 1024 / 1024} MiB to say` };
  if (result.kind !== 'exited') return { kind: 'fault', fault: failureOf('kubectl kustomize', result) ?? { message: 'kubectl did not run', repair: 'Grade again.' } };
  const text = result.stdout.toString('utf8');
  if (result.code === 0) return isWholeText(text) ? { kind: 'built', text } : { kind: 'fault', fault: cutOff };
  // It refuses with 1 and says why: any other end is not about what it was given.
  if (result.code !== 1 || !/^error: /im.test(result.stderr)) return { kind: 'fault', fault: failureOf('kubectl kustomize', result) ?? cutOff };
  return { kind: 'refused', message: result.stderr.replaceAll(`${folder}/`, '').replaceAll(folder, '.').trim().slice(0, 2_000).toWellFormed() };
}

const cutOff: Fault = { message: 'kubectl kustomize ended well, and what it printed is not whole', repair: 'Grade again; if it stays so, install kubectl again.' };
