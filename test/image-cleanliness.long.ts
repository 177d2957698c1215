import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { benchOf } from '../src/tools/docker.fixture.ts';
import { type GradingProcess, gradingProcess } from './grading-process.ts';
import { leftBy, listed, nothing } from './left-behind.ts';

const bench = await benchOf();
const missing = typeof bench === 'string' ? bench : '';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docc-clean-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

/** A submission whose image is built in a moment, and whose server answers nobody: it is waited for, again and again. */
async function submission(step: string): Promise<string> {
  const path = join(folder, 'fork');
  await mkdir(path);
  await writeFile(join(path, 'server.go'), 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n');
  await writeFile(join(path, 'Dockerfile'), `FROM busybox:stable\nRUN ${step}\nUSER 65532:65532\nENTRYPOINT ["sleep", "600"]\n`);
  return path;
}

const grade = (fork: string, env: NodeJS.ProcessEnv = {}): GradingProcess =>
  gradingProcess([fork, '--tier', 'image', '--objective', 'hermetic-image', '--out', join(folder, 'out')], { ...process.env, DOCC_CACHE: join(folder, 'cache'), ...env });

describe.skipIf(missing !== '')(`nothing is left in Docker or on disk${missing && ` (skipped: ${missing})`}`, () => {
  it('after a grade', async () => {
    const { pid, ended } = grade(await submission('true'));
    expect(await ended).toBe(0);
    expect(await leftBy(pid)).toEqual(nothing);
  });

  describe.each([
    ['a build', 'sleep 600', 'RUN sleep 600'],
    ['a container', 'true', '… run.start'],
  ])('in %s', (_, step, words) => {
    it.each(['SIGINT', 'SIGTERM'] as const)('after %s', async (signal) => {
      const { child, pid, ended, at } = grade(await submission(step));
      await at(words);
      child.kill(signal);
      expect(await ended).toBe(130);
      expect(await leftBy(pid)).toEqual(nothing);
    });

    it('after SIGKILL, once the next grade has begun', async () => {
      const fork = await submission(step);
      const { child, pid, ended, at } = grade(fork);
      await at(words);
      child.kill('SIGKILL');
      await ended;
      expect(await leftBy(pid)).not.toEqual(nothing);
      const next = grade(fork);
      await next.at('starting BuildKit');
      expect(await leftBy(pid)).toEqual(nothing);
      next.child.kill('SIGTERM');
      await next.ended;
      expect(await leftBy(next.pid)).toEqual(nothing);
    });
  });

  it('with a builder of its own, where that can be had', async (context) => {
    const own = { BUILDX_CONFIG: join(folder, 'buildx') };
    const { child, pid, ended, at } = grade(await submission('true'), own);
    await at('starting BuildKit');
    const begun = await at('load metadata for').then(() => true, () => false);
    if (!begun) return context.skip("BuildKit's image can't be had here");
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(await leftBy(pid)).toEqual(nothing);
    expect(listed('container', 'ls', '--all', '--format', '{{.Names}}').filter((name) => name.includes(`docc-${pid}-`))).toEqual([]);
  });
});
