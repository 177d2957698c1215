import { spawnSync } from 'node:child_process';
import { cp, glob, mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { home } from '../src/cli/version.ts';

/** Makes the package: TypeScript compiled, and beside it what the code reads by its own address. */
export async function build(to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  const tsc = join(home, 'node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', to], { cwd: home, encoding: 'utf8' });
  if (status !== 0) throw new Error(`tsc found errors:\n${stdout}`);
  for await (const asset of glob(['src/**/*.{yaml,json}', 'wasm/*/*.zst', 'schemas/kubernetes/*.{zst,json}'], { cwd: home })) {
    if (asset.includes('fixtures')) continue;
    await mkdir(dirname(join(to, asset)), { recursive: true });
    await cp(join(home, asset), join(to, asset));
  }
}

if (process.argv[1] === import.meta.filename) await build(resolve(process.argv[2] ?? join(home, 'dist')));
