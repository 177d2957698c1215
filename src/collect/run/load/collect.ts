import pLimit from 'p-limit';
import { faulted, type Observation, observed } from '../../../evidence/observation.ts';
import type { Container } from '../../../tools/docker-run.ts';
import { hermetic, isEndedByOthers, untilServing } from '../box.ts';
import { type Answer, ask, asking, missingFrom, riddle, type Target } from '../prober.ts';
import type { Running } from '../start/collect.ts';
import type { RunLoadFacts } from './section.ts';

const requests = 1000;
const atOnce = 8;

export async function collectLoad(running: Running): Promise<Observation<RunLoadFacts>> {
  const first = await loadedOnce(running);
  const outcome = first.status === 'observed' ? first.facts.outcome : undefined;
  const isDoubtful = outcome?.kind === 'not-serving' || (outcome?.kind === 'ended' && isEndedByOthers(outcome.ended));
  // It is asked of what has served before.
  return isDoubtful ? await loadedOnce(running) : first;
}

async function loadedOnce(running: Running): Promise<Observation<RunLoadFacts>> {
  const begun = await running.yard.start(hermetic);
  if (begun.kind === 'fault') return faulted(begun.fault);
  if (begun.kind === 'unstartable') return loadOfNone(running);
  try {
    return observed({ ...factsOf(running), outcome: await underLoad(begun.container, running) });
  } finally {
    await begun.container.dispose();
  }
}

const factsOf = ({ image }: Running) => ({ ...image, memoryBytes: hermetic.memoryBytes, requests });

/** Of what never served a request. */
export const loadOfNone = (running: Running): Observation<RunLoadFacts> => observed({ ...factsOf(running), outcome: { kind: 'not-serving' } });

async function underLoad(container: Container, { ports, signal }: Running): Promise<RunLoadFacts['outcome']> {
  const waited = await untilServing(container, ports, signal);
  if (waited.kind !== 'serving') return { kind: 'not-serving' };
  const reasons = await failures(waited.target, signal);
  const failed = total(reasons);
  const { running, exitCode, outOfMemory } = await container.state();
  if (!running) return { kind: 'ended', served: requests - failed, ended: { exitCode, outOfMemory } };
  if (failed === 0) return { kind: 'served' };
  const because = [...reasons].map(([reason, times]) => ({ reason, times })).sort((one, other) => other.times - one.times);
  return { kind: 'failed', failed, because };
}

/** By reason. */
type Reasons = ReadonlyMap<string, number>;

const total = (reasons: Reasons): number => [...reasons.values()].reduce((sum, times) => sum + times, 0);

/** A machine that is short of processors makes a quick server look slow, and lets it drop who was slow to ask: who fails so in each round has failed. */
const rounds = 3;
const excused: ReadonlySet<string> = new Set(['timeout', 'reset']);

async function failures(target: Target, signal: AbortSignal): Promise<Reasons> {
  let reasons = await loaded(target, requests, signal);
  for (let round = 1; round < rounds && mayBeOurs(reasons); round += 1) reasons = await loaded(target, total(reasons), signal);
  return reasons;
}

/** A wrong answer is no machine's doing. */
const mayBeOurs = (reasons: Reasons): boolean => reasons.size > 0 && reasons.keys().every((reason) => excused.has(reason)) && (reasons.get('timeout') ?? 0) < hopeless;

/** Timeouts after which nobody is waited for any longer: twice as many as are under way at once. */
const hopeless = 2 * atOnce;

/** Every request has its own words, and only the answer to them counts. Those that are not sent any more count as those before them. */
async function loaded(target: Target, times: number, signal: AbortSignal): Promise<Reasons> {
  const reasons = new Map<string, number>();
  const limit = pLimit(atOnce);
  const one = async (): Promise<void> => {
    if (signal.aborted) return;
    const isHopeless = (reasons.get('timeout') ?? 0) >= hopeless;
    const asked = riddle();
    const answer: Answer = isHopeless ? { kind: 'failed', because: 'timeout' } : await ask(target, asking(asked));
    const reason = answer.kind === 'failed' ? answer.because : missingFrom(asked, answer.body).length > 0 ? `status ${answer.status} without what was sent` : undefined;
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  };
  await Promise.all(Array.from({ length: times }, () => limit(one)));
  return reasons;
}
