import { fail, type Failure, type Judgement, type Location, pass, unresolved } from '../../src/grade/judgement.ts';
import { list } from '../../src/grade/markdown.ts';

/** What was found of one cluster, or of one part of it. */
export type Finding =
  | { readonly kind: 'fine'; readonly observed: string }
  | { readonly kind: 'open'; readonly reason: string; readonly at: Location }
  | ({ readonly kind: 'trouble'; readonly at: Location } & Pick<Failure, 'observed' | 'alsoAt' | 'fix' | 'reproduce'>);

export const fine = (observed: string): Finding => ({ kind: 'fine', observed });
export const open = (reason: string, at: Location): Finding => ({ kind: 'open', reason, at });

/** Of what may not be there, no trouble is certain. */
export const ifMade = (finding: Finding): Finding => (finding.kind === 'trouble' ? open(`${finding.observed}, if files alone could tell that it is made`, finding.at) : finding);

/** Every environment has to hold: one trouble fails them all, and what is open counts only where there is none. */
export function verdictOf(expected: string, findings: readonly Finding[]): Judgement {
  const [first, ...others] = findings.filter((each) => each.kind === 'trouble');
  if (first !== undefined) {
    const troubles = [first, ...others];
    const elsewhere = distinct([...(first.alsoAt ?? []), ...others.flatMap(({ at, alsoAt = [] }) => [at, ...alsoAt])]);
    return fail({
      expected,
      observed: list(distinct(troubles.map(({ observed }) => observed))),
      at: first.at,
      alsoAt: elsewhere.filter(({ path, line }) => path !== first.at.path || line !== first.at.line),
      fix: distinct(troubles.map(({ fix }) => fix)).join('\n'),
      reproduce: distinct(troubles.map(({ reproduce }) => reproduce)).join(' && '),
    });
  }
  const waiting = findings.find((each) => each.kind === 'open');
  if (waiting !== undefined) return unresolved(waiting.reason, waiting.at);
  if (findings.length === 0) return unresolved('no cluster is known of which this could be said');
  return pass(list(distinct(findings.flatMap((each) => (each.kind === 'fine' ? [each.observed] : [])))));
}

const distinct = <T>(all: readonly T[]): readonly T[] => [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
