import { levels } from './check.ts';
import type { Remarked } from './remark.ts';
import type { CheckResult, Reviewer } from './report.ts';
import type { Rubric } from './rubric.ts';

const most = { strengths: 5, risks: 5, prompts: 6, remarks: 2 } as const;

/** What a reviewer should know beyond the points, drawn from how this submission's checks went. */
export function reviewerOf(rubric: Rubric, checks: readonly CheckResult[], remarks: readonly Remarked[]): Reviewer {
  const byWeight = [...checks].sort(
    (a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || b.possible - a.possible || (a.id < b.id ? -1 : 1),
  );
  const passed = byWeight.filter(({ verdict }) => verdict === 'pass');
  const failed = checks.filter(({ verdict }) => verdict === 'fail').sort((a, b) => b.possible - a.possible || (a.id < b.id ? -1 : 1));
  const [strengths, risks] = [remarks.filter(({ kind }) => kind === 'strength'), remarks.filter(({ kind }) => kind === 'risk')];
  return {
    strengths: [...strengths.slice(0, most.remarks).map(said), ...passed.filter(({ level }) => level !== 'junior').map(strength)].slice(0, most.strengths),
    risks: [...risks.slice(0, most.remarks).map(said), ...failed.map(risk)].slice(0, most.risks),
    prompts: promptsOf(rubric, [...risks.flatMap(leadsTo), ...failed, ...strengths.flatMap(leadsTo), ...passed]),
  };
}

const said = ({ text, check }: Remarked) => ({ text, checks: [check] });

const strength = (check: CheckResult) => ({
  text: check.observed === undefined ? check.title : `${check.title}: ${check.observed}`,
  checks: [check.id],
});

const risk = (check: CheckResult) => ({
  text: check.observed === undefined ? check.why : `${check.observed}. ${check.why}`,
  checks: [check.id],
});

/** Questions about what this candidate did: one of each topic before a second of any, lost points first. */
function promptsOf(rubric: Rubric, from: readonly (CheckResult | Question)[]): Reviewer['prompts'] {
  const asked = from.flatMap((each) => ('question' in each ? [{ topic: topicOf(rubric, each.topic), ask: each.question, check: each.check }] : promptOf(rubric, each)));
  const turns = new Map<string, number>();
  const inTurn = asked.map((prompt) => {
    const turn = turns.get(prompt.topic) ?? 0;
    turns.set(prompt.topic, turn + 1);
    return { prompt, turn };
  });
  return inTurn
    .sort((a, b) => a.turn - b.turn)
    .slice(0, most.prompts)
    .map(({ prompt }) => prompt);
}

type Question = { readonly topic: string; readonly question: string; readonly check: string };

const leadsTo = ({ ask, check }: Remarked): readonly Question[] => (ask === undefined ? [] : [{ ...ask, check }]);

const topicOf = ({ challenge }: Rubric, topic: string): string => challenge.topics[topic] ?? topic;

function promptOf(rubric: Rubric, result: CheckResult): Reviewer['prompts'] {
  const row = rubric.order.find(({ id }) => id === result.id);
  const discuss = row?.kind === 'built' ? row.check.discuss : undefined;
  const ask = result.verdict === 'pass' ? discuss?.passed : discuss?.failed;
  if (discuss === undefined || ask === undefined) return [];
  // A function, so that `$&` in what a candidate wrote stays what it is.
  return [{ topic: topicOf(rubric, discuss.topic), ask: ask.replaceAll('{observed}', () => result.observed ?? ''), check: result.id }];
}
