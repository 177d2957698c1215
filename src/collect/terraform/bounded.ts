import { limits } from '../../evidence/limits.ts';
import type { Attributes, Block, Json, Root, Shape, TerraformFacts, Value } from './section.ts';

/** Characters of a text that are recorded: the most that lets all of it fit. */
const textLimits = [32_768, 4_096, 1_024, 256];
/** Bytes: the section's own limit, less what canonical form may spell longer. */
const room = limits.section - 64 * 1024;
/** Evidence nests 64 levels at most, and a value begins at the ninth. */
const mostLevels = 50;

/** The same with texts cut where they are too long, and with what nests too deeply unknown; undefined where even that is too much. */
export function bounded(facts: TerraformFacts): TerraformFacts | undefined {
  for (const text of textLimits) {
    const cut = { ...facts, roots: facts.roots.map((root) => boundedRoot(root, text)) };
    if (Buffer.byteLength(JSON.stringify(cut)) <= room) return cut;
  }
  return undefined;
}

const boundedRoot = (root: Root, text: number): Root => ({
  ...root,
  variableFiles: root.variableFiles.map((file) => ({ ...file, attributes: boundedAttributes(file.attributes, text, mostLevels) })),
  blocks: root.blocks.map((block) => boundedBlock(block, text)),
});

const boundedBlock = (block: Block, text: number): Block => ({
  ...block,
  instances: block.instances.map((instance) => ({ ...instance, attributes: boundedAttributes(instance.attributes, text, mostLevels) })),
});

const boundedAttributes = (attributes: Attributes, text: number, levels: number): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, boundedValue(value, text, levels)]));

function boundedValue(value: Value, text: number, levels: number): Value {
  if (levels < 0) return unknownLike(value);
  if ('list' in value) return { ...value, list: value.list.map((each) => boundedValue(each, text, levels - 2)) };
  if ('object' in value) return { ...value, object: boundedAttributes(value.object, text, levels - 2) };
  if ('known' in value) return boundedKnown(value, value.known, text, levels);
  return value.shape === undefined ? value : { ...value, shape: boundedShape(value.shape, text, levels - 3) };
}

function boundedShape(shape: Shape, text: number, levels: number): Shape {
  const each = (value: Value): Value => boundedValue(value, text, levels);
  if (shape.kind === 'template') return { ...shape, parts: shape.parts.map(each) };
  if (shape.kind === 'either') return { ...shape, of: shape.of.map(each) };
  return shape.kind === 'head' ? shape : { ...shape, of: each(shape.of) };
}

/** What is known stays one piece of JSON where all of it fits. */
function boundedKnown(value: Value, json: Json, text: number, levels: number): Value {
  const { refs, calls, line, endLine, path } = value;
  const around = { ...(refs && { refs }), ...(calls && { calls }), ...(line && { line }), ...(endLine && { endLine }), ...(path !== undefined && { path }) };
  if (levels < 0) return unknownLike(value);
  if (fits(json, text, levels)) return value;
  if (typeof json === 'string') return { ...around, unknown: true, shape: { kind: 'head', text: json.slice(0, text).toWellFormed() } };
  const member = (each: Json): Value => boundedKnown({ known: each }, each, text, levels - 2);
  if (Array.isArray(json)) return { ...around, list: json.map(member) };
  return { ...around, object: Object.fromEntries(Object.entries(json ?? {}).map(([name, each]) => [name, member(each)])) };
}

function fits(json: Json, text: number, levels: number): boolean {
  if (typeof json === 'string') return json.length <= text;
  if (typeof json !== 'object' || json === null) return true;
  return levels > 0 && Object.values(json).every((each) => fits(each, text, levels - 1));
}

function unknownLike({ refs, calls, line, endLine, path }: Value): Value {
  return { unknown: true, ...(refs && { refs }), ...(calls && { calls }), ...(line && { line }), ...(endLine && { endLine }), ...(path !== undefined && { path }) };
}
