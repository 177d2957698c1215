import type { CloudRecordFacts } from '../../src/collect/cloud/record/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Obstacle } from './live-zones.ts';

/** Where docc deployed the submission and made the record itself, what the record leads to is told by whoever answers there. */
export function untried({ host: record, http }: CloudRecordFacts, host: string): Obstacle | undefined {
  if (http.kind === 'not-asked') return { kind: 'open', reason: `no name server gave an address for ${code(record)} that could be asked` };
  if (http.kind === 'failed') return { kind: 'open', reason: `${code(record)} could not be asked from here (${code(http.because)})` };
  if (http.echoed) return undefined;
  return {
    kind: 'trouble',
    observed: `the record leads to the ingress load balancer of the cluster on which docc deployed it, and ${code(host)} answers there with status ${http.status} instead of what it is sent`,
    fix: `Let a route take the host ${code(host)} and lead every path to the app’s Service; what \`route-serves\` says of it comes first.`,
    reproduce: `path=/docc-$RANDOM; curl --silent --show-error --location --insecure --max-time 10 ${shellWord(`http://${host}`)}"$path" | grep -qF -- "$path"`,
  };
}
