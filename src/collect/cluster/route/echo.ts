import { type Answer, type Asked, asking, missingFrom, riddle, type RiddlePart } from '../../run/prober.ts';
import type { Reached } from './section.ts';

/** Sends a request somewhere. */
export type Send = (asked: Asked) => Promise<Answer>;

const tries = 4;

/** Every try with other words: a server that answers one of them by chance doesn't answer four. */
export async function echoBy(send: Send): Promise<Reached> {
  const missing = new Set<RiddlePart>();
  let status: number | undefined;
  for (let turn = 0; turn < tries; turn += 1) {
    const asked = riddle();
    const answer = await send(asking(asked));
    if (answer.kind === 'failed') return answer;
    const lacks = missingFrom(asked, answer.body);
    for (const part of lacks) missing.add(part);
    if (lacks.length > 0) status ??= answer.status;
  }
  if (missing.size === 0) return { kind: 'echoed' };
  return { kind: 'wrong', missing: [...missing].sort(), ...(status !== undefined && { status }) };
}

/** Who answers a request that the app should not get. Its own answer tells the path that was asked, whatever else it lacks. */
export async function answererOf(send: Send): Promise<'app' | 'controller' | 'nobody'> {
  const asked = riddle();
  const answer = await send(asking(asked));
  if (answer.kind === 'failed') return 'nobody';
  return missingFrom(asked, answer.body).includes('path') || missingFrom(asked, answer.body).includes('json') ? 'controller' : 'app';
}
