import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { home } from '../src/cli/version.ts';
import { lightLibraries } from './build.ts';

/** Makes the package of the janitor's function: one file with all that it needs, zipped. */
async function packageJanitor(zip: string): Promise<void> {
  // Inside the project, so that the compiled files find the same libraries.
  const compiled = await mkdtemp(join(home, 'node_modules', '.docc-janitor-'));
  try {
    const bundled = join(compiled, 'bundle');
    run(home, join(home, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json', '--outDir', compiled]);
    await lightLibraries(compiled);
    run(home, join(home, 'node_modules', '.bin', 'ncc'), ['build', join(compiled, 'src', 'provision', 'janitor-lambda.js'), '--out', bundled, '--minify', '--no-cache', '--quiet']);
    await mkdir(dirname(zip), { recursive: true });
    await rm(zip, { force: true });
    run(bundled, 'zip', ['-q', '-X', '-r', zip, '.']);
  } finally {
    await rm(compiled, { recursive: true, force: true });
  }
}

function run(cwd: string, program: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${program} could not be run: install it, or put it on PATH`, { cause: error });
  if (status !== 0) throw new Error(`${program} found errors:\n${stdout}${stderr}`);
}

const [zip, ...rest] = process.argv.slice(2);
if (zip === undefined || rest.length > 0) throw new Error('janitor-lambda takes the zip file to write, such as janitor.zip');
await packageJanitor(resolve(zip));
