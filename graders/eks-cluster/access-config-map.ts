import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asList, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { objectsIn } from '../dns-record/objects.ts';
import type { Cluster } from './clusters.ts';
import { isOrigin, originOf } from './clusters-releases.ts';
import { membersOf } from './iam-grants.ts';
import { rootsAround } from './roots-around.ts';

/** One line of aws-auth. */
export type Mapping = { readonly root: Root; readonly by: string; readonly at: Location; readonly arn: Value | undefined; readonly groups: readonly Value[] };

/** `aws-auth` as Terraform applies it. That of plain manifests joins here once they are collected. */
export type AwsAuth = {
  readonly by: string;
  readonly at: Location;
  readonly roles: readonly Mapping[];
  readonly users: readonly Mapping[];
  /** Files can't tell all that it maps. */
  readonly open: boolean;
  /** The module that writes it maps its own node groups too. */
  readonly mapsNodesOf?: Declared | undefined;
};

const kinds = ['kubernetes_config_map', 'kubernetes_config_map_v1', 'kubernetes_config_map_v1_data'];

export const awsAuthsOf = ({ root }: Cluster, facts: TerraformFacts): readonly AwsAuth[] =>
  rootsAround(facts, root).flatMap((each) => [
    ...declaredIn(each, { type: kinds }).flatMap((by) => ofObject(by, { object: by.attributes })),
    ...objectsIn(each).flatMap(({ by, kind, body }) => (kind === 'ConfigMap' ? ofObject(by, body) : [])),
    ...declaredIn(each, { kind: 'module' }).flatMap(ofModule),
  ]);

function ofObject(by: Declared, body: Value): readonly AwsAuth[] {
  if (matchesText(valueIn(body, 'metadata', 'name'), 'aws-auth') !== 'yes') return [];
  return [awsAuth(by, documentOf(valueIn(body, 'data', 'mapRoles')), documentOf(valueIn(body, 'data', 'mapUsers')))];
}

/** The community's submodule, and its main module before access entries; the blueprints. */
function ofModule(by: Declared): readonly AwsAuth[] {
  const origin = originOf(by);
  const known = origin !== undefined && ['', 'modules/aws-auth'].some((submodule) => isOrigin(origin, { registry: 'terraform-aws-modules/eks/aws', repository: 'terraform-aws-modules/terraform-aws-eks', submodule }));
  if (!known && origin?.name !== 'aws-ia/eks-blueprints/aws') return [];
  const [roles, users] = [valueOf(by, 'aws_auth_roles') ?? valueOf(by, 'map_roles'), valueOf(by, 'aws_auth_users') ?? valueOf(by, 'map_users')];
  const writes = ['manage_aws_auth_configmap', 'create_aws_auth_configmap'].some((name) => isOn(valueOf(by, name)));
  if (roles === undefined && users === undefined && !writes) return [];
  return [{ ...awsAuth(by, roles, users), mapsNodesOf: writes || !known ? by : undefined }];
}

const isOn = (value: Value | undefined): boolean => {
  const truth = asTruth(value);
  return truth.kind === 'known' && truth.is;
};

function awsAuth(by: Declared, roles: Value | undefined, users: Value | undefined): AwsAuth {
  const mappings = (value: Value | undefined, name: string): readonly Mapping[] => {
    const list = asList(value);
    return (list.kind === 'known' ? list.is : []).map((each) => ({ root: by.root, by: addressOf(by), at: placeOf(by, each), arn: valueIn(each, name), groups: membersOf(valueIn(each, 'groups')) }));
  };
  const open = [roles, users].some((value) => asList(value).kind === 'unknown');
  return { by: addressOf(by), at: placeOf(by, roles), roles: mappings(roles, 'rolearn'), users: mappings(users, 'userarn'), open };
}
