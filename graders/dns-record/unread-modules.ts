import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { once } from '../../src/grade/once.ts';
import { type Declared, declared } from '../../src/terraform/declared.ts';
import { asText, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { aliasModule, hostnameModule, makesNoRecord, recordsModule, soundsLikeDns, zoneModule, zonesModule } from './knowledge/route53-modules.ts';

const read = [aliasModule, hostnameModule, recordsModule, zoneModule, zonesModule];

/** Modules that may well make zones or records, and whose code is neither here nor known. */
export const unreadModules = once((facts: TerraformFacts): readonly Declared[] => declared(facts, { kind: 'module' }).filter(isUnread));

function isUnread(module: Declared): boolean {
  if (module.block.folder !== undefined) return false;
  const source = asText(valueOf(module, 'source'));
  const text = source.kind === 'known' ? source.is : '';
  const origin = originOf(module);
  if (origin !== undefined && read.some((known) => isOrigin(origin, known))) return false;
  return soundsLikeDns.test(`${module.block.name} ${text}`) && !makesNoRecord.test(text);
}
