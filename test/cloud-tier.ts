import { collectCloudTier } from '../src/cli/cloud-tier.ts';
import { recordIn } from '../src/collect/record.ts';
import { manifests } from '../src/collect/manifests/section.ts';
import { terraform } from '../src/collect/terraform/section.ts';
import { watched } from '../src/collect/watched.ts';
import { type Evidence, observationOf } from '../src/evidence/evidence.ts';
import { memoryShelf } from '../src/evidence/shelf.fixture.ts';
import { writeBundle } from '../src/evidence/store.ts';
import type { Settings } from '../src/grade/settings.ts';
import type { Submission } from '../src/submission/submission.ts';

const { signal } = new AbortController();

export type Looking = { readonly submission: Submission; readonly env: Readonly<Record<string, string>>; readonly settings: Settings };

/** What files told, and with it what the account shows to which this environment leads. */
export async function withAccount(source: Evidence, { submission, env, settings }: Looking): Promise<Evidence> {
  const { sections: _, ...begun } = source.bundle;
  const writer = await writeBundle(memoryShelf(), begun, 'anew');
  const seen = watched(recordIn({ writer, elapsed: () => 0, tell: () => undefined }));
  const ofFiles = watched(async (_, collect) => await collect(() => undefined));
  await ofFiles.record(terraform, async () => observationOf(source, terraform));
  await ofFiles.record(manifests, async () => observationOf(source, manifests));
  await collectCloudTier({ world: { env, signal }, submission, settings, watched: { record: seen.record, seen: ofFiles.seen }, isBuilding: async () => false });
  const cloud = await writer.finish();
  return { bundle: { ...source.bundle, sections: { ...source.bundle.sections, ...cloud.bundle.sections } }, facts: new Map([...source.facts, ...cloud.facts]) };
}
