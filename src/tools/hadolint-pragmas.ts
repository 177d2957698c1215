import type { HadolintFinding } from './hadolint-output.ts';

/**
 * A Dockerfile without the comments by which it would direct its own linting, as tried with hadolint 2.15.1:
 * `# hadolint ignore=` and `# hadolint global ignore=` do nothing under `--disable-ignore-pragma`, but `# hadolint shell=`
 * still turns ShellCheck off for a shell it doesn't know, and `# shellcheck disable=` in a RUN or heredoc is obeyed.
 */
export type Undirected = {
  /** As long as the Dockerfile given, line for line and column for column. */
  readonly text: string;
  /** A shell pragma is refused, with its line. */
  readonly refused: readonly HadolintFinding[];
};

const shellPragma = /^([^\S\n]*#[^\S\n]*)hadolint(?=[^\S\n]+shell[^\S\n]*=)/;
const shellcheckDirective = /(#[^\S\n]*)shellcheck(?=\s|$)/g;

export function withoutPragmas(dockerfile: string): Undirected {
  const lines = dockerfile.split('\n');
  const refused = lines.flatMap((line, place) => (shellPragma.test(line) ? [refusal(place + 1)] : []));
  const disarmed = lines.map((line) => line.replace(shellPragma, '$1HADOLINT').replaceAll(shellcheckDirective, '$1SHELLCHECK'));
  return { text: disarmed.join('\n'), refused };
}

const refusal = (line: number): HadolintFinding => ({
  code: 'DOCC-SHELL-PRAGMA',
  level: 'error',
  line,
  message: '`# hadolint shell=` is refused, as it keeps RUN from being linted: remove it (SHELL names another shell).',
});
