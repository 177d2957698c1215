import ignore, { type Ignore } from 'ignore';

const fresh = (): Ignore => ignore({ ignorecase: false, allowRelativePaths: true });

export const noRules = fresh;

/**
 * The rules in force below `folder`: those above it, then those of its ignore file. All are rules of the root: of
 * several that match a path the last wins, and nothing below a folder left out comes back, as git has it. All texts
 * hold a byte in each character: git's `?` stands for a byte.
 */
export function rulesBelow(folder: string, above: Ignore, ignoreFile: string): Ignore {
  const lines = ignoreFile.replace(/^\xEF\xBB\xBF/, '').split('\n');
  return fresh().add(above).add(lines.map((line) => fromRoot(line.replace(/\r$/, ''), folder)).join('\n'));
}

// In the file of folder `a`, `*.log` is `/a/**/*.log` of the root, and `/x` or `x/y` are `/a/x` and `/a/x/y`.
function fromRoot(line: string, folder: string): string {
  const negated = line.startsWith('!');
  const pattern = negated ? line.slice(1) : line;
  const bare = pattern.replace(/ +$/, '');
  if (folder === '' || line.startsWith('#') || ['', '/'].includes(bare)) return folder === '' ? line : '';
  const anchored = bare.slice(0, -1).includes('/');
  const start = `${negated ? '!' : ''}/${folder.replaceAll(/[\\*?[\]]/g, '\\$&')}/`;
  return anchored ? `${start}${pattern.replace(/^\//, '')}` : `${start}**/${pattern}`;
}
