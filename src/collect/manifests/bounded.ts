import { limits } from '../../evidence/limits.ts';
import type { Json } from '../terraform/section.ts';
import type { ManifestObject, ManifestsFacts } from './section.ts';
import { isMap } from './validate.ts';

/** Bytes: the section's own limit, less what canonical form may spell longer. */
const room = limits.section - 64 * 1024;

/**
 * The same in the section's limit. What goes first is what no check reads: definitions of custom resources, then long texts of
 * config maps (dashboards), then lines, then the largest bodies, which `unrendered` tells of.
 */
export function bounded(facts: ManifestsFacts): ManifestsFacts {
  const steps = [withoutDefinitions, withShortData, withoutLines];
  let cut = facts;
  for (const step of steps) {
    if (sizeOf(cut) <= room) return cut;
    cut = { ...cut, objects: cut.objects.map(step) };
  }
  return withoutLargest(cut);
}

const sizeOf = (facts: unknown): number => Buffer.byteLength(JSON.stringify(facts));

const bodiless = (object: ManifestObject): ManifestObject => ({ ...object, body: undefined, lines: undefined });

const withoutDefinitions = (object: ManifestObject): ManifestObject => (object.kind === 'CustomResourceDefinition' ? bodiless(object) : object);

const longData = 256;

function withShortData(object: ManifestObject): ManifestObject {
  const { kind, body } = object;
  if (kind !== 'ConfigMap' || !isMap(body) || !isMap(body['data'])) return object;
  const data = Object.entries(body['data']).map(([name, value]): readonly [string, Json] => [name, typeof value === 'string' && value.length > longData ? value.slice(0, longData).toWellFormed() : value]);
  return { ...object, body: { ...body, data: Object.fromEntries(data) } };
}

const withoutLines = (object: ManifestObject): ManifestObject => ({ ...object, lines: undefined });

function withoutLargest(facts: ManifestsFacts): ManifestsFacts {
  const sizes = facts.objects.map((object, index) => ({ index, size: sizeOf(object.body ?? null) }));
  const dropped = new Set<number>();
  let left = sizeOf(facts);
  for (const { index, size } of sizes.toSorted((one, other) => other.size - one.size)) {
    if (left <= room) break;
    dropped.add(index);
    left -= size - noticeBytes;
  }
  const told = facts.objects.flatMap(({ kind, name, path }, index) => (dropped.has(index) ? [{ path, because: `${kind} ${name} was left out: all objects together are more than docc records` }] : []));
  return withinCount({ ...facts, objects: facts.objects.map((object, index) => (dropped.has(index) ? bodiless(object) : object)), unrendered: [...facts.unrendered, ...told.slice(0, mostNotices)] });
}

const noticeBytes = 200;
const mostNotices = 200;

/** Tens of thousands of small objects: nobody's, and no body is left to take. */
function withinCount(facts: ManifestsFacts): ManifestsFacts {
  let kept = facts;
  while (sizeOf(kept) > room && kept.objects.length > 0) {
    const path = kept.objects.at(-1)?.path ?? '.';
    kept = { ...kept, objects: kept.objects.slice(0, Math.floor(kept.objects.length / 2)), unrendered: [...kept.unrendered.slice(0, mostNotices), { path, because: 'half of the objects were left out: there are more than docc records' }] };
  }
  return kept;
}
