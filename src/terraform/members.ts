import type { Value } from '../collect/terraform/section.ts';
import { asList } from './value.ts';

/** Of a list its members, of nothing none; of anything else, unknown lists too, that itself. */
export function membersOf(value: Value | undefined): readonly Value[] {
  const list = asList(value);
  return list.kind === 'known' ? list.is : list.kind === 'absent' ? [] : [list.value];
}
