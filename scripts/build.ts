import { spawnSync } from 'node:child_process';
import { copyFile, cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

/** Makes the package: TypeScript compiled, and beside it what the code reads by its own address. */
export async function build(to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  run('tsc', ['-p', 'tsconfig.build.json', '--outDir', to]);
  for await (const asset of glob(['src/**/*.{yaml,json}', 'wasm/*/*.zst', 'schemas/kubernetes/*.{zst,json}'], { cwd: home })) {
    if (asset.includes('fixtures')) continue;
    await mkdir(dirname(join(to, asset)), { recursive: true });
    await cp(join(home, asset), join(to, asset));
  }
}

/** What several actions run: the module's name, which is its bundle's. */
const shared = ['collecting', 'asking'] as const;
const imported = (name: string): string => `../../src/pull-request/${name}.js`;

/**
 * Libraries of which we take a corner: of Kubernetes' client the reader of kubeconfigs, and not its models of every kind of
 * object, thirty megabytes; of the toolkit inputs, outputs and the log, and not a client of HTTP with one of its own below.
 * A copy that says of itself what is true, that importing it does nothing, lets ncc leave out what nobody calls.
 */
const lightened = [
  { library: join('@kubernetes', 'client-node'), compiled: 'dist' },
  { library: join('@actions', 'core'), compiled: 'lib' },
] as const;

export async function lightLibraries(compiled: string): Promise<void> {
  for (const each of lightened) await lightLibrary(compiled, each);
}

async function lightLibrary(compiled: string, { library, compiled: code }: (typeof lightened)[number]): Promise<void> {
  const [from, to] = [join(home, 'node_modules', library), join(compiled, 'node_modules', library)];
  for await (const path of glob(`${code}/**/*.js`, { cwd: from })) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from, path), join(to, path));
  }
  const told = z.looseObject({}).parse(JSON.parse(await readFile(join(from, 'package.json'), 'utf8')));
  await writeFile(join(to, 'package.json'), JSON.stringify({ ...told, sideEffects: false }));
}

/**
 * Modules that are imported when they are needed, and are a bundle of their own then: what an action does first need not
 * wait until they are read. By their paths in the compiled project; the bundle has the last part's name.
 */
const apart = ['src/catalogue/registry', 'src/tools/github-octokit'] as const;

/** Of the imports of these the addresses that they have among the bundles, where each action is in a folder. */
export async function standApart(compiled: string): Promise<void> {
  for await (const path of glob('src/**/*.js', { cwd: compiled })) {
    const text = await readFile(join(compiled, path), 'utf8');
    const moved = text.replaceAll(/\bimport\('(\.[^']+)\.js'\)/g, (whole, to: string) => {
      const module = apart.find((each) => each === join(dirname(path), to).replaceAll('\\', '/'));
      return module === undefined ? whole : `import(/* webpackIgnore: true */ '../${basename(module)}/index.js')`;
    });
    if (moved !== text) await writeFile(join(compiled, path), moved);
  }
}

/**
 * Makes what actions run: each action's main with all that it needs in a folder of its own, and once what several share.
 * ncc reads what tsc wrote: it knows no TypeScript 7. `wanted` tells the bundles apart by their folders: all take minutes.
 */
export async function bundleActions(to: string, wanted: (folder: string) => boolean = () => true): Promise<void> {
  await rm(to, { recursive: true, force: true });
  // Inside the project, so that the compiled files find the same libraries.
  const compiled = await mkdtemp(join(home, 'node_modules', '.docc-compiled-'));
  try {
    run('tsc', ['-p', 'tsconfig.build.json', '--outDir', compiled]);
    await standInSource(compiled);
    await standApart(compiled);
    await lightLibraries(compiled);
    for (const name of shared.filter(wanted)) bundle(join(compiled, 'actions', 'any', imported(name)), join(to, name));
    for (const module of apart.filter((each) => wanted(basename(each)))) bundle(join(compiled, `${module}.js`), join(to, basename(module)));
    for await (const entry of glob('actions/*/{main,post}.js', { cwd: compiled })) {
      if (!wanted(basename(dirname(entry)))) continue;
      const folder = join(to, basename(dirname(entry)));
      const text = await readFile(join(compiled, entry), 'utf8');
      const name = basename(entry) === 'main.js' ? 'index.js' : basename(entry);
      const from = shared.find((each) => text.includes(imported(each)));
      if (from !== undefined) await writeEntry(folder, name, text.replace(imported(from), `../${from}/index.js`));
      else if (name === 'index.js') bundle(join(compiled, entry), folder);
      else throw new Error(`${entry}: a post step shares the bundle of its main`);
    }
  } finally {
    await rm(compiled, { recursive: true, force: true });
  }
}

/**
 * Has each module take itself for its source, which lies in the checkout that an action runs from: what it reads by its
 * own address it finds there, and ncc copies none of it.
 */
export async function standInSource(compiled: string): Promise<void> {
  for await (const path of glob('src/**/*.js', { cwd: compiled })) {
    const text = await readFile(join(compiled, path), 'utf8');
    if (!text.includes('import.meta.url')) continue;
    const source = path.replaceAll('\\', '/').replace(/js$/, 'ts');
    const own = `import.meta.url.replace(/dist\\/[^\\/]+\\/[^\\/]+$/, ${JSON.stringify(source)})`;
    await writeFile(join(compiled, path), text.replaceAll('import.meta.url', own));
  }
}

const bundle = (entry: string, to: string): void =>
  run('ncc', ['build', entry, '--out', to, '--minify', '--no-cache', '--quiet']);

/** ncc says the same beside what it makes: without it Node.js would look for a package.json above. */
async function writeEntry(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}\n');
}

function run(program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(join(home, 'node_modules', '.bin', program), args, { cwd: home, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} found errors:\n${stdout}${stderr}`);
}

if (process.argv[1] === import.meta.filename) {
  const [to, ...rest] = process.argv.slice(2).filter((each) => each !== '--actions');
  if (rest.length > 0) throw new Error('build takes one folder, and --actions');
  await (process.argv.includes('--actions') ? bundleActions : build)(resolve(to ?? join(home, 'dist')));
}
