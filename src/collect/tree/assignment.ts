import { isReference, isStandIn, isVaried } from './stand-in.ts';

/** How a format writes `name = value`. */
export type Writing =
  /** HCL and JSON: a value without quotes is an expression. */
  | 'quoted'
  /** YAML and properties: `=` or `:`. */
  | 'either'
  /** Shell, Make, Dockerfile: `=` alone. */
  | 'equals';

export type Assigned = { readonly name: string; readonly value: string };
export type LiteralKind = 'password' | 'token' | 'cloud-key';

// A hyphen may come before a name, as in `--password=x`, but not one inside a longer name.
const head = /(?<![\w.$])(?<!\w-)["']?([A-Za-z_][\w.-]{0,99})["']?\s*(=>|[?:+]?=(?!=)|:(?=[\s"'$<{]|$))\s*/g;
const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/;

/** The assignments to secret names in a line. */
export function secretsAssigned(line: string, writing: Writing): readonly Assigned[] {
  return [...line.matchAll(head)].flatMap((match) => {
    const [all, name = '', sign = ''] = match;
    if (secretName(name) === undefined || (writing === 'equals' && sign === ':')) return [];
    const value = valueOf(line.slice(match.index + all.length), sign === ':', writing);
    return value === undefined ? [] : [{ name, value }];
  });
}

/** The literal that a line's rest begins with. */
export function valueOf(rest: string, mapping: boolean, writing: Writing): string | undefined {
  const inQuotes = quoted.exec(rest);
  if (inQuotes !== null) return inQuotes[1] ?? inQuotes[2];
  if (writing === 'quoted' || /^["']/.test(rest)) return undefined;
  if (!mapping) return /^[^\s"'`;,)}\]]+/.exec(rest)?.[0];
  const scalar = /^[^,}\]]*/.exec(rest)?.[0].trim() ?? '';
  // An alias, tag or block of YAML; or a sentence, which no password is.
  return /^[*&!|>]|\s/.test(scalar) ? undefined : scalar;
}

const wordsOf = (name: string): readonly string[] =>
  name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/\d+$/, '').toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);

const keyed = new Set(['api', 'secret', 'access', 'auth', 'private', 'encryption', 'signing', 'master', 'account', 'shared']);

/** What a name promises by its last words: `db_password` one thing, `password_policy` another. */
export function secretName(name: string): 'password' | 'token' | undefined {
  const words = wordsOf(name);
  const [before = '', last = ''] = words.length > 1 ? words.slice(-2) : ['', ...words];
  if (/(?:password|passwd|passphrase)$/.test(last) || (before === 'secret' && last === 'string')) return 'password';
  if (before !== '' && (last === 'pwd' || (last === 'pass' && name === name.toUpperCase()))) return 'password';
  if (/(?:token|secret|apikey|secretkey|accesskey)$/.test(last)) return 'token';
  return last === 'key' && keyed.has(before) ? 'token' : undefined;
}

const keywords = new Set(
  [
    'true false null nil none undefined unset empty yes no on off enabled disabled required optional',
    'string number bool boolean prompt stdin ask auto random generate generated managed',
  ].flatMap((words) => words.split(' ')),
);

/** What an assignment gives away; undefined where it only names, refers or stands in. */
export function literalKind({ name, value }: Assigned): LiteralKind | undefined {
  const kind = secretName(name);
  if (kind === undefined || value.length < 3 || value.length > 256) return undefined; // longer: a ciphertext, as of a SealedSecret
  if (/\s/.test(value) || isReference(value) || isStandIn(value) || keywords.has(value.toLowerCase()) || namesItself(name, value)) {
    return undefined;
  }
  if (kind === 'password') return 'password';
  if (!isRandom(value)) return undefined;
  return isAwsSecret(value) && wordsOf(name).includes('key') ? 'cloud-key' : 'token';
}

/** `password: db-password` and `token: GITHUB_TOKEN` say where to look. */
function namesItself(name: string, value: string): boolean {
  if (/^[A-Z]+(?:_[A-Z]+)+$/.test(value)) return secretName(value) !== undefined;
  const words = (text: string): string => ` ${wordsOf(text).join(' ')}`;
  return /^[A-Za-z_.-]+$/.test(value) && words(name).endsWith(words(value));
}

/** 40 characters of base64 with both cases and a digit: a commit id has but one case. */
export const isAwsSecret = (value: string): boolean =>
  /^[A-Za-z0-9/+]{40}$/.test(value) && [/[a-z]/, /[A-Z]/, /\d/].every((each) => each.test(value)) && !isStandIn(value);

function isRandom(value: string): boolean {
  const characters = /^[\w+/=.~-]{16,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
  return characters && isVaried(value) && !isIdentifier(value);
}

/** `docc-sample-tls-2026`, `v1.example.io`: words and short numbers, joined. */
function isIdentifier(value: string): boolean {
  const parts = value.split(/[-_./]/);
  const isWord = (part: string): boolean => /^[A-Za-z]*$/.test(part) || part.length < 8;
  return parts.length > 1 && parts.every(isWord);
}
