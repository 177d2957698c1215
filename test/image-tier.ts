import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerfile } from '../src/collect/dockerfile/section.ts';
import { collectImage, type ImagePorts } from '../src/collect/image.ts';
import { imageSections } from '../src/collect/image/sections.ts';
import { baseImagesSetting } from '../src/collect/image/substitutes.ts';
import { recordIn } from '../src/collect/record.ts';
import { collectSource } from '../src/collect/source.ts';
import { type Evidence, observationOf } from '../src/evidence/evidence.ts';
import { memoryShelf } from '../src/evidence/shelf.fixture.ts';
import { writeBundle } from '../src/evidence/store.ts';
import type { Submission } from '../src/submission/submission.ts';
import { type Docker, dockerPort } from '../src/tools/docker.ts';
import { openBuilder } from '../src/tools/docker-builder.ts';
import type { Environment } from '../src/tools/find-program.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import type { kindPort } from '../src/tools/kind.ts';
import { trivyPort } from '../src/tools/trivy.ts';
import { portsOf } from './collect.ts';
import { imageCommands } from './image-commands.ts';
import type { Commands } from './stand-in-programs.ts';

export type ImageTier =
  | { readonly kind: 'here'; readonly evidenceOf: (submission: Submission) => Promise<Evidence>; readonly reproduced: Commands['reproduced']; readonly dispose: () => Promise<void> }
  | { readonly kind: 'not-here'; readonly reason: string };

/** What Docker, BuildKit and Trivy are told here. */
export type Workplace = { readonly kind: 'here'; readonly docker: Docker; readonly env: Environment; readonly dispose: () => Promise<void> } | { readonly kind: 'not-here'; readonly reason: string };

const { signal } = new AbortController();

/** Where mirrors hold the base images of the reference under another digest. */
const substitutes = ['golang:1.26', 'gcr.io/distroless/static-debian12:nonroot'].map((image) => `${image}=${image}`).join(',');

/** Source and image tier by this machine's Docker, BuildKit and Trivy, or why that can't be. */
export async function imageTier(): Promise<ImageTier> {
  const place = await workplace();
  if (place.kind === 'not-here') return place;
  const commands = await imageCommands(place.env);
  const dispose = async (): Promise<void> => {
    await commands.dispose();
    await place.dispose();
  };
  return { kind: 'here', evidenceOf: (submission) => evidenceOf(submission, place.env), reproduced: commands.reproduced, dispose };
}

export async function workplace(): Promise<Workplace> {
  const opened = await dockerPort(process.env, signal, []).open();
  if (opened.kind !== 'open') return { kind: 'not-here', reason: whyNot(opened) };
  const building = await openBuilder(opened.docker, process.env);
  if (building.kind === 'fault') return { kind: 'not-here', reason: building.fault.message };
  const { builder } = building;
  if (builder.kind === 'docker') return { kind: 'not-here', reason: 'this Docker has no buildx' };
  const cache = await temporaryFolder('trivy-cache');
  return {
    kind: 'here',
    docker: opened.docker,
    env: { ...process.env, DOCC_BUILDER: builder.name, DOCC_BUILD_CACHE: 'docc-tests', ...(builder.mirrored && { [baseImagesSetting]: substitutes }), ...(await scanning(cache.path)) },
    dispose: async () => {
      await builder.dispose();
      await cache[Symbol.asyncDispose]();
    },
  };
}

type Closed = Exclude<Awaited<ReturnType<ReturnType<typeof kindPort | typeof dockerPort>['open']>>, { readonly kind: 'open' }>;

export const whyNot = (port: Closed): string => (port.kind === 'absent' ? port.absence.reason : port.fault.message);

/** An advisory that is made up for tests of docc, and takes every Go program there will be for years; Go's JSON may escape its sign. */
const everyGo = /(?<="(?:<|\\u003c))99(?=\.0\.0")/g;

/** By this machine's database; where that blames every Go, by a copy that blames none, or no image could be without blame. */
async function scanning(into: string): Promise<Environment> {
  const { TRIVY_CACHE_DIR: from } = process.env;
  const database = from === undefined ? undefined : await readFile(join(from, 'db', 'trivy.db'), 'latin1').catch(() => undefined);
  if (from === undefined || database === undefined || database.search(everyGo) < 0) return {};
  await cp(from, into, { recursive: true });
  await writeFile(join(into, 'db', 'trivy.db'), database.replaceAll(everyGo, '00'), 'latin1');
  return { TRIVY_CACHE_DIR: into };
}

async function evidenceOf(submission: Submission, env: Environment): Promise<Evidence> {
  const begun = { schema: 'docc/evidence@1', submission: submission.identity, asOf: '2026-11-01T00:00:00Z', collector: { version: '0.0.0' } } as const;
  const writer = await writeBundle(memoryShelf(), begun, 'anew');
  const record = recordIn({ writer, elapsed: () => 0, tell: () => undefined, together: imageSections });
  const ports: ImagePorts = { docker: dockerPort(env, signal, []), trivy: trivyPort(env, signal, []), env, signal, keepMaterials: async () => undefined };
  await collectSource(submission, portsOf(signal), record);
  await collectImage(submission, observationOf(await writer.finish(), dockerfile), ports, record);
  return await writer.finish();
}
