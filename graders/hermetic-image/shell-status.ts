import { hole, type Text } from './text.ts';

/** How a command ends. Open: files don't tell, and `because` names what does. */
export type Status = { readonly kind: 'known'; readonly ok: boolean } | { readonly kind: 'open'; readonly because: string; readonly nature: Nature };

/**
 * `work` succeeds unless something is broken, so that what comes after it is what the author expects; `look-up` too, but
 * where something asks how it went, that is the question; of a `test`, it always is.
 */
export type Nature = 'work' | 'look-up' | 'test';

export const succeeds: Status = { kind: 'known', ok: true };
export const fails: Status = { kind: 'known', ok: false };
export const ended = (ok: boolean): Status => (ok ? succeeds : fails);
export const hangsOn = (because: string): Status => ({ kind: 'open', because, nature: 'test' });
export const works = (because: string): Status => ({ kind: 'open', because, nature: 'work' });
export const looksUp = (because: string): Status => ({ kind: 'open', because, nature: 'look-up' });

export const negated = (status: Status): Status => (status.kind === 'known' ? ended(!status.ok) : hangsOn(status.because));

/** Undefined: open. */
export const statusOf = (answer: boolean | undefined, because: string): Status => (answer === undefined ? hangsOn(because) : ended(answer));

/** What keeps a text open. */
export const openIn = (...texts: readonly Text[]): string => texts.flatMap(({ holes }) => holes)[0] ?? 'a test';

/** Whether a text is not empty. */
export function isFilled({ text, holes }: Text): boolean | undefined {
  if (text.replaceAll(hole, '') !== '') return true;
  return holes.length === 0 ? false : undefined;
}
