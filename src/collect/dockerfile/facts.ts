import { boundedProblems } from '../workflow/recorded.ts';
import type { DockerfileReading } from './parse.ts';
import { unquoted } from './pairs.ts';
import type { Base, Instruction, Pair, ParsedDockerfile, Problem, Stage } from './section.ts';
import { platformOf, type StageReading } from './stages.ts';
import type { Statement } from './statement.ts';

/** Characters of an instruction's text, of a heredoc, of one value. */
const longestText = 4096;
/** Of one file, as JSON: the section as a whole must stay below 1 MiB. */
const mostRecorded = 192 * 1024;

/** What is recorded of a Dockerfile: bounded, whatever it holds. */
export function dockerfileFacts(reading: DockerfileReading): ParsedDockerfile {
  const { path, lines, escape, syntax, globals, stages } = reading;
  const head = { path, lines, escape, ...(syntax && { syntax: { ...syntax, image: cut(syntax.image) } }) };
  const problems = boundedProblems(reading.problems);
  const whole = { ...head, globals: globals.flatMap(pairFacts), stages: stages.map(stageFacts), problems };
  const size = Buffer.byteLength(JSON.stringify(whole));
  return size <= mostRecorded ? whole : { ...head, globals: [], stages: [], problems: [tooMuch, ...problems] };
}

const tooMuch: Problem = {
  line: 1,
  message: `the file holds more than the ${mostRecorded} bytes that can be recorded of it`,
  fix: 'Shorten it; put long scripts and texts into files that COPY brings.',
};

/** Well-formed too: a JSON array may hold halves of characters, which no section can. */
const cut = (text: string): string => text.slice(0, longestText).toWellFormed();

function stageFacts({ name, from, base, statements }: StageReading): Stage {
  const platform = platformOf(from);
  return {
    ...(name !== undefined && { name: cut(name) }),
    line: from.line,
    endLine: statements.at(-1)?.endLine ?? from.endLine,
    ...(platform !== undefined && { platform: cut(platform) }),
    base: baseFacts(base),
    instructions: statements.map(instructionFacts),
  };
}

function baseFacts(base: Base): Base {
  if (base.kind === 'unresolved') return { ...base, text: cut(base.text), args: base.args.map(cut) };
  if (base.kind !== 'image') return base;
  const { text, name, tag, digest } = base;
  return { kind: 'image', text: cut(text), name: cut(name), ...(tag !== undefined && { tag: cut(tag) }), ...(digest !== undefined && { digest: cut(digest) }) };
}

function instructionFacts(statement: Statement): Instruction {
  const { keyword, line, endLine, text, flags, exec, heredocs } = statement;
  return {
    keyword: cut(keyword),
    line,
    endLine,
    text: cut(text),
    // A switch without a value is on.
    flags: flags.map(({ name, value = 'true' }) => ({ name: cut(name), value: cut(value) })),
    ...(exec && { exec: exec.map(cut) }),
    heredocs: heredocs.map(({ name, text: body }) => ({ name: cut(name), text: cut(body) })),
    pairs: pairFacts(statement),
  };
}

function pairFacts({ pairs, escape }: Statement): Pair[] {
  return pairs.map(({ name, value, line }) => ({
    name: cut(unquoted(name, escape)),
    ...(value !== undefined && { value: cut(unquoted(value, escape)) }),
    line,
  }));
}
