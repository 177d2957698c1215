import type { Teardown } from '../grade/teardown.ts';
import { counted } from './words.ts';

/** What became of all that docc made on AWS for a grade. */
export function teardownWords({ complete, looked, resources }: Teardown): string {
  if (resources.length === 0) return complete ? 'Nothing was made on AWS for this grade.' : 'Whether anything was made on AWS for this grade could not be seen: the janitor removes it if so.';
  const gone = resources.filter(({ state }) => state === 'deleted' || state === 'not-made').length;
  if (complete) return `All that docc made for this grade is gone: a look at the account${looked === undefined ? '' : ` at ${looked}`} found nothing of it.`;
  return `Of ${counted(resources.length, 'thing')} that docc made for this grade ${gone === 0 ? 'none' : gone} ${gone === 1 ? 'is' : 'are'} known to be gone; the janitor goes on with the rest.`;
}

type Made = Teardown['resources'][number];

/** `created …, deleted …`. */
export function fateWords({ created, deleted, state, because }: Made): string {
  const times = [...(created === undefined ? [] : [`created ${created}`]), ...(deleted === undefined ? [] : [`deleted ${deleted}`])];
  const rest = { deleted: [], 'not-made': ['asked for and never made'], left: ['still there'], unknown: ['nobody could see whether it is gone'] }[state];
  return `${[...times, ...rest].join(', ')}${because === undefined ? '' : `: ${because}`}`;
}

/** An estimate says by which lists, and that it is one. */
export const spendWords = ({ spend: { dollars, asOf, region } }: Teardown): string => `About $${dollars.toFixed(2)}, by AWS’s list prices of ${asOf} for ${region}; the bill has the last word.`;

type Priced = Teardown['spend']['rows'][number];

/** `EKS control plane, 0.40 h: $0.0402`. */
export const priceWords = ({ what, hours, dollars }: Priced): string => `${what}, ${hours.toFixed(2)} h: $${dollars.toFixed(4)}`;
