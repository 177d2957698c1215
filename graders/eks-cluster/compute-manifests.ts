import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { type Declared, placeOf } from '../../src/terraform/declared.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';

/** A Kubernetes object that Terraform itself applies. */
export type Applied = { readonly declared: Declared; readonly object: Value; readonly at: Location };

/** `EC2NodeClass`, `NodePool`: of the providers kubernetes and kubectl, whoever's of the latter. */
export const appliedOfKind = ({ roots }: TerraformFacts, wanted: string): readonly Applied[] =>
  roots.flatMap(objectsIn).flatMap(({ by, kind, body }) => (kind === wanted ? [{ declared: by, object: body, at: placeOf(by, body) }] : []));

/** How a check says that it waits for objects which something else applies. */
export const inTerraformOnly = 'which docc finds in Terraform code only';
