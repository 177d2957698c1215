import type { Root, Value } from '../../src/collect/terraform/section.ts';
import { type Declared, declaredIn, sourcesOf } from '../../src/terraform/declared.ts';
import { asText, refsIn, valueOf } from '../../src/terraform/value.ts';
import { outsiders } from './knowledge/dns-rights.ts';
import { isUsedBy, textsIn } from './policies.ts';

/** Who may use a role. */
export type Holder =
  /** Pods, or nodes and with them every pod. */
  | { readonly kind: 'in the cluster' }
  /** A workflow, a person, another service of AWS. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'open' };

const attachments = ['aws_iam_role_policy_attachment', 'aws_iam_policy_attachment'];

/** Those a policy is attached to: none, and it allows nobody anything. */
export function holdersOf(root: Root, policy: Declared): readonly Holder[] {
  const uses = (each: Declared): boolean => refsIn({ object: each.attributes }).some(({ to }) => to === policy.block.address);
  const attached = declaredIn(root, { type: attachments }).filter(uses).map((each) => holderOf(root, valueOf(each, 'role') ?? valueOf(each, 'roles')));
  const roles = declaredIn(root, { type: 'aws_iam_role' }).filter(uses).map((each) => holderByTrust(root, each));
  const modules = declaredIn(root, { kind: 'module' }).filter((each) => each.block.folder === undefined && uses(each)).map(holderByModule);
  return [...attached, ...roles, ...modules];
}

/** By a role's name or ARN. */
export function holderOf(root: Root, role: Value | undefined): Holder {
  const roles = sourcesOf(root, role);
  const [first] = roles.map((each) => (each.block.kind === 'module' ? holderByModule(each) : each.block.type === 'aws_iam_role' ? holderByTrust(root, each) : undefined));
  return first ?? { kind: 'open' };
}

/** Modules that are handed a policy for DNS make the role of a pod or of nodes, unless they are called after a workflow's host. */
export function holderByModule(module: Declared): Holder {
  const source = asText(valueOf(module, 'source'));
  return source.kind === 'known' && /github|gitlab|oidc-provider|iam-user|iam-group/i.test(source.is) ? { kind: 'outside' } : { kind: 'in the cluster' };
}

const machines: ReadonlySet<string> = new Set(['aws_eks_node_group', 'aws_iam_instance_profile', 'aws_eks_access_entry']);

/** By who may assume it. */
export function holderByTrust(root: Root, role: Declared): Holder {
  const policy = valueOf(role, 'assume_role_policy');
  const providers = sourcesOf(root, policy, { type: 'aws_iam_openid_connect_provider' });
  const said = [...textsIn(root, policy), ...providers.flatMap((each) => textsIn(root, { object: each.attributes }))].join(' ');
  if (outsiders.test(said)) return { kind: 'outside' };
  if (/pods\.eks\.amazonaws\.com|AssumeRoleWithWebIdentity/i.test(said)) return { kind: 'in the cluster' };
  if (/ec2\.amazonaws\.com/.test(said)) return { kind: isUsedBy(root, role, machines) ? 'in the cluster' : 'outside' };
  return { kind: said === '' ? 'open' : 'outside' };
}
