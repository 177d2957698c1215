import { isDeepStrictEqual } from 'node:util';
import type { Submission, SubmissionFile } from '../submission/submission.ts';

/**
 * Makes something of a submission and of what was made before it (`from`), or knows it from the last time. `name` tells apart what is made;
 * `holds` says whether it may be used again, which of what broke it may not.
 */
export type Making = <Made>(name: string, submission: Submission, from: () => Promise<readonly unknown[]>, how: How<Made>) => Promise<Made>;

export type How<Made> = { readonly make: (submission: Submission) => Promise<Made>; readonly holds: (made: Made) => boolean };

/** Everything as if for the first time. */
export const anew: Making = async (_name, submission, _from, { make }) => await make(submission);

type Known = {
  readonly made: unknown;
  readonly from: readonly unknown[];
  readonly listing: readonly unknown[];
  /** What was looked into, by path, as it was. */
  readonly looked: ReadonlyMap<string, string>;
};

/**
 * For grading the same folder again and again: what is made is used again while the folder's list of files, those of them that it was made of,
 * and what was made before it are as they were. Which files those are is seen while it is made, so that no collector has to declare them; one
 * that asks for a file's bytes before it looks at its path is made again with every save.
 */
export function making(): Making {
  const last = new Map<string, Known>();
  return async <Made>(name: string, submission: Submission, from: () => Promise<readonly unknown[]>, { make, holds }: How<Made>): Promise<Made> => {
    const known = last.get(name);
    const listing = listingOf(submission);
    // Kept under a name that one maker alone has.
    if (known !== undefined && isAsItWas(known, submission, listing) && isDeepStrictEqual(known.from, await from())) return known.made as Made;
    const looked = new Map<string, string>();
    const made = await make(lookedInto(submission, looked));
    if (holds(made)) last.set(name, { made, from: await from(), listing, looked });
    else last.delete(name);
    return made;
  };
}

const listingOf = ({ files, refused, refusedBeyond }: Submission): readonly unknown[] => [files.map(({ path, executable }) => [path, executable]), refused, refusedBeyond];

function isAsItWas({ listing, looked }: Known, { files }: Submission, now: readonly unknown[]): boolean {
  return isDeepStrictEqual(listing, now) && files.every(({ path, sha256 }) => (looked.get(path) ?? sha256) === sha256);
}

/** The same submission; `looked` gets each file whose content is asked for. */
const lookedInto = (submission: Submission, looked: Map<string, string>): Submission => ({
  ...submission,
  files: submission.files.map(({ path, executable, bytes, sha256 }): SubmissionFile => ({
    path,
    executable,
    get bytes() {
      looked.set(path, sha256);
      return bytes;
    },
    get sha256() {
      looked.set(path, sha256);
      return sha256;
    },
  })),
});
