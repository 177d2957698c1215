import type { Value } from '../../src/collect/terraform/section.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { placeIn } from '../../src/manifests/objects.ts';
import { type Answer, every, sameText, selects, some } from '../../src/manifests/selectors.ts';
import { asList, asNumber, valueIn } from '../../src/terraform/value.ts';
import { ownLabels } from './own-labels.ts';
import { counted, field } from './printed.ts';
import { put } from './put.ts';

/** What keeps pods apart: by node, or by zone, which are of different nodes too. */
const keys = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];

/** Whether the app's pods are kept off each other's nodes, as a rule or as a wish: by constraints or by anti-affinity, for its own labels. */
export function spreadOf(app: App, replicas: number | undefined): Finding {
  const { podSpec, manifest } = app.workload;
  const constraints = asList(valueIn(podSpec, 'topologySpreadConstraints'));
  const affinity = valueIn(podSpec, 'affinity', 'podAntiAffinity');
  const terms = [...members(valueIn(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')), ...members(valueIn(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')).flatMap((each) => valueIn(each, 'podAffinityTerm') ?? [])];
  const all = [...(constraints.kind === 'known' ? constraints.is : []), ...terms];
  const answer = some([...all.map((each) => separates(app, each, replicas)), ...(constraints.kind === 'unknown' || (affinity !== undefined && 'unknown' in affinity) ? ['maybe' as const] : [])]);
  if (answer === 'yes') return fine('its pods spread over nodes');
  const [first] = all;
  if (answer === 'maybe') return open(`whether the pods of ${code(app.title)} are spread depends on values that are not in the files`, placeIn(manifest, first ?? podSpec));
  return first === undefined ? unspread(app, podSpec, `nothing spreads the pods of ${code(app.title)} over nodes`) : unspread(app, first, `what should spread the pods of ${code(app.title)} is for other labels or namespaces, lets them all on one, or is not by node`);
}

function separates({ workload }: App, term: Value, replicas: number | undefined): Answer {
  const [key, skew] = [valueIn(term, 'topologyKey'), asNumber(valueIn(term, 'maxSkew'))];
  const isTight = skew.kind !== 'known' || replicas === undefined || skew.is === 1 || skew.is < replicas;
  return every([isTight ? 'yes' : 'no', some(keys.map((each) => sameText(key, { known: each }))), selects(valueIn(term, 'labelSelector'), workload.podLabels), isNear(workload.manifest.namespace, term)]);
}

/** A term of anti-affinity may look at other namespaces' pods alone. */
function isNear(own: Value | undefined, term: Value): Answer {
  const names = asList(valueIn(term, 'namespaces'));
  if (names.kind === 'unknown') return 'maybe';
  if (names.kind !== 'known' || names.is.length === 0 || own === undefined || valueIn(term, 'namespaceSelector') !== undefined) return 'yes';
  return some(names.is.map((each) => sameText(each, own)));
}

function unspread(app: App, value: Value | undefined, observed: string): Finding {
  const { manifest } = app.workload;
  const at = placeIn(manifest, value);
  const constraint = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: ownLabels(app) } };
  return trouble({
    observed,
    at,
    fix: put(manifest, { title: `the pods of ${code(app.title)}`, value: app.workload.podSpec }, { topologySpreadConstraints: [constraint] }),
    reproduce: counted(app, manifest, field('topologyKey', '(kubernetes.io/hostname|topology.kubernetes.io/zone)')),
  });
}

function members(value: Value | undefined): readonly Value[] {
  const all = asList(value);
  return all.kind === 'known' ? all.is : [];
}
