import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { own } from '../../evidence/own.ts';
import type { BuiltinSchemas, CustomSchemas, Kinds, KindSchema, SchemaIndex, SchemaNode } from './schema-node.ts';

/** A kind's schema, with the nodes that it is made of. */
export type KnownKind = KindSchema & {
  readonly nodes: readonly SchemaNode[];
  /** `dated`: of a project's release that need not be the one installed, so that fields may have been added since. */
  readonly of: 'kubernetes' | 'dated' | 'submission';
};

export type Schemas = {
  /** The version of Kubernetes whose schemas these are: the nearest to what was asked for. */
  readonly kubernetes: string;
  readonly kind: (apiVersion: string, kind: string) => KnownKind | undefined;
  /** Names of Kubernetes' own: `apps/v1 Deployment`. */
  readonly own: readonly string[];
};

const folder = new URL('../../../schemas/kubernetes/', import.meta.url);

/** Kubernetes' own kinds, of five versions: 2 ms. */
export async function loadSchemas(asked: string): Promise<Schemas> {
  const builtin = await packed<BuiltinSchemas>('kubernetes');
  const kubernetes = nearestVersion(asked, Object.keys(builtin.versions));
  const kinds = builtin.versions[kubernetes] ?? {};
  return { kubernetes, own: Object.keys(kinds), kind: tableOf(kinds, builtin.nodes, 'kubernetes') };
}

/** The same with custom resources of these API groups, as far as docc has them: files of others are left alone. */
export async function withGroups(schemas: Schemas, groups: ReadonlySet<string>): Promise<Schemas> {
  // It is made by scripts/kubernetes-schemas.ts and committed, as are the packed files.
  const byGroup = JSON.parse(await readFile(new URL('index.json', folder), 'utf8')) as SchemaIndex;
  const names = new Set([...groups].flatMap((group) => (Object.hasOwn(byGroup, group) ? [byGroup[group] ?? ''] : [])));
  const customs = await Promise.all([...names].map((name) => packed<CustomSchemas>(name)));
  const all = [schemas.kind, ...customs.map(({ kinds, nodes }) => tableOf(kinds, nodes, 'dated'))];
  return { ...schemas, kind: (apiVersion, kind) => all.map((table) => table(apiVersion, kind)).find((found) => found !== undefined) };
}

async function packed<Schema>(name: string): Promise<Schema> {
  const bytes = await readFile(new URL(`${name}.json.zst`, folder));
  return JSON.parse((await promisify(zstdDecompress)(bytes)).toString('utf8')) as Schema;
}

function tableOf(kinds: Kinds, nodes: readonly SchemaNode[], of: KnownKind['of']): Schemas['kind'] {
  return (apiVersion, kind) => {
    const name = `${apiVersion} ${kind}`;
    const found = own(kinds, name);
    return found === undefined ? undefined : { ...found, nodes, of };
  };
}

/** Of `1.34.2` it is 1.34; of what is older or newer than all the oldest or newest. */
function nearestVersion(asked: string, versions: readonly string[]): string {
  const minor = minorOf(asked);
  const nearest = versions.toSorted((one, other) => Math.abs(minorOf(one) - minor) - Math.abs(minorOf(other) - minor))[0];
  if (nearest === undefined) throw new Error('schemas/kubernetes/kubernetes.json.zst has no version: make it anew with scripts/kubernetes-schemas.ts');
  return nearest;
}

const minorOf = (version: string): number => Number(version.split('.')[1] ?? Number.NaN);

/** The kind as it is served now, where a removed version of it is asked for. */
export function presentKind({ kind: kindOf, own }: Schemas, apiVersion: string, kind: string): KnownKind | undefined {
  const present = own.find((name) => name.endsWith(` ${kind}`) && groupOf(name) === groupOf(apiVersion));
  return kindOf(apiVersion, kind) ?? (present === undefined ? undefined : kindOf(present.slice(0, present.indexOf(' ')), kind));
}

export const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
