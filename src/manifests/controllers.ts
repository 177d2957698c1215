import type { ChartFacts } from '../collect/chart/section.ts';
import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once } from '../grade/once.ts';
import { bundled } from './controllers-charts.ts';
import { installedByCommands } from './controllers-commands.ts';
import { appliedByGitOps } from './controllers-gitops.ts';
import type { KnownChart, Product } from './controllers-known.ts';
import { declaredByTerraform } from './controllers-terraform.ts';
import { runByWorkloads } from './controllers-workloads.ts';
import type { Manifest } from './objects.ts';

/** One installation of something that serves routes. */
export type Controller = {
  readonly product: Product;
  /** What installs it, for messages: `helm_release.traefik`, `Deployment traefik`. */
  readonly by: string;
  readonly at: Location;
  readonly exists: 'yes' | 'maybe';
  readonly version: Version;
  /** What its chart is told. Absent: no chart installs it. */
  readonly release: ChartRelease | undefined;
  /** Of Terraform's, where it stands. */
  readonly root: Root | undefined;
  /** Of manifests, what brings it. */
  readonly manifest: Manifest | undefined;
};

export type ChartRelease = {
  readonly chart: KnownChart;
  readonly name: Value | undefined;
  readonly namespace: Value | undefined;
  readonly values: Value;
  /** Some of the values aren't in the files. */
  readonly open: boolean;
};

/** `of`: whether it is the chart's or the image's; nobody chooses that of what is `managed`. */
export type Version =
  | { readonly of: 'chart' | 'image'; readonly said: Value | undefined; readonly at: Location; readonly argument: string }
  | { readonly of: 'managed' };

export type Sources = { readonly terraform: TerraformFacts; readonly chart: ChartFacts; readonly manifests: ManifestsFacts };

/** All but what a cluster has built in. */
export const controllersIn = ({ terraform, chart, manifests }: Sources): readonly Controller[] => remembered(terraform)(chart)(manifests);

const remembered = once((terraform: TerraformFacts) => once((chart: ChartFacts) => once((manifests: ManifestsFacts): readonly Controller[] => {
  const bundles = bundled(chart);
  const run = runByWorkloads(manifests).filter((each) => !bundles.some((bundle) => bringsTogether(bundle, each)));
  return [...declaredByTerraform(terraform, chart), ...bundles, ...installedByCommands(chart, manifests), ...appliedByGitOps(manifests), ...run];
})));

/** A dependency that is rendered brings its workload along. */
const bringsTogether = (bundle: Controller, run: Controller): boolean => {
  const origin = run.manifest?.origin;
  return bundle.product === run.product && origin?.kind === 'chart' && bundle.at.path.startsWith(origin.path === '.' ? '' : `${origin.path}/`);
};
