import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';
import { benchOf } from '../src/tools/docker.fixture.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import type { Figure } from './figure.ts';
import { median } from './timed.ts';

/** Opening a built image; nothing where there is no Docker with a builder. */
export async function imageReading(): Promise<readonly Figure[]> {
  const bench = await benchOf();
  if (typeof bench === 'string') return [];
  await using folder = await temporaryFolder('bench');
  return await reading(folder.path, bench.builder.name);
}

const read = z.object({ seconds: z.number(), bytes: z.number(), peakKiB: z.number() });

/** The Go toolchain's image: half a gigabyte of what images really hold. */
async function reading(folder: string, builder: string): Promise<readonly Figure[]> {
  const [context, layout, metadata] = [join(folder, 'large'), join(folder, 'large-image'), join(folder, 'large.json')];
  await mkdir(context);
  await writeFile(join(context, 'Dockerfile'), 'FROM golang:1.26\n');
  ran('docker', ['buildx', 'build', `--builder=${builder}`, '--provenance=false', `--output=type=oci,tar=false,dest=${layout}`, `--metadata-file=${metadata}`, context]);
  const { 'containerimage.digest': manifest } = z.object({ 'containerimage.digest': z.string() }).parse(JSON.parse(await readFile(metadata, 'utf8')));
  const turns = Array.from({ length: 3 }, () => read.parse(JSON.parse(ran(process.execPath, [join(home, 'bench', 'read-layout.ts'), layout, manifest]))));
  const [bytes, seconds, peak] = [turns[0]?.bytes ?? 0, median(turns.map((turn) => turn.seconds)), Math.max(...turns.map((turn) => turn.peakKiB))];
  const rate = bytes / seconds / 1e6;
  const what = `reading an image of ${(bytes / 1e6).toFixed(0)} MB`;
  const megabytes = (peak * 1024) / 1e6;
  return [
    { what: `${what}, MB a second`, measured: rate.toFixed(0), against: '150 a second', ratio: (rate / 150).toFixed(2), bound: 'at least 1', held: rate >= 150 },
    { what: `${what}, memory of the whole process`, measured: `${megabytes.toFixed(0)} MB`, against: '200 MB', ratio: (megabytes / 200).toFixed(2), bound: 'at most 1', held: megabytes <= 200 },
  ];
}

function ran(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(-1_000)}`);
  return stdout;
}
