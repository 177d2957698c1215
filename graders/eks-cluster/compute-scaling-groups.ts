import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { addressOf, type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { asList, valueIn, valueOf } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { once } from '../../src/grade/once.ts';
import { bodyOf, type Input, settingOf } from './clusters-settings.ts';
import type { Nodes, Role } from './compute.ts';
import { attachment, type Attachment, isMadeOf } from './compute-attachment.ts';
import { byTemplate, templateOf } from './compute-metadata.ts';
import { roleOf } from './compute-nodes.ts';

/** EC2 instances that join by themselves: told by their tags, or by user data that is made of the cluster. */
export function scalingGroupsOf(cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Nodes[] {
  return scalingGroups(facts).flatMap(({ group, found }) => {
    const joined = joins(group, found, cluster, facts, clusters);
    return joined === 'no' ? [] : [nodesOf(group, found, joined === 'yes' && group.exists === 'yes' ? 'yes' : 'maybe')];
  });
}

const scalingGroups = once((facts: TerraformFacts) =>
  declared(facts, { type: 'aws_autoscaling_group' }).map((group) => {
    const named = settingOf(group, [bodyOf(group)], template).value;
    return { group, found: named && templateOf(group, named) };
  }),
);

const mixed = 'mixed_instances_policy.launch_template.launch_template_specification';
const template: Input = {
  paths: ['launch_template.id', 'launch_template.name', `${mixed}.launch_template_id`, `${mixed}.launch_template_name`, 'launch_configuration'],
};

const nodesOf = (group: Declared, from: Declared | undefined, attached: 'yes' | 'maybe'): Nodes => ({
  kind: 'self-managed',
  declared: group,
  name: addressOf(group),
  at: placeOf(group),
  attached,
  subnets: settingOf(group, [bodyOf(group)], { paths: ['vpc_zone_identifier'] }),
  role: roleFrom(group, from),
  ...byTemplate(group, from),
  mappedBy: 'nobody',
});

/** The instance profile, which leads to the role. */
function roleFrom(group: Declared, from: Declared | undefined): Role {
  if (from === undefined) return roleOf(group, [bodyOf(group)], { given: { paths: [], default: 'unknown' } });
  return roleOf(from, [bodyOf(from)], { given: { paths: ['iam_instance_profile.arn', 'iam_instance_profile.name', 'iam_instance_profile'] } });
}

function joins(group: Declared, from: Declared | undefined, cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): Attachment {
  const userData = from && (valueOf(from, 'user_data') ?? valueOf(from, 'user_data_base64'));
  if (isMadeOf(userData, group.root, cluster)) return 'yes';
  const answers = tagKeysOf(group).map((key) => attachment(facts, key, group.root, cluster, clusters));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

/** The names of clusters in the keys of its tags. */
function tagKeysOf(group: Declared): readonly Value[] {
  const tags = asList(valueOf(group, 'tag'));
  if (tags.kind !== 'known') return [];
  return tags.is.flatMap((tag) => {
    const key = valueIn(tag, 'key');
    return key === undefined ? [] : withoutPrefix(key);
  });
}

const clusterTag = /^(?:k8s\.io|kubernetes\.io)\/cluster\//;

function withoutPrefix(key: Value): readonly Value[] {
  if ('known' in key && typeof key.known === 'string') return clusterTag.test(key.known) ? [{ ...key, known: key.known.replace(clusterTag, '') }] : [];
  const parts = 'unknown' in key && key.shape?.kind === 'template' ? key.shape.parts : [];
  const [first, ...others] = parts;
  if (first === undefined || !('known' in first) || typeof first.known !== 'string' || !clusterTag.test(first.known)) return [];
  const [only] = others;
  return others.length === 1 && only !== undefined ? [only] : [{ ...key, shape: { kind: 'template', parts: others } }];
}
