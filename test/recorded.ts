import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

/** What an example says of an image, by section. */
export type Said = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const recorded = z.record(z.string(), z.record(z.string(), z.unknown()));
let read: z.infer<typeof recorded> | undefined;

const files = ['reference-image.json', 'reference-cluster.json', 'reference-cloud.json'] as const;

/**
 * A section's facts of the reference: of its image as docc collected them, test/recorded/reference-image.json, which also holds the
 * versions of BuildKit and Trivy that they come from; of its deployment as test/recorded/reference-cluster.json says, and of its account as reference-cloud.json does.
 */
export function recordedFacts(section: string): unknown {
  read ??= Object.fromEntries(files.flatMap((name) => Object.entries(recorded.parse(JSON.parse(readFileSync(join(home, 'test', 'recorded', name), 'utf8'))))));
  const facts = read[section];
  if (facts === undefined) throw new Error(`test/recorded has no ${section}: grade test/submissions/reference with Docker and kind, and copy the facts of its evidence`);
  return facts;
}

/** Objects are gone into, but for those with a `kind`, which stand for themselves; null takes a field away. */
export function laidOver(below: unknown, above: unknown): unknown {
  if (!isPlain(below) || !isPlain(above) || 'kind' in above) return above;
  const kept = Object.entries(below).filter(([name]) => above[name] !== null);
  const laid = Object.entries(above).flatMap(([name, value]) => (value === null ? [] : [[name, laidOver(below[name], value)] as const]));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(laid) };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
