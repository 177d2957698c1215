import { setTimeout as wait } from 'node:timers/promises';
import { faulted, type Observation, observed } from '../../../evidence/observation.ts';
import type { Container } from '../../../tools/docker-run.ts';
import { hermetic, isEndedByOthers, untilServing } from '../box.ts';
import { type Answer, askHalf, type Target } from '../prober.ts';
import type { Running } from '../start/collect.ts';
import type { RunStopFacts } from './section.ts';

/** Seconds between SIGTERM and SIGKILL, as docker stop gives. */
const grace = 10;

export async function collectStop(running: Running): Promise<Observation<RunStopFacts>> {
  const first = await stoppedOnce(running);
  const outcome = first.status === 'observed' ? first.facts.outcome : undefined;
  const isDoubtful = outcome?.kind === 'not-serving' || (outcome?.kind === 'stopped' && isEndedByOthers({ exitCode: outcome.exitCode, outOfMemory: false }));
  // It is asked of what has served before.
  return isDoubtful ? await stoppedOnce(running) : first;
}

async function stoppedOnce(running: Running): Promise<Observation<RunStopFacts>> {
  const begun = await running.yard.start(hermetic);
  if (begun.kind === 'fault') return faulted(begun.fault);
  if (begun.kind === 'unstartable') return stopOfNone(running);
  const { container } = begun;
  try {
    const waited = await untilServing(container, running.ports, running.signal);
    if (waited.kind !== 'serving') return stopOfNone(running);
    return observed({ ...running.image, grace, outcome: await stopped(container, waited.target) });
  } finally {
    await container.dispose();
  }
}

/** Of what never served a request: there is none that could be in flight. */
export const stopOfNone = ({ image }: Running): Observation<RunStopFacts> => observed({ ...image, grace, outcome: { kind: 'not-serving' } });

/** The request is in flight for certain: half of it is sent before the signal, and no answer can be known before the rest. */
async function stopped(container: Container, target: Target): Promise<RunStopFacts['outcome']> {
  const half = askHalf(target, grace * 1000);
  await wait(300); // for the server to have read the first half
  await container.signal('SIGTERM');
  await wait(500); // for the server to have heard the signal
  half.finish();
  const [answer, ended] = await Promise.all([half.answer, untilEnded(container)]);
  if (!ended) return { kind: 'killed' };
  const { exitCode } = await container.state();
  return { kind: 'stopped', inFlight: flightOf(answer), exitCode };
}

const flightOf = (answer: Answer) =>
  answer.kind === 'answered' ? ({ kind: 'finished', status: answer.status } as const) : ({ kind: 'cut', because: answer.because } as const);

async function untilEnded(container: Container): Promise<boolean> {
  const giveUp = performance.now() + grace * 1000;
  while (performance.now() < giveUp) {
    if (!(await container.state()).running) return true;
    await wait(100);
  }
  return !(await container.state()).running;
}
