import type { ParsedDockerfile, Problem } from './section.ts';

export type Directives = Pick<ParsedDockerfile, 'escape' | 'syntax'> & { readonly problems: readonly Problem[] };

type Directive = { readonly name: string; readonly value: string; readonly line: number };

const names = ['syntax', 'escape', 'check'];
const hashForm = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/s;
const slashForm = /^\/\/\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/s;
/** Characters of a line that are looked at. */
const longest = 4096;
/** The frontend that Docker itself ships; what it builds is what every BuildKit would. */
const official = /^(?:docker\.io\/)?docker\/dockerfile:1(?:[.-][\w.-]*)?(?:@sha256:[0-9a-f]{64})?$/;

/** The special comments at the head of a file. They end with the first line that is none. */
export function readDirectives(lines: readonly string[]): Directives {
  const problems: Problem[] = [];
  const found = leading(lines, hashForm, 0);
  for (const [place, { name, line }] of found.entries()) {
    if (found.findIndex((other) => other.name === name) !== place) problems.push(repeated(name, line));
  }
  const escape = found.find(({ name }) => name === 'escape');
  if (escape !== undefined && escape.value !== '\\' && escape.value !== '`') problems.push(badEscape(escape));
  const check = found.find(({ name }) => name === 'check');
  if (check !== undefined && !knownOptions(check.value)) problems.push(badCheck(check));
  const syntax = frontend(lines, found);
  if (syntax !== undefined && !official.test(syntax.image)) problems.push(foreign(syntax.image, syntax.line));
  return { escape: escape?.value === '`' ? '`' : '\\', ...(syntax && { syntax }), problems };
}

function leading(lines: readonly string[], form: RegExp, from: number): Directive[] {
  const found: Directive[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const [, name = '', value = ''] = form.exec((lines[at] ?? '').slice(0, longest).trim()) ?? [];
    if (!names.includes(name.toLowerCase())) break;
    found.push({ name: name.toLowerCase(), value: value.trim(), line: at + 1 });
  }
  return found;
}

/** BuildKit reads the options up to the first blank only. */
function knownOptions(value: string): boolean {
  return (value.split(' ')[0] ?? '').split(';').every((option) => {
    const [key, set] = option.split('=', 2).map((part) => part.trim());
    if (key === 'error') return /^(?:1|0|t|f|true|false)$/i.test(set ?? '');
    return set !== undefined && (key === 'skip' || key === 'experimental');
  });
}

/** BuildKit also takes the frontend from behind a `#!` line, from `// syntax=` and from a file that is one JSON object. */
function frontend(lines: readonly string[], found: readonly Directive[]): Directives['syntax'] {
  const shebang = lines[0]?.startsWith('#!') === true ? 1 : 0;
  const hash = shebang === 1 ? leading(lines, hashForm, 1) : found;
  const slashes = leading(lines, slashForm, shebang);
  const directive = [...hash, ...slashes].find(({ name }) => name === 'syntax');
  if (directive === undefined) return jsonFrontend(lines, shebang);
  return { image: directive.value.split(' ')[0] ?? '', line: directive.line };
}

function jsonFrontend(lines: readonly string[], from: number): Directives['syntax'] {
  if (lines[from]?.trimStart().startsWith('{') !== true) return undefined;
  try {
    const file: unknown = JSON.parse(lines.slice(from).join('\n'));
    if (typeof file !== 'object' || file === null || !('syntax' in file)) return undefined;
    return typeof file.syntax === 'string' ? { image: file.syntax, line: from + 1 } : undefined;
  } catch {
    return undefined;
  }
}

const repeated = (name: string, line: number): Problem => ({
  line,
  message: `the directive ${name} is given twice`,
  fix: `Remove this second # ${name}= line.`,
});

const badEscape = ({ value, line }: Directive): Problem => ({
  line,
  message: `# escape=${value} is not a backslash or a backtick`,
  fix: 'Write # escape=\\ or # escape=`, or remove the line: the backslash is the default.',
});

const badCheck = ({ value, line }: Directive): Problem => ({
  line,
  message: `# check=${value} is not an option of the build checks`,
  fix: 'Write # check=skip=<rules>, # check=error=true or both, parted by a semicolon; or remove the line.',
});

const foreign = (image: string, line: number): Problem => ({
  line,
  message: `# syntax=${image} would have the build done by a program of its own`,
  fix: 'Remove the line, or write # syntax=docker/dockerfile:1.',
});
