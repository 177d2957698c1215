import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { asText, asTruth, valueOf } from '../../src/terraform/value.ts';
import { once } from '../../src/grade/once.ts';
import { isOrigin, major, originOf, releaseOf } from '../../src/terraform/module-origin.ts';
import { bodyOf, type Input, type Setting, settingOf } from './clusters-settings.ts';
import { type ClusterInputs, clusterModules, resourceInputs } from './knowledge/cluster-inputs.ts';

/** What makes a cluster: the resource itself, or a module of others whose inputs docc knows. */
export type Maker =
  | { readonly by: 'resource' }
  /** `major`: undefined where files can't tell the version, or docc doesn't know it: defaults are then unknown. */
  | { readonly by: 'module'; readonly registry: string; readonly major: number | undefined };

export type ClusterSettings = { readonly [Name in keyof ClusterInputs]: Setting };

/** One EKS cluster of one environment. What runs pods for it is in compute.ts. */
export type Cluster = {
  readonly root: Root;
  /** Of the resource or the call of the module: its attributes are what the candidate wrote. */
  readonly declared: Declared;
  readonly maker: Maker;
  /** `maybe`: a count, or an input of the module, that files can't tell decides. */
  readonly exists: 'yes' | 'maybe';
  /** `aws_eks_cluster.this`, `module.eks`. */
  readonly address: string;
  readonly at: Location;
  readonly settings: ClusterSettings;
};

/** More than anybody hands in; what a hostile submission has beyond is not looked at. */
const most = 32;

/** Every cluster of every root, in their order. One module called from three environments is three clusters. */
export const clustersOf: (facts: TerraformFacts) => readonly Cluster[] = once(({ roots }) => roots.flatMap(clustersIn).slice(0, most));

export const clustersIn = once((root: Root): readonly Cluster[] => {
  const resources = declaredIn(root, { type: 'aws_eks_cluster' }).map((each) => clusterOf(each, { by: 'resource' }, resourceInputs));
  return [...resources, ...declaredIn(root, { kind: 'module' }).flatMap(clusterOfModule)];
});

function clusterOfModule(module: Declared): readonly Cluster[] {
  const origin = originOf(module);
  const known = origin && clusterModules.find((each) => isOrigin(origin, each));
  if (origin === undefined || known === undefined) return [];
  const create = asTruth(settingOf(module, [bodyOf(module)], known.create).value);
  if (create.kind === 'known' && !create.is) return [];
  const release = releaseOf(origin, known.releases);
  const inputs = release?.inputs ?? withoutDefaults(spokenBy(module, known.releases.map((each) => each.inputs)));
  const cluster = clusterOf(module, { by: 'module', registry: known.registry, major: release && major(release.newest) }, inputs);
  return [create.kind === 'unknown' ? { ...cluster, exists: 'maybe' } : cluster];
}

/** Of which release it is can be seen from what it calls the cluster's name. */
function spokenBy(module: Declared, candidates: readonly ClusterInputs[]): ClusterInputs {
  const speaks = ({ name }: ClusterInputs): boolean => settingOf(module, [bodyOf(module)], name).origin === 'written';
  return candidates.find(speaks) ?? candidates[0] ?? resourceInputs;
}

const withoutDefaults = (inputs: ClusterInputs): ClusterInputs => mapped(inputs, (input): Input => ({ ...input, default: 'unknown' }));

function clusterOf(declared: Declared, maker: Maker, inputs: ClusterInputs): Cluster {
  const { root, exists } = declared;
  const settings = mapped(inputs, (input) => settingOf(declared, [bodyOf(declared)], input));
  return { root, declared, maker, exists, address: addressOf(declared), at: placeOf(declared), settings };
}

function mapped<Name extends string, From, To>(of: Readonly<Record<Name, From>>, change: (from: From) => To): { readonly [N in Name]: To } {
  // The one cast: Object.entries loses which names there are.
  return Object.fromEntries(Object.entries<From>(of).map(([name, from]) => [name, change(from)])) as { [N in Name]: To };
}

/** The cluster as a message names it: where there are several roots with one, by its environment too. */
export function nameOf({ root, address }: Cluster, among: readonly Cluster[]): string {
  const several = new Set(among.map((each) => environmentOf(each.root))).size > 1;
  return several ? `${address} of ${environmentOf(root)}` : address;
}

/** `prod`, where one folder is applied with several variable files; else the folder. */
export const environmentOf = ({ path, environment }: Root): string => environment ?? path;

/** Modules that may hold a cluster: not in the submission, not known to docc, and called so; the provider's name doesn't count. */
export function modulesThatMayHoldOne(facts: TerraformFacts): readonly Declared[] {
  return facts.roots.flatMap((root) => declaredIn(root, { kind: 'module' })).filter((module) => {
    const source = asText(valueOf(module, 'source'));
    if (module.block.folder !== undefined || source.kind !== 'known' || /^\.{1,2}\//.test(source.is)) return false;
    const named = source.is.replace(/\/(kubernetes|kubectl|helm)(?=\/\/|$)/, '');
    return mayHoldCluster.test(named) && !holdsNone.test(named) && !isKnown(module);
  });
}

const mayHoldCluster = /eks|kubernetes|k8s/i;
/** Names of what people put beside a cluster. */
const holdsNone = /addon|iam|irsa|role|node-?group|worker|fargate|karpenter|vpc|network|controller|auth|identity|autoscaler|kms|ecr/i;

/** A submodule of theirs, or one that is switched off: there is none in it. */
function isKnown(module: Declared): boolean {
  const origin = originOf(module);
  return origin !== undefined && clusterModules.some((known) => origin.name === known[origin.of]);
}
