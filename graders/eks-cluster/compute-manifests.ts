import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { asText, valueIn, valueOf } from '../../src/terraform/value.ts';
import type { Location } from '../../src/evidence/observation.ts';

/** A Kubernetes object that Terraform itself applies. */
export type Applied = { readonly declared: Declared; readonly object: Value; readonly at: Location };

/** `EC2NodeClass`, `NodePool`: of the providers kubernetes and kubectl, whoever's of the latter. */
export function appliedOfKind(facts: TerraformFacts, kind: string): readonly Applied[] {
  const objects = [
    ...declared(facts, { type: 'kubernetes_manifest' }).map((each) => ({ declared: each, object: valueOf(each, 'manifest') })),
    ...declared(facts, { type: 'kubectl_manifest' }).map((each) => ({ declared: each, object: documentOf(valueOf(each, 'yaml_body')) })),
  ];
  return objects.flatMap(({ declared: each, object }) => {
    const said = asText(valueIn(object, 'kind'));
    return object !== undefined && said.kind === 'known' && said.is === kind ? [{ declared: each, object, at: placeOf(each, object) }] : [];
  });
}

/** How a check says that it waits for objects which something else applies. */
export const inTerraformOnly = 'which docc finds in Terraform code only';
