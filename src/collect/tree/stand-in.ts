const interpolation = /\$\{|\$\(|\{\{|%\{|#\{|<%|`/;
const variable = /^\$[\w@*#?]|^\.?Values\.|^(?:var|local|data|module|each|self|ephemeral)\./;
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:\/\/|arn:|vault:|ref\+|ssm:|op:|file:|env:|ENC\[)/i;
const place = /^(?:\.{1,2}|~)\/|^\/[\w.-]+\//;
const bracketed = /^(?:<.*>|\[.*\]|\(.*\)|\{.*\}|%\w+%|%[sdvq]|@[\w.]+@|__\w+__)$/;
const saying = /example|placeholder|redacted|omitted|dummy|fake|not-?real|x{4,}|replace[-_]?(?:me|this|with)|insert[-_]|fix-?me/i;
const asking = /^your|[-_]your[-_]|^to-?do/i;
const noText = /^(?:(.)\1*|[\W_]+|.*(?:\.\.\.|…|\*\*\*).*)$/;

/** A name for a value kept elsewhere: a variable, a template, a path, an address, a ciphertext. */
export const isReference = (value: string): boolean =>
  [interpolation, variable, elsewhere, place].some((each) => each.test(value));

/** What documentation writes where a secret goes: `<token>`, `xxxx`, `AKIAIOSFODNN7EXAMPLE`. */
export const isStandIn = (value: string): boolean => [bracketed, saying, asking, noText].some((each) => each.test(value));

/** Made by a machine to be guessed by none. A made-up one of `aaaa…` has few different characters. */
export const isVaried = (value: string): boolean => new Set(value).size >= 8;

const modelFile = /(?:\.(?:example|sample|template|tmpl|dist)(?:\.[^/]*)?|[-_]example(?:\.[^/]*)?|(?:^|\/)(?:example|sample)\.[^/]*)$/i;

/** A file to be copied and filled in: what stands there is no password of anything. */
export const isModelFile = (path: string): boolean => modelFile.test(path);
