import type { Attributes, Block, Ref, Root, TerraformFacts, Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once, onceFor } from '../grade/once.ts';
import { refsIn } from './value.ts';

/** One instance of a block, where it stands. */
export type Declared = {
  readonly root: Root;
  readonly block: Block;
  readonly key?: string | number | undefined;
  readonly attributes: Attributes;
  /** `maybe`: it, or a module around it, is repeated a number of times that files alone don't tell: perhaps none. */
  readonly exists: 'yes' | 'maybe';
};

export type Wanted = {
  readonly kind?: Block['kind'];
  /** One type or several, of resources and data sources. */
  readonly type?: string | readonly string[];
};

/** Every instance of what is asked for in a root's module tree; what is switched off by `count = 0` is not among them. */
export const declaredIn = (root: Root, { kind = 'resource', type }: Wanted): readonly Declared[] =>
  blocksOf(root, kind, type).flatMap((block) => instancesOf(root, block));

/** The same over all roots. */
export const declared = ({ roots }: TerraformFacts, wanted: Wanted): readonly Declared[] => roots.flatMap((root) => declaredIn(root, wanted));

/** Checks ask for blocks a hundred times a grade. */
const indexOf = once(({ blocks }: Root) => {
  const byKind = Map.groupBy(blocks, ({ kind }) => kind);
  // Of blocks that share an address, the first.
  const byAddress = new Map(blocks.toReversed().map((block) => [block.address, block]));
  return { byKind, byType: Map.groupBy(blocks, ({ type }) => type), byAddress };
});

function blocksOf(root: Root, kind: Block['kind'], type: Wanted['type']): readonly Block[] {
  const { byKind, byType } = indexOf(root);
  if (typeof type === 'string') return (byType.get(type) ?? []).filter((block) => block.kind === kind);
  const ofKind = byKind.get(kind) ?? [];
  return type === undefined ? ofKind : ofKind.filter((block) => type.includes(block.type ?? ''));
}

function isWanted({ kind, type }: Wanted): (block: Block) => boolean {
  const types = typeof type === 'string' ? [type] : type;
  return (block) => (kind === undefined || block.kind === kind) && (types === undefined || types.includes(block.type ?? ''));
}

/** The same ones whenever they are asked for, so that what is read of one can be remembered. */
export const instancesOf = (root: Root, block: Block): readonly Declared[] => instancesWithin(block, root);

const instancesWithin = onceFor((block: Block, root: Root): readonly Declared[] => {
  const around = [block, ...modulesAround(root, block)];
  const exists = around.some(({ repetition }) => repetition.kind === 'unknown') ? 'maybe' : 'yes';
  return block.instances.map(({ key, attributes }) => ({ root, block, key, attributes, exists }));
});

/** Blocks that are there and make nothing: `count = 0`, or a `for_each` over nothing. */
export const switchedOff = (root: Root, type: string): readonly Block[] =>
  (indexOf(root).byType.get(type) ?? []).filter((block) => block.repetition.kind === 'known' && block.repetition.count === 0);

/** The calls of the module that a block stands in, from the outside in. */
export const modulesAround = (root: Root, { module }: Block): readonly Block[] =>
  module === '' ? [] : blocksOf(root, 'module', undefined).filter(({ address }) => isWithin(module, address));

/** Whether an address is another or lies in it: `module.a["x"].aws_vpc.this` in `module.a`. */
const isWithin = (address: string, around: string): boolean =>
  address === around || address.startsWith(`${around}.`) || address.startsWith(`${around}[`);

/** The block that a ref names, if the configuration has one: what `terraform.workspace` names, it hasn't. */
export const blockOf = (root: Root, { to }: Ref): Block | undefined => indexOf(root).byAddress.get(to);

/** Instances that a ref names: the one with its key, or all that the block has where it names none. */
export function targetsOf(root: Root, ref: Ref): readonly Declared[] {
  const block = blockOf(root, ref);
  const all = block === undefined ? [] : instancesOf(root, block);
  return all.filter(({ key }) => ref.key === undefined || key === undefined || key === ref.key);
}

/** What a value is made of, one step back: the instances that its refs name, each once. */
export function sourcesOf(root: Root, value: Value | undefined, wanted: Wanted = {}): readonly Declared[] {
  const fits = isWanted(wanted);
  const found = refsIn(value).flatMap((ref) => targetsOf(root, ref)).filter(({ block }) => fits(block));
  return [...new Map(found.map((each) => [identityOf(each), each])).values()];
}

/** Whether a value is made of something of that block. */
export const refersTo = (value: Value | undefined, { address }: Block): boolean => refsIn(value).some(({ to }) => to === address);

/**
 * All that a value depends on, through the attributes of what it is made of: a record's target → `data.aws_lb` → its tags →
 * `helm_release`. Nearest first. `depends_on` counts only where it is asked for.
 */
export function originsOf(root: Root, value: Value | undefined, { through = [] }: { readonly through?: readonly 'depends_on'[] } = {}): readonly Declared[] {
  const found = new Map<string, Declared>();
  let edge = sourcesOf(root, value);
  while (edge.length > 0) {
    for (const each of edge) found.set(identityOf(each), each);
    const next = edge.flatMap((each) => sourcesOf(root, bodyOf(each, through)));
    edge = [...new Map(next.map((each) => [identityOf(each), each])).values()].filter((each) => !found.has(identityOf(each)));
  }
  return [...found.values()];
}

function bodyOf({ attributes }: Declared, through: readonly 'depends_on'[]): Value {
  const { depends_on: dependsOn, ...others } = attributes;
  return { object: dependsOn !== undefined && through.includes('depends_on') ? attributes : others };
}

const identityOf = ({ block, key }: Declared): string => JSON.stringify([block.address, block.path, block.line, key]);

/** `aws_subnet.private[0]`, `module.site["a"].aws_vpc.this`. */
export const addressOf = ({ block, key }: Declared): string => (key === undefined ? block.address : `${block.address}[${JSON.stringify(key)}]`);

/** Where a value is written, else the block. */
export const placeOf = ({ block }: Pick<Declared, 'block'>, value?: Value): Location => ({
  path: value?.path ?? block.path,
  line: value?.line ?? block.line,
});
