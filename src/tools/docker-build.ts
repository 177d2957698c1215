import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { z } from 'zod';
import type { Fault } from '../evidence/observation.ts';
import { type BuildkitStory, buildkitProgress } from './buildkit-progress.ts';
import type { Docker } from './docker.ts';
import { jsonOf } from './json.ts';
import { saysMachineTrouble } from './machine-trouble.ts';
import type { Builder } from './docker-builder.ts';
import { failureOf, type ProgramResult } from './program.ts';

/** What one build may take. */
export const buildLimits = {
  timeoutMs: 10 * 60_000,
  imageBytes: 2 * 1024 ** 3,
  /** One file that a step writes. */
  fileBytes: 2 * 1024 ** 3,
  /** Base images, layers and caches of one grade, two builds: GitHub's machines have 14 GB free. */
  builderBytes: 12 * 1024 ** 3,
  logBytes: 64 * 1024 ** 2,
} as const;

/** A base image that the owner of this machine takes from elsewhere: `asked` as the FROM says it. */
export type Substitute = { readonly asked: string; readonly used: string };

export type BuildCall = {
  /** An empty folder of ours, in which the image and BuildKit's metadata are put. */
  readonly into: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string | undefined;
  readonly buildArgs: readonly { readonly name: string; readonly value: string }[];
  readonly platform: string;
  readonly network: 'none' | 'default';
  readonly substitutes: readonly Substitute[];
  /** `anew`: no step is taken as it was built before, and cache mounts are empty. */
  readonly cache: 'use' | 'anew';
  /** Cache mounts are seen by builds of the same namespace: what one submission leaves in them is no other's to find. */
  readonly cacheNamespace: string;
  /** Seconds: the time that files and the image's config are given. */
  readonly sourceDateEpoch: number;
  /** Also as an archive that `docker load` takes, under this name. */
  readonly loadAs?: string | undefined;
  readonly tell: (step: string) => void;
};

export type BuildFailure = {
  readonly kind: 'failed';
  readonly because: 'step' | 'base' | 'parse' | 'time' | 'output' | 'refused';
  readonly line?: number;
  readonly step?: string;
  readonly exitCode?: number;
  readonly log: readonly string[];
  readonly limit?: string;
};

export type BuildAnswer =
  | { readonly kind: 'built'; readonly layout: string; readonly archive: string; readonly manifest: string; readonly config: string; readonly bytes: number }
  | BuildFailure
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Builds an OCI image layout, as a folder, with buildx. Nothing is granted: no secret, no SSH agent, no entitlement, no provenance. */
export async function buildImage(docker: Docker, builder: Builder & { readonly kind: 'buildx' }, call: BuildCall): Promise<BuildAnswer> {
  const first = await builtOnce(docker, builder, call);
  if (first.kind !== 'fault' || docker.signal.aborted) return first;
  // A fault may pass; what it left is not to be taken for an image.
  await rm(call.into, { recursive: true, force: true });
  await mkdir(call.into);
  return await builtOnce(docker, builder, call);
}

async function builtOnce(docker: Docker, builder: Builder & { readonly kind: 'buildx' }, call: BuildCall): Promise<BuildAnswer> {
  const files: Files = { layout: join(call.into, 'image'), archive: join(call.into, 'image.tar'), metadata: join(call.into, 'metadata.json') };
  const progress = buildkitProgress(call.tell);
  const watch = watched(files.layout, builder, docker.signal);
  try {
    const result = await docker.run(argumentsOf(builder, call, files), {
      timeoutMs: buildLimits.timeoutMs,
      maxOutputBytes: buildLimits.logBytes,
      onStderr: progress.add,
      signal: watch.signal,
    });
    const overflow = watch.overflowed();
    if (overflow !== undefined) return overOutput(overflow, progress.told());
    const answer = await answerOf(result, progress.told(), files);
    return isForRoom(answer) && (await watch.leastRoom()) < scarce ? { kind: 'fault', fault: noRoom } : answer;
  } finally {
    watch.end();
  }
}

/** A step that found no room, by what it printed. A candidate can have it print that too: so the builder's disk is looked at. */
const isForRoom = (answer: BuildAnswer): boolean => answer.kind === 'failed' && answer.because === 'step' && answer.log.some((line) => /no space left on device/i.test(line));

/** Bytes. With less to spare, whatever a step wanted to write may have been too much. */
const scarce = 512 * 1024 ** 2;
const noRoom: Fault = { message: "a step of the build found no room on this machine's disk", repair: 'Make room where Docker keeps its images (`docker system df` shows what does), and grade again.' };

type Files = { readonly layout: string; readonly archive: string; readonly metadata: string };

function argumentsOf({ name }: Builder & { readonly kind: 'buildx' }, call: BuildCall, { layout, archive, metadata }: Files): readonly string[] {
  const { dockerfile, context, target, platform, network, substitutes, cache, cacheNamespace, sourceDateEpoch } = call;
  const buildArgs = [
    ...call.buildArgs,
    { name: 'SOURCE_DATE_EPOCH', value: String(sourceDateEpoch) },
    // An order to BuildKit, which no step sees and no image holds.
    { name: 'BUILDKIT_CACHE_MOUNT_NS', value: cacheNamespace },
  ];
  return [
    'buildx',
    'build',
    `--builder=${name}`,
    '--progress=rawjson',
    '--provenance=false',
    '--sbom=false',
    `--network=${network}`,
    `--ulimit=fsize=${buildLimits.fileBytes}:${buildLimits.fileBytes}`,
    `--platform=${platform}`,
    `--file=${dockerfile}`,
    `--output=type=oci,tar=false,dest=${layout},rewrite-timestamp=true`,
    ...(call.loadAs === undefined ? [] : [`--output=type=docker,dest=${archive},name=${call.loadAs},rewrite-timestamp=true`]),
    `--metadata-file=${metadata}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(cache === 'anew' ? ['--no-cache'] : []),
    ...buildArgs.map((each) => `--build-arg=${each.name}=${each.value}`),
    ...substitutes.map(({ asked, used }) => `--build-context=${asked}=docker-image://${used}`),
    '--',
    context,
  ];
}

/**
 * Aborts when the image, or all that its steps write, grows past the limit: BuildKit has none of its own. Remembers how scarce room
 * was: what a failed step wrote is gone with it.
 */
function watched(layout: string, { held, room }: Builder & { readonly kind: 'buildx' }, stopped: AbortSignal) {
  const controller = new AbortController();
  let overflow: string | undefined;
  const over = (limit: string): void => {
    overflow ??= limit;
    controller.abort();
  };
  const lookAtImage = async (): Promise<void> => {
    if ((await bytesIn(layout)) > buildLimits.imageBytes) over(gibibytes(buildLimits.imageBytes));
  };
  let least = Number.POSITIVE_INFINITY;
  const lookForRoom = async (): Promise<number> => (least = Math.min(least, (await room()) ?? Number.POSITIVE_INFINITY));
  const lookAtBuilder = async (): Promise<void> => {
    const [bytes = 0] = await Promise.all([held?.(), lookForRoom()]);
    if (bytes > buildLimits.builderBytes) over(`${gibibytes(buildLimits.builderBytes)} written by steps`);
  };
  const timers = [setInterval(() => void lookAtImage(), 500), setInterval(() => void lookAtBuilder(), 3_000)];
  return { signal: AbortSignal.any([controller.signal, stopped]), overflowed: (): string | undefined => overflow, leastRoom: lookForRoom, end: (): void => timers.forEach((timer) => clearInterval(timer)) };
}

const gibibytes = (bytes: number): string => `${bytes / 1024 ** 3} GiB`;

async function answerOf(result: ProgramResult, story: BuildkitStory, files: Files): Promise<BuildAnswer> {
  if (result.kind === 'exited' && result.code === 0) return await builtInto(files);
  if (result.kind === 'timed-out') return { kind: 'failed', because: 'time', limit: `${buildLimits.timeoutMs / 60_000} minutes`, ...told(story) };
  if (result.kind === 'output-too-large') return overOutput(`${buildLimits.logBytes / 1024 ** 2} MiB of log`, story);
  if (result.kind === 'exited') return failed(story);
  return { kind: 'fault', fault: failureOf('docker buildx build', result) ?? { message: 'the build did not run', repair: 'Grade again.' } };
}

const overOutput = (limit: string, story: BuildkitStory): BuildFailure => ({ kind: 'failed', because: 'output', limit, ...told(story) });

/** What is written of an image so far; nothing is nothing. */
async function bytesIn(layout: string): Promise<number> {
  const blobs = join(layout, 'blobs', 'sha256');
  const names = await readdir(blobs).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(blobs, name)).catch(() => undefined))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const metadataFile = z.object({ 'containerimage.digest': z.string(), 'containerimage.config.digest': z.string() });

async function builtInto({ layout, archive, metadata }: Files): Promise<BuildAnswer> {
  const read = metadataFile.safeParse(jsonOf(await readFile(metadata).catch(() => Buffer.alloc(0))));
  if (!read.success) {
    return { kind: 'fault', fault: { message: 'buildx wrote no digest of what it built', repair: 'Use buildx 0.13 or newer.' } };
  }
  const { 'containerimage.digest': manifest, 'containerimage.config.digest': config } = read.data;
  return { kind: 'built', layout, archive, manifest, config, bytes: await bytesIn(layout) };
}

function told({ failed, log, closing }: BuildkitStory): Pick<BuildFailure, 'line' | 'step' | 'exitCode' | 'log'> {
  const line = lineIn(closing);
  const [, code] = /exit code: (\d+)/.exec(failed?.error ?? closing) ?? [];
  return {
    ...(line !== undefined && { line }),
    ...(failed !== undefined && { step: failed.step }),
    ...(code !== undefined && { exitCode: Number(code) }),
    log: log.length > 0 ? log : complaint(failed?.error ?? lastLine(closing)),
  };
}

/** Of what printed nothing: BuildKit's own words, but for those that say no more than the step and its exit code, and for names that it makes up. */
function complaint(said: string): readonly string[] {
  if (said.includes('did not complete successfully')) return [];
  return [said.replace(/^ERROR: (?:failed to build: )?failed to solve: /, '').replaceAll(/ of ref \S+(?=:)/g, '')];
}

/** `Dockerfile:17` over the excerpt, or BuildKit's own words; the excerpt begins at the instruction that failed. */
function lineIn(closing: string): number | undefined {
  const [, marked] = /^ *(\d+) \| >>>/m.exec(closing) ?? [];
  const [, named] = /\bon line (\d+)|^[^\s:]+:(\d+)$/m.exec(closing) ?? [];
  const line = marked ?? named;
  return line === undefined ? undefined : Number(line);
}

const lastLine = (text: string): string => (text.split('\n').findLast((line) => line.trim() !== '') ?? '').slice(0, 300);

/** What a registry says of an image that it doesn't hold or give to strangers: the candidate's to mend. */
const absentBase = /not found|manifest unknown|pull access denied|repository does not exist|insufficient_scope|no match for platform|invalid reference/;
/** `RUN --security=insecure`, `RUN --network=host`: nothing is granted. */
const entitlement = /\b(?:security\.insecure|network\.host|device) is not allowed/;
const registryTrouble = /\b(429|50[0234])\b|timeout|connection re(fused|set)|no such host|temporary failure|TLS|x509|\bEOF\b/i;
const daemonTrouble = /Cannot connect to the Docker daemon|failed to dial|error reading from server|no builder|transport is closing|closed network connection|context canceled|code = Unavailable/i;
/** BuildKit's word for a step that the kernel ended for want of memory, and what that step's shell ends with where no BuildKit counts it. */
const outOfMemory = /ResourceExhausted|exit code: 137\b/;

function failed(story: BuildkitStory): BuildAnswer {
  const { failed: step, closing } = story;
  const said = withoutCommand(step?.error ?? closing);
  if (/parse error|unknown instruction|unknown flag|failed to process|no build stage|dockerfile invalid/i.test(closing) && !/did not complete successfully/.test(said)) {
    return { kind: 'failed', because: 'parse', ...told(story) };
  }
  if (entitlement.test(said)) return { kind: 'failed', because: 'refused', ...told(story) };
  const pulling = /load metadata|^FROM |failed to resolve source|failed to copy|pull/i.test(`${step?.step ?? ''}\n${said}`);
  if (pulling && registryTrouble.test(said)) return registryFault(said);
  if (pulling && absentBase.test(said)) return { kind: 'failed', because: 'base', ...told(story) };
  if (step === undefined || daemonTrouble.test(said) || outOfMemory.test(said) || saysMachineTrouble(said)) {
    return { kind: 'fault', fault: { message: `docker buildx build: ${lastLine(said)}`, repair: 'See that `docker buildx build` works here, and that there is room on the disk and memory, and grade again.' } };
  }
  const stepped = told(story);
  if (stepped.exitCode === fileSizeExceeded || stepped.log.slice(-5).some((line) => fileTooLarge.test(line))) return { kind: 'failed', because: 'output', limit: `${gibibytes(buildLimits.fileBytes)} in one file`, ...stepped };
  return { kind: 'failed', because: 'step', ...stepped };
}

/** A shell's word for a program that SIGXFSZ ended, 128 and the signal's number; the first process of a step gets EFBIG in its place. */
const fileSizeExceeded = 153;
const fileTooLarge = /\bfile too large\b/i;

/** BuildKit quotes the step's command, which may hold any words. */
const withoutCommand = (said: string): string => said.replace(/process ".*" did not complete successfully/s, 'a step did not complete successfully');

const registryFault = (said: string): BuildAnswer => ({
  kind: 'fault',
  fault: { message: `a registry did not give a base image: ${lastLine(said)}`, repair: 'Grade again when the registry answers; `docker login` lifts limits on anonymous pulls.' },
});
