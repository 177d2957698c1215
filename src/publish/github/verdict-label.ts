import type { Report } from '../../grade/report.ts';

/** A label of a repository; its color in hexadecimal digits. */
export type Label = { readonly name: string; readonly color: string; readonly description: string };

type Verdict = 'passed' | 'below' | 'undecided';

/** GitHub takes no longer a name. */
const longestName = 50;

const looks: Readonly<Record<Verdict, Omit<Label, 'name'>>> = {
  passed: { color: '1a7f37', description: 'Graded: the mark is reached' },
  below: { color: 'cf222e', description: 'Graded: the mark is not reached' },
  undecided: { color: '8c959f', description: 'Graded: what nobody could look at decides' },
};

const verdictOf = ({ passed }: Pick<Report, 'passed'>): Verdict => (passed === null ? 'undecided' : passed ? 'passed' : 'below');

/** The challenge's in the name: two in one repository have labels of their own. A label `eks` is never one of these. */
const nameOf = (challenge: string, verdict: Verdict): string => `${challenge.slice(0, longestName - `: ${verdict}`.length)}: ${verdict}`;

/** `docc: passed`, `docc: below` or `docc: undecided`. */
export function verdictLabel(report: Pick<Report, 'passed' | 'challenge'>): Label {
  const verdict = verdictOf(report);
  return { name: nameOf(report.challenge.id, verdict), ...looks[verdict] };
}

/** Those that the same challenge's other verdicts have. */
const otherNames = (challenge: string, { name }: Label): readonly string[] => (['passed', 'below', 'undecided'] as const).map((verdict) => nameOf(challenge, verdict)).filter((each) => each !== name);

export type LabelPlan = { readonly takesOff: readonly string[]; readonly sets: boolean };

/** What a pull request with these labels still needs to bear that one alone of its challenge's. GitHub tells names apart whatever their case. */
export function planLabel(wanted: Label, challenge: string, found: readonly string[]): LabelPlan {
  const has = (name: string): boolean => found.some((each) => each.toLowerCase() === name.toLowerCase());
  return { takesOff: otherNames(challenge, wanted).filter(has), sets: !has(wanted.name) };
}
