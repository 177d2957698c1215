import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Kustomize, kustomizePort } from './kustomize.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const signal = new AbortController().signal;

async function opened(env: Readonly<Record<string, string | undefined>> = process.env): Promise<Kustomize> {
  const found = await kustomizePort(env, signal).open();
  if (found.kind !== 'open') throw new Error(JSON.stringify(found));
  return found.kustomize;
}

const service = { path: 'a/service.yaml', bytes: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n' };

describe.skipIf(!hasKubectl)('kubectl kustomize (needs kubectl)', () => {
  it('builds each folder', async () => {
    const { build } = await opened();
    const answers = await build([service, { path: 'a/kustomization.yaml', bytes: 'resources: [service.yaml]' }, { path: 'b c/kustomization.yaml', bytes: 'resources: [../a]\nnamePrefix: x-\n' }], ['a', 'b c']);
    expect(answers).toEqual([{ kind: 'built', text: expect.stringContaining('name: a') }, { kind: 'built', text: expect.stringContaining('name: x-a') }]);
  });

  it('says what is wrong, with paths as in the submission', async () => {
    const { build } = await opened();
    const [answer] = await build([{ path: 'a/kustomization.yaml', bytes: 'resources: [missing.yaml]' }], ['a']);
    expect(answer).toMatchObject({ kind: 'refused', message: expect.stringContaining("'a/missing.yaml'") });
    expect(JSON.stringify(answer)).not.toContain(tmpdir());
  });

  it.each(['https://example.invalid/a.yaml', 'git@example.invalid:a/b.git', 'github.com/example/example?ref=v1'])('has no way to %s', async (address) => {
    const { build } = await opened();
    const [answer] = await build([{ path: 'kustomization.yaml', bytes: JSON.stringify({ resources: [address] }) }], ['.']);
    expect(answer?.kind).toBe('refused');
  });

  it('never writes or builds outside its stage', async () => {
    const { build } = await opened();
    await expect(build([{ path: '../a.yaml', bytes: '' }], ['.'])).rejects.toThrow('leads out of the stage');
    await expect(build([], ['/'])).rejects.toThrow('leads out of the stage');
  });
});

describe('kustomize', () => {
  it('is named where neither is there', async () => {
    const found = await kustomizePort({ PATH: '' }, signal).open();
    expect(found).toMatchObject({ kind: 'absent', absence: { reason: expect.stringContaining('no kubectl'), remedy: expect.stringContaining('DOCC_KUBECTL') } });
  });

  it('is taken where kubectl is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'docc-kustomize-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const script = '#!/bin/sh\nif [ "$1" = version ]; then echo v5.7.1; else echo "built by $1 $2"; fi\n';
    writeFileSync(join(folder, 'kustomize'), script, { mode: 0o755 });
    const { build } = await opened({ PATH: folder });
    expect(await build([service], ['a'])).toEqual([{ kind: 'built', text: 'built by build ./a\n' }]);
  });
});
