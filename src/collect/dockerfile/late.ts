import { heredocStart } from './heredoc.ts';
import { mountRefusal, mountsOf } from './mounts.ts';
import type { Problem } from './section.ts';
import { expand, nothingSet, readShell } from './shell.ts';
import { argumentsOf, flagsNamed, misread, type Refusal, type Statement } from './statement.ts';

/** What BuildKit finds only in the stages that it builds, once it fills in variables; still before the first step. */
export function lateProblems(statements: readonly Statement[]): Problem[] {
  return statements.flatMap((statement) => {
    const refused = badWord(statement) ?? badBody(statement) ?? own[statement.keyword]?.(statement);
    return refused === undefined ? [] : [{ line: statement.line, message: refused.message, fix: refused.fix }];
  });
}

const own: Readonly<Record<string, (statement: Statement) => Refusal | undefined>> = {
  ADD: badMode,
  COPY: (statement) => badMode(statement) ?? remoteSource(statement),
  EXPOSE: badPort,
  RUN: (statement) => mountsOf(statement).map(mountRefusal).find((refused) => refused !== undefined),
  STOPSIGNAL: badSignal,
};

/** Words in which variables are replaced. Those of RUN, CMD and ENTRYPOINT are the shell's business. */
function expandedWords(statement: Statement): readonly string[] {
  const { keyword, pairs, text } = statement;
  if (keyword === 'ENV' || keyword === 'LABEL') return pairs.flatMap(({ name, value = '' }) => [name, value]);
  if (keyword === 'ARG') return pairs.flatMap(({ value = '' }) => value);
  if (keyword === 'WORKDIR' || keyword === 'USER' || keyword === 'STOPSIGNAL') return [text];
  if (keyword === 'RUN') return mountsOf(statement).flatMap((mount) => [...mount.values()].flatMap((value) => value ?? []));
  if (keyword === 'EXPOSE' || keyword === 'VOLUME') return argumentsOf(statement);
  if (keyword !== 'ADD' && keyword !== 'COPY') return [];
  const files = argumentsOf(statement).filter((word) => heredocStart(word) === undefined);
  return [...files, ...['chown', 'chmod', 'checksum'].flatMap((name) => flagsNamed(statement, name))];
}

function badWord(statement: Statement): Refusal | undefined {
  for (const word of expandedWords(statement)) {
    const read = expand(word, statement.escape, nothingSet);
    if (read.kind === 'malformed') return misread(word, read.message);
  }
  return undefined;
}

/** A heredoc that becomes a file has its variables replaced, unless its name is quoted. */
function badBody({ keyword, heredocs }: Statement): Refusal | undefined {
  if (keyword !== 'ADD' && keyword !== 'COPY') return undefined;
  for (const { name, expand: expanded, text } of heredocs) {
    if (!expanded) continue;
    const read = readShell(text, { escape: '\\', quotes: 'ordinary', escapes: 'removed', unset: 'empty', lookup: () => undefined });
    if (read.kind !== 'malformed') continue;
    return { message: `the heredoc ${name} can't be read: ${read.message}`, fix: `Write <<"${name}" to have its text taken as it is.` };
  }
  return undefined;
}

function badMode(statement: Statement): Refusal | undefined {
  const mode = flagsNamed(statement, 'chmod').find((value) => /^\d+$/.test(value) && (!/^[0-7]+$/.test(value) || Number.parseInt(value, 8) > 0o7777));
  return mode === undefined ? undefined : { message: `--chmod=${mode} is no mode`, fix: 'Write an octal number from 0 to 7777, such as --chmod=0755.' };
}

function remoteSource(statement: Statement): Refusal | undefined {
  const source = argumentsOf(statement).slice(0, -1).find((word) => /^(?:https?|git|ssh):\/\/|^git@/.test(word));
  return source === undefined ? undefined : { message: `COPY can't fetch ${source}`, fix: 'Write ADD --checksum=<digest> for what comes from elsewhere.' };
}

function badPort(statement: Statement): Refusal | undefined {
  const port = argumentsOf(statement).find((word) => !word.includes('$') && !isPort(word));
  return port === undefined ? undefined : { message: `EXPOSE ${port} is no port`, fix: 'Write a number from 0 to 65535, and /tcp or /udp if need be: EXPOSE 8080.' };
}

function isPort(word: string): boolean {
  const [, low = '', high = low] = /^(?:.*:)?(\d+)(?:-(\d+))?(?:\/(?:tcp|udp|sctp)?)?$/i.exec(unquotedPort(word)) ?? [];
  return low !== '' && Number(high) <= 65_535 && Number(low) <= Number(high);
}

function unquotedPort(word: string): string {
  const read = expand(word, '\\', nothingSet);
  return read.kind === 'read' ? read.text : word;
}

const signals = new Set(
  (
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMIN RTMAX SEGV STKFLT STOP SYS TERM ' +
    'TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
  ).split(' '),
);

function badSignal({ text }: Statement): Refusal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  const known = signals.has(name) || /^(?:RTMIN\+(?:[1-9]|1[0-5])|RTMAX-(?:[1-9]|1[0-4]))$/.test(name) || Number(name) > 0;
  if (known || /["'$\\]/.test(text)) return undefined;
  return { message: `STOPSIGNAL ${text} is no signal`, fix: 'Write STOPSIGNAL SIGTERM, or remove the line: SIGTERM is the default.' };
}
