import { z } from 'zod';
import { type Attempt, attempt, attemptsFold, deltaWords, mostAttempts, withAttempt } from './attempts.ts';
import type { Self } from './subject.ts';

export type FoundComment = { readonly id: number; readonly author: string; readonly body: string };

const remembered = z.strictObject({ challenge: z.string(), attempts: z.array(attempt).max(mostAttempts) });

// Nothing that it holds can end a comment of HTML: ids, numbers and dates, by the schema.
const marker = /^<!-- docc:grade (\{[^\n]*\}) -->\n/;

const markerOf = (challenge: string, attempts: readonly Attempt[]): string => `<!-- docc:grade ${JSON.stringify({ challenge, attempts })} -->`;

type Remembered = z.infer<typeof remembered>;

/** What a comment of ours remembers; undefined for any other, and for one of another challenge. */
function rememberedIn({ author, body }: FoundComment, challenge: string, self: Self): Remembered | undefined {
  if (author !== self.login) return undefined;
  const json = marker.exec(unified(body))?.[1];
  return json === undefined ? undefined : readMarker(json, challenge);
}

function readMarker(json: string, challenge: string): Remembered | undefined {
  try {
    const { success, data } = remembered.safeParse(JSON.parse(json));
    return success && data.challenge === challenge ? data : undefined;
  } catch {
    return undefined; // a maintainer edited it: a new comment takes its place
  }
}

/** Ours: by author and marker, the oldest first. Anybody can copy the one, nobody both. */
export const ownComments = (comments: readonly FoundComment[], challenge: string, self: Self): readonly FoundComment[] =>
  comments.filter((each) => rememberedIn(each, challenge, self) !== undefined).toSorted((a, b) => a.id - b.id);

/** Attempts of all of them, so that none is lost where two jobs wrote a comment each. */
export function attemptsIn(own: readonly FoundComment[], challenge: string, self: Self): readonly Attempt[] {
  const all = own.flatMap((each) => rememberedIn(each, challenge, self)?.attempts ?? []);
  return all.toSorted((a, b) => (a.asOf < b.asOf ? -1 : a.asOf > b.asOf ? 1 : 0)).reduce(withAttempt, [] as readonly Attempt[]);
}

/** The comment's text: how the points moved, the report, the attempts. */
export function commentBody(challenge: string, page: string, latest: Attempt, earlier: readonly Attempt[]): string {
  const attempts = withAttempt(earlier, latest);
  const delta = deltaWords(attempts);
  const fold = attemptsFold(attempts);
  const parts = [...(delta === undefined ? [] : [delta]), page, ...(fold === undefined ? [] : [fold])];
  return `${markerOf(challenge, attempts)}\n${parts.join('\n\n')}\n`;
}

const unified = (text: string): string => text.replaceAll('\r\n', '\n');

/** Whether GitHub stores this text already: it may have changed line ends and what stands at the ends. */
export const sameText = (one: string, other: string): boolean => unified(one).trim() === unified(other).trim();
