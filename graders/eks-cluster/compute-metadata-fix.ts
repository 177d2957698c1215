import { addressOf, placeOf } from '../../src/terraform/declared.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { type Argument, argumentsFor, placeName, quoted, within } from './clusters-wording.ts';
import type { Nodes } from './compute.ts';

const options: readonly Argument[] = [
  ['http_endpoint', '"enabled"'],
  ['http_tokens', '"required"'],
  ['http_put_response_hop_limit', '1'],
];

/** What to write so that tokens are required and one hop is all: in the module's input, the launch template, or a new one. */
export function metadataFix(nodes: Nodes): string {
  const { declared, template, name, at } = nodes;
  if (declared.block.kind === 'module') return `Write in ${code(name)} (${placeName(at)}):${quoted(at.path, moduleInput(nodes))}`;
  if (template !== undefined) {
    const place = placeOf(template);
    return `Write in ${code(addressOf(template))} (${placeName(place)}):${quoted(place.path, within(place.path, 'metadata_options', 'block', argumentsFor(place.path, options)))}`;
  }
  return `${code(name)} (${placeName(at)}) starts from EKS's own launch template, which allows two hops. Write one:${quoted(at.path, newTemplate)}\nand name it in ${code(name)}:${quoted(at.path, itsUse)}`;
}

function moduleInput({ at, metadata: { tokens, hops }, switchedOff = [] }: Nodes): string {
  const [argument = '', holder] = hops.name.split('.').toReversed();
  const switches = switchedOff.map((name): Argument => [name, 'true']);
  if (holder !== 'metadata_options') {
    const token = tokens.name.split('.').at(-1) ?? tokens.name;
    return argumentsFor(at.path, [...switches, [token, token === 'http_tokens' || token.endsWith('_http_tokens') ? '"required"' : 'true'], [argument, '1']]);
  }
  const inside = within(at.path, holder, 'object', argumentsFor(at.path, options));
  return switches.length === 0 ? inside : `${argumentsFor(at.path, switches)}${at.path.endsWith('.json') ? ',' : '\n'}\n${inside}`;
}

const newTemplate = `resource "aws_launch_template" "node" {
  name_prefix = "node-"

${within('', 'metadata_options', 'block', argumentsFor('', options)).replaceAll(/^/gm, '  ')}
}`;

const itsUse = `launch_template {
  id      = aws_launch_template.node.id
  version = aws_launch_template.node.latest_version
}`;

export function metadataReproduction({ template, at, metadata: { hops } }: Nodes): string {
  const { path } = template === undefined ? at : placeOf(template);
  const name = hops.name.split('.').at(-1) ?? hops.name;
  return `grep -nE '${name}"?[[:space:]]*[=:][[:space:]]*1([^0-9]|$)' ${shellPath(path)}`;
}
