import type { Value } from '../collect/terraform/section.ts';
import { chartValues, hasUnknownValues } from '../terraform/helm-release.ts';
import { asList, valueIn } from '../terraform/value.ts';

/** A chart that Argo CD or Flux installs. */
export type GitOpsRelease = {
  readonly chart: Value;
  readonly name: Value | undefined;
  readonly namespace: Value | undefined;
  /** Given to the chart; its own defaults are left out. */
  readonly values: Value;
  /** Some of the values stand in what isn't read here. */
  readonly isOpen: boolean;
};

/** Of an object, whoever applies it: none where it installs no chart. */
export function gitOpsReleases(kind: string, body: Value): readonly GitOpsRelease[] {
  if (kind === 'Application') return ofArgo(valueIn(body, 'spec'), valueIn(body, 'metadata', 'name'));
  if (kind === 'ApplicationSet') return ofArgo(valueIn(body, 'spec', 'template', 'spec'), valueIn(body, 'spec', 'template', 'metadata', 'name'));
  return kind === 'HelmRelease' ? ofFlux(body) : [];
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
function ofArgo(spec: Value | undefined, name: Value | undefined): readonly GitOpsRelease[] {
  const several = asList(valueIn(spec, 'sources'));
  const sources = [valueIn(spec, 'source'), ...(several.kind === 'known' ? several.is : [])];
  return sources.flatMap((source) => {
    const chart = valueIn(source, 'chart');
    if (chart === undefined) return [];
    return [{ chart, name: valueIn(source, 'helm', 'releaseName') ?? name, namespace: valueIn(spec, 'destination', 'namespace'), ...argoValues(source) }];
  });
}

function argoValues(source: Value | undefined): Pick<GitOpsRelease, 'values' | 'isOpen'> {
  const object = valueIn(source, 'helm', 'valuesObject');
  const encoded: Value | undefined = object && { unknown: true, shape: { kind: 'yaml', of: object } };
  const parameters = valueIn(source, 'helm', 'parameters');
  const attributes = { values: { list: [valueIn(source, 'helm', 'values'), encoded].flatMap((each) => each ?? []) }, ...(parameters && { set: parameters }) };
  return { values: chartValues({ attributes }), isOpen: valueIn(source, 'helm', 'valueFiles') !== undefined || hasUnknownValues({ attributes }) };
}

/** By `chartRef` the name of the chart stands in its source, which is called after it. https://fluxcd.io/flux/components/helm/helmreleases/ */
function ofFlux(body: Value): readonly GitOpsRelease[] {
  const chart = valueIn(body, 'spec', 'chart', 'spec', 'chart') ?? valueIn(body, 'spec', 'chartRef', 'name');
  if (chart === undefined) return [];
  const name = valueIn(body, 'spec', 'releaseName') ?? valueIn(body, 'metadata', 'name');
  const namespace = valueIn(body, 'spec', 'targetNamespace') ?? valueIn(body, 'metadata', 'namespace');
  return [{ chart, name, namespace, values: valueIn(body, 'spec', 'values') ?? { object: {} }, isOpen: valueIn(body, 'spec', 'valuesFrom') !== undefined }];
}
