import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pLimit from 'p-limit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { samples } from './dockerfiles.fixture.ts';

const builder = process.env['BUILDX_BUILDER_OCI'];

/** Has BuildKit read a Dockerfile up to where it would begin to build. */
async function readByBuildKit(text: string | Uint8Array, context: string) {
  const { exitCode, stderr } = await execa('docker', ['buildx', 'build', ...(builder === undefined ? [] : ['--builder', builder]), '--call=outline', '-f', '-', context], {
    input: text,
    reject: false,
    timeout: 60_000,
  });
  return { read: exitCode === 0, stderr: stderr ?? '' };
}

const able = await readByBuildKit('FROM scratch\n', '.').then(
  ({ read }) => read,
  () => false,
);

describe.skipIf(!able)(able ? 'BuildKit reads as we do' : 'BuildKit reads as we do (skipped: no docker buildx that answers --call=outline)', () => {
  test('every sample', { timeout: 300_000 }, async () => {
    const context = await mkdtemp(join(tmpdir(), 'docc-context-'));
    onTestFinished(() => rm(context, { recursive: true }));
    const limit = pLimit(4);
    const verdicts = samples.map((sample) => limit(async () => ({ sample, ...(await readByBuildKit(sample.text, context)) })));
    for (const { sample, read, stderr } of await Promise.all(verdicts)) {
      expect.soft(read, `${sample.name}: ${stderr}`).toBe(sample.problem === undefined);
    }
  });
});
