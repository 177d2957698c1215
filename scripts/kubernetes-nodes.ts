import { type JsonSchema, structuralNode } from '../src/collect/manifests/schema-structure.ts';
import type { SchemaNode } from '../src/collect/manifests/schema-node.ts';
export type { JsonSchema };

/** Every node once: versions of Kubernetes and custom resources share most of theirs. */
export function nodeTable() {
  const nodes: SchemaNode[] = [];
  const numbers = new Map<string, number>();
  const number = (node: SchemaNode): number => {
    const text = JSON.stringify(node);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    nodes.push(node);
    numbers.set(text, nodes.length - 1);
    return nodes.length - 1;
  };
  const add = (schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): number => structuralNode(schema, { definitions, number });
  return { nodes, add };
}
