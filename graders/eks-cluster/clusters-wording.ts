import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { refsIn, refText } from '../../src/terraform/value.ts';
import { block, code, list } from '../../src/grade/markdown.ts';
import type { Cluster } from './clusters.ts';
import type { Setting } from './clusters-settings.ts';
import { sourceOf } from './clusters-sources.ts';

/** A file and its line as a fix says them. */
export const placeName = ({ path, line }: Location): string => (line === undefined ? code(path) : `${code(path)}, line ${line}`);

/**
 * What gives a cluster's name, as it is written beside the cluster: `aws_eks_cluster.this.name`, `module.eks.cluster_name`. Before 19
 * the community's module called it its id.
 */
export function clusterName({ address, maker, declared: { block } }: Cluster): string {
  const written = address.slice(block.module === '' ? 0 : block.module.length + 1);
  if (maker.by === 'resource') return `${written}.name`;
  return `${written}.${maker.registry === 'terraform-aws-modules/eks/aws' && (maker.major === 17 || maker.major === 18) ? 'cluster_id' : 'cluster_name'}`;
}

/** What a value waits for: ``by `var.version`, which has no value``. */
export function openBecause(value: Value | undefined): string {
  const refs = refsIn(value);
  const variables = refs.filter(({ to }) => to.startsWith('var.'));
  if (variables.length > 0) return `is decided by ${list(variables.map((ref) => code(refText(ref))))}, whose value is not in the files`;
  const others = refs.slice(0, 3).map((ref) => code(refText(ref)));
  return others.length === 0 ? 'is not known from the files' : `is made of ${list(others)}, which ${others.length > 1 ? 'are' : 'is'} known only when applied`;
}

/** A name and an expression: `['http_tokens', '"required"']`. */
export type Argument = readonly [name: string, expression: string];

/** As `terraform fmt` aligns them. In a JSON file as that says it: the expressions are literals. */
export function argumentsFor(path: string, given: readonly Argument[]): string {
  if (path.endsWith('.json')) return given.map(([name, expression]) => `"${name}": ${expression}`).join(',\n');
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, expression]) => `${name.padEnd(width)} = ${expression}`).join('\n');
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

/** What was written so, within a nested block of a resource, or an argument that holds an object. */
export function within(path: string, name: string, as: 'block' | 'object', text: string): string {
  if (path.endsWith('.json')) return `"${name}": {\n${indented(text)}\n}`;
  return `${name} ${as === 'object' ? '= ' : ''}{\n${indented(text)}\n}`;
}

export const quoted = (path: string, text: string): string => block(text, path.endsWith('.json') ? 'json' : 'hcl');

/** Tells to set one argument: where it is written, where its variable gets its value, or where it is missing. */
export function fixFor(cluster: Cluster, setting: Setting, expression: string): string {
  const { at, variable, argument } = sourceOf(cluster.declared, setting);
  if (variable !== undefined) return `Give ${code(variable)} the value ${code(expression)} in ${placeName(at)}.`;
  const path = setting.name.split('.');
  const text = argumentsFor(at.path, [[argument ?? path.at(-1) ?? setting.name, expression]]);
  if (setting.origin === 'written') return `Change ${placeName(at)}, to ${code(text)}.`;
  const inside = path.length === 1 ? '' : `${code(path.slice(0, -1).join('.'))} of `;
  return `Write in ${inside}${code(cluster.address)} (${placeName(at)}):${quoted(at.path, text)}`;
}
