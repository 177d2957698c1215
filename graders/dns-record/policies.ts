import type { Root, Value } from '../../src/collect/terraform/section.ts';
import { type Declared, sourcesOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { refsIn } from '../../src/terraform/value.ts';

/** Every text within a policy or a block, those of the data sources that it is made of too. */
export function textsIn(root: Root, value: Value | undefined): readonly string[] {
  const sources = sourcesOf(root, value, { kind: 'data', type: 'aws_iam_policy_document' });
  return [documentOf(value), ...sources.map(({ attributes }): Value => ({ object: attributes }))].flatMap(textsOf);
}

function textsOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if ('known' in value) return [JSON.stringify(value.known)];
  if ('list' in value) return value.list.flatMap(textsOf);
  if ('object' in value) return Object.entries(value.object).flatMap(([name, each]) => [name, ...textsOf(each)]);
  const { shape } = value;
  if (shape === undefined || shape.kind === 'head') return shape === undefined ? [] : [shape.text];
  return shape.kind === 'template' ? shape.parts.flatMap(textsOf) : shape.kind === 'either' ? shape.of.flatMap(textsOf) : textsOf(shape.of);
}

/** Whether any block of that type is made of something of this one. */
export const isUsedBy = (root: Root, { block: { address } }: Declared, types: ReadonlySet<string>): boolean =>
  root.blocks.some(({ type, instances }) => types.has(type ?? '') && instances.some(({ attributes }) => refsIn({ object: attributes }).some(({ to }) => to === address)));
