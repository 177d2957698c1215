import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

const lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional(), optional: z.boolean().optional(), integrity: z.string().optional() })) });

/** A package that users of docc get with it, and what its author allows. */
export type Licensed = { readonly name: string; readonly version: string; readonly licence: string };

/** Those that ask for no more than to be named: nothing that is built with them has to bear them. */
export const permissive: ReadonlySet<string> = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'PSF-2.0', 'Python-2.0', 'Unlicense']);

export async function npmPackages(): Promise<readonly Licensed[]> {
  const { packages } = lock.parse(JSON.parse(await readFile(join(home, 'package-lock.json'), 'utf8')));
  const used = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const all = used.map(([path, { version = '', license = 'none that its package.json names' }]) => ({ name: path.replace(/^.*node_modules\//, ''), version, licence: license }));
  return [...new Map(all.map((each) => [`${each.name}@${each.version}`, each])).values()].toSorted((one, other) => (`${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1));
}

/** Modules that are compiled into hcl.wasm. Go's module files name no licence: these are read in each module's own LICENSE, and a new module is refused until its is. */
const ofGoModules: Readonly<Record<string, string>> = {
  'github.com/agext/levenshtein': 'Apache-2.0',
  'github.com/apparentlymart/go-textseg/v15': 'MIT',
  'github.com/apparentlymart/go-textseg/v17': 'MIT',
  'github.com/google/go-cmp': 'BSD-3-Clause',
  'github.com/hashicorp/hcl/v2': 'MPL-2.0',
  'github.com/mitchellh/go-wordwrap': 'MIT',
  'github.com/zclconf/go-cty': 'MIT',
  'github.com/zclconf/go-cty-yaml': 'Apache-2.0',
  'golang.org/x/mod': 'BSD-3-Clause',
  'golang.org/x/sync': 'BSD-3-Clause',
  'golang.org/x/text': 'BSD-3-Clause',
  'golang.org/x/tools': 'BSD-3-Clause',
};

/** Weak copyleft: whoever gets hcl.wasm may have the source of these files, which is where they are, unchanged. Nothing else is bound by it. */
export const excused: ReadonlyMap<string, string> = new Map([['github.com/hashicorp/hcl/v2', 'used as it is published: its source is the module of that version']]);

export async function goModules(): Promise<readonly Licensed[]> {
  const text = await readFile(join(home, 'wasm', 'hcl', 'go.mod'), 'utf8');
  return [...text.matchAll(/^\t(\S+) (v\S+)/gm)].map(([, name = '', version = '']) => ({ name, version, licence: ofGoModules[name] ?? 'not read yet' }));
}

const rowOf = ({ name, version, licence }: Licensed): string => `| \`${name}\` | ${version} | ${licence}${excused.has(name) ? `: ${excused.get(name)}` : ''} |`;

const table = (of: readonly Licensed[]): string => ['| package | version | licence |', '| --- | --- | --- |', ...of.map(rowOf)].join('\n');

/** docs/licences.md. */
export async function licencesText(): Promise<string> {
  const [npm, go] = [await npmPackages(), await goModules()];
  const counts = Object.entries(Object.groupBy(npm, ({ licence }) => licence)).map(([licence, of = []]) => ({ licence, count: of.length }));
  const summary = counts.toSorted((one, other) => other.count - one.count || (one.licence < other.licence ? -1 : 1)).map(({ licence, count }) => `${licence} ${count}`).join(', ');
  return `# Licences

docc is under the [MIT licence](../LICENSE). What it brings along is listed here, made by \`npm run generate\` from package-lock.json and wasm/hcl/go.mod; a package whose licence asks more than to be named fails \`npm test\`.

## npm

${npm.length} packages that \`npm install docc\` and the bundled actions hold: ${summary}.

${table(npm)}

## Compiled into hcl.wasm

${table(go)}

Programs that docc drives are not part of it: [programs.md](programs.md).
`;
}
