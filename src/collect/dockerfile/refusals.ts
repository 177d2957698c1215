import { heredocStart } from './heredoc.ts';
import { argumentsOf, type Flag, type Refusal, type Statement, trigger } from './statement.ts';
import { firstWord } from './words.ts';

type FlagKind = 'one' | 'many' | 'switch';
type Rule = (statement: Statement) => Refusal | undefined;

const one = (...names: string[]): [string, FlagKind][] => names.map((name) => [name, 'one']);
const flagKinds: Readonly<Record<string, ReadonlyMap<string, FlagKind>>> = {
  ADD: new Map([...one('chown', 'chmod', 'checksum'), ['link', 'switch'], ['keep-git-dir', 'switch'], ['unpack', 'switch'], ['exclude', 'many']]),
  COPY: new Map([...one('chown', 'chmod', 'from'), ['link', 'switch'], ['parents', 'switch'], ['exclude', 'many']]),
  FROM: new Map(one('platform')),
  HEALTHCHECK: new Map(one('interval', 'timeout', 'start-period', 'start-interval', 'retries')),
  RUN: new Map([...one('network', 'security'), ['mount', 'many'], ['device', 'many']]),
};
const networks = new Set(['default', 'none', 'host']);
const securities = new Set(['sandbox', 'insecure']);

const rules: Readonly<Record<string, readonly Rule[]>> = {
  ADD: [twoArguments, flags, heredocDestination],
  ARG: [someArgument('ARG <name>')],
  CMD: [flags],
  COPY: [twoArguments, flags, heredocDestination],
  ENTRYPOINT: [flags],
  ENV: [flags, someArgument('ENV <name>=<value>')],
  EXPOSE: [someArgument('EXPOSE 8080'), flags],
  FROM: [baseAndName, flags],
  HEALTHCHECK: [someArgument('HEALTHCHECK CMD ["<program>"] or HEALTHCHECK NONE'), healthcheck],
  LABEL: [flags, someArgument('LABEL <name>=<value>')],
  MAINTAINER: [someArgument('LABEL org.opencontainers.image.authors="<name>"'), flags],
  ONBUILD: [someArgument('ONBUILD <instruction>'), flags, triggered],
  RUN: [flags, (statement) => oneOf(statement, 'network', networks), (statement) => oneOf(statement, 'security', securities)],
  SHELL: [flags, shellAsArray],
  STOPSIGNAL: [someArgument('STOPSIGNAL SIGTERM')],
  USER: [someArgument('USER <uid>:<gid>'), flags],
  VOLUME: [someArgument('VOLUME ["<path>"]'), flags, volumes],
  WORKDIR: [someArgument('WORKDIR <path>'), flags],
};

/** Why BuildKit would take this instruction for none of its own, whatever stands around it. */
export function refusal(statement: Statement): Refusal | undefined {
  if (statement.malformed !== undefined) return statement.malformed;
  const own = rules[statement.keyword];
  if (own === undefined) return unknown(statement.keyword);
  for (const rule of own) {
    const refused = rule(statement);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function unknown(keyword: string): Refusal {
  const near = Object.keys(rules).find((known) => distance(known, keyword.slice(0, 20)) <= 2);
  const fix =
    near === undefined
      ? 'Begin the line with an instruction (FROM, COPY, RUN, …), or end the line before it with \\ if it goes on here.'
      : `Write ${near}.`;
  return { message: `there is no instruction ${keyword === '' ? 'on this line' : keyword}`, fix };
}

/** How many letters one has to change to come from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, char] of [...from].entries()) {
    const next = [done + 1];
    for (const [at, other] of [...to].entries()) {
      const kept = (row[at] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(kept, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function someArgument(form: string): Rule {
  return ({ keyword, text }) =>
    text === '' ? { message: `${keyword} is given nothing`, fix: `Write ${form}, or remove the line.` } : undefined;
}

function flags({ keyword, flags: given }: Statement): Refusal | undefined {
  const kinds = flagKinds[keyword];
  for (const [place, flag] of given.entries()) {
    const kind = kinds?.get(flag.name);
    const repeated = kind !== 'many' && given.findIndex(({ name }) => name === flag.name) !== place;
    const refused = kind === undefined ? unknownFlag(keyword, flag) : badFlag(flag, kind, repeated);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const unknownFlag = (keyword: string, { name }: Flag): Refusal => ({
  message: `${keyword} has no flag --${name}`,
  fix: `Remove --${name}${(flagKinds[keyword]?.size ?? 0) > 0 ? `; ${keyword} takes ${[...(flagKinds[keyword]?.keys() ?? [])].map((flag) => `--${flag}`).join(', ')}` : ''}.`,
});

function badFlag({ name, value }: Flag, kind: FlagKind, repeated: boolean): Refusal | undefined {
  if (repeated) return { message: `--${name} is given twice`, fix: `Keep one --${name}.` };
  if (kind !== 'switch') {
    return value === undefined ? { message: `--${name} has no value`, fix: `Write --${name}=<value>, without blanks.` } : undefined;
  }
  if (value === undefined || /^(?:true|false)$/i.test(value)) return undefined;
  return { message: `--${name} is neither true nor false`, fix: `Write --${name}, or leave it out.` };
}

function oneOf({ flags: given }: Statement, name: string, values: ReadonlySet<string>): Refusal | undefined {
  const value = given.find((flag) => flag.name === name)?.value;
  if (value === undefined || values.has(value)) return undefined;
  return { message: `--${name}=${value} is none of ${[...values].join(', ')}`, fix: `Write --${name}=${[...values][0]}, or leave it out.` };
}

function twoArguments(statement: Statement): Refusal | undefined {
  if (argumentsOf(statement).length >= 2) return undefined;
  const { keyword } = statement;
  return { message: `${keyword} needs a source and a destination`, fix: `Write ${keyword} <source> <destination>.` };
}

function heredocDestination(statement: Statement): Refusal | undefined {
  const last = argumentsOf(statement).at(-1) ?? '';
  if (heredocStart(last) === undefined) return undefined;
  return { message: `${statement.keyword} has a heredoc for its destination`, fix: `Write a path behind ${last}.` };
}

function baseAndName(statement: Statement): Refusal | undefined {
  const [, as, name = '', ...more] = argumentsOf(statement);
  const words = argumentsOf(statement).length;
  if (words !== 1 && (words !== 3 || as?.toLowerCase() !== 'as' || more.length > 0)) {
    const message = words === 0 ? 'FROM names no image' : 'FROM takes an image, or an image, AS and a name';
    return { message, fix: 'Write FROM <image> or FROM <image> AS <name>.' };
  }
  if (words === 1 || /^[a-z][a-z0-9\-_.]*$/.test(name.toLowerCase())) return undefined;
  return { message: `${name} can't be the name of a stage`, fix: 'Begin it with a letter; go on with letters, digits, -, _ and dots.' };
}

function healthcheck(statement: Statement): Refusal | undefined {
  const { first, rest = '' } = firstWord(statement.text);
  const kind = first.toUpperCase();
  if (kind === 'NONE') return rest === '' ? undefined : { message: 'HEALTHCHECK NONE is given more', fix: 'Write HEALTHCHECK NONE alone.' };
  const refused = flags(statement);
  if (refused !== undefined) return refused;
  if (kind !== 'CMD') return { message: `HEALTHCHECK ${first} is neither CMD nor NONE`, fix: 'Write HEALTHCHECK CMD before the command.' };
  if (statement.exec?.length === 0 || rest === '') return { message: 'HEALTHCHECK CMD has no command', fix: 'Write the command behind CMD.' };
  return badHealthFlag(statement);
}

const units: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 36e5 };

/** Milliseconds of a duration as Go writes it: `1m30s`. */
function milliseconds(value: string): number | undefined {
  const [, sign, parts = ''] = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(value) ?? [];
  if (sign === undefined) return undefined;
  const sum = [...parts.matchAll(/([\d.]+)(\D+)/g)].reduce((total, [, count = '', unit = '']) => total + Number(count) * (units[unit] ?? 0), 0);
  return sign === '-' ? -sum : sum;
}

function healthFlagFits(name: string, value: string): boolean {
  if (name === 'retries') return /^\+?\d{1,9}$/.test(value);
  const time = milliseconds(value);
  return time === 0 || (time !== undefined && time >= 1);
}

function badHealthFlag({ flags: given }: Statement): Refusal | undefined {
  for (const { name, value = '' } of given) {
    if (value !== '' && !healthFlagFits(name, value)) return { message: `--${name}=${value} can't be read`, fix: `Write --${name}=${name === 'retries' ? '3' : '30s'}.` };
  }
  return undefined;
}

function triggered(statement: Statement): Refusal | undefined {
  const kept = trigger(statement);
  if (!['ONBUILD', 'FROM', 'MAINTAINER'].includes(kept.keyword)) return kept.malformed;
  return { message: `ONBUILD can't keep ${kept.keyword}`, fix: `Remove ONBUILD before ${kept.keyword}, or the line.` };
}

function shellAsArray({ exec }: Statement): Refusal | undefined {
  if (exec !== undefined && exec.length > 0) return undefined;
  return { message: 'SHELL is not a JSON array of words', fix: 'Write SHELL ["/bin/sh", "-c"], with double quotes.' };
}

function volumes(statement: Statement): Refusal | undefined {
  const given = argumentsOf(statement);
  if (given.length > 0 && given.every((volume) => volume.trim() !== '')) return undefined;
  return { message: 'VOLUME has an empty path', fix: 'Write VOLUME ["<path>"], or remove the line.' };
}
