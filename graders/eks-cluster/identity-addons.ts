import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { asEntries, asText, valueIn, valueOf } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';

/** An EKS add-on, as a resource or as an entry of what a module is given. */
export type Addon = {
  readonly root: Root;
  readonly declared: Declared;
  /** `vpc-cni`. Undefined: files can't tell. */
  readonly name: string | undefined;
  /** `aws_eks_addon.vpc_cni`, `module.eks.addons.vpc-cni`. */
  readonly address: string;
  readonly at: Location;
  readonly body: Value;
};

/** Of the community's module from 21 on, and before; of the blueprints'. */
const addonMaps = ['addons', 'cluster_addons', 'eks_addons'] as const;

/** What the cluster's own module calls them; undefined where it takes none. */
export function addonInput({ maker }: Cluster): 'addons' | 'cluster_addons' | undefined {
  if (maker.by === 'resource' || maker.major === 17) return undefined;
  return maker.major === undefined || maker.major > 20 ? 'addons' : 'cluster_addons';
}

export const addonsOf = once((facts: TerraformFacts): readonly Addon[] => [
  ...declared(facts, { type: 'aws_eks_addon' }).map(ofResource),
  ...declared(facts, { kind: 'module' }).filter(({ block }) => block.folder === undefined).flatMap(ofModule),
]);

function ofResource(each: Declared): Addon {
  const name = asText(valueOf(each, 'addon_name'));
  return { root: each.root, declared: each, name: name.kind === 'known' ? name.is : undefined, address: addressOf(each), at: placeOf(each), body: { object: each.attributes } };
}

function ofModule(module: Declared): readonly Addon[] {
  return addonMaps.flatMap((map): readonly Addon[] => {
    const entries = asEntries(valueOf(module, map));
    const place = (of: Value): Location => placeOf(module, of);
    if (entries.kind === 'unknown') return [{ root: module.root, declared: module, name: undefined, address: `${addressOf(module)}.${map}`, at: place(entries.value), body: entries.value }];
    if (entries.kind !== 'known') return [];
    return entries.is.map(([key, body]) => {
      const named = asText(valueIn(body, 'name'));
      return { root: module.root, declared: module, name: named.kind === 'known' ? named.is : key.includes('${') ? undefined : key, address: `${addressOf(module)}.${map}.${key}`, at: place(body), body };
    });
  });
}
