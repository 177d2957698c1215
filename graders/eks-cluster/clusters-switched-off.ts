import type { Block, Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { asTruth } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { bodyOf, settingOf } from './clusters-settings.ts';
import { clusterModules } from './knowledge/cluster-inputs.ts';

/** A cluster that is written and not made. */
export type SwitchedOff = {
  readonly address: string;
  readonly at: Location;
  /** After its name: `is switched off by count`. */
  readonly because: string;
  readonly fix: string;
  /** Extended regular expression of a line that says so. */
  readonly pattern: string;
};

export const clustersSwitchedOff = once(({ roots }: TerraformFacts): readonly SwitchedOff[] =>
  roots.flatMap((root) => [...root.blocks.flatMap(byRepetition), ...declaredIn(root, { kind: 'module' }).flatMap(byInput), ...byUncalled(root)]));

function byRepetition(block: Block): readonly SwitchedOff[] {
  const { repetition, address, path, line } = block;
  if (block.type !== 'aws_eks_cluster' || repetition.kind !== 'known' || repetition.count > 0) return [];
  return [{ address, at: { path, line }, ...causes[repetition.by] }];
}

const causes = {
  count: {
    because: 'is switched off: its `count` comes to 0',
    fix: 'Remove its `count`, or give what that is made of a value that makes one.',
    pattern: '^[[:space:]]*"?count"?[[:space:]]*[=:]',
  },
  for_each: {
    because: 'is switched off: its `for_each` goes over nothing',
    fix: 'Remove its `for_each`, or give what that is made of a value with one member.',
    pattern: '^[[:space:]]*"?for_each"?[[:space:]]*[=:]',
  },
};

/** A module that is not made has no instance whose source could tell what it is: its name has to. */
function byUncalled(root: Root): readonly SwitchedOff[] {
  return root.blocks.flatMap((block) => {
    const { kind, name, repetition, address, path, line, folder } = block;
    if (kind !== 'module' || repetition.kind !== 'known' || repetition.count > 0 || !/eks|cluster|kubernetes|k8s/i.test(`${name} ${folder ?? ''}`)) return [];
    return [{ address, at: { path, line }, ...causes[repetition.by] }];
  });
}

function byInput(module: Declared): readonly SwitchedOff[] {
  const origin = originOf(module);
  const known = origin && clusterModules.find((each) => isOrigin(origin, each));
  if (known === undefined) return [];
  const setting = settingOf(module, [bodyOf(module)], known.create);
  const made = asTruth(setting.value);
  if (made.kind !== 'known' || made.is) return [];
  const { name, value } = setting;
  return [
    {
      address: addressOf(module),
      at: placeOf(module, value),
      because: `is switched off by \`${name}\``,
      fix: `Remove \`${name}\`, or make it true.`,
      pattern: `^[[:space:]]*"?${name}"?[[:space:]]*[=:][[:space:]]*false`,
    },
  ];
}
