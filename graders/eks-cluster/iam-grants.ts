import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declared, declaredIn, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { piecesOf } from '../../src/terraform/text.ts';
import { asText, leavesOf, valueIn, valueOf } from '../../src/terraform/value.ts';

/** Something that gives rights to somebody. */
export type Grant = {
  readonly declared: Declared;
  /** Who gets them, as written; undefined for a policy that stands by itself, and in modules. */
  readonly holders: readonly Value[];
  readonly at: Location;
} & (
  | { readonly kind: 'policy'; readonly arn: Value }
  | { readonly kind: 'document'; readonly document: Value }
);

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachment and its neighbours. */
const attachments: Readonly<Record<string, { readonly holder: string; readonly arn: string }>> = {
  aws_iam_role_policy_attachment: { holder: 'role', arn: 'policy_arn' },
  aws_iam_user_policy_attachment: { holder: 'user', arn: 'policy_arn' },
  aws_iam_group_policy_attachment: { holder: 'group', arn: 'policy_arn' },
  aws_iam_policy_attachment: { holder: 'roles', arn: 'policy_arn' },
  aws_iam_role_policy_attachments_exclusive: { holder: 'role_name', arn: 'policy_arns' },
};

const inlinePolicies: Readonly<Record<string, string>> = { aws_iam_role_policy: 'role', aws_iam_user_policy: 'user', aws_iam_group_policy: 'group', aws_iam_policy: '' };

export const grantsOf = once((facts: TerraformFacts): readonly Grant[] => [
  ...declared(facts, { type: Object.keys(attachments) }).flatMap(attached),
  ...declared(facts, { type: Object.keys(inlinePolicies) }).flatMap(inline),
  ...declared(facts, { type: 'aws_iam_role' }).flatMap(ofRole),
]);

function attached(each: Declared): readonly Grant[] {
  const { holder, arn } = attachments[each.block.type ?? ''] ?? { holder: '', arn: '' };
  const holders = membersOf(valueOf(each, holder));
  return membersOf(valueOf(each, arn)).map((value) => ({ kind: 'policy', declared: each, holders, arn: value, at: placeOf(each, value) }));
}

function inline(each: Declared): readonly Grant[] {
  const holder = inlinePolicies[each.block.type ?? ''] ?? '';
  const document = valueOf(each, 'policy');
  return document === undefined ? [] : [{ kind: 'document', declared: each, holders: membersOf(valueOf(each, holder)), document, at: placeOf(each, document) }];
}

/** The role itself is named, so that it is found like those that others name. */
function ofRole(each: Declared): readonly Grant[] {
  const holders: readonly Value[] = [{ unknown: true, refs: [{ to: each.block.address, ...(each.key !== undefined && { key: each.key }) }] }];
  const managed = membersOf(valueOf(each, 'managed_policy_arns')).map((arn): Grant => ({ kind: 'policy', declared: each, holders, arn, at: placeOf(each, arn) }));
  const own = membersOf(valueOf(each, 'inline_policy')).flatMap((block): readonly Grant[] => {
    const document = valueIn(block, 'policy');
    return document === undefined ? [] : [{ kind: 'document', declared: each, holders, document, at: placeOf(each, document) }];
  });
  return [...managed, ...own];
}

/** Roles that a value names: by ref, through an instance profile, or by their name. */
export function rolesNamed(root: Root, value: Value | undefined): readonly Declared[] {
  const sources = sourcesOf(root, value, { type: ['aws_iam_role', 'aws_iam_instance_profile'] }).filter(({ block }) => block.kind === 'resource');
  const found = sources.flatMap((each) => (each.block.type === 'aws_iam_role' ? [each] : rolesNamed(root, valueOf(each, 'role'))));
  if (found.length > 0) return found;
  const text = asText(value);
  if (text.kind !== 'known') return [];
  return declaredIn(root, { type: 'aws_iam_role' }).filter((role) => {
    const name = asText(valueOf(role, 'name'));
    return name.kind === 'known' && (name.is === text.is || text.is.endsWith(`:role/${name.is}`));
  });
}

export const isSameRole = (one: Declared, other: Declared): boolean => one.root === other.root && addressOf(one) === addressOf(other);

/** The name of a policy of AWS's own, wherever its ARN's partition comes from. */
export function managedPolicyName(arn: Value): string | undefined {
  const text = piecesOf(arn)?.map((piece) => piece ?? '\uE000').join('') ?? '';
  return /^(?:arn:[^/]*:iam::aws:policy|[^/]*\uE000)\/(?:[\w-]+\/)*([\w-]+)$/.exec(text)?.[1];
}

/** The same, also where `data "aws_iam_policy"` finds it by name or ARN. */
export function policyName(each: Declared, arn: Value): string | undefined {
  const [data] = sourcesOf(each.root, arn, { kind: 'data', type: 'aws_iam_policy' });
  if (data === undefined) return managedPolicyName(arn);
  const [own, name] = [valueOf(data, 'arn'), asText(valueOf(data, 'name'))];
  return (own && managedPolicyName(own)) ?? (name.kind === 'known' && ofAws.test(name.is) ? name.is : undefined);
}

/** Names that AWS gives its own. */
const ofAws = /^(Amazon|AWS|CloudWatch|AutoScaling|Elastic|Administrator|Power|IAM|EC2)/;

/** Every text within what a module is given. */
export const textsGiven = (module: Declared): readonly Value[] => leavesOf({ object: module.attributes }).map(({ value }) => value);
