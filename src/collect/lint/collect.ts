import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { faulted, notExercised, type Observation, observed, refused, type Trouble } from '../../evidence/observation.ts';
import type { Hadolint, HadolintPort } from '../../tools/hadolint.ts';
import { costlyFindings } from './costly.ts';
import { heredocsMadeReadable } from './heredocs.ts';
import type { Finding, LintFacts } from './section.ts';

export type LintInput = {
  readonly dockerfiles: readonly { readonly path: string; readonly text: string }[];
  readonly hadolint: HadolintPort;
};

const mostDockerfiles = 20;
const mostFindings = 200;
const longestMessage = 500;

/** Lints a submission's Dockerfiles. Without any, hadolint is not needed and its version is `not run`. */
export async function collectLint({ dockerfiles, hadolint }: LintInput): Promise<Observation<LintFacts>> {
  const sorted = dockerfiles.toSorted((one, other) => inOrder(one.path, other.path));
  const extra = sorted[mostDockerfiles];
  if (extra !== undefined) return refused(tooMany(sorted.length, extra.path));
  if (sorted.length === 0) return observed({ tool: { name: 'hadolint', version: 'not run' }, files: [] });
  const opened = await hadolint.open();
  if (opened.kind === 'fault') return faulted(opened.fault);
  if (opened.kind === 'absent') return notExercised(opened.absence);
  return lintAll(sorted, opened.hadolint);
}

async function lintAll(dockerfiles: LintInput['dockerfiles'], hadolint: Hadolint): Promise<Observation<LintFacts>> {
  const limit = pLimit(availableParallelism());
  const answers = await limit.map(dockerfiles, async ({ path, text }) => {
    const costly = costlyFindings(text);
    if (costly.length > 0) return { path, lineOf: (line: number) => line, answer: { kind: 'linted', findings: costly } as const };
    const readable = heredocsMadeReadable(text);
    return { path, lineOf: readable.lineOf, answer: await hadolint.lint(readable.text) };
  });
  const files: LintFacts['files'] = [];
  for (const { path, lineOf, answer } of answers) {
    if (answer.kind === 'fault') return faulted({ ...answer.fault, message: `${path}: ${answer.fault.message}` });
    const findings = answer.findings.map((finding) => ({ ...finding, line: lineOf(finding.line) }));
    files.push({ path, ...bounded(findings) });
  }
  return observed({ tool: { name: 'hadolint', version: hadolint.version }, files });
}

/** The worst are kept, so that many harmless findings can't hide one that counts; they are told in order of lines. */
function bounded(findings: readonly Finding[]): Pick<LintFacts['files'][number], 'findings' | 'beyond'> {
  const worst = findings.toSorted((one, other) => severity(one) - severity(other) || byPlace(one, other));
  const kept = worst.slice(0, mostFindings).toSorted(byPlace);
  const beyond = findings.length - kept.length;
  return { findings: kept.map(shortened), ...(beyond > 0 && { beyond }) };
}

const severities: readonly Finding['level'][] = ['error', 'warning', 'info', 'style'];
const severity = ({ level }: Finding): number => severities.indexOf(level);

const byPlace = (one: Finding, other: Finding): number =>
  one.line - other.line || inOrder(one.code, other.code) || inOrder(one.message, other.message);

const inOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function shortened(finding: Finding): Finding {
  if (finding.message.length <= longestMessage) return finding;
  return { ...finding, message: `${finding.message.slice(0, longestMessage - 1).toWellFormed()}…` };
}

const tooMany = (count: number, path: string): Trouble => ({
  expected: `at most ${mostDockerfiles} Dockerfiles`,
  observed: `${count} Dockerfiles`,
  at: { path },
  fix: `Remove the Dockerfiles that build nothing of this challenge, until ${mostDockerfiles} or fewer are left.`,
  reproduce: `test "$(git ls-files '*ockerfile*' | wc -l)" -le ${mostDockerfiles}`,
});
