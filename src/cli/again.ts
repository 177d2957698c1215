import { shellPath, shellWord } from '../evidence/shell-word.ts';
import type { Options } from './grade.ts';

/** What `docc grade` was told, as far as a grade of the changed files should be told it again. */
export type Told = Omit<Options, 'format' | 'fresh'>;

/** As `docc grade` has them. */
export const defaults = { challenge: 'docc', out: '.docc' } as const;

/** `grade ~/fork --tier image`: the same once more. `--fresh` is left out: changed files are collected anew in any case. */
export function gradeAgain(told: Told): string {
  const flags = [
    word('--ref', told.ref),
    word('--tier', told.tier),
    path('--challenge', told.challenge === defaults.challenge ? undefined : told.challenge),
    ...(told.objective ?? []).map((each) => word('--objective', each)),
    word('--fail-under', told.failUnder?.toString()),
    word('--as-of', told.asOf),
    path('--out', told.out === defaults.out ? undefined : told.out),
    path('--cluster', told.cluster),
    path('--save-image', told.saveImage),
    path('--image', told.image),
    told.keep === true ? '--keep' : '',
    told.quiet === true ? '--quiet' : '',
    told.verbose === true ? '--verbose' : '',
  ];
  return ['grade', shellPath(told.folder), ...flags].filter((each) => each !== '').join(' ');
}

const path = (flag: string, value: string | undefined): string => (value === undefined ? '' : `${flag} ${shellPath(value)}`);

/** As one with its flag where it could be taken for another. */
const word = (flag: string, value: string | undefined): string => (value === undefined ? '' : value.startsWith('-') ? `${flag}=${shellWord(value)}` : `${flag} ${shellWord(value)}`);
