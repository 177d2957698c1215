import type { Value } from '../../src/collect/terraform/section.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { isOf, type Manifest, placeIn, shareNamespace, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { every, selects } from '../../src/manifests/selectors.ts';
import { asText, valueIn } from '../../src/terraform/value.ts';
import { shownUnknown } from './containers.ts';
import { ownLabels } from './own-labels.ts';
import { ends, free, literally, oneMore } from './printed.ts';
import { addedObject, placed, written } from './snippets.ts';
import { unlessUnseen } from './unseen.ts';

/** Whether one pod, and not all of them, may be evicted at a time. https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export function budgetOf(app: App, replicas: number | undefined): Finding {
  const all = app.around.filter(isBudget).map((manifest) => ({ manifest, selects: selectsApp(app, manifest) }));
  const sure = all.filter((each) => each.selects === 'yes');
  const [first, second] = sure;
  if (first !== undefined && second !== undefined) return two(app, first.manifest, second.manifest);
  if (first !== undefined) return allowance(app, first.manifest, replicas);
  const maybe = all.find((each) => each.selects === 'maybe');
  return maybe === undefined ? unlessUnseen(app, none(app)) : open(`whether ${code(titleOf(maybe.manifest))} selects the pods of ${code(app.title)} depends on values that are not in the files`, placeIn(maybe.manifest));
}

const isBudget = (manifest: Manifest): boolean => isOf(manifest, 'PodDisruptionBudget', 'policy');

const selectsApp = ({ workload }: App, manifest: Manifest) => every([shareNamespace(manifest, workload.manifest), selects(valueIn(manifest.body, 'spec', 'selector'), workload.podLabels)]);

function none(app: App): Finding {
  const { manifest } = app.workload;
  return trouble({
    observed: `no PodDisruptionBudget is for ${code(app.title)}`,
    at: placeIn(manifest),
    fix: `Add beside ${code(app.title)} (${placed(placeIn(manifest))}):${addedObject(manifest, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'docc-sample' }, spec: { maxUnavailable: 1, selector: { matchLabels: ownLabels(app) } } })}`,
    reproduce: oneMore('^[^#]*kind"?[[:space:]]*[:=].*PodDisruptionBudget|"kubernetes_pod_disruption_budget', app.around.filter(isBudget).length),
  });
}

const two = (app: App, one: Manifest, other: Manifest): Finding =>
  trouble({
    observed: `${list([one, other].map(titleOf).map(code))} are both for ${code(app.title)}: Kubernetes then evicts none of its pods`,
    at: placeIn(other),
    fix: `Delete ${code(titleOf(other))} (${placed(placeIn(other))}).`,
    reproduce: `test "$(grep -rhE --include='*.y*ml' --include='*.tf' '^[^#]*kind.*PodDisruptionBudget|"kubernetes_pod_disruption_budget' . | wc -l)" -lt ${app.around.filter(isBudget).length}`,
  });

function allowance(app: App, manifest: Manifest, replicas: number | undefined): Finding {
  const [most, least] = [valueIn(manifest.body, 'spec', 'maxUnavailable'), valueIn(manifest.body, 'spec', 'minAvailable')];
  const value = most ?? least;
  const text = asText(value);
  const title = code(titleOf(manifest));
  const at = placeIn(manifest, value);
  if (text.kind === 'unknown') return open(`what ${title} allows is ${shownUnknown(value)}`, at);
  if (replicas === undefined && text.kind === 'known' && most === undefined) return open(`what ${title} allows depends on the number of replicas`, at);
  const count = replicas ?? 2;
  const evictions = text.kind === 'known' ? evictionsOf(text.is, most === undefined ? 'minAvailable' : 'maxUnavailable', count) : 0;
  if (evictions >= 1 && evictions < Math.max(count, 2)) return fine(`${title} allows ${evictions === 1 ? 'one eviction' : `${evictions} evictions`} at a time`);
  const says = evictions === 0 ? 'allows no eviction' : 'allows all of them to be evicted at once';
  return wrong(app, manifest, value, `${title} ${says}, with ${count === 1 ? 'one replica' : `${count} replicas`}`);
}

/** Percentages are rounded up, whichever of the two they are of. */
function evictionsOf(text: string, of: 'maxUnavailable' | 'minAvailable', replicas: number): number {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1];
  const count = percent === undefined ? Number(text) : Math.ceil((Number(percent) * replicas) / 100);
  if (!Number.isFinite(count)) return 0;
  return of === 'maxUnavailable' ? Math.min(count, replicas) : Math.max(replicas - count, 0);
}

function wrong(app: App, manifest: Manifest, value: Value | undefined, observed: string): Finding {
  const at = placeIn(manifest, value);
  return trouble({
    observed,
    at,
    fix: `In ${code(titleOf(manifest))} (${placed(at)}) write, in place of \`minAvailable\` or what it says now:${written(manifest, { maxUnavailable: 1 })}`,
    reproduce: free(app, manifest, `(maxUnavailable|minAvailable|max_unavailable|min_available)"?[[:space:]]*[:=][[:space:]]*["']?${literally(shownValue(value))}${ends}`),
  });
}
