import type { Value } from '../collect/terraform/section.ts';
import { membersOf } from '../terraform/members.ts';
import { asList, asText, leavesOf, valueIn } from '../terraform/value.ts';
import type { ChartRelease, Controller } from './controllers.ts';
import { isOn } from './controllers-matching.ts';
import type { Manifest } from './objects.ts';
import { type Answer, sameText, some } from './selectors.ts';

/** Whether a controller reads an Ingress of that class; `path`: the value by which it is told not to, or may be. */
export type Reading = { readonly reads: 'yes' } | { readonly reads: 'no' | 'maybe'; readonly path: readonly string[] };

export function readingOf({ release }: Controller, ingress: Manifest, asked: Value | undefined): Reading {
  const told = release?.chart.reads;
  if (release === undefined || told === undefined) return { reads: 'yes' };
  const { when = [], classes, namespaces } = told;
  const answers: readonly (readonly [Answer, readonly string[]])[] = [
    ...when.map((each) => [isOn(each, release.values, release.open), each.path] as const),
    ...(classes === undefined ? [] : [[isAmong(release, classes, asked), classes] as const]),
    ...(namespaces === undefined || (namespaces.when !== undefined && isOn(namespaces.when, release.values, release.open) === 'no') ? [] : [[isAmong(release, namespaces.path, ingress.namespace), namespaces.path] as const]),
  ];
  const [less] = (['no', 'maybe'] as const).flatMap((reads) => answers.filter(([answer]) => answer === reads).map(([, path]): Reading => ({ reads, path })));
  return less ?? { reads: 'yes' };
}

/** What is not said by values that are open may be said after all, but the usual is that it isn't. */
function isAmong({ values }: ChartRelease, path: readonly string[], wanted: Value | undefined): Answer {
  const written = valueIn(values, ...path);
  const [all, text] = [asList(written), asText(written)];
  const names = all.kind === 'known' ? membersOf(written) : text.kind === 'known' ? text.is.split(',').map((each): Value => ({ known: each.trim() })) : [];
  const said = names.filter((name) => !('known' in name && name.known === ''));
  if (written !== undefined && 'unknown' in written) return 'maybe';
  return said.length === 0 || wanted === undefined ? 'yes' : some(said.map((name) => sameText(name, wanted)));
}

/** Whether a class whose controller docc doesn't know may be one of these: by a name of its own that they are given, or where they go by none. */
export const isGivenName = (controllers: readonly Controller[], name: string): Answer =>
  some(controllers.map(({ product, release, manifest }) => {
    const holders = [release?.values, manifest?.body].flatMap((each) => (each === undefined ? [] : leavesOf(each)));
    if (holders.some(({ value }) => asTextIn(value).includes(name))) return 'yes';
    return product.ingress.length === 0 || release?.open === true ? 'maybe' : 'no';
  }));

const asTextIn = (value: Value): string => {
  const text = asText(value);
  return text.kind === 'known' ? text.is : '';
};
