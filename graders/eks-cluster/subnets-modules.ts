import type { Ref, Value } from '../../src/collect/terraform/section.ts';
import { type Declared, placeOf } from '../../src/terraform/declared.ts';
import { asList, asNumber, refText, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { type NetworkModule, networkModules, type SubnetOutput } from './knowledge/network-modules.ts';
import type { Openness, Subnet } from './subnets.ts';
import { type Zones, zonesOf } from './subnets-zones.ts';

/** The subnets that an output of a known network module names: `module.vpc.private_subnets`. */
export function subnetsOfModule(ref: Ref, module: Declared): readonly Subnet[] {
  const origin = originOf(module);
  const known = origin && networkModules.find((each) => isOrigin(origin, each));
  const [, output = '', index] = /^(\w+)(?:\[(\d+)\])?/.exec(ref.path ?? '') ?? [];
  const subnets = known?.outputs.find((each) => each.output === output);
  if (known === undefined || subnets === undefined) return [];
  const name = refText(ref);
  const open: Openness = subnets.is === 'public' ? { is: 'yes', by: 'routes', because: 'routes to an internet gateway' } : { is: 'no' };
  return [{ name, at: placeOf(module), zones: zonesOfModule(module, known, subnets, index === undefined ? undefined : Number(index)), open }];
}

function zonesOfModule(module: Declared, known: NetworkModule, { ranges }: SubnetOutput, index: number | undefined): Zones {
  const given = known.zones.map((name) => valueOf(module, name)).find((value) => value !== undefined);
  if (given === undefined) return known.everyZone ? 'several' : undefined;
  const count = asNumber(given);
  if (count.kind === 'known') return count.is === 1 ? ['zone 1'] : 'several';
  const zones = listed(given);
  const wanted = ranges === undefined ? undefined : asList(valueOf(module, ranges));
  const most = index !== undefined ? 1 : wanted?.kind === 'known' ? wanted.is.length : undefined;
  if (zones === 'several') return most === 1 ? [`zone ${index ?? 0}`] : 'several';
  return index === undefined ? zones?.slice(0, most) : zones?.slice(index % zones.length, (index % zones.length) + 1);
}

/** A list that isn't known may all the same be one of the region's zones. */
function listed(zones: Value): Zones {
  const members = asList(zones);
  if (members.kind === 'unknown') return zonesOf(zones, undefined, true);
  if (members.kind !== 'known') return undefined;
  const each = members.is.map((zone, index) => zonesOf(zone, index, false));
  return each.includes(undefined) ? undefined : each.flatMap((zone) => zone ?? []);
}
