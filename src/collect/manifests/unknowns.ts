import type { Location } from '../../evidence/observation.ts';
import { mark } from './marks.ts';
import type { Unknown } from './section.ts';

/** What marks stand for; each thing at one place has one mark. */
export type Unknowns = {
  readonly mark: (of: readonly string[], at: Location) => string;
  readonly all: () => readonly Unknown[];
};

/** More are nobody's; those share the last mark. */
const most = 5_000;

/** `before`: those of the rendered charts, which their texts hold already. */
export function unknownsAfter(before: readonly Unknown[]): Unknowns {
  const all = [...before];
  const numbers = new Map<string, number>();
  return {
    all: () => all,
    mark: (of, at) => {
      const key = JSON.stringify([of, at.path, at.line]);
      const known = numbers.get(key);
      if (known !== undefined) return mark(known);
      if (all.length < most) all.push({ of: of.slice(0, 10).map((each) => each.slice(0, 200).toWellFormed()), at });
      numbers.set(key, all.length - 1);
      return mark(all.length - 1);
    },
  };
}

/** Marks that a candidate wrote stand for nothing. */
export const withoutMarks = (text: string): string => (text.includes('docc-unknown-') ? text.replaceAll('docc-unknown-', 'docc-unknown_') : text);
