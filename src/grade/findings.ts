import { fail, type Failure, type Judgement, type Location, pass, unresolved } from './judgement.ts';
import { list } from './markdown.ts';

/** What was found of one part of what a check looks at. */
export type Finding =
  | { readonly kind: 'fine'; readonly observed: string }
  | { readonly kind: 'open'; readonly reason: string; readonly at?: Location | undefined }
  | ({ readonly kind: 'trouble' } & Pick<Failure, 'observed' | 'at' | 'fix' | 'reproduce'>);

export type Trouble = Extract<Finding, { kind: 'trouble' }>;

export const fine = (observed: string): Finding => ({ kind: 'fine', observed });
export const open = (reason: string, at?: Location): Finding => ({ kind: 'open', reason, at });
export const trouble = (of: Omit<Trouble, 'kind'>): Finding => ({ kind: 'trouble', ...of });

/** As many as a person reads; who mends these is told of the others next. */
const most = 10;

/** Every part has to hold: one trouble fails them all, and what is open counts only where there is none. */
export function verdictOf(expected: string, findings: readonly Finding[]): Judgement {
  const all = findings.filter((each) => each.kind === 'trouble');
  if (all.length > 0) return failing(expected, all);
  const waiting = findings.find((each) => each.kind === 'open');
  if (waiting !== undefined) return unresolved(waiting.reason, waiting.at);
  if (findings.length === 0) return unresolved('nothing is known of which this could be said');
  return pass(list(distinct(findings.flatMap((each) => (each.kind === 'fine' ? [each.observed] : []))).slice(0, most)));
}

function failing(expected: string, all: readonly Trouble[]): Judgement {
  const told = all.slice(0, most);
  const more = all.length > told.length ? ` and ${all.length - told.length} more` : '';
  const [at, ...alsoAt] = distinct(told.flatMap((each) => (each.at === undefined ? [] : [each.at])));
  return fail({
    expected,
    observed: `${list(distinct(told.map(({ observed }) => observed)))}${more}`,
    at,
    alsoAt,
    fix: distinct(told.map(({ fix }) => fix)).join('\n'),
    reproduce: distinct(told.map(({ reproduce }) => reproduce)).join(' && '),
  });
}

const distinct = <T>(all: readonly T[]): readonly T[] => [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
