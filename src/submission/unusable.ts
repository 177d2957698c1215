export type UnusableCode =
  | 'missing'
  | 'not-a-folder'
  | 'unreadable'
  | 'too-large'
  | 'git-absent'
  | 'git-failed'
  | 'not-a-repository'
  | 'malformed-ref'
  | 'unknown-ref'
  | 'not-in-commit';

/** git died, hung or found no room while it was asked about a submission: whose machine it is, not whose files. */
export class GitTrouble extends Error {
  override name = 'GitTrouble';
}

/** Nothing can be read where the submission was said to be. */
export class UnusableSubmission extends Error {
  override name = 'UnusableSubmission';
  readonly code: UnusableCode;
  /** What the one who asked can do about it. */
  readonly repair: string;

  constructor(code: UnusableCode, { message, repair, cause }: { message: string; repair: string; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
    this.repair = repair;
  }
}

export const tooLarge = (path: string, cause?: unknown): UnusableSubmission =>
  new UnusableSubmission('too-large', {
    message: `${path} holds more paths than docc lists`,
    repair: 'Keep what tools generate or download (node_modules, vendor caches, .terraform) out of it with .gitignore.',
    cause,
  });
