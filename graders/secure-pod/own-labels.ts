import type { Json } from '../../src/collect/terraform/section.ts';
import type { App } from '../../src/manifests/app.ts';
import { shownValue } from '../../src/manifests/objects.ts';
import { asEntries, valueIn } from '../../src/terraform/value.ts';

/** The labels by which a workload finds its pods: what else selects them should ask for the same. */
export function ownLabels({ workload: { manifest, podLabels } }: App): { readonly [name: string]: Json } {
  const selector = asEntries(valueIn(manifest.body, 'spec', 'selector', 'matchLabels'));
  const labels = asEntries(podLabels);
  const entries = selector.kind === 'known' ? selector.is : labels.kind === 'known' ? labels.is.filter(([name]) => !/version|chart|hash|checksum|managed-by/.test(name)) : [];
  if (entries.length === 0) return { 'app.kubernetes.io/name': 'docc-sample' };
  return Object.fromEntries(entries.map(([name, value]) => [name, shownValue(value)]));
}
