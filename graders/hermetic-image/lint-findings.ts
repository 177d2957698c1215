import type { DockerfileFacts, Instruction, ParsedDockerfile } from '../../src/collect/dockerfile/section.ts';
import type { Finding, LintFacts } from '../../src/collect/lint/section.ts';
import { type Edit, fail, type Judgement, pass, unresolved } from '../../src/grade/judgement.ts';
import { appImage } from './app-image.ts';
import { andMore, few } from './few.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { rewritten } from './dockerfile-text.ts';
import { hadolintFixes, leftAside } from './knowledge/hadolint-rules.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';

/** hadolint could not parse a file that BuildKit can: its own limit, so nothing was linted. */
const notParsed = 'DL1000';

/** Judges what hadolint says of the app's Dockerfile at one level. */
export function judgeLint(dockerfile: DockerfileFacts, lint: LintFacts, level: 'error' | 'warning'): Judgement {
  const { file } = appImage(dockerfile);
  const linted = lint.files.find(({ path }) => path === file.path);
  if (linted === undefined) throw new Error(`the evidence holds no findings for ${file.path}, not even none`);
  const unread = linted.findings.find((finding) => finding.code === notParsed);
  if (unread !== undefined) return unresolved(`hadolint ${lint.tool.version} can't read the file, though BuildKit can`, { path: file.path, line: unread.line });
  const all = linted.findings.filter((finding) => finding.level === level);
  const findings = few(all);
  const [first, ...others] = findings;
  if (first === undefined) return pass(`hadolint ${lint.tool.version} finds no ${level}`);
  const edits = findings.map((finding) => editFor(file, finding));
  return fail({
    expected: `no ${level} of hadolint`,
    observed: `${list([...new Set(findings.map((finding) => `${finding.code} on line ${finding.line}`))])}${andMore(all)}`,
    at: { path: file.path, line: first.line },
    alsoAt: others.map(({ line }) => ({ path: file.path, line })),
    fix: findings.map((finding) => fixFor(file, finding)).join('\n'),
    edits: edits.every((edit) => edit !== undefined) ? edits : undefined,
    reproduce: `HADOLINT_IGNORE=${leftAside.join(',')} ${findings.some(isOverLimit) ? 'timeout 20 ' : ''}hadolint ${options} --failure-threshold ${level} ${shellPath(file.path)}`,
  });
}

/** hadolint has no page on rules of ours. */
const isOurs = ({ code: rule }: Finding): boolean => rule.startsWith('DOCC-');

/** What hadolint is too long at. */
const isOverLimit = ({ code: rule }: Finding): boolean => rule === 'DOCC-LINT-LIMIT';

/** Without the candidate's own configuration and pragmas. */
const options = '--config /dev/null --disable-ignore-pragma';

function fixFor(file: ParsedDockerfile, finding: Finding): string {
  const known = folderFix(file, finding) ?? hadolintFixes[finding.code];
  const edit = editFor(file, finding);
  const write = edit === undefined ? '' : ` The line becomes ${code(edit.text)}.`;
  const said = finding.message.replace(/\.$/, '');
  return `Line ${finding.line}, ${finding.code}: ${said}${known === undefined ? '' : `: ${known}`}.${write}${isOurs(finding) ? '' : ` https://github.com/hadolint/hadolint/wiki/${finding.code}`}`;
}

/** DL3003 with the folder that the line changes to. */
function folderFix({ stages }: ParsedDockerfile, { code: rule, line }: Finding): string | undefined {
  if (rule !== 'DL3003') return undefined;
  const run = stages.flatMap(({ instructions }) => instructions).find((each) => each.line === line);
  const folder = run && commandsOfRun(run).map(programOf).find(({ program }) => program === 'cd')?.args[0];
  return folder === undefined ? undefined : `write ${code(`WORKDIR ${folder}`)} on a line before, in place of ${code(`cd ${folder} &&`)}`;
}

/** The findings whose cure is the same everywhere. */
function editFor({ path, stages }: ParsedDockerfile, { code: rule, line }: Finding): Edit | undefined {
  const instruction = stages.flatMap(({ instructions }) => instructions).find((each) => each.line === line);
  if (instruction === undefined || instruction.heredocs.length > 0) return undefined;
  const text = cured(instruction, rule);
  return text === undefined ? undefined : { path, from: line, to: instruction.endLine, text };
}

function cured(instruction: Instruction, rule: string): string | undefined {
  if (rule === 'DL3020') return rewritten(instruction, 'COPY');
  return rule === 'DL4000' ? `LABEL org.opencontainers.image.authors=${JSON.stringify(instruction.text)}` : undefined;
}
