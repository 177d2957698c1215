import type { Root, Value } from '../../src/collect/terraform/section.ts';
import { addressOf, type Declared, declaredIn, sourcesOf } from '../../src/terraform/declared.ts';
import { asList, refsIn, valueIn, valueOf } from '../../src/terraform/value.ts';
import { once } from '../../src/grade/once.ts';

const gateways = { type: 'aws_internet_gateway' } as const;
const tables = { type: ['aws_route_table', 'aws_default_route_table'] } as const;

/** The internet gateway that a subnet's route table leads to, as code. */
export function wayOut(root: Root, subnet: Declared): string | undefined {
  const gateway = tablesOf(root, subnet).flatMap((table) => gatewaysOf(root, table))[0];
  return gateway && `\`${addressOf(gateway)}\``;
}

/** The tables that it is associated with, else the main one of its VPC. */
function tablesOf(root: Root, subnet: Declared): readonly Declared[] {
  const own = naming(associations(root), 'subnet_id', subnet);
  if (own.length > 0) return own.flatMap((each) => sourcesOf(root, valueOf(each, 'route_table_id'), tables));
  return mainTables(root).filter((table) => sameVpc(root, table, subnet));
}

const mainTables = once((root: Root): readonly Declared[] => {
  const main = declaredIn(root, { type: 'aws_main_route_table_association' });
  return [...declaredIn(root, { type: 'aws_default_route_table' }), ...main.flatMap((each) => sourcesOf(root, valueOf(each, 'route_table_id'), tables))];
});

function sameVpc(root: Root, table: Declared, subnet: Declared): boolean {
  const vpcs = (value: Value | undefined): readonly string[] => sourcesOf(root, value).map(addressOf);
  const own = vpcs(valueOf(subnet, 'vpc_id'));
  return vpcs(valueOf(table, 'vpc_id') ?? valueOf(table, 'default_route_table_id')).some((vpc) => own.includes(vpc));
}

function gatewaysOf(root: Root, table: Declared): readonly Declared[] {
  const inline = asList(valueOf(table, 'route'));
  const inside = inline.kind === 'known' ? inline.is.map((route) => valueIn(route, 'gateway_id')) : [];
  const apart = naming(routes(root), 'route_table_id', table).map((route) => valueOf(route, 'gateway_id'));
  return [...inside, ...apart].flatMap((gateway) => sourcesOf(root, gateway, gateways));
}

/** By the address of what they name. */
type Index = ReadonlyMap<string, readonly Declared[]>;

const indexOf = (type: string, argument: string): ((root: Root) => Index) =>
  once((root: Root) => {
    const found = declaredIn(root, { type }).flatMap((each) => refsIn(valueOf(each, argument)).map(({ to }) => ({ to, each })));
    const byName = Map.groupBy(found, ({ to }) => to);
    return new Map([...byName].map(([to, all]) => [to, all.map(({ each }) => each)]));
  });

const associations = indexOf('aws_route_table_association', 'subnet_id');
const routes = indexOf('aws_route', 'route_table_id');

function naming(index: Index, argument: string, { block, key }: Declared): readonly Declared[] {
  const names = (value: Value | undefined): boolean =>
    refsIn(value).some((ref) => ref.to === block.address && (ref.key === undefined || key === undefined || ref.key === key));
  return (index.get(block.address) ?? []).filter((each) => names(valueOf(each, argument)));
}
