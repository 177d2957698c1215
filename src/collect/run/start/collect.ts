import { faulted, type Observation, observed } from '../../../evidence/observation.ts';
import type { Confinement, Container, Yard } from '../../../tools/docker-run.ts';
import { hermetic, isEndedByOthers, limitsOf, untilServing } from '../box.ts';
import { ask, asking, missingFrom, riddle, type RiddlePart, type Target } from '../prober.ts';
import type { RunStartFacts } from './section.ts';

/** What is run, and where. */
export type Running = {
  readonly yard: Yard;
  readonly image: { readonly dockerfile: string; readonly manifest: string };
  readonly ports: readonly number[];
  readonly signal: AbortSignal;
};

type Outcome = RunStartFacts['outcome'];
type Seen = { readonly outcome: Outcome; readonly wrote: readonly string[] };

export async function collectStart(running: Running): Promise<Observation<RunStartFacts>> {
  const first = await startedOnce(running);
  const outcome = first.status === 'observed' ? first.facts.outcome : undefined;
  return outcome?.kind === 'ended' && isEndedByOthers(outcome.ended) ? await startedOnce(running) : first;
}

async function startedOnce(running: Running): Promise<Observation<RunStartFacts>> {
  const begun = await running.yard.start(hermetic);
  if (begun.kind === 'fault') return faulted(begun.fault);
  const facts = { ...running.image, limits: limitsOf(hermetic) };
  if (begun.kind === 'unstartable') return observed({ ...facts, outcome: { kind: 'unstartable', message: begun.message }, wrote: [] });
  const { outcome, wrote } = await seen(begun.container, running);
  const needs = outcome.kind === 'serving' ? undefined : await neededBy(running);
  return observed({ ...facts, outcome, wrote: [...wrote], ...(needs !== undefined && { needs: [...needs] }) });
}

async function seen(container: Container, { ports, signal }: Running): Promise<Seen> {
  try {
    const waited = await untilServing(container, ports, signal);
    const outcome = waited.kind === 'serving' ? await servingAt(waited.target) : await withoutAnswer(container, waited.kind);
    return { outcome, wrote: await container.changed() };
  } finally {
    await container.dispose();
  }
}

const paths = ['/healthz', '/readyz', '/metrics'];

async function servingAt(target: Target): Promise<Outcome> {
  const looked = [];
  for (const path of paths) {
    const answer = await ask(target, { method: 'GET', path });
    looked.push({ path, exchange: answer.kind === 'answered' ? ({ kind: 'answered', status: answer.status } as const) : answer });
  }
  return { kind: 'serving', port: target.port, paths: looked, echo: await echoOf(target) };
}

const tries = 8;

/** Every try with other words: a server that answers one of them by chance doesn't answer eight. */
async function echoOf(target: Target): Promise<Extract<Outcome, { kind: 'serving' }>['echo']> {
  const missing = new Set<RiddlePart>();
  let status: number | undefined;
  for (let turn = 0; turn < tries; turn += 1) {
    const asked = riddle();
    const answer = await ask(target, asking(asked));
    if (answer.kind === 'failed') return { kind: 'failed', because: answer.because };
    const lacks = missingFrom(asked, answer.body);
    for (const part of lacks) missing.add(part);
    if (lacks.length > 0) status ??= answer.status;
  }
  if (missing.size === 0) return { kind: 'echoed', tries };
  return { kind: 'wrong', missing: [...missing].sort(), ...(status !== undefined && { status }) };
}

async function withoutAnswer(container: Container, kind: 'ended' | 'silent'): Promise<Outcome> {
  const printed = [...(await container.printed())];
  if (kind === 'silent') return { kind, listening: [], printed };
  const { exitCode, outOfMemory } = await container.state();
  return { kind, ended: { exitCode, outOfMemory }, printed };
}

type Need = NonNullable<RunStartFacts['needs']>[number];

const relaxations: readonly (readonly [Need, Partial<Confinement>])[] = [
  ['writable-root', { root: 'writable' }],
  ['its-own-user', { user: undefined }],
  ['capabilities', { capabilities: 'docker' }],
  ['new-privileges', { privileges: 'any' }],
  ['memory', { memoryBytes: 512 * 1024 * 1024 }],
  ['network', { network: 'open' }],
];

/** Each of what was taken from it given back alone; where none is enough, all of them that together are. */
async function neededBy(running: Running): Promise<readonly Need[]> {
  const all = relaxations.reduce((confinement, [, given]) => ({ ...confinement, ...given }), hermetic);
  // First, since a server that is silent with all of it would be waited for as often as there is something to give.
  if (!(await servesWith(running, all))) return [];
  for (const [need, given] of relaxations) {
    if (await servesWith(running, { ...hermetic, ...given })) return [need];
  }
  return relaxations.map(([need]) => need);
}

async function servesWith({ yard, ports, signal }: Running, confinement: Confinement): Promise<boolean> {
  const begun = signal.aborted ? undefined : await yard.start(confinement);
  if (begun?.kind !== 'started') return false;
  try {
    return (await untilServing(begun.container, ports, signal)).kind === 'serving';
  } finally {
    await begun.container.dispose();
  }
}
