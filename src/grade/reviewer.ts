import { levels } from './check.ts';
import type { CheckResult, Reviewer } from './report.ts';
import type { Rubric } from './rubric.ts';

const most = { strengths: 5, risks: 5, prompts: 6 } as const;

/** What a reviewer should know beyond the points, drawn from how this submission's checks went. */
export function reviewerOf(rubric: Rubric, checks: readonly CheckResult[]): Reviewer {
  const byWeight = [...checks].sort(
    (a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || b.possible - a.possible || (a.id < b.id ? -1 : 1),
  );
  const passed = byWeight.filter(({ verdict }) => verdict === 'pass');
  const failed = checks.filter(({ verdict }) => verdict === 'fail').sort((a, b) => b.possible - a.possible || (a.id < b.id ? -1 : 1));
  return {
    strengths: passed.filter(({ level }) => level !== 'junior').slice(0, most.strengths).map(strength),
    risks: failed.slice(0, most.risks).map(risk),
    prompts: promptsOf(rubric, [...failed, ...passed]),
  };
}

const strength = (check: CheckResult) => ({
  text: check.observed === undefined ? check.title : `${check.title}: ${check.observed}`,
  checks: [check.id],
});

const risk = (check: CheckResult) => ({
  text: check.observed === undefined ? check.why : `${check.observed}. ${check.why}`,
  checks: [check.id],
});

/** Questions about what this candidate did: one of each topic before a second of any, lost points first. */
function promptsOf(rubric: Rubric, checks: readonly CheckResult[]): Reviewer['prompts'] {
  const asked = checks.flatMap((check) => promptOf(rubric, check));
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

function promptOf(rubric: Rubric, result: CheckResult): Reviewer['prompts'] {
  const row = rubric.order.find(({ id }) => id === result.id);
  const discuss = row?.kind === 'built' ? row.check.discuss : undefined;
  const ask = result.verdict === 'pass' ? discuss?.passed : discuss?.failed;
  if (discuss === undefined || ask === undefined) return [];
  const topic = rubric.challenge.topics[discuss.topic] ?? discuss.topic;
  // A function, so that `$&` in what a candidate wrote stays what it is.
  return [{ topic, ask: ask.replaceAll('{observed}', () => result.observed ?? ''), check: result.id }];
}
