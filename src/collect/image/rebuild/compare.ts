import { createHash } from 'node:crypto';
import { discreet } from '../discreet.ts';
import { type ArchiveEntry, type Budget, budgetOf, readLayer, type Sink } from '../layout/archive.ts';
import type { Descriptor, Layout } from '../layout/blobs.ts';
import { readConfig, shown, stepsOfLayers } from '../layout/config.ts';
import type { Difference } from './section.ts';

const mostDifferences = 20;

/** Where two builds of one submission part: in what their configs say, then file by file in the layers that differ. */
export async function differencesBetween(first: Layout, second: Layout, sourceDateEpoch: number): Promise<readonly Difference[]> {
  const found: Difference[] = [...configDifferences(first.config, second.config)];
  const counts = { first: first.layers.length, second: second.layers.length };
  if (counts.first !== counts.second) found.push({ kind: 'layers', ...counts });
  const steps = stepsOfLayers(readConfig(first.config), counts.first, sourceDateEpoch);
  const budget = budgetOf();
  for (const [index, layer] of first.layers.entries()) {
    const other = second.layers[index];
    if (found.length >= mostDifferences) break;
    if (other === undefined || other.digest === layer.digest) continue;
    const files = fileDifferences([await contentsOf(first, layer, budget), await contentsOf(second, other, budget)]);
    const createdBy = steps[index]?.createdBy ?? '';
    found.push(...files.map((each) => ({ ...each, ...(createdBy !== '' && { createdBy }) })));
    if (files.length === 0) found.push({ kind: 'config', field: `layers.${index}.digest`, first: layer.digest, second: other.digest });
  }
  return found.slice(0, mostDifferences);
}

/** Digests of layers follow from their files, which are told by themselves. */
function configDifferences(first: unknown, second: unknown): readonly Difference[] {
  const [one, other] = [leavesOf(first), leavesOf(second)];
  const fields = [...new Set([...one.keys(), ...other.keys()])].filter((field) => !field.startsWith('rootfs.') && one.get(field) !== other.get(field));
  const value = (of: ReadonlyMap<string, string>, field: string): string => discreet(shown(of.get(field) ?? '', 200));
  return fields.slice(0, mostDifferences).map((field) => ({ kind: 'config', field: shown(field, 200), first: value(one, field), second: value(other, field) }));
}

/** Every value of a JSON document by its path: `config.Labels.org.opencontainers.image.created`. */
function leavesOf(document: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const ahead: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: document }];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { path, value } = next;
    if (typeof value !== 'object' || value === null) leaves.set(path, String(value));
    else ahead.push(...Object.entries(value).toReversed().map(([name, each]) => ({ path: path === '' ? name : `${path}.${name}`, value: each })));
  }
  return leaves;
}

type Content = Omit<ArchiveEntry, 'name' | 'bytes'> & { readonly sha256: string };
type Contents = ReadonlyMap<string, Content>;

async function contentsOf(layout: Layout, layer: Descriptor, budget: Budget): Promise<Contents> {
  const contents = new Map<string, Content>();
  await readLayer(layout, layer, { budget }, ({ name, bytes: _bytes, ...rest }): Sink | undefined => {
    if (rest.kind !== 'file') {
      contents.set(name, { ...rest, sha256: '' });
      return undefined;
    }
    const sum = createHash('sha256');
    return { add: (chunk) => void sum.update(chunk), end: () => void contents.set(name, { ...rest, sha256: sum.digest('hex') }) };
  });
  return contents;
}

type FileDifference = Extract<Difference, { kind: 'file' }>;

function fileDifferences([first, second]: readonly [Contents, Contents]): readonly FileDifference[] {
  const names = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  const found: FileDifference[] = [];
  for (const name of names) {
    if (found.length >= mostDifferences) break;
    const what = whatDiffers(first.get(name), second.get(name));
    if (what !== undefined) found.push({ kind: 'file', path: shown(`/${name.replace(/^\.?\//, '')}`, 1_000), what });
  }
  return found;
}

/** What a person would mend first: other bytes before another time. */
function whatDiffers(one: Content | undefined, other: Content | undefined): FileDifference['what'] | undefined {
  if (one === undefined || other === undefined) return 'presence';
  if (one.sha256 !== other.sha256 || one.target !== other.target || one.kind !== other.kind) return 'bytes';
  if (one.mode !== other.mode) return 'mode';
  if (one.owner !== other.owner) return 'owner';
  return one.modified === other.modified ? undefined : 'time';
}
