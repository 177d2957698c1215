import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { landingIn } from '../../src/manifests/beside-terraform.ts';
import { isOf, type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { matchesText, piecesOf } from '../../src/terraform/text.ts';
import { asTruth, valueIn } from '../../src/terraform/value.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';
import { membersOf } from '../../src/terraform/members.ts';
import type { Cluster } from './clusters.ts';
import { isOrigin, originOf, releaseOf } from '../../src/terraform/module-origin.ts';
import { bodyOf, type Input, settingOf } from './clusters-settings.ts';
import { configMapModules } from './knowledge/config-map-modules.ts';
import { rootsAround } from './roots-around.ts';

/** One line of aws-auth. */
export type Mapping = { readonly root: Root; readonly by: string; readonly at: Location; readonly arn: Value | undefined; readonly groups: readonly Value[] };

/** `aws-auth`, by Terraform or beside it. */
export type AwsAuth = {
  readonly by: string;
  readonly at: Location;
  readonly roles: readonly Mapping[];
  readonly users: readonly Mapping[];
  /** Files can't tell all that it maps. */
  readonly open: boolean;
  /** The module that writes it maps its own node groups too. */
  readonly mapsNodesOf?: Declared | undefined;
  /** A manifest as it was given, in which every role is still to be named: perhaps nobody means to apply it. */
  readonly isBlank: boolean;
};

const kinds = ['kubernetes_config_map', 'kubernetes_config_map_v1', 'kubernetes_config_map_v1_data'];

export const awsAuthsByTerraform = ({ root }: Cluster, facts: TerraformFacts): readonly AwsAuth[] =>
  rootsAround(facts, root).flatMap((each) => [
    ...declaredIn(each, { type: kinds }).flatMap((by) => ofObject(writtenIn(by), { object: by.attributes })),
    ...objectsIn(each).flatMap(({ by, kind, body }) => (kind === 'ConfigMap' ? ofObject(writtenIn(by), body) : [])),
    ...declaredIn(each, { kind: 'module' }).flatMap(ofModule),
  ]);

export const awsAuthsBeside = ({ root }: Cluster, manifests: ManifestsFacts): readonly AwsAuth[] =>
  landingIn(manifests, root)
    .filter((each) => isOf(each, 'ConfigMap', ''))
    .flatMap((each) => ofObject(writtenAs(each, root), each.body))
    .map((auth) => ({ ...auth, isBlank: auth.users.length === 0 && auth.roles.length > 0 && auth.roles.every(({ arn }) => placeholderIn(arn) !== undefined) }));

/** `<ARN of the node role>` */
export const placeholderIn = (value: Value | undefined): string | undefined => piecesOf(value)?.find((piece) => piece !== undefined && /<[^<>]+>/.test(piece));

type Written = { readonly root: Root; readonly by: string; readonly place: (value: Value | undefined) => Location };

const writtenIn = (by: Declared): Written => ({ root: by.root, by: addressOf(by), place: (value) => placeOf(by, value) });
const writtenAs = (manifest: Manifest, root: Root): Written => ({ root, by: titleOf(manifest), place: (value) => placeIn(manifest, value) });

function ofObject(written: Written, body: Value): readonly AwsAuth[] {
  if (matchesText(valueIn(body, 'metadata', 'name'), 'aws-auth') !== 'yes') return [];
  return [awsAuth(written, documentOf(valueIn(body, 'data', 'mapRoles')), documentOf(valueIn(body, 'data', 'mapUsers')))];
}

function ofModule(by: Declared): readonly AwsAuth[] {
  const origin = originOf(by);
  const known = origin && configMapModules.find((each) => isOrigin(origin, each));
  if (origin === undefined || known === undefined) return [];
  const writes = writesIt(by, releaseOf(origin, known.releases));
  if (writes === 'no') return [];
  const said = (input: Input): Value | undefined => settingOf(by, [bodyOf(by)], input).value;
  const read = awsAuth(writtenIn(by), said(known.roles), said(known.users));
  const nodes = membersOf(said(known.nodes)).map((arn): Mapping => ({ root: by.root, by: addressOf(by), at: placeOf(by, arn), arn, groups: [{ known: 'system:nodes' }] }));
  return [{ ...read, roles: [...read.roles, ...nodes], open: read.open || writes === 'maybe', mapsNodesOf: known.mapsNodes ? by : undefined }];
}

function writesIt(by: Declared, release: { readonly when: readonly Input[] } | undefined): 'yes' | 'no' | 'maybe' {
  if (release === undefined) return 'maybe';
  const answers = release.when.map((each) => asTruth(settingOf(by, [bodyOf(by)], each).value));
  if (answers.some((each) => each.kind === 'known' && each.is)) return 'yes';
  return answers.some(({ kind }) => kind === 'unknown') ? 'maybe' : 'no';
}

function awsAuth({ root, by, place }: Written, roles: Value | undefined, users: Value | undefined): AwsAuth {
  const mappings = (value: Value | undefined, name: string): readonly Mapping[] =>
    membersOf(value).filter((each) => !isUnread(each)).map((each) => ({ root, by, at: place(each), arn: valueIn(each, name), groups: membersOf(valueIn(each, 'groups')) }));
  const open = [roles, users].flatMap(membersOf).some(isUnread);
  return { by, at: place(roles), roles: mappings(roles, 'rolearn'), users: mappings(users, 'userarn'), open, isBlank: false };
}

/** One of which files can't tell what it is, or how many. */
const isUnread = (value: Value): boolean => 'unknown' in value;
