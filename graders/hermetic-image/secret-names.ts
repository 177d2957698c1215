const secretWords = new Set(['password', 'passwd', 'passphrase', 'pass', 'token', 'secret', 'credential', 'credentials', 'apikey']);
const keyWords = new Set(['api', 'secret', 'access', 'auth', 'private', 'encryption', 'signing', 'ssh', 'deploy', 'service', 'account']);

/** Whether a name promises a secret, by its last words: `GITHUB_TOKEN` does, `TOKEN_FILE` and `PUBLIC_KEY` don't. */
export function namesSecret(name: string): boolean {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().split(/[^a-z]+/).filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  return secretWords.has(last) || (last === 'key' && keyWords.has(words.at(-2) ?? ''));
}

const setting = /^(true|false|yes|no|on|off|none|null|nil|unset|empty|disabled|enabled|\d{1,3})$/i;
const elsewhere = /^(\/|\.{1,2}\/|~\/|<.*>$|[a-z][a-z0-9+.-]*:\/\/[^@]*$)/i;

/** Whether a value is the thing itself, rather than a variable, a switch, a path, an address or a sentence. */
export const isLiteral = (value: string): boolean => value.length >= 3 && !/[$\s]/.test(value) && !setting.test(value) && !elsewhere.test(value);

const inAddress = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$"']*:[^\s/:@$<{"']{3,}@/i;
const inHeader = /\b(authorization|private-token|x-api-key)\s*:\s*((bearer|basic|token)\s+)?[^\s$"'<]{8,}/i;

/** A password in an address, or a key in a header, typed into a command. */
export const typedCredential = (text: string): string | undefined =>
  inAddress.test(text) ? 'a password in an address' : inHeader.test(text) ? 'a key in a header' : undefined;
