import { isAwsSecret } from './assignment.ts';
import type { Suspect } from './section.ts';
import { assignedIn, writingOf } from './settings.ts';
import { isReference, isStandIn, isVaried } from './stand-in.ts';

export type Secret = { readonly line: number; readonly kind: Suspect['kind'] };

/** A secret known by its looks, in any text. */
type Shape = {
  readonly kind: Suspect['kind'];
  /** One of these must be in the text: a plain search, for the texts that hold none. */
  readonly anchors: readonly string[];
  /** Group 1 is the secret. Each part is of bounded length, so that no text takes longer than its own length. */
  readonly pattern: RegExp;
  /** What else must hold of the text that a match is in. */
  readonly within?: RegExp;
  readonly isReal: (secret: string) => boolean;
};

const isIssued = (secret: string): boolean => !isStandIn(secret) && isVaried(secret);
const isLiteral = (secret: string): boolean => !isStandIn(secret) && !isReference(secret);

const issued = (kind: Shape['kind'], anchors: readonly string[], pattern: RegExp): Shape => ({ kind, anchors, pattern, isReal: isIssued });

/** In order of precedence for a line that has several. */
const shapes: readonly Shape[] = [
  {
    kind: 'private-key',
    anchors: ['PRIVATE KEY'],
    // To the next dashes, which end a key; 16 KiB holds an RSA key of 16,384 bits.
    pattern: /-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----((?:[^-]|-(?!----)){0,16384})/g,
    isReal: isKeyBody,
  },
  issued('cloud-key', ['AKIA', 'ASIA'], /(?<![A-Za-z0-9])((?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])/g),
  issued('cloud-key', ['AIza'], /(?<![\w-])(AIza[\w-]{35})(?![\w-])/g),
  issued('token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], /(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,255})(?![A-Za-z0-9])/g),
  issued('token', ['github_pat_'], /(?<![A-Za-z0-9])(github_pat_[A-Za-z0-9_]{50,255})/g),
  issued('token', ['dckr_pat_', 'dckr_oat_'], /(?<![A-Za-z0-9])(dckr_[po]at_[\w-]{20,255})/g),
  issued('token', ['xox'], /(?<![A-Za-z0-9-])(xox[abeoprs]-(?=[\w-]{0,255}\d)[\w-]{20,255})/g),
  issued('token', ['hooks.slack.com'], /hooks\.slack\.com\/services\/(T\w{6,20}\/B\w{6,20}\/\w{20,64})/g),
  issued('token', ['glpat-'], /(?<![A-Za-z0-9])(glpat-[\w-]{20,255})/g),
  issued('token', ['npm_'], /(?<![A-Za-z0-9])(npm_[A-Za-z0-9]{36})(?![A-Za-z0-9])/g),
  issued('token', ['.atlasv1.'], /(?<![A-Za-z0-9])([A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,255})/g),
  {
    kind: 'kubeconfig',
    anchors: ['client-key-data'],
    pattern: /client-key-data["']?\s*:\s*["']?([A-Za-z0-9+/=]{40,20000})/g,
    isReal: isVaried,
  },
  {
    kind: 'kubeconfig',
    anchors: ['current-context'],
    pattern: /(?:^[ \t-]*|[{,]\s*)["']?(?:token|password)["']?\s*:[ \t]*["']?([\w.:~+/=-]{8,20000})["']?\s*(?=[,}]|$)/gm,
    within: /["']?kind["']?\s*:\s*["']?Config\b/,
    isReal: isLiteral,
  },
  {
    kind: 'registry-login',
    anchors: ['"auths"'],
    pattern: /"(?:auth|identitytoken|registrytoken)"\s*:\s*"([^"\s]{8,20000})"/g,
    isReal: isLogin,
  },
  {
    kind: 'registry-login',
    anchors: ['.dockerconfigjson', '.dockercfg'],
    pattern: /\.docker(?:configjson|cfg)["']?\s*[:=]\s*["']?([A-Za-z0-9+/=]{20,20000})/g,
    isReal: (secret) => /"(?:auth|password)"\s*:\s*"[^"]{3,}"/.test(decoded(secret)),
  },
];

const perFile = 20;
/** People write no longer ones; programs do, and hold no settings in them. */
const [longestLine, longestSettings] = [4_096, 1024 * 1024];

/** Secrets in a text, at most 20, one a line. Never what they are: where, and of what kind. */
export function secretsIn(path: string, text: string): readonly Secret[] {
  if (isGoTest(path)) return [];
  const shaped = shapes.flatMap((shape) => matches(shape, text));
  const writing = writingOf(path);
  const lines = shaped.length > 0 || writing !== undefined ? linesOf(text) : [];
  const assigned = writing === undefined ? [] : assignedIn(lines, writing);
  const first = new Map<number, Secret>();
  for (const each of [...shaped, ...besideAwsKeys(shaped, lines), ...assigned]) {
    if (!first.has(each.line)) first.set(each.line, each);
  }
  return [...first.values()].toSorted((a, b) => a.line - b.line).slice(0, perFile);
}

const linesOf = (text: string): readonly string[] =>
  text.length > longestSettings ? [] : text.split('\n').map((line) => (line.length > longestLine ? '' : line));

/** Keys and tokens that Go's tests are run with guard nothing. */
const isGoTest = (path: string): boolean => /_test\.go$|(?:^|\/)testdata\//.test(path);

function matches({ kind, anchors, pattern, within, isReal }: Shape, text: string): readonly Secret[] {
  if (!anchors.some((anchor) => text.includes(anchor)) || within?.test(text) === false) return [];
  const found: Secret[] = [];
  let [line, counted] = [1, 0];
  for (const match of text.matchAll(pattern)) {
    if (!isReal(match[1] ?? '')) continue;
    line += newlines(text, counted, match.index);
    counted = match.index;
    if (found.push({ line, kind }) === perFile) break;
  }
  return found;
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Headers of an encrypted key and the marks of a string in code are no part of it. */
function isKeyBody(text: string): boolean {
  const body = text.replaceAll(/^[ \t]*["'`]?[A-Za-z-]+: .*$/gm, '').replaceAll(/\\[nrt]|[\s"'`,\\]/g, '');
  return /^[A-Za-z0-9+/=]{40,}$/.test(body) && isVaried(body);
}

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1');

/** `auth` is `user:password` in base64; the others are tokens. */
function isLogin(secret: string): boolean {
  const password = /^[\x20-\x7e]+?:([\x20-\x7e]+)$/.exec(decoded(secret))?.[1];
  if (password === undefined) return isLiteral(secret) && isVaried(secret) && secret.length >= 20;
  return isLiteral(password) && !/^pass(?:word)?$/i.test(password);
}

/** The secret of an AWS key has no mark of its own: it is known by the key id near it. */
function besideAwsKeys(shaped: readonly Secret[], lines: readonly string[]): readonly Secret[] {
  const near = new Set(shaped.filter(({ kind }) => kind === 'cloud-key').flatMap(({ line }) => linesAround(line)));
  const secret = [...near].filter((line) => (lines[line - 1] ?? '').match(fortyCharacters)?.some(isAwsSecret) === true);
  return secret.map((line) => ({ line, kind: 'cloud-key' }));
}

const fortyCharacters = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
const reach = 5;

const linesAround = (line: number): readonly number[] => Array.from({ length: 2 * reach + 1 }, (_, index) => line + index - reach);
