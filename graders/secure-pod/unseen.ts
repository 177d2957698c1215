import { type Finding, open } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';

/** Of what is missing: it may be in what could not be rendered, and then nothing is certain. */
export function unlessUnseen({ unrendered: [hidden] }: Pick<App, 'unrendered'>, finding: Finding): Finding {
  if (hidden === undefined || finding.kind !== 'trouble') return finding;
  return open(`${finding.observed}, as far as can be told: what ${code(hidden.path)} makes is not known, because ${hidden.because}`, { path: hidden.path });
}
