import type { Json, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { containersOf } from '../../src/manifests/pods.ts';
import type { Workload } from '../../src/manifests/workloads.ts';
import { within } from './live-app.ts';

/** What of a pod breaks the standard, and what to write instead. */
/** `holder` is what the fields of `write` belong in. */
export type Breach = { readonly at: Location; readonly where: 'pod' | 'container'; readonly holder: Value | undefined; readonly write: { readonly [name: string]: Json } | undefined };

type Rule = { readonly says: RegExp; readonly field: readonly string[]; readonly write: { readonly [name: string]: Json }; readonly of: 'container' | 'both' };

/** The API server's words for each control. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const rules: readonly Rule[] = [
  { says: /allowPrivilegeEscalation/, field: ['allowPrivilegeEscalation'], write: { securityContext: { allowPrivilegeEscalation: false } }, of: 'container' },
  { says: /capabilities/, field: ['capabilities'], write: { securityContext: { capabilities: { drop: ['ALL'] } } }, of: 'container' },
  { says: /runAsNonRoot/, field: ['runAsNonRoot'], write: { securityContext: { runAsNonRoot: true } }, of: 'both' },
  { says: /runAsUser/, field: ['runAsUser'], write: { securityContext: { runAsUser: 65532 } }, of: 'both' },
  { says: /seccompProfile/, field: ['seccompProfile'], write: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }, of: 'both' },
];

/** As the API server says it: `runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)`. */
export function breachOf({ manifest, podSpec, ...workload }: Workload, violation: string): Breach {
  if (/volume/.test(violation)) return { at: within(manifest, podSpec, 'volumes'), where: 'pod', holder: podSpec, write: undefined };
  const rule = rules.find(({ says }) => says.test(violation));
  if (rule === undefined) return { at: within(manifest, podSpec, 'securityContext'), where: 'pod', holder: podSpec, write: undefined };
  const container = containersOf({ manifest, podSpec, ...workload }).containers.find(({ name }) => violation.includes(`"${name}"`));
  const isPods = rule.of === 'both' && (container === undefined || /\(pod\b/.test(violation));
  const from: Value | undefined = isPods ? podSpec : container?.value;
  return { at: within(manifest, from ?? podSpec, 'securityContext', ...rule.field), where: isPods ? 'pod' : 'container', holder: from ?? podSpec, write: rule.write };
}
