import type { Root, Value } from '../collect/terraform/section.ts';
import { once } from '../grade/once.ts';
import { type Declared, declaredIn } from './declared.ts';
import { documentOf } from './document.ts';
import { asText, valueIn, valueOf } from './value.ts';

/** A Kubernetes object that Terraform applies as it is written. */
export type KubernetesObject = { readonly by: Declared; readonly kind: string; readonly body: Value };

/**
 * Objects of kubernetes_manifest and kubectl_manifest. Those of charts and plain YAML files belong to the section of
 * manifests: once that is collected, its objects join these here.
 */
export const objectsIn = once((root: Root): readonly KubernetesObject[] => [
  ...declaredIn(root, { type: 'kubernetes_manifest' }).flatMap((by) => objectFrom(by, valueOf(by, 'manifest'))),
  ...declaredIn(root, { type: 'kubectl_manifest' }).flatMap((by) => objectFrom(by, documentOf(valueOf(by, 'yaml_body')))),
]);

function objectFrom(by: Declared, body: Value | undefined): readonly KubernetesObject[] {
  const kind = asText(valueIn(body, 'kind'));
  return body === undefined || kind.kind !== 'known' ? [] : [{ by, kind: kind.is, body }];
}
