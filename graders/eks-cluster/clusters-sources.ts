import type { Root, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { type Declared, declaredIn, modulesAround, placeOf } from '../../src/terraform/declared.ts';
import { refsIn, valueOf } from '../../src/terraform/value.ts';
import type { Setting } from './clusters-settings.ts';

/** Where one has to write to change a known value. */
export type Source = {
  readonly at: Location;
  /** The root module's variable that it comes from: `var.kubernetes_version`. */
  readonly variable?: string;
  /** What it is called there, where that isn't the setting's own name: an input of the local module around. */
  readonly argument?: string;
};

export function sourceOf(declared: Declared, { value, at }: Setting): Source {
  const [ref, other] = refsIn(value);
  if (ref === undefined && value !== undefined) return inputOf(declared, value) ?? { at };
  if (ref === undefined || other !== undefined || !ref.to.startsWith('var.') || ref.path !== undefined) return { at };
  const place = placeOfVariable(declared.root, ref.to);
  return place === undefined ? { at } : { at: place, variable: ref.to };
}

/** The last variable file that gives it, else its default. */
function placeOfVariable(root: Root, variable: string): Location | undefined {
  const name = variable.slice('var.'.length);
  const file = root.variableFiles.findLast(({ attributes }) => Object.hasOwn(attributes, name));
  if (file !== undefined) return { path: file.path, line: file.attributes[name]?.line };
  const block = declaredIn(root, { kind: 'variable' }).find((each) => each.block.address === variable);
  const fallback = block && valueOf(block, 'default');
  return block && fallback && placeOf(block, fallback);
}

/**
 * Facts look through the variables of local modules. What stands in one comes from the input, of the calls around it from the
 * inside out, or the variable's default, that has the same value; where several have, nobody can tell.
 */
function inputOf({ root, block }: Declared, value: Value): Source | undefined {
  if (block.module === '') return undefined;
  for (const call of modulesAround(root, block).toReversed()) {
    const inputs = call.instances.flatMap(({ attributes }) => Object.entries(attributes).filter(([, given]) => isSame(given, value)));
    const [found, more] = new Map(inputs);
    if (found !== undefined) return more === undefined ? { at: placeOf({ block: call }, found[1]), argument: found[0] } : undefined;
  }
  const defaults = declaredIn(root, { kind: 'variable' }).flatMap((each) => (each.block.module === block.module ? [{ block: each.block, given: valueOf(each, 'default') }] : []));
  const [found, more] = defaults.filter(({ given }) => given !== undefined && isSame(given, value));
  return found === undefined || more !== undefined ? undefined : { at: placeOf(found, found.given), argument: 'default' };
}

const isSame = (one: Value, other: Value): boolean => 'known' in one && 'known' in other && JSON.stringify(one.known) === JSON.stringify(other.known);
