import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../evidence/observation.ts';
import { type Docker, quick } from './docker.ts';
import { heldBy, roomOf } from './docker-builder-disk.ts';
import { fence } from './docker-builder-fence.ts';
import type { Environment } from './find-program.ts';
import { failureOf, type ProgramResult } from './program.ts';
import { temporaryFolder } from './temporary.ts';

/** What builds images. `dispose` removes it where docc made it. */
export type Builder =
  | {
      readonly kind: 'buildx';
      readonly name: string;
      readonly buildkit: string;
      /** It asks others before the registries that images name: what it doesn't find may be there all the same. */
      readonly mirrored: boolean;
      /** Bytes that it holds, where they are of this grade alone. */
      readonly held?: () => Promise<number | undefined>;
      /** Bytes that its steps can still write, where that can be told. */
      readonly room: () => Promise<number | undefined>;
      readonly dispose: () => Promise<void>;
    }
  /** The daemon's own BuildKit: it makes no OCI archive, and rewrites no timestamps. */
  | { readonly kind: 'docker'; readonly dispose: () => Promise<void> };

export type OpenedBuilder = { readonly kind: 'open'; readonly builder: Builder } | { readonly kind: 'fault'; readonly fault: Fault };

const left = async (): Promise<void> => undefined;

/**
 * In this order: the builder that DOCC_BUILDER names, one named `docc` (both stay as they are), else one of docc's own, which
 * is removed afterwards; without buildx the daemon's.
 */
export async function openBuilder(docker: Docker, env: Environment): Promise<OpenedBuilder> {
  const buildx = await docker.run(['buildx', 'version'], quick);
  if (failureOf('docker buildx', buildx) !== undefined) return { kind: 'open', builder: { kind: 'docker', dispose: left } };
  const asked = env['DOCC_BUILDER'] ?? '';
  const name = asked === '' ? 'docc' : asked;
  const present = await buildkitOf(docker, name);
  if (present !== undefined) return { kind: 'open', builder: { kind: 'buildx', name, ...present, room: () => roomOf(docker, name), dispose: left } };
  if (asked === '') return await made(docker);
  return { kind: 'fault', fault: { message: `DOCC_BUILDER is ${asked}, which buildx doesn't know or can't start`, repair: `See \`docker buildx inspect --bootstrap ${asked}\`, or unset DOCC_BUILDER.` } };
}

/** Starting one can mean pulling BuildKit's image. */
const startMs = 180_000;

/** Of a builder that runs, its BuildKit; undefined where there is none of that name. */
async function buildkitOf(docker: Docker, name: string): Promise<Pick<Builder & { readonly kind: 'buildx' }, 'buildkit' | 'mirrored'> | undefined> {
  const result = await docker.run(['buildx', 'inspect', '--bootstrap', name], { ...quick, timeoutMs: startMs });
  if (result.kind !== 'exited' || result.code !== 0) return undefined;
  const said = result.stdout.toString('utf8');
  return { buildkit: /^BuildKit version:\s*(\S+)/m.exec(said)?.[1] ?? 'unknown', mirrored: /^[\s>]*mirrors\s*=\s*\[\s*["']/m.test(said) };
}

/** The name of a builder that docc made, and the process that did. */
export const ownBuilder: RegExp = /^docc-(\d+)-[0-9a-f]{8}$/;

async function made(docker: Docker): Promise<OpenedBuilder> {
  const name = `docc-${process.pid}-${randomBytes(4).toString('hex')}`;
  const dispose = async (): Promise<void> => {
    await docker.run(['buildx', 'rm', '--force', name], { ...quick, timeoutMs: 60_000, signal: AbortSignal.timeout(60_000) });
  };
  const created = await create(docker, name);
  const failure = failureOf('docker buildx create', created);
  const buildkit = failure === undefined ? await buildkitOf(docker, name) : undefined;
  const unfenced = buildkit === undefined ? undefined : await fence(docker, name);
  if (buildkit !== undefined && unfenced === undefined) return { kind: 'open', builder: { kind: 'buildx', name, ...buildkit, held: () => heldBy(docker, name), room: () => roomOf(docker, name), dispose } };
  await dispose();
  return { kind: 'fault', fault: failure ?? unfenced ?? { message: "BuildKit's container did not start", repair: 'Run `docker buildx create --bootstrap` and see what it says; a proxy or no network may keep its image away.' } };
}

/** A Dockerfile that names a frontend has a program of its choice read it in BuildKit's place: that is turned off. */
const settings = '[frontend."gateway.v0"]\n  enabled = false\n';

/**
 * A quarter of what a container has by default: where processors are short, the second build, which compiles all of Go, gives way
 * to the cluster that starts beside it and to what is asked of the app.
 */
const modest = '--driver-opt=cpu-shares=256';

async function create(docker: Docker, name: string): Promise<ProgramResult> {
  await using folder = await temporaryFolder('builder');
  const path = join(folder.path, 'buildkitd.toml');
  await writeFile(path, settings);
  return await docker.run(['buildx', 'create', '--name', name, '--driver', 'docker-container', modest, '--buildkitd-config', path], quick);
}
