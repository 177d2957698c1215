import type { Place } from './fields.ts';

/** Where a section holds JSON of the candidate’s own, of any type; and what is a number or a text, as `count` and `for_each` have it. */
const theirs: Readonly<Record<string, readonly RegExp[]>> = {
  manifests: [/^objects\.\d+\.body\b/],
  terraform: [/\.known\b/, /\.key$/],
};

export const openJson = (section: string) => (place: Place): boolean => (theirs[section] ?? []).some((open) => open.test(place.join('.')));
