import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Root } from '../collect/terraform/section.ts';
import { once } from '../grade/once.ts';
import { environmentIn, type Manifest, objects } from './objects.ts';

/**
 * The objects that charts, Kustomize and plain files bring. Terraform's own are in the section too: who judges both reads those from its
 * blocks, which tell more (src/terraform/kubernetes-objects.ts), so that each counts once.
 */
export const besideTerraform = once((facts: ManifestsFacts): readonly Manifest[] => objects(facts).filter(({ origin }) => origin.kind !== 'terraform'));

/** Those that may land in the cluster of a root: what is for another environment doesn't. */
export const landingIn = (facts: ManifestsFacts, { environment }: Pick<Root, 'environment'>): readonly Manifest[] =>
  besideTerraform(facts).filter((manifest) => {
    const its = environmentIn(manifest);
    return its === undefined || environment === undefined || its === environment;
  });
