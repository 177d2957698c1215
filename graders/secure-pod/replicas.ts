import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import type { App } from '../../src/manifests/app.ts';
import { groupOf, isOf, type Manifest, placeIn, shareNamespace, titleOf } from '../../src/manifests/objects.ts';
import { every, sameText } from '../../src/manifests/selectors.ts';
import { asNumber, valueIn } from '../../src/terraform/value.ts';
import { shownUnknown } from './containers.ts';
import { counted, ends, field, free } from './printed.ts';
import { put } from './put.ts';
import { placed } from './snippets.ts';

/** How many pods there are at least; undefined where files don't tell. */
export type Replicas = { readonly least: number | undefined; readonly findings: readonly Finding[] };

export function replicasOf(app: App): Replicas {
  const [scaler] = app.around.flatMap((manifest) => scalerFor(app, manifest));
  return scaler === undefined ? declaredReplicas(app) : scaledReplicas(app, scaler);
}

type Scaler = { readonly manifest: Manifest; readonly minimum: 'minReplicas' | 'minReplicaCount'; readonly otherwise: number };

/** An HPA has one pod at least where it doesn't say, KEDA none. https://keda.sh/docs/latest/reference/scaledobject-spec/ */
function scalerFor({ workload }: App, manifest: Manifest): readonly Scaler[] {
  const isHpa = manifest.object.kind === 'HorizontalPodAutoscaler' && groupOf(manifest) === 'autoscaling';
  if (!isHpa && !isOf(manifest, 'ScaledObject', 'keda.sh')) return [];
  const target = valueIn(manifest.body, 'spec', 'scaleTargetRef');
  const kind = valueIn(target, 'kind') ?? { known: 'Deployment' };
  const is = every([shareNamespace(manifest, workload.manifest), sameText(valueIn(target, 'name'), workload.manifest.name), sameText(kind, { known: workload.manifest.object.kind })]);
  return is === 'no' ? [] : [{ manifest, ...(isHpa ? ({ minimum: 'minReplicas', otherwise: 1 } as const) : ({ minimum: 'minReplicaCount', otherwise: 0 } as const)) }];
}

function declaredReplicas(app: App): Replicas {
  const { manifest } = app.workload;
  const at = placeIn(manifest, valueIn(manifest.body, 'spec', 'replicas'));
  if (manifest.object.kind === 'Pod') return { least: 1, findings: [bare(app)] };
  const replicas = asNumber(replicasValue(app));
  if (replicas.kind === 'unknown') return { least: undefined, findings: [open(`the number of replicas of ${code(app.title)} is ${shownUnknown(replicas.value)}`, at)] };
  const count = replicas.kind === 'known' ? replicas.is : 1;
  if (count >= 2) return { least: count, findings: [fine(`${count} replicas`)] };
  return {
    least: count,
    findings: [
      trouble({
        observed: `${code(app.title)} has ${count === 1 ? 'one replica' : `${count} replicas`}`,
        at,
        fix: put(manifest, { title: `the \`spec\` of ${code(app.title)}`, value: valueIn(manifest.body, 'spec') }, { replicas: 2 }),
        reproduce: counted(app, manifest, field('replicas', `([2-9]|[1-9][0-9]+)${ends}`)),
      }),
    ],
  };
}

/** A Rollout may stand in for the Deployment whose template it takes. */
function replicasValue({ workload: { manifest }, around }: App): ReturnType<typeof valueIn> {
  const rollout = around.find((each) => isOf(each, 'Rollout', 'argoproj.io') && sameText(valueIn(each.body, 'spec', 'workloadRef', 'name'), manifest.name) === 'yes');
  return valueIn((rollout ?? manifest).body, 'spec', 'replicas');
}

const bare = (app: App): Finding =>
  trouble({
    observed: `${code(app.title)} is one pod, which nothing makes again`,
    at: placeIn(app.workload.manifest),
    fix: `Make ${code(app.title)} (${placed(placeIn(app.workload.manifest))}) a \`Deployment\` with \`replicas: 2\`, whose \`template\` is the pod.`,
    reproduce: `! grep -nE '^kind:[[:space:]]*Pod[[:space:]]*$' ${shellPath(app.workload.manifest.object.path)}`,
  });

function scaledReplicas(app: App, { manifest, minimum, otherwise }: Scaler): Replicas {
  const value = valueIn(manifest.body, 'spec', minimum);
  const least = asNumber(value);
  const at = placeIn(manifest, value ?? valueIn(manifest.body, 'spec'));
  const both = fixedToo(app, manifest);
  if (least.kind === 'unknown') return { least: undefined, findings: [...both, open(`the least number of replicas of ${code(app.title)} is ${shownUnknown(least.value)}`, at)] };
  const count = least.kind === 'known' ? least.is : otherwise;
  if (count >= 2) return { least: count, findings: both.length > 0 ? both : [fine(`${count} replicas or more, by ${code(titleOf(manifest))}`)] };
  const few = trouble({
    observed: `${code(titleOf(manifest))} goes down to ${count === 1 ? 'one replica' : `${count} replicas`}`,
    at,
    fix: put(manifest, { title: `the \`spec\` of ${code(titleOf(manifest))}`, value: valueIn(manifest.body, 'spec') }, { [minimum]: 2 }),
    reproduce: counted(app, manifest, field(minimum, `([2-9]|[1-9][0-9]+)${ends}`)),
  });
  return { least: count, findings: [...both, few] };
}

/** Each apply would undo what the autoscaler did. */
function fixedToo(app: App, scaler: Manifest): readonly Finding[] {
  const { manifest } = app.workload;
  const value = valueIn(manifest.body, 'spec', 'replicas');
  if (value === undefined) return [];
  const at = placeIn(manifest, value);
  return [
    trouble({
      observed: `${code(app.title)} sets \`replicas\` and ${code(titleOf(scaler))} as well: each apply undoes what the autoscaler did`,
      at,
      fix: `Take \`replicas\` away at ${placed(at)}.`,
      reproduce: free(app, manifest, '^[[:space:]]*"?replicas"?[[:space:]]*[:=]'),
    }),
  ];
}
