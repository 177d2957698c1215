import type { ClusterDeployFacts } from '../../src/collect/cluster/deploy/section.ts';
import type { ClusterRouteFacts } from '../../src/collect/cluster/route/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { code } from '../../src/grade/markdown.ts';
import { type Manifest, titleOf } from '../../src/manifests/objects.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asText, valueIn } from '../../src/terraform/value.ts';
import { deployedAt, within } from '../secure-pod/live-app.ts';
import { placed, written } from '../secure-pod/snippets.ts';
import type { LiveRoute } from './live-route.ts';

/** What lets in other hosts: a backend for all, a rule without a host, a wildcard. */
export function anyHost({ host }: ClusterRouteFacts, { workload }: ClusterDeployFacts, route: LiveRoute | undefined): { readonly at: Location; readonly fix: string } {
  const found = (route?.live.app?.around ?? (route?.manifest === undefined ? [] : [route.manifest])).flatMap((manifest) => openingOf(manifest, host));
  const [first] = found;
  if (first !== undefined) return first;
  const at = deployedAt(route?.deployed ?? workload);
  return { at, fix: `Let the rules at ${placed(at)} name the host: \`host: ${host}\`, and nothing lead other hosts to the app.` };
}

function openingOf(manifest: Manifest, host: string): readonly { readonly at: Location; readonly fix: string }[] {
  const { body, object } = manifest;
  if (object.kind === 'Ingress') return ofIngress(manifest, host);
  if (object.kind !== 'HTTPRoute') return [];
  const names = membersOf(valueIn(body, 'spec', 'hostnames'));
  if (names.length > 0 && !names.some((name) => isWide(asText(name)))) return [];
  const at = within(manifest, body, 'spec', 'hostnames');
  return [{ at, fix: `In ${code(titleOf(manifest))} (${placed(at)}) write under \`spec\`, in place of what it says of that now:${written(manifest, { hostnames: [host] })}` }];
}

function ofIngress(manifest: Manifest, host: string): readonly { readonly at: Location; readonly fix: string }[] {
  const { body } = manifest;
  const title = code(titleOf(manifest));
  if (valueIn(body, 'spec', 'defaultBackend') !== undefined) {
    const at = within(manifest, body, 'spec', 'defaultBackend');
    return [{ at, fix: `In ${title} (${placed(at)}) take \`defaultBackend\` away, with all that is in it: it is for requests to any host.` }];
  }
  const wide = membersOf(valueIn(body, 'spec', 'rules')).find((rule) => valueIn(rule, 'host') === undefined || isWide(asText(valueIn(rule, 'host'))));
  if (wide === undefined) return [];
  const at = within(manifest, wide, 'host');
  return [{ at, fix: `In that rule of ${title} (${placed(at)}) write, or take the rule away:${written(manifest, { host })}` }];
}

const isWide = (text: ReturnType<typeof asText>): boolean => text.kind === 'known' && (text.is === '' || text.is.startsWith('*'));
