import type { Ref, Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { addressOf, type Declared, placeOf, targetsOf } from '../../src/terraform/declared.ts';
import { throughState } from '../../src/terraform/remote-state.ts';
import { shownText } from '../../src/terraform/text.ts';
import { asList, asTruth, refsIn, refText, valueOf } from '../../src/terraform/value.ts';
import type { Setting } from './clusters-settings.ts';
import { openBecause } from './clusters-wording.ts';
import { subnetsOfModule } from './subnets-modules.ts';
import { wayOut } from './subnets-routes.ts';
import { isZoneOfRegion, type Zones, zonesIn } from './subnets-zones.ts';

/** One subnet, or all that one block or module stands for. */
export type Subnet = {
  readonly name: string;
  readonly at: Location;
  readonly zones: Zones;
  /** Why they aren't known: `is in a zone that AWS chooses`. */
  readonly zonesOpen?: string;
  readonly open: Openness;
};

/** Whether the internet has a way in; `because` follows the subnet's name: `routes to aws_internet_gateway.this`. */
export type Openness =
  | { readonly is: 'no' }
  | { readonly is: 'yes'; readonly by: 'addresses' | 'routes'; readonly because: string }
  | { readonly is: 'unknown'; readonly because: string };

/** The subnets that a list of ids is made of; what files can't tell is among them, with unknown zones. */
export function subnetsIn(facts: TerraformFacts, root: Root, { value, at }: Setting): readonly Subnet[] {
  const members = asList(value);
  const ids = members.kind === 'known' ? members.is : members.kind === 'absent' ? [] : [members.value];
  return [...new Map(ids.flatMap((id) => subnetsOfId(facts, root, id, at)).map((each) => [each.name, each])).values()];
}

/** Of one id, or of a list that isn't known as one. */
function subnetsOfId(facts: TerraformFacts, root: Root, id: Value, at: Location): readonly Subnet[] {
  // It may be made by going through the zones.
  const refs = refsIn(id).filter((ref) => !isZoneOfRegion(ref));
  return refs.length === 0 ? [unknownSubnet(shownText(id), at)] : refs.flatMap((ref) => subnetsOfRef(facts, root, ref, at));
}

function subnetsOfRef(facts: TerraformFacts, reader: Root, ref: Ref, at: Location): readonly Subnet[] {
  const { root, value } = throughState(facts, reader, { unknown: true, refs: [ref] });
  if (root !== reader) return subnetsIn(facts, root, { value, at, origin: 'written', name: '' });
  const known = targetsOf(root, ref).flatMap((target) => subnetsOfTarget(root, ref, target));
  return known.length > 0 ? known : [unknownSubnet(refText(ref), at)];
}

function subnetsOfTarget(root: Root, ref: Ref, target: Declared): readonly Subnet[] {
  const { block } = target;
  if (block.kind === 'module') return subnetsOfModule(ref, target);
  if (block.kind === 'resource' && block.type === 'aws_subnet') return [subnetOf(root, target)];
  if (block.kind === 'resource' && block.type === 'aws_default_subnet') return [defaultSubnet(target)];
  if (block.kind === 'data' && isOfDefaultVpc(root, target)) return [everyDefaultSubnet(target)];
  return [];
}

function subnetOf(root: Root, subnet: Declared): Subnet {
  const [name, at] = [addressOf(subnet), placeOf(subnet)];
  const given = asTruth(valueOf(subnet, 'map_public_ip_on_launch'));
  const zones = zonesIn(subnet);
  const zone = valueOf(subnet, 'availability_zone') ?? valueOf(subnet, 'availability_zone_id');
  const common = { name, at, zones, ...(zones === undefined && { zonesOpen: zone === undefined ? 'is in a zone that AWS chooses' : `is in a zone that ${openBecause(zone)}` }) };
  if (given.kind === 'known' && given.is) return { ...common, open: { is: 'yes', by: 'addresses', because: 'gives what starts in it a public address' } };
  const way = wayOut(root, subnet);
  if (way !== undefined) return { ...common, open: { is: 'yes', by: 'routes', because: `routes to ${way}` } };
  return { ...common, open: given.kind === 'unknown' ? { is: 'unknown', because: '`map_public_ip_on_launch` is not known' } : { is: 'no' } };
}

/** Every account has these, and they are public. https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html */
const isDefault: Openness = { is: 'yes', by: 'routes', because: 'is a default subnet, with a route to the internet gateway' };
const areDefault: Openness = { is: 'yes', by: 'routes', because: 'finds default subnets, with a route to the internet gateway' };

const defaultSubnet = (subnet: Declared): Subnet => ({ name: addressOf(subnet), at: placeOf(subnet), zones: zonesIn(subnet), open: isDefault });

const everyDefaultSubnet = (data: Declared): Subnet => ({ name: addressOf(data), at: placeOf(data), zones: 'several', open: areDefault });

/** All subnets of the default VPC, with no other filter that could leave out the public ones. */
function isOfDefaultVpc(root: Root, data: Declared): boolean {
  if (data.block.type !== 'aws_subnets' && data.block.type !== 'aws_subnet_ids') return false;
  if (valueOf(data, 'tags') !== undefined || valueOf(data, 'filter', 1) !== undefined) return false;
  const vpc = valueOf(data, 'vpc_id') ?? valueOf(data, 'filter', 'values');
  return refsIn(vpc).flatMap((ref) => targetsOf(root, ref)).some(isDefaultVpc);
}

function isDefaultVpc(vpc: Declared): boolean {
  const chosen = asTruth(valueOf(vpc, 'default'));
  return vpc.block.type === 'aws_default_vpc' || (vpc.block.type === 'aws_vpc' && chosen.kind === 'known' && chosen.is);
}

const unknownSubnet = (name: string, at: Location): Subnet => ({ name, at, zones: undefined, open: { is: 'unknown', because: 'files don’t tell what it is' } });
