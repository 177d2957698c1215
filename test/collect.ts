import { recordIn } from '../src/collect/record.ts';
import { collectSource, type SourcePorts } from '../src/collect/source.ts';
import type { Evidence } from '../src/evidence/evidence.ts';
import { memoryShelf } from '../src/evidence/shelf.fixture.ts';
import { type Shelf, writeBundle } from '../src/evidence/store.ts';
import type { Submission } from '../src/submission/submission.ts';
import { hadolintPort } from '../src/tools/hadolint.ts';
import { hclPort } from '../src/tools/hcl.ts';
import { helmPort } from '../src/tools/helm.ts';
import { kustomizePort } from '../src/tools/kustomize.ts';

/** This machine's programs, for the challenge's version of Kubernetes. */
export const portsOf = (signal: AbortSignal): SourcePorts => ({
  hadolint: hadolintPort(process.env, signal),
  hcl: hclPort(signal),
  helm: helmPort(process.env, signal),
  kustomize: kustomizePort(process.env, signal),
  kubernetes: '1.34',
});

/** The evidence of a submission's source tier, by the real collectors and this machine's real programs. */
export const evidenceOf = (submission: Submission): Promise<Evidence> => evidenceOn(memoryShelf(), submission);

export async function evidenceOn(shelf: Shelf, submission: Submission): Promise<Evidence> {
  const asOf = '2026-11-01T00:00:00Z';
  const begun = { schema: 'docc/evidence@1', submission: submission.identity, asOf, collector: { version: '0.0.0' } } as const;
  const writer = await writeBundle(shelf, begun, 'anew');
  const record = recordIn({ writer, elapsed: () => 0, tell: () => undefined });
  const { signal } = new AbortController();
  await collectSource(submission, portsOf(signal), record);
  return await writer.finish();
}
