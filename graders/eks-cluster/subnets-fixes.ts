import { code, list } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { Setting } from './clusters-settings.ts';
import type { Finding } from './clusters-verdict.ts';
import { placeName, quoted } from './clusters-wording.ts';
import type { Openness, Subnet } from './subnets.ts';

/** A subnet that the internet has a way into. */
export type Exposed = Extract<Openness, { is: 'yes' }> & Pick<Subnet, 'name' | 'at'>;

export function healing(who: string, subnets: Setting, { name, at, by }: Exposed): { readonly fix: string; readonly reproduce: string } {
  if (by === 'addresses') {
    return {
      fix: `If ${code(name)} is meant to be private, write ${code('map_public_ip_on_launch = false')} in it (${placeName(at)}); else give ${code(who)} private subnets in ${placeName(subnets.at)}.`,
      reproduce: `! grep -nE 'map_public_ip_on_launch"?[[:space:]]*[=:][[:space:]]*true' ${shellPath(at.path)}`,
    };
  }
  return {
    fix: `Give ${code(who)}, in ${placeName(subnets.at)}, subnets in two zones that route to a NAT gateway, instead of ${code(name)}.`,
    reproduce: handedOver(subnets, name),
  };
}

/** After the argument's name; where the subnets come by an output, that names them. */
function handedOver(subnets: Setting, name: string): string {
  const resource = name.replace(/\[.*$/, '').split('.').slice(-2).join('.');
  const argument = subnets.name.split('.').at(-1) ?? subnets.name;
  return `! grep -A6 -hE ${shellWord(`${argument}"?[[:space:]]*[=:]|^output`)} ${shellPath(subnets.at.path)} | grep -F ${shellWord(resource)}`;
}

export function inOneZone(cluster: string, { who, subnets }: { readonly who: string; readonly subnets: Setting }, found: readonly Subnet[]): Finding {
  const { path } = found[0]?.at ?? subnets.at;
  const folder = path.includes('/') ? path.replace(/\/[^/]*$/, '') : '.';
  return {
    kind: 'trouble',
    observed: `all nodes of ${code(cluster)} stand in one zone: ${list([...new Set(found.map(({ name }) => code(name)))].slice(0, 6))}`,
    at: subnets.at,
    alsoAt: found.map(({ at }) => at),
    fix: `Make a private subnet in another zone, and give ${code(who)} both in ${placeName(subnets.at)}:${quoted('', secondSubnet)}`,
    reproduce: `test "$(grep -rhoE 'names\\[[0-9]\\]|"[a-z]+-[a-z-]+-[0-9][a-z]"' ${shellPath(folder)} | sort -u | wc -l)" -ge 2`,
  };
}

const secondSubnet = `resource "aws_subnet" "private_b" {
  vpc_id            = <the id of the VPC>
  cidr_block        = "<a free range of the VPC>"
  availability_zone = "<another zone of the region>"
}`;
