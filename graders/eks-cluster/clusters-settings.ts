import type { Json, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { type Declared, placeOf } from '../../src/terraform/declared.ts';
import { asList, valueIn } from '../../src/terraform/value.ts';

/** What a cluster or its compute says of one thing, in whosever words. */
export type Setting = {
  /**
   * As written; else what the module, or AWS itself, takes where nothing is written. Undefined: nothing is said and nothing is
   * taken. Read it with the readers of src/terraform/value.ts: a value that files can't tell is `unknown` there.
   */
  readonly value: Value | undefined;
  readonly origin: 'written' | 'default';
  /** Where it is written, else the block in which it would be: `vpc_config`, or the resource. */
  readonly at: Location;
  /** What it is called there: `vpc_config.endpoint_public_access`. */
  readonly name: string;
};

/** Where a setting may be written, nearest first, and what holds where it is not. */
export type Input = {
  /** `vpc_config.subnet_ids` */
  readonly paths: readonly string[];
  /** Absent: nothing holds. `unknown`: files can't tell what holds. */
  readonly default?: { readonly is: Json } | 'unknown';
  /** An empty list is the same as none, as for `coalescelist`. */
  readonly skipEmpty?: true;
};

/** One body in which settings are looked for, and what stands before their names: `eks_managed_node_groups.general.`. */
export type Layer = { readonly body: Value | undefined; readonly prefix: string };

/** Nearest layer first: a group, the defaults of all groups, the module around them. */
export function settingOf(declared: Declared, layers: readonly Layer[], { paths, default: otherwise, skipEmpty }: Input): Setting {
  for (const { body, prefix } of layers) {
    for (const path of paths) {
      const value = valueIn(body, ...path.split('.'));
      if (value === undefined || (skipEmpty && isEmptyList(value))) continue;
      return { value, origin: 'written', at: placeOf(declared, value), name: `${prefix}${path}` };
    }
  }
  const [layer] = layers;
  const [path = ''] = paths;
  const value: Value | undefined = otherwise === 'unknown' ? { unknown: true } : otherwise && { known: otherwise.is };
  return { value, origin: 'default', at: placeOf(declared, nearest(layer?.body, path)), name: `${layer?.prefix ?? ''}${path}` };
}

/** What is written of the way there: `vpc_config`, where `vpc_config.subnet_ids` is not. */
function nearest(body: Value | undefined, path: string): Value | undefined {
  const around = path.split('.').slice(0, -1);
  return around.length === 0 ? body : (valueIn(body, ...around) ?? nearest(body, around.join('.')));
}

function isEmptyList(value: Value): boolean {
  const members = asList(value);
  return members.kind === 'known' && members.is.length === 0;
}

/** The body of a whole block. */
export const bodyOf = ({ attributes }: Declared): Layer => ({ body: { object: attributes }, prefix: '' });
