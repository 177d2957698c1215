import { basename, join } from 'node:path';

/**
 * Names that make a file `entered` where a command quotes them wrongly. Each leaves the quotes around it as it found them:
 * with a quote that nothing closes the shell refuses the whole command, and a hole stays unseen.
 */
export const hostileNames: readonly string[] = [
  // Bare or in double quotes the first one runs, in single quotes the second, in double ones that only escape `$` the third.
  `$(touch entered)'$(touch entered)'"\`touch entered\`"`,
  // In `$'…'` where quotes are escaped and backslashes are not; and where each line is taken for a word.
  `\n\\'$(touch entered)\\'\n`,
  // As a command after the end of the last, in double quotes that escape `$` and backticks.
  `";touch entered;"`,
];

/** The files as they stand under such a name. GitHub finds workflows in one folder alone; everything else may stand anywhere. */
export const hostilely = (name: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [hostilePath(name, path), text]));

const hostilePath = (name: string, path: string): string =>
  path.startsWith('.github/workflows/') ? `.github/workflows/${name}${basename(path)}` : join(name, path);
