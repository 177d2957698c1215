import type { Ref, Root, Value } from '../../src/collect/terraform/section.ts';
import { sourcesOf, targetsOf } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asText, refsIn, valueOf } from '../../src/terraform/value.ts';

/** Who an ARN names. `caller`: whoever applies. */
export type Principal = 'role' | 'user' | 'root' | 'caller' | 'unknown';

const byArn: readonly (readonly [glob: string, principal: Principal])[] = [
  ['arn:*:iam::*:role/*', 'role'],
  ['arn:*:iam::*:user/*', 'user'],
  ['arn:*:iam::*:root', 'root'],
  ['arn:*:sts::*:assumed-role/*', 'role'],
];

const byType: ReadonlyMap<string, Principal> = new Map([
  ['aws_iam_role', 'role'],
  ['aws_iam_roles', 'role'],
  ['aws_iam_service_linked_role', 'role'],
  ['aws_iam_user', 'user'],
  ['aws_iam_users', 'user'],
  ['aws_iam_session_context', 'caller'],
  ['aws_caller_identity', 'caller'],
]);

export function principalOf(root: Root, value: Value | undefined): Principal {
  const written = byArn.find(([glob]) => matchesText(value, glob) === 'yes');
  if (written !== undefined) return written[1];
  const sources = sourcesOf(root, value);
  const typed = sources.flatMap(({ block }) => byType.get(block.type ?? '') ?? []);
  if (typed[0] !== undefined) return typed[0];
  const entry = sources.find(({ block }) => block.type === 'aws_eks_access_entry');
  if (entry !== undefined) return principalOf(root, valueOf(entry, 'principal_arn'));
  return refsIn(value).some((ref) => ref.to.startsWith('module.') && isOfRole(root, ref)) ? 'role' : 'unknown';
}

/** By the name of the module, of its output, or of where it comes from. */
function isOfRole(root: Root, ref: Ref): boolean {
  const [module] = targetsOf(root, ref);
  const source = asText(module && valueOf(module, 'source'));
  return /role/.test(`${ref.to}.${ref.path ?? ''} ${source.kind === 'known' ? source.is : ''}`);
}

/** What tells one principal from another: what it is made of, or what it says. */
function keysOf(root: Root, value: Value | undefined): ReadonlySet<string> {
  const text = asText(value);
  const refs = refsIn(value).map(({ to, key }) => (key === undefined ? to : `${to}[${key}]`));
  const entries = sourcesOf(root, value, { type: 'aws_eks_access_entry' }).flatMap((each) => [...keysOf(root, valueOf(each, 'principal_arn'))]);
  return new Set([...(text.kind === 'known' ? [text.is] : []), ...refs, ...entries]);
}

/** A block that is repeated is one principal for each key; without one it may be any of them. */
export function isSamePrincipal(root: Root, one: Value | undefined, other: Value | undefined): boolean {
  const keys = keysOf(root, other);
  return [...keysOf(root, one)].some((key) => keys.has(key));
}
