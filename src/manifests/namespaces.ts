import type { ChartFacts } from '../collect/chart/section.ts';
import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { TerraformFacts, Value } from '../collect/terraform/section.ts';
import type { WorkflowFacts } from '../collect/workflow/section.ts';
import type { Location } from '../evidence/observation.ts';
import { addressOf, declared, placeOf } from '../terraform/declared.ts';
import { asList, asText, asTruth, valueIn, valueOf } from '../terraform/value.ts';
import type { App } from './app.ts';
import { isOf, labelsOf, type Manifest, placeIn, titleOf } from './objects.ts';
import { type Answer, every, sameText, some } from './selectors.ts';
import { namespaceCommands } from './namespace-commands.ts';
import { valueOfMarked } from './body.ts';

/** Something that makes a namespace, labels it, or both. */
export type NamespaceCode = {
  readonly by: string;
  readonly at: Location;
  /** Whether it is that of the app. */
  readonly of: Answer;
  readonly makes: Answer;
  /** Absent: it gives none. */
  readonly labels: Value | undefined;
  /** Where labels would be added; absent where it can give none. */
  readonly manifest: Manifest | undefined;
};

export type NamespaceFacts = {
  readonly manifests: ManifestsFacts;
  readonly chart: ChartFacts;
  readonly terraform: TerraformFacts;
  readonly workflow: WorkflowFacts;
};

/** All code that makes or labels a namespace, as far as it may be the app's. None where nobody says which that is. */
export function namespaceCode(facts: NamespaceFacts, { workload, around }: App): readonly NamespaceCode[] {
  const namespace = workload.manifest.namespace;
  if (namespace === undefined) return [];
  const found = [...around.flatMap((manifest) => ofObject(manifest, facts)), ...ofReleases(facts), ...ofTerraform(facts.terraform), ...namespaceCommands(facts.workflow, facts.manifests)];
  return found.flatMap(({ name, ...code }) => {
    const of = sameText(name, namespace);
    return of === 'no' ? [] : [{ ...code, of }];
  });
}

export type NamedCode = Omit<NamespaceCode, 'of'> & { readonly name: Value | undefined };

function ofObject(manifest: Manifest, facts: NamespaceFacts): readonly NamedCode[] {
  const common = { by: titleOf(manifest), at: placeIn(manifest), manifest };
  if (isOf(manifest, 'Namespace', '')) return [{ ...common, name: manifest.name, makes: 'yes', labels: labelsOf(manifest) }];
  if (isOf(manifest, 'Application', 'argoproj.io')) return [ofArgo(common, valueIn(manifest.body, 'spec'), manifest)];
  if (isOf(manifest, 'ApplicationSet', 'argoproj.io')) return ofSet(ofArgo(common, valueIn(manifest.body, 'spec', 'template', 'spec'), manifest), manifest, facts);
  return isOf(manifest, 'HelmRelease', 'helm.toolkit.fluxcd.io') ? [ofFlux(common, manifest)] : [];
}

type Common = Pick<NamedCode, 'by' | 'at' | 'manifest'>;

/** https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#create-namespace */
function ofArgo(common: Common, spec: Value | undefined, manifest: Manifest): NamedCode {
  const options = asList(valueIn(spec, 'syncPolicy', 'syncOptions'));
  const asked = { known: 'CreateNamespace=true' };
  const makes = options.kind === 'known' ? some(options.is.map((each) => sameText(each, asked))) : options.kind === 'unknown' ? 'maybe' : 'no';
  const labels = valueIn(spec, 'syncPolicy', 'managedNamespaceMetadata', 'labels');
  return { ...common, at: placeIn(manifest, valueIn(spec, 'syncPolicy') ?? spec), name: valueIn(spec, 'destination', 'namespace'), makes, labels: makes === 'no' ? undefined : labels };
}

/** What its generators put into the template one sees in the releases that it makes. */
function ofSet(code: NamedCode, { object }: Manifest, { chart, manifests }: NamespaceFacts): readonly NamedCode[] {
  const name = asText(code.name);
  if (name.kind !== 'known' || !name.is.includes('{{')) return [code];
  const made = chart.releases.flatMap(({ by, namespace }) => (by.kind === 'argo' && by.at.path === object.path && by.at.line === object.line && namespace !== undefined ? [namespace] : []));
  return made.length === 0 ? [{ ...code, name: { unknown: true } }] : made.map((namespace) => ({ ...code, name: valueOfMarked(manifests, namespace) }));
}

/** https://fluxcd.io/flux/components/helm/helmreleases/#install-configuration */
function ofFlux(common: Common, manifest: Manifest): NamedCode {
  const name = valueIn(manifest.body, 'spec', 'targetNamespace') ?? manifest.namespace;
  return { ...common, name, makes: truthOf(valueIn(manifest.body, 'spec', 'install', 'createNamespace')), labels: undefined };
}

/** Helm makes it without labels. */
function ofReleases({ chart, manifests }: NamespaceFacts): readonly NamedCode[] {
  return chart.releases.flatMap((release): readonly NamedCode[] => {
    if (release.namespace === undefined || !release.createsNamespace || release.by.kind === 'found') return [];
    const by = release.by.kind === 'terraform' ? release.by.address : release.by.kind === 'command' ? release.by.command : release.by.name;
    return [{ by, at: release.by.at, manifest: undefined, name: valueOfMarked(manifests, release.namespace), makes: 'yes', labels: undefined }];
  });
}

/** Releases of charts that aren't the submission's make namespaces too, and labels can be put on what is there. */
function ofTerraform(terraform: TerraformFacts): readonly NamedCode[] {
  const releases = declared(terraform, { type: 'helm_release' }).map((by) => ({ by, name: valueOf(by, 'namespace'), makes: truthOf(valueOf(by, 'create_namespace')), labels: undefined }));
  const labelled = declared(terraform, { type: 'kubernetes_labels' })
    .filter((by) => sameText(valueOf(by, 'kind'), { known: 'Namespace' }) === 'yes')
    .map((by) => ({ by, name: valueOf(by, 'metadata', 'name'), makes: 'no' as const, labels: valueOf(by, 'labels') }));
  return [...releases, ...labelled].map(({ by, makes, ...rest }) => ({ ...rest, makes: every([makes, by.exists]), by: addressOf(by), at: placeOf(by), manifest: undefined }));
}

function truthOf(value: Value | undefined): Answer {
  const truth = asTruth(value);
  return truth.kind === 'unknown' ? 'maybe' : truth.kind === 'known' && truth.is ? 'yes' : 'no';
}
