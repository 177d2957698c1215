import { limits } from '../../evidence/limits.ts';
import type { Attributes, Block, Json, Root, Shape, TerraformFacts, Value } from './section.ts';

/** What is recorded of one value: characters of a text, members of a list or object, levels of JSON. */
type Measure = {
  readonly text: number;
  readonly members: number;
  readonly levels: number;
  /** Of a repeated block. */
  readonly instances: number;
  readonly recorded: (block: Block, attributes: Attributes) => Attributes;
};

/** What a value is made of is told with the value: so locals, and what modules of the submission give one another, are missed least. */
function withoutLookedThrough({ kind, module }: Block, attributes: Attributes): Attributes {
  if (kind === 'local' || (kind === 'output' && module !== '')) return {};
  const { default: preset } = attributes;
  return kind === 'variable' && module !== '' ? { ...(preset !== undefined && { default: preset }) } : attributes;
}

const everything: Measure['recorded'] = (_, attributes) => attributes;

/** The first that lets everything fit is taken. Evidence nests 64 levels at most, and a value begins at the ninth. */
const measures: readonly Measure[] = [
  { text: 32_768, members: 2_000, levels: 50, instances: 32, recorded: everything },
  { text: 16_384, members: 2_000, levels: 50, instances: 32, recorded: withoutLookedThrough },
  { text: 4_096, members: 500, levels: 50, instances: 16, recorded: withoutLookedThrough },
  { text: 1_024, members: 100, levels: 30, instances: 8, recorded: withoutLookedThrough },
  { text: 256, members: 50, levels: 15, instances: 8, recorded: withoutLookedThrough },
  { text: 128, members: 10, levels: 6, instances: 8, recorded: withoutLookedThrough },
];
/** Bytes: the section's own limit, less what canonical form may spell longer. */
const room = limits.section - 64 * 1024;

/** The same with texts cut where they are too long, and with what nests too deeply unknown; undefined where even that is too much. */
export function bounded(facts: TerraformFacts): TerraformFacts | undefined {
  for (const measure of measures) {
    const cut = { ...facts, roots: facts.roots.map((root) => boundedRoot(root, measure)) };
    if (Buffer.byteLength(JSON.stringify(cut)) <= room) return cut;
  }
  return undefined;
}

const boundedRoot = (root: Root, measure: Measure): Root => ({
  ...root,
  variableFiles: root.variableFiles.map((file) => ({ ...file, attributes: boundedAttributes(file.attributes, measure) })),
  blocks: root.blocks.map((block) => ({
    ...block,
    instances: block.instances.slice(0, measure.instances).map((instance) => ({ ...instance, attributes: boundedAttributes(measure.recorded(block, instance.attributes), measure) })),
  })),
});

const boundedAttributes = (attributes: Attributes, measure: Measure): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, boundedValue(value, measure)]));

const deeper = (measure: Measure, by: number): Measure => ({ ...measure, levels: measure.levels - by });

function boundedValue(value: Value, measure: Measure): Value {
  const { levels, members } = measure;
  if (levels < 0) return unknownLike(value);
  if ('list' in value) return value.list.length > members ? unknownLike(value) : { ...value, list: value.list.map((each) => boundedValue(each, deeper(measure, 2))) };
  if ('object' in value) return { ...value, object: boundedAttributes(value.object, deeper(measure, 2)) };
  if ('known' in value) return boundedKnown(value, value.known, measure);
  return value.shape === undefined ? value : { ...value, shape: boundedShape(value.shape, deeper(measure, 3)) };
}

function boundedShape(shape: Shape, measure: Measure): Shape {
  const each = (value: Value): Value => boundedValue(value, measure);
  if (shape.kind === 'template') return { ...shape, parts: shape.parts.map(each) };
  if (shape.kind === 'either') return { ...shape, of: shape.of.map(each) };
  return shape.kind === 'head' ? shape : { ...shape, of: each(shape.of) };
}

/** What is known stays one piece of JSON where all of it fits. */
function boundedKnown(value: Value, json: Json, measure: Measure): Value {
  if (fits(json, measure)) return value;
  const around = aroundOf(value);
  if (typeof json === 'string') return { ...around, unknown: true, shape: { kind: 'head', text: json.slice(0, measure.text).toWellFormed() } };
  if (measure.levels < 0 || Object.keys(json ?? {}).length > measure.members) return unknownLike(value);
  const member = (each: Json): Value => boundedKnown({ known: each }, each, deeper(measure, 2));
  if (Array.isArray(json)) return { ...around, list: json.map(member) };
  return { ...around, object: Object.fromEntries(Object.entries(json ?? {}).map(([name, each]) => [name, member(each)])) };
}

function fits(json: Json, measure: Measure): boolean {
  if (typeof json === 'string') return json.length <= measure.text;
  if (typeof json !== 'object' || json === null) return true;
  const members = Object.values(json);
  return measure.levels > 0 && members.length <= measure.members && members.every((each) => fits(each, deeper(measure, 1)));
}

const unknownLike = (value: Value): Value => ({ ...aroundOf(value), unknown: true });

/** Where it is written and what it is made of. */
const aroundOf = ({ refs, calls, line, endLine, path }: Value) => ({
  ...(refs !== undefined && { refs }),
  ...(calls !== undefined && { calls }),
  ...(line !== undefined && { line }),
  ...(endLine !== undefined && { endLine }),
  ...(path !== undefined && { path }),
});
