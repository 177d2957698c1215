import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildkitAnswers, buildx, withoutBuildkit } from './buildkit.fixture.ts';
import { contextPaths, ignoreSamples } from './ignorefile.fixture.ts';

const able = await buildkitAnswers();

/** What arrives in an image that copies the whole context. */
async function copied(folder: string, name: string, ignore: string): Promise<string[]> {
  const dockerfile = join(folder, name);
  await writeFile(dockerfile, 'FROM scratch\nCOPY . /\n');
  await writeFile(`${dockerfile}.dockerignore`, ignore);
  const { done, stderr } = await buildx(['-f', dockerfile, '--output', `type=local,dest=${dockerfile}.out`, join(folder, 'context')], '');
  if (!done) throw new Error(stderr);
  const found = await readdir(`${dockerfile}.out`, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(dockerfile.length + 5));
}

describe.skipIf(!able)(`BuildKit sends the same files${able ? '' : ` (${withoutBuildkit})`}`, () => {
  test('for every sample', { timeout: 300_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'docc-ignore-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const path of contextPaths) {
      await mkdir(dirname(join(folder, 'context', path)), { recursive: true });
      await writeFile(join(folder, 'context', path), path);
    }
    const limit = pLimit(4);
    const sent = ignoreSamples.map((sample, index) => limit(async () => ({ ...sample, copied: await copied(folder, `d${index}`, sample.ignore) })));
    for (const sample of await Promise.all(sent)) {
      expect.soft({ name: sample.name, sent: sample.copied.toSorted() }).toEqual({ name: sample.name, sent: sample.sent.toSorted() });
    }
  });
});
