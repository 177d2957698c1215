import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildkitAnswers, buildx, withoutBuildkit } from './buildkit.fixture.ts';
import { samples } from './dockerfiles.fixture.ts';

const able = await buildkitAnswers();

describe.skipIf(!able)(`BuildKit finds the same problems${able ? '' : ` (${withoutBuildkit})`}`, () => {
  test('in every sample, and on the same line where it tells one', { timeout: 300_000 }, async () => {
    const context = await mkdtemp(join(tmpdir(), 'docc-context-'));
    onTestFinished(() => rm(context, { recursive: true }));
    const limit = pLimit(4);
    const read = samples.map((sample) => limit(async () => ({ ...sample, ...(await buildx(['--call=outline', '-f', '-', context], sample.text)) })));
    for (const { name, problem, done, stderr } of await Promise.all(read)) {
      const line = /^Dockerfile:(\d+)$/m.exec(stderr)?.[1];
      expect.soft({ name, stderr, done }).toEqual({ name, stderr, done: problem === undefined });
      if (line !== undefined) expect.soft({ name, stderr, line: Number(line) }).toEqual({ name, stderr, line: problem });
    }
  });
});
