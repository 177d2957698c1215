import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { once } from '../../src/grade/once.ts';
import { declaredIn } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asText, valueIn, valueOf } from '../../src/terraform/value.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';
import { membersOf } from '../../src/terraform/members.ts';

const bindings = ['kubernetes_cluster_role_binding', 'kubernetes_cluster_role_binding_v1', 'kubernetes_role_binding', 'kubernetes_role_binding_v1'];

/** Whether RBAC gives a group rights. What plain manifests bind isn't read yet: a group that Terraform doesn't bind may be. */
export function isBound(group: Value, { roots }: TerraformFacts): 'yes' | 'maybe' | 'no' {
  const name = asText(group);
  if (name.kind !== 'known') return 'maybe';
  // EKS refuses an access entry with a group of Kubernetes' own.
  if (name.is.startsWith('system:')) return 'no';
  return roots.some((root) => subjectsIn(root).some((subject) => matchesText(valueIn(subject, 'name'), name.is) === 'yes')) ? 'yes' : 'maybe';
}

const subjectsIn = once((root: Root): readonly Value[] => {
  const typed = declaredIn(root, { type: bindings }).flatMap((each) => membersOf(valueOf(each, 'subject')));
  const written = objectsIn(root).filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind)).flatMap(({ body }) => membersOf(valueIn(body, 'subjects')));
  return [...typed, ...written].filter((subject) => matchesText(valueIn(subject, 'kind'), 'Group') === 'yes');
});
