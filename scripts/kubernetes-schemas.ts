import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompressSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';
import type { CustomSchemas, KindSchema } from '../src/collect/manifests/schema-node.ts';
import { isClusterScoped, isServed, withHeldValues } from './kubernetes-knowledge.ts';
import { type JsonSchema, nodeTable } from './kubernetes-nodes.ts';

/**
 * Makes schemas/kubernetes/*.json.zst of a folder that holds the sources which sources.json names: `kubernetes-json-schema` of the
 * unpacked package, and a git clone of each repository, `<folder>/<owner>/<name>`, with its tag. Files that are not those of
 * sources.json end it, unless `--write` is given: then it records them anew.
 */
const target = join(home, 'schemas', 'kubernetes');

const digests = z.record(z.string(), z.string());
const sourcesFile = z.strictObject({
  versions: z.array(z.string()),
  /** Of what was made, unpacked. */
  artefacts: digests,
  builtin: z.strictObject({ package: z.string(), version: z.string(), registry: z.string(), licence: z.string(), files: digests }),
  custom: z.array(
    z.strictObject({ repository: z.string(), tag: z.string(), commit: z.string().optional(), licence: z.string(), paths: z.array(z.string()), files: digests.optional() }),
  ),
});
type Sources = z.infer<typeof sourcesFile>;
type CustomSource = Sources['custom'][number];

async function main([folder, mode]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new Error('give the folder that holds the sources: see schemas/kubernetes/README.md');
  const wanted = sourcesFile.parse(JSON.parse(await readFile(join(target, 'sources.json'), 'utf8')));
  const builtin = await builtinOf(folder, wanted);
  const customs = await Promise.all(wanted.custom.map((source) => customOf(folder, source, builtin.newest)));
  const index = Object.fromEntries(customs.flatMap(({ name, schemas }) => Object.keys(schemas.kinds).map((kind) => [groupOf(kind), name] as const)));
  const made = [['kubernetes', builtin.schemas] as const, ...customs.map(({ name, schemas }) => [name, schemas] as const)].map(([name, schemas]) => [name, JSON.stringify(schemas)] as const);
  const seen: Sources = {
    ...wanted,
    artefacts: Object.fromEntries(made.map(([name, text]) => [name, hash('sha256', text)])),
    builtin: { ...wanted.builtin, files: builtin.files },
    custom: customs.map(({ source }) => source),
  };
  if (mode !== '--write' && JSON.stringify(seen) !== JSON.stringify(wanted)) throw new Error('the folder holds other files than sources.json names, or other schemas come of them: fetch those, or give --write');
  await writeFile(join(target, 'sources.json'), `${JSON.stringify(seen, null, 2)}\n`);
  await writeFile(join(target, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
  for (const [name, text] of made) await writeFile(join(target, `${name}.json.zst`), packed(text));
  console.log(`${made.length} files are what their sources make`);
}

const groupOf = (kind: string): string => kind.slice(0, kind.indexOf('/'));

const packed = (text: string): Buffer => zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });

type Definition = JsonSchema & {
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
};

async function builtinOf(folder: string, { versions }: Sources) {
  const table = nodeTable();
  const files: Record<string, string> = {};
  const byVersion: Record<string, Record<string, KindSchema>> = {};
  let newest: Readonly<Record<string, Definition>> = {};
  for (const version of versions) {
    const path = `v${version}.0-local-strict/_definitions.json`;
    const text = await readFile(join(folder, 'kubernetes-json-schema', path), 'utf8');
    files[path] = hash('sha256', text);
    const definitions: Record<string, Definition> = JSON.parse(text).$defs;
    newest = definitions;
    byVersion[version] = kindsOf(withHeldValues(definitions), (definition) => table.add(definition, definitions));
  }
  return { files, newest, schemas: { nodes: table.nodes, versions: byVersion } };
}

function kindsOf(definitions: Readonly<Record<string, Definition>>, add: (definition: Definition) => number): Record<string, KindSchema> {
  const kinds: Record<string, KindSchema> = {};
  for (const definition of Object.values(definitions)) {
    const [of, ...others] = definition['x-kubernetes-group-version-kind'] ?? [];
    // DeleteOptions and WatchEvent are of every group; they and lists are nobody's manifest.
    if (of === undefined || others.length > 0 || !isServed(of.version, of.kind)) continue;
    const apiVersion = of.group === '' ? of.version : `${of.group}/${of.version}`;
    kinds[`${apiVersion} ${of.kind}`] = { node: add(definition), scope: isClusterScoped(of.kind) ? 'cluster' : 'namespace' };
  }
  return kinds;
}

type Definitions = {
  readonly kind?: string;
  readonly spec?: {
    readonly group: string;
    readonly scope: 'Cluster' | 'Namespaced';
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly schema: { readonly openAPIV3Schema: JsonSchema } }[];
  };
};

type Custom = { readonly name: string; readonly source: CustomSource; readonly schemas: CustomSchemas };

async function customOf(folder: string, source: CustomSource, builtin: Readonly<Record<string, JsonSchema>>): Promise<Custom> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('git', ['-C', join(folder, source.repository), ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  const commit = (await git('rev-parse', `${source.tag}^{commit}`)).trim();
  const all = (await git('ls-tree', '-r', '--name-only', commit)).split('\n');
  const table = nodeTable();
  const kinds: Record<string, KindSchema> = {};
  const files: Record<string, string> = {};
  const add = (schema: JsonSchema): number => table.add({ ...schema, properties: { ...schema.properties, metadata } }, builtin);
  for (const path of all.filter((each) => /\.ya?ml$/.test(each) && source.paths.some((start) => each.startsWith(start)))) {
    const text = await git('show', `${commit}:${path}`);
    files[path] = hash('sha256', text);
    for (const document of parseAllDocuments(text)) addDefinition(document.toJS(), kinds, add);
  }
  return { name: source.repository.replace('/', '-'), source: { ...source, commit, files }, schemas: { nodes: table.nodes, kinds } };
}

/** Which their own schemas leave to the API server. */
const metadata: JsonSchema = { $ref: '#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };

function addDefinition(definition: Definitions | null, kinds: Record<string, KindSchema>, add: (schema: JsonSchema) => number): void {
  const { spec } = definition ?? {};
  if (definition?.kind !== 'CustomResourceDefinition' || spec === undefined) return;
  for (const { name, served, schema } of spec.versions) {
    if (!served) continue;
    kinds[`${spec.group}/${name} ${spec.names.kind}`] = { node: add(schema.openAPIV3Schema), scope: spec.scope === 'Cluster' ? 'cluster' : 'namespace' };
  }
}

await main(process.argv.slice(2));
