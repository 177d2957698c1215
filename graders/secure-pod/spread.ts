import type { Value } from '../../src/collect/terraform/section.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { placeIn } from '../../src/manifests/objects.ts';
import { type Answer, every, sameText, selects, some } from '../../src/manifests/selectors.ts';
import { asList, valueIn } from '../../src/terraform/value.ts';
import { ownLabels } from './own-labels.ts';
import { counted, field } from './printed.ts';
import { placed, written } from './snippets.ts';

/** What keeps pods apart: by node, or by zone, which are of different nodes too. */
const keys = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];

/** Whether the app's pods are kept off each other's nodes, as a rule or as a wish: by constraints or by anti-affinity, for its own labels. */
export function spreadOf(app: App): Finding {
  const { podSpec, manifest } = app.workload;
  const constraints = asList(valueIn(podSpec, 'topologySpreadConstraints'));
  const affinity = valueIn(podSpec, 'affinity', 'podAntiAffinity');
  const terms = [...members(valueIn(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')), ...members(valueIn(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')).flatMap((each) => valueIn(each, 'podAffinityTerm') ?? [])];
  const all = [...(constraints.kind === 'known' ? constraints.is : []), ...terms];
  const answer = some([...all.map((each) => separates(app, each)), ...(constraints.kind === 'unknown' || (affinity !== undefined && 'unknown' in affinity) ? ['maybe' as const] : [])]);
  if (answer === 'yes') return fine('its pods spread over nodes');
  const [first] = all;
  if (answer === 'maybe') return open(`whether the pods of ${code(app.title)} are spread depends on values that are not in the files`, placeIn(manifest, first ?? podSpec));
  return first === undefined ? unspread(app, podSpec, `nothing spreads the pods of ${code(app.title)} over nodes`) : unspread(app, first, `what should spread the pods of ${code(app.title)} is for other labels, or not by node`);
}

function separates({ workload }: App, term: Value): Answer {
  const key = valueIn(term, 'topologyKey');
  return every([some(keys.map((each) => sameText(key, { known: each }))), selects(valueIn(term, 'labelSelector'), workload.podLabels)]);
}

function unspread(app: App, value: Value | undefined, observed: string): Finding {
  const { manifest } = app.workload;
  const at = placeIn(manifest, value);
  const constraint = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: ownLabels(app) } };
  return trouble({
    observed,
    at,
    fix: `In the pods of ${code(app.title)} (${placed(at)}) write:${written(manifest, { topologySpreadConstraints: [constraint] })}`,
    reproduce: counted(app, manifest, field('topologyKey', '(kubernetes.io/hostname|topology.kubernetes.io/zone)')),
  });
}

function members(value: Value | undefined): readonly Value[] {
  const all = asList(value);
  return all.kind === 'known' ? all.is : [];
}
