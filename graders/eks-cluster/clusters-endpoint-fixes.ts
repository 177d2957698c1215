import { code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { Cluster } from './clusters.ts';
import type { Setting } from './clusters-settings.ts';
import { type Source, sourceOf } from './clusters-sources.ts';
import { type Argument, argumentsFor, placeName, quoted } from './clusters-wording.ts';

/** `public_access_cidrs` of `vpc_config.public_access_cidrs`. */
export const lastOf = ({ name }: Setting): string => name.split('.').at(-1) ?? name;

/** Two ways to take the API from the internet, told of the places that the failure names and not of the line where a block begins. */
export function narrowing({ declared, address, settings }: Cluster): string {
  const { endpointPublic, endpointPrivate, endpointCidrs } = settings;
  const { at } = endpointCidrs;
  const inside = endpointPublic.name.includes('.') ? `${code('vpc_config')} of ` : '';
  const closed: readonly Argument[] = [[lastOf(endpointPrivate), 'true'], [lastOf(endpointPublic), 'false']];
  const few: readonly Argument[] = [[lastOf(endpointPrivate), 'true'], [lastOf(endpointPublic), 'true'], [lastOf(endpointCidrs), range]];
  const source = sourceOf(declared, endpointCidrs);
  const name = nameThere(source);
  const instead = name === undefined ? argumentsFor(at.path, few) : argumentsFor(source.at.path, [[name, range]]);
  const place = name === undefined ? 'in the same place' : `as ${code(source.variable ?? name)} in ${placeName(source.at)}, and ${code(lastOf(endpointPrivate))} true`;
  return [
    `In ${inside}${code(address)} (${placeName(at)}), close it to the internet and reach it from within the VPC:${quoted(at.path, argumentsFor(at.path, closed))}`,
    `Or let in only the addresses that you come from, ${place}:${quoted(source.at.path, instead)}`,
  ].join('\n');
}

const range = '["<the range of your VPN>"]';

/** What the ranges are called where they come from: a variable file has the variable's name, its block `default`, a call its input. */
function nameThere({ at, variable, argument }: Source): string | undefined {
  if (variable === undefined) return argument;
  return /\.tfvars(\.json)?$/.test(at.path) ? variable.slice('var.'.length) : 'default';
}

/** Closed, or with a range after the argument's or variable's name and none that is too wide. */
export function reproduction({ declared, at, settings: { endpointPublic, endpointCidrs } }: Cluster): string {
  const source = sourceOf(declared, endpointCidrs);
  const name = source.variable?.slice('var.'.length) ?? source.argument;
  const opening = name === undefined ? `${lastOf(endpointCidrs)}"?[[:space:]]*[=:]` : `variable "${name}"|^[[:space:]]*"?${name}"?[[:space:]]*[=:]`;
  const found = `grep -A8 -hE ${shellWord(opening)} ${shellPath(source.at.path)}`;
  const closed = `grep -qE '${lastOf(endpointPublic)}"?[[:space:]]*[=:][[:space:]]*false' ${shellPath(at.path)}`;
  return `{ ${closed} || { ${found} | grep -E '/(1[6-9]|[2-9][0-9]|1[0-2][0-9])"' && ! ${found} | grep -E '/([0-9]|1[0-5])"'; }; }`;
}
