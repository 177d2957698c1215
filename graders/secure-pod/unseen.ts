import { type Finding, open } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { type Manifest, titleOf } from '../../src/manifests/objects.ts';

/** Of what is missing: it may be in what could not be rendered, and then nothing is certain. */
export function unlessUnseen({ unrendered: [hidden] }: Pick<App, 'unrendered'>, finding: Finding): Finding {
  if (hidden === undefined || finding.kind !== 'trouble') return finding;
  return open(`${finding.observed}, as far as can be told: what ${code(hidden.path)} makes is not known, because ${hidden.because}`, { path: hidden.path });
}

/** Of a workload of a kind that docc doesn't know. */
export const unread = (manifest: Manifest): string => `${code(titleOf(manifest))} of ${code(manifest.object.apiVersion)} runs the image, and how that kind makes its pods and their Service is not read here`;
