import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { once } from '../../src/grade/once.ts';
import { type Declared, declaredIn, sourcesOf } from '../../src/terraform/declared.ts';
import { asEntries, asList, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { anyName, type DnsName, dnsName } from './host.ts';
import { lookups, zoneModule, zonesModule } from './knowledge/route53-modules.ts';

/** A hosted zone that is declared or looked up. */
export type Zone = {
  /** The block that does. */
  readonly by: Declared;
  readonly how: 'declared' | 'looked up';
  /** Unknown where it is looked up by its id or tags. */
  readonly name: DnsName;
  readonly nameValue: Value | undefined;
  /** Nobody outside the VPC sees it. `maybe`: files don't tell. */
  readonly isPrivate: 'yes' | 'no' | 'maybe';
  /** What makes it private. */
  readonly privateBy: Value | undefined;
};

export const zones = once(({ roots }: TerraformFacts): readonly Zone[] => roots.flatMap(zonesIn));

export const zonesIn = once((root: Root): readonly Zone[] => [
  ...declaredIn(root, { type: 'aws_route53_zone' }).map(declaredZone),
  ...declaredIn(root, { kind: 'data', type: 'aws_route53_zone' }).map(foundZone),
  ...declaredIn(root, { kind: 'module' }).flatMap(moduleZones),
]);

/** The zones that an id, ARN or name is of. */
export function zonesOf(root: Root, value: Value | undefined): readonly Zone[] {
  const sources = sourcesOf(root, value);
  return sources.flatMap((by) => {
    if (by.block.kind === 'module') return moduleZones(by);
    if (by.block.type !== 'aws_route53_zone') return [];
    return [by.block.kind === 'data' ? foundZone(by) : declaredZone(by)];
  });
}

type Attached = Pick<Zone, 'isPrivate' | 'privateBy'>;

function attached(vpc: Value | undefined): Attached {
  const list = asList(vpc);
  if (list.kind === 'unknown') return { isPrivate: 'maybe', privateBy: vpc };
  return list.kind === 'known' && list.is.length > 0 ? { isPrivate: 'yes', privateBy: vpc } : { isPrivate: 'no', privateBy: undefined };
}

function flagged(flag: Value | undefined): Attached {
  const truth = asTruth(flag);
  if (truth.kind === 'unknown') return { isPrivate: 'maybe', privateBy: flag };
  return truth.kind === 'known' && truth.is ? { isPrivate: 'yes', privateBy: flag } : { isPrivate: 'no', privateBy: undefined };
}

function declaredZone(by: Declared): Zone {
  const name = valueOf(by, 'name');
  return { by, how: 'declared', name: dnsName(name), nameValue: name, ...attached(valueOf(by, 'vpc')) };
}

function foundZone(by: Declared): Zone {
  const name = valueOf(by, 'name');
  const flag = flagged(valueOf(by, 'private_zone'));
  const inVpc = valueOf(by, 'vpc_id');
  const seen: Attached = flag.isPrivate === 'no' && inVpc !== undefined ? { isPrivate: 'yes', privateBy: inVpc } : flag;
  return { by, how: 'looked up', name: name === undefined ? anyName : dnsName(name), nameValue: name, ...seen };
}

function moduleZones(by: Declared): readonly Zone[] {
  const origin = originOf(by);
  if (origin === undefined) return [];
  if (isOrigin(origin, zonesModule)) return zonesByName(by);
  if (isOrigin(origin, zoneModule)) return [zoneByModule(by)];
  const lookup = lookups.find(({ module }) => isOrigin(origin, module));
  const name = lookup && valueOf(by, lookup.name);
  return name === undefined ? [] : [{ by, how: 'looked up', name: dnsName(name), nameValue: name, ...flagged(valueOf(by, 'private_zone')) }];
}

function zonesByName(by: Declared): readonly Zone[] {
  const entries = asEntries(valueOf(by, 'zones'));
  if (entries.kind !== 'known') return [{ by, how: 'declared', name: anyName, nameValue: valueOf(by, 'zones'), isPrivate: 'maybe', privateBy: undefined }];
  return entries.is.map(([key, settings]) => {
    const name = valueIn(settings, 'domain_name') ?? { known: key };
    return { by, how: 'declared', name: dnsName(name), nameValue: name, ...attached(valueIn(settings, 'vpc')) };
  });
}

function zoneByModule(by: Declared): Zone {
  const created = asTruth(valueOf(by, 'create_zone'));
  const name = valueOf(by, 'name');
  const found = created.kind === 'known' && !created.is;
  const seen = found ? flagged(valueOf(by, 'private_zone')) : attached(valueOf(by, 'vpc'));
  return { by, how: found ? 'looked up' : 'declared', name: dnsName(name), nameValue: name, ...seen };
}
