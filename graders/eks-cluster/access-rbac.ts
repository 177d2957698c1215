import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { once } from '../../src/grade/once.ts';
import { besideTerraform } from '../../src/manifests/beside-terraform.ts';
import { groupOf } from '../../src/manifests/objects.ts';
import { declaredIn } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asText, valueIn, valueOf } from '../../src/terraform/value.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';
import { membersOf } from '../../src/terraform/members.ts';

const bindings = ['kubernetes_cluster_role_binding', 'kubernetes_cluster_role_binding_v1', 'kubernetes_role_binding', 'kubernetes_role_binding_v1'];

/** Whether RBAC gives a group rights: by Terraform, by a manifest, or perhaps by what could not be rendered. */
export function isBound(group: Value, { roots }: TerraformFacts, manifests: ManifestsFacts): 'yes' | 'maybe' | 'no' {
  const name = asText(group);
  if (name.kind !== 'known') return 'maybe';
  // EKS refuses an access entry with a group of Kubernetes' own.
  if (name.is.startsWith('system:')) return 'no';
  const answers = [...roots.flatMap(subjectsIn), ...subjectsBeside(manifests)].map((subject) => matchesText(valueIn(subject, 'name'), name.is));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') || manifests.unrendered.length > 0 ? 'maybe' : 'no';
}

const subjectsIn = once((root: Root): readonly Value[] => {
  const typed = declaredIn(root, { type: bindings }).flatMap((each) => membersOf(valueOf(each, 'subject')));
  const written = objectsIn(root).filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind)).flatMap(({ body }) => membersOf(valueIn(body, 'subjects')));
  return [...typed, ...written].filter(isGroup);
});

const subjectsBeside = once((manifests: ManifestsFacts): readonly Value[] => {
  const all = besideTerraform(manifests).filter((each) => groupOf(each) === 'rbac.authorization.k8s.io' && /^(Cluster)?RoleBinding$/.test(each.object.kind));
  return all.flatMap(({ body }) => membersOf(valueIn(body, 'subjects'))).filter(isGroup);
});

const isGroup = (subject: Value): boolean => matchesText(valueIn(subject, 'kind'), 'Group') !== 'no';
