import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import { hasUnknownValues } from '../terraform/helm-release.ts';
import { membersOf } from '../terraform/members.ts';
import { asText, valueIn } from '../terraform/value.ts';
import type { Controller } from './controllers.ts';
import { knownValues, productOfChart, servesRoutes } from './controllers-matching.ts';
import { groupOf, isOf, type Manifest, objects, placeIn, shareNamespace, titleOf } from './objects.ts';
import { sameText } from './selectors.ts';

/** Argo CD applications, Flux and K3s releases of known charts. */
export const appliedByGitOps = (manifests: ManifestsFacts): readonly Controller[] =>
  objects(manifests).flatMap((manifest) => releasesIn(manifest, manifests).flatMap((release) => ofRelease(manifest, release)));

type Given = {
  readonly chart: string;
  readonly repository: string;
  readonly version: Value | undefined;
  readonly argument: string;
  readonly name: Value | undefined;
  readonly namespace: Value | undefined;
  readonly values: readonly Value[];
  readonly parameters: Value | undefined;
  readonly open: boolean;
};

function releasesIn(manifest: Manifest, manifests: ManifestsFacts): readonly Given[] {
  const { body } = manifest;
  if (isOf(manifest, 'Application', 'argoproj.io')) return ofArgo(manifest, valueIn(body, 'spec'));
  if (isOf(manifest, 'ApplicationSet', 'argoproj.io')) return ofArgo(manifest, valueIn(body, 'spec', 'template', 'spec'));
  if (isOf(manifest, 'HelmRelease', 'helm.toolkit.fluxcd.io')) return ofFlux(manifest, manifests);
  return isOf(manifest, 'HelmChart', 'helm.cattle.io') ? ofK3s(manifest) : [];
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
function ofArgo(manifest: Manifest, spec: Value | undefined): readonly Given[] {
  const sources = [...membersOf(valueIn(spec, 'source')), ...membersOf(valueIn(spec, 'sources'))];
  return sources.flatMap((source) => {
    const helm = valueIn(source, 'helm');
    const chart = textOf(valueIn(source, 'chart'));
    const texts = [valueIn(helm, 'values'), valueIn(helm, 'valuesObject')].flatMap((each) => each ?? []);
    return chart === '' ? [] : [{
      chart,
      repository: textOf(valueIn(source, 'repoURL')),
      version: valueIn(source, 'targetRevision'),
      argument: 'targetRevision',
      name: valueIn(helm, 'releaseName') ?? manifest.name,
      namespace: valueIn(spec, 'destination', 'namespace'),
      values: texts,
      parameters: valueIn(helm, 'parameters'),
      open: valueIn(helm, 'valueFiles') !== undefined,
    }];
  });
}

/** https://fluxcd.io/flux/components/helm/helmreleases/ */
function ofFlux(manifest: Manifest, manifests: ManifestsFacts): readonly Given[] {
  const spec = valueIn(manifest.body, 'spec');
  const [inline, ref] = [valueIn(spec, 'chart', 'spec'), valueIn(spec, 'chartRef')];
  const source = sourceOf(manifest, manifests, ref ?? valueIn(inline, 'sourceRef'));
  const url = textOf(valueIn(source?.body, 'spec', 'url'));
  const chart = ref === undefined ? textOf(valueIn(inline, 'chart')) : (url.split('/').at(-1) ?? '');
  const tag = valueIn(source?.body, 'spec', 'ref');
  return [{
    chart,
    repository: url,
    version: ref === undefined ? valueIn(inline, 'version') : (valueIn(tag, 'digest') ?? valueIn(tag, 'tag') ?? valueIn(tag, 'semver')),
    argument: ref === undefined ? 'version' : 'tag',
    name: valueIn(spec, 'releaseName') ?? manifest.name,
    namespace: valueIn(spec, 'targetNamespace') ?? manifest.namespace,
    values: [valueIn(spec, 'values')].flatMap((each) => each ?? []),
    parameters: undefined,
    open: valueIn(spec, 'valuesFrom') !== undefined,
  }];
}

function sourceOf(manifest: Manifest, manifests: ManifestsFacts, ref: Value | undefined): Manifest | undefined {
  const [kind, name] = [textOf(valueIn(ref, 'kind')), valueIn(ref, 'name')];
  const near = objects(manifests).filter((each) => groupOf(each) === 'source.toolkit.fluxcd.io' && each.object.kind === kind && sameText(each.name, name) === 'yes');
  return near.find((each) => shareNamespace(each, manifest) !== 'no') ?? near[0];
}

/** https://docs.k3s.io/add-ons/helm */
function ofK3s({ body, name }: Manifest): readonly Given[] {
  const spec = valueIn(body, 'spec');
  return [{
    chart: textOf(valueIn(spec, 'chart')),
    repository: textOf(valueIn(spec, 'repo')),
    version: valueIn(spec, 'version'),
    argument: 'version',
    name,
    namespace: valueIn(spec, 'targetNamespace'),
    values: [valueIn(spec, 'valuesContent')].flatMap((each) => each ?? []),
    parameters: undefined,
    open: false,
  }];
}

function ofRelease(manifest: Manifest, { chart: path, repository, version, argument, name, namespace, values: texts, parameters, open: unread }: Given): readonly Controller[] {
  const found = productOfChart(path.split('/').at(-1) ?? '', `${repository} ${path}`);
  if (found === undefined) return [];
  const holder = { attributes: { values: { list: texts }, ...(parameters !== undefined && { set: parameters }) } };
  const [values, open] = [knownValues(holder), unread || hasUnknownValues(holder)];
  const serves = servesRoutes(found.chart, values, open);
  if (serves === 'no') return [];
  return [
    {
      product: found.product,
      by: titleOf(manifest),
      at: placeIn(manifest),
      exists: serves,
      version: { of: 'chart', said: version, at: placeIn(manifest, version), argument },
      release: { chart: found.chart, name, namespace, values, open },
      root: undefined,
      manifest,
    },
  ];
}

const textOf = (value: Value | undefined): string => {
  const text = asText(value);
  return text.kind === 'known' ? text.is.slice(0, 500) : '';
};
