import ignore, { type Ignore } from 'ignore';

const fresh = (): Ignore => ignore({ ignorecase: false, allowRelativePaths: true });

export const noRules = fresh;

/**
 * The rules in force below `folder`: those above it, then those of its ignore file. All are rules of the root: of
 * several that match a path the last wins, and nothing below a folder left out comes back, as git has it. All texts
 * hold a byte in each character: git's `?` stands for a byte.
 */
export function rulesBelow(folder: string, above: Ignore, ignoreFile: string): Ignore {
  const rules = ignoreFile.replace(/^\xEF\xBB\xBF/, '');
  const fromHere = folder === '' ? rules : rules.split(/\r?\n/).map((line) => fromRoot(line, folder)).join('\n');
  return fresh().add(above).add(fromHere);
}

// In the file of folder `a`, `*.log` is `/a/**/*.log` of the root, and `/x` or `x/y` are `/a/x` and `/a/x/y`.
function fromRoot(line: string, folder: string): string {
  const negated = line.startsWith('!');
  const pattern = negated ? line.slice(1) : line;
  const bare = withoutSpaces(pattern);
  if (line.startsWith('#') || bare === '' || bare === '/') return '';
  const anchored = bare.slice(0, -1).includes('/');
  const start = `${negated ? '!' : ''}/${folder.replaceAll(/[\\*?[\]]/g, '\\$&')}/`;
  return anchored ? `${start}${pattern.replace(/^\//, '')}` : `${start}**/${pattern}`;
}

/** Spaces alone, as git has it; and no regular expression, which would try each space of a long run. */
function withoutSpaces(pattern: string): string {
  let end = pattern.length;
  while (pattern[end - 1] === ' ') end -= 1;
  return pattern.slice(0, end);
}
