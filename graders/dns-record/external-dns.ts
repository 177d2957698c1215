import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once, onceFor } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { besideTerraform } from '../../src/manifests/beside-terraform.ts';
import { type GitOpsRelease, gitOpsReleases } from '../../src/manifests/gitops-releases.ts';
import { environmentIn, type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { chartValues, hasUnknownValues } from '../../src/terraform/helm-release.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asEntries, asList, asText, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { type Configuration, flagsOfArguments, flagsOfChart } from './flags.ts';
import { type Answer, dnsName, holdsHost, isKnownName } from './host.ts';
import { addonArguments, addonsModule, product } from './knowledge/external-dns.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';

/** What says who writes the record. */
export type Sources = { readonly terraform: TerraformFacts; readonly manifests: ManifestsFacts };

/** A block or an object, as far as it matters who wrote it: `helm_release.dns`, `Deployment external-dns`. */
export type Author = { readonly by: string; readonly at: Location; readonly exists: 'yes' | 'maybe'; readonly environment: string | undefined };

/** It writes the names of what it watches into Route 53. */
export type ExternalDns = Configuration & Author;

export const externalDns = ({ terraform, manifests }: Sources): readonly ExternalDns[] => gathered(terraform, manifests);

const gathered = onceFor((terraform: TerraformFacts, manifests: ManifestsFacts): readonly ExternalDns[] => [...externalDnsByTerraform(terraform), ...besideTerraform(manifests).flatMap(ofManifest)]);

export const externalDnsByTerraform = ({ roots }: TerraformFacts): readonly ExternalDns[] => roots.flatMap(externalDnsIn);

/** A block as an author. */
export const blockAuthor = (by: Declared, at: Location): Author => ({ by: addressOf(by), at, exists: by.exists, environment: by.root.environment });
export const manifestAuthor = (manifest: Manifest): Author => ({ by: titleOf(manifest), at: placeIn(manifest), exists: 'yes', environment: environmentIn(manifest) });

const externalDnsIn = once((root: Root): readonly ExternalDns[] => [
  ...declaredIn(root, { type: 'helm_release' }).filter(isItsChart).map(ofRelease),
  ...declaredIn(root, { type: 'aws_eks_addon' }).flatMap(ofAddon),
  ...declaredIn(root, { kind: 'module' }).flatMap(ofModule),
  ...declaredIn(root, { type: ['kubernetes_deployment', 'kubernetes_deployment_v1'] }).flatMap(ofDeployment),
  ...objectsIn(root).flatMap(({ by, kind, body }) => ofObject(blockAuthor(by, placeOf(by)), kind, body)),
]);

/** Whether it may write names under the host's domain into Route 53. */
export function covers({ flags, isOpen }: Configuration, settings: Settings): Answer {
  const provider = flags.get('provider') ?? [];
  if (provider.length > 0 && provider.every((each) => matchesText(each, 'aws') === 'no')) return 'no';
  if (flags.get('aws-zone-type')?.some((each) => matchesText(each, 'private') === 'yes') === true) return 'no';
  if (flags.get('exclude-domains')?.some((each) => isKnownName(dnsName(each)) && holdsHost(dnsName(each), settings)) === true) return 'no';
  if (flags.has('regex-domain-filter')) return 'maybe';
  const domains = flags.get('domain-filter');
  if (domains === undefined) return isOpen ? 'maybe' : 'yes';
  return domains.some((each) => holdsHost(dnsName(each), settings)) ? 'yes' : 'no';
}

/** Whether it is held to some zones: without a filter it writes wherever its role lets it. */
export function isFiltered({ flags, isOpen }: Configuration): Answer {
  const limits = ['domain-filter', 'regex-domain-filter', 'zone-id-filter'];
  if (limits.some((flag) => flags.has(flag))) return 'yes';
  return isOpen ? 'maybe' : 'no';
}

export function watches({ flags, isOpen }: Configuration, source: string): Answer {
  const answers = (flags.get('source') ?? []).map((each) => matchesText(each, source));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('maybe') || (answers.length === 0 && isOpen) ? 'maybe' : 'no';
}

/** `external-dns`, `bitnami/external-dns`, `oci://…/external-dns`, `…/external-dns-1.21.1.tgz`. */
const isChart = (value: Value | undefined): boolean =>
  [product, `*/${product}`, `*${product}-*.tgz`].some((glob) => matchesText(value, glob) === 'yes');

function isItsChart(release: Declared): boolean {
  const chart = valueOf(release, 'chart');
  return isChart(chart) || (asText(chart).kind === 'unknown' && matchesText(valueOf(release, 'name'), `*${product}*`) === 'yes');
}

const ofRelease = (by: Declared): ExternalDns => ({ ...blockAuthor(by, placeOf(by)), ...flagsOfChart(chartValues(by), hasUnknownValues(by)) });

const ofAddon = (by: Declared): readonly ExternalDns[] =>
  matchesText(valueOf(by, 'addon_name'), product) === 'yes' ? [configured(by, valueOf(by, 'configuration_values'))] : [];

function configured(by: Declared, configuration: Value | undefined): ExternalDns {
  const values = documentOf(configuration) ?? { object: {} };
  return { ...blockAuthor(by, placeOf(by, configuration)), ...flagsOfChart(values, 'unknown' in values) };
}

/** Of modules whose code isn't here; of one that is, what it declares is found by itself. */
function ofModule(by: Declared): readonly ExternalDns[] {
  if (by.block.folder !== undefined || isOff(by)) return [];
  const addons = addonArguments.flatMap((name) => {
    const addon = valueOf(by, name, product);
    return addon === undefined ? [] : [configured(by, valueIn(addon, 'configuration_values'))];
  });
  if (addons.length > 0) return addons;
  if (isChart(valueOf(by, 'chart'))) return [ofRelease(by)];
  const origin = originOf(by);
  if (origin !== undefined && isOrigin(origin, addonsModule)) return ofAddons(by);
  const source = asText(valueOf(by, 'source'));
  const isIts = source.kind === 'known' && /external-?dns/i.test(source.is);
  return isIts ? [{ ...blockAuthor(by, placeOf(by)), flags: new Map(), isOpen: true }] : [];
}

const isOff = (by: Declared): boolean =>
  ['enabled', 'create', 'create_release'].some((name) => {
    const truth = asTruth(valueOf(by, name));
    return truth.kind === 'known' && !truth.is;
  });

function ofAddons(by: Declared): readonly ExternalDns[] {
  const flag = valueOf(by, 'enable_external_dns');
  const enabled = asTruth(flag);
  if (enabled.kind !== 'known' || !enabled.is) return [];
  const entries = asEntries(valueOf(by, 'external_dns'));
  const attributes = entries.kind === 'known' ? Object.fromEntries(entries.is) : {};
  return [{ ...blockAuthor(by, placeOf(by, flag)), ...flagsOfChart(chartValues({ attributes }), entries.kind === 'unknown' || hasUnknownValues({ attributes })) }];
}

const ofDeployment = (by: Declared): readonly ExternalDns[] => {
  const containers = valueOf(by, 'spec', 'template', 'spec', 'container');
  return ofContainers(blockAuthor(by, placeOf(by, containers)), containers);
};

function ofContainers(author: Author, containers: Value | undefined): readonly ExternalDns[] {
  const list = asList(containers);
  const its = list.kind === 'known' ? list.is.filter((each) => matchesText(valueIn(each, 'image'), `*${product}*`) === 'yes') : [];
  return its.map((container) => {
    const args = asList(valueIn(container, 'args'));
    const { flags, isOpen } = flagsOfArguments(args.kind === 'known' ? args.is : []);
    return { ...author, flags, isOpen: isOpen || args.kind === 'unknown' };
  });
}

const ofManifest = once((manifest: Manifest): readonly ExternalDns[] => ofObject(manifestAuthor(manifest), manifest.object.kind, manifest.body));

function ofObject(author: Author, kind: string, body: Value): readonly ExternalDns[] {
  if (kind === 'Deployment') return ofContainers(author, valueIn(body, 'spec', 'template', 'spec', 'containers'));
  return gitOpsReleases(kind, body).flatMap((release) => ofGitOps(author, release));
}

const ofGitOps = (author: Author, { chart, values, isOpen }: GitOpsRelease): readonly ExternalDns[] => (isChart(chart) ? [{ ...author, ...flagsOfChart(values, isOpen) }] : []);
