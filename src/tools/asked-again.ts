import type { Fault } from '../evidence/observation.ts';

type Broken = { readonly kind: 'fault'; readonly fault: Fault };

export type Asking<Answer> = {
  /** What people call the program. */
  readonly name: string;
  readonly ask: () => Promise<Answer>;
  /** An answer that would cost the candidate something, and may as well be this machine's doing. */
  readonly isDoubtful: (answer: Answer) => boolean;
  /** Has the same program do next to nothing; what kept it from that. */
  readonly trifle: () => Promise<Fault | undefined>;
  /** What a trifle may take, of a machine that has the time. */
  readonly trifleMs: number;
};

/**
 * A fault may pass: it counts when it comes twice. A doubtful answer counts when it comes twice and the program did a trifle in
 * between: a machine that has no processor, memory or room left keeps it from that too, and one that recovered answers otherwise.
 */
export async function askedAgain<Answer extends { readonly kind: string }>({ name, ask, isDoubtful, trifle, trifleMs }: Asking<Answer | Broken>): Promise<Answer | Broken> {
  const first = await ask();
  const answer = first.kind === 'fault' ? await ask() : first;
  if (!isDoubtful(answer)) return answer;
  const from = performance.now();
  const fault = await trifle();
  const took = performance.now() - from;
  if (fault !== undefined) return { kind: 'fault', fault };
  return took > trifleMs ? { kind: 'fault', fault: tooBusy(name) } : await ask();
}

const tooBusy = (name: string): Fault => ({ message: `${name} took seconds for next to nothing: this machine is too busy`, repair: 'Grade again when this machine has less to do.' });
