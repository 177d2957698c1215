import { readText } from '../../submission/lines.ts';
import { readDirectives } from './directives.ts';
import { lateProblems } from './late.ts';
import { logicalLines } from './lines.ts';
import { readLinks } from './links.ts';
import { refusal } from './refusals.ts';
import type { ParsedDockerfile, Problem } from './section.ts';
import { readStages, type StageReading } from './stages.ts';
import { readStatement, type Statement } from './statement.ts';

/** A Dockerfile as BuildKit reads it. */
export type DockerfileReading = Pick<ParsedDockerfile, 'path' | 'lines' | 'escape' | 'syntax'> & {
  readonly globals: readonly Statement[];
  readonly environment: ReadonlyMap<string, string>;
  readonly stages: readonly StageReading[];
  readonly problems: readonly Problem[];
};

/** Many times what people write. */
export const mostDockerfileBytes = 128 * 1024;
/** An image has at most 127 layers; nobody writes this many by hand. */
const mostStatements = 1_000;
const mostStages = 200;
/** Go's line reader, which BuildKit uses, gives up at this many bytes. */
const longestLine = 65_536;

/** Never throws: what can't be read is a problem of its line. */
export function readDockerfile(path: string, bytes: Uint8Array): DockerfileReading {
  const source = readText(bytes, mostDockerfileBytes);
  if (source.kind === 'unreadable') return { ...unreadDockerfile(path, source.problem), lines: source.lines };
  const { lines } = source;
  const { escape, syntax, problems } = readDirectives(lines);
  const read = readStatements(lines, escape);
  const head = { lines: lines.length, escape, ...(syntax && { syntax }) };
  if (read.kind === 'unread') return { ...unreadDockerfile(path, read.problem), ...head, problems: [...problems, read.problem] };
  const stages = readStages(read.statements);
  const found = [...problems, ...longLines(lines), ...refusals(read.statements), ...stages.problems, ...stageProblems(stages.stages)];
  return { path, ...head, ...stages, problems: found };
}

/** Of a file that is there, but not read. */
export function unreadDockerfile(path: string, problem: Problem): DockerfileReading {
  return { path, lines: 0, escape: '\\', globals: [], environment: new Map(), stages: [], problems: [problem] };
}

const noInstructions: Problem = { line: 1, message: 'the file holds no instruction', fix: 'Begin it with FROM <image>.' };

type Statements =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'unread'; readonly problem: Problem };

function readStatements(lines: readonly string[], escape: string): Statements {
  const statements: Statement[] = [];
  let stages = 0;
  for (const logical of logicalLines({ lines, escape })) {
    const statement = readStatement(logical, escape);
    statements.push(statement);
    if (statement.keyword === 'FROM') stages += 1;
    if (statements.length > mostStatements) return tooMuch(statement.line, `${mostStatements} instructions`);
    if (stages > mostStages) return tooMuch(statement.line, `${mostStages} stages`);
  }
  return statements.length === 0 ? { kind: 'unread', problem: noInstructions } : { kind: 'statements', statements };
}

const tooMuch = (line: number, most: string): Statements => ({
  kind: 'unread',
  problem: { line, message: `the file has more than ${most}`, fix: `Keep to ${most}; put what is generated into a script that one RUN calls.` },
});

function longLines(lines: readonly string[]): Problem[] {
  return lines.flatMap((line, index) => {
    if (line.length * 3 < longestLine || Buffer.byteLength(line) < longestLine) return [];
    const fix = 'Break the line, or put its text into a file that COPY brings.';
    return [{ line: index + 1, message: `the line has more than ${longestLine - 1} bytes, the most that BuildKit reads`, fix }];
  });
}

function refusals(statements: readonly Statement[]): Problem[] {
  return statements.flatMap((statement) => {
    const refused = refusal(statement);
    return refused === undefined ? [] : [{ line: statement.line, message: refused.message, fix: refused.fix }];
  });
}

/** As for a build without `--target`: the last stage and what it is made of. */
function stageProblems(stages: readonly StageReading[]): Problem[] {
  if (stages.length === 0) return [];
  const { reachable, problems } = readLinks(stages, stages.length - 1);
  const sound = stages.filter((_, index) => reachable.has(index)).flatMap(({ statements }) => statements.filter((one) => refusal(one) === undefined));
  return [...problems, ...lateProblems(sound)];
}
