import { expect, test } from 'vitest';
import type { HadolintEngine, HadolintRun } from './hadolint-engine.ts';
import { type HadolintAnswer, lintDockerfile } from './hadolint-lint.ts';

const exited = (code: number, stdout: string, stderr = ''): HadolintRun => ({ kind: 'exited', code, stdout: Buffer.from(stdout), stderr });
const overwhelmed: HadolintRun = { kind: 'overwhelmed', how: 'took more than 20 s' };
const broken: HadolintRun = { kind: 'broken', fault: { message: 'hadolint was ended by SIGSEGV', repair: 'Grade again.' } };
const clean = exited(0, '[]');

/** Ends its runs as told, in turn; a run that was not foreseen is an error. */
function scripted(...runs: readonly HadolintRun[]): { engine: HadolintEngine; given: string[]; left: HadolintRun[] } {
  const left = [...runs];
  const given: string[] = [];
  const run: HadolintEngine['run'] = async (_, stdin) => {
    given.push(stdin);
    const next = left.shift();
    if (next === undefined) throw new Error('hadolint was run once too often');
    return next;
  };
  return { engine: { rules: [], run }, given, left };
}

async function lint(dockerfile: string, ...runs: readonly HadolintRun[]): Promise<HadolintAnswer> {
  const { engine, left } = scripted(...runs);
  const answer = await lintDockerfile(engine, dockerfile, new AbortController().signal);
  expect(left).toEqual([]);
  return answer;
}

const codes = (answer: HadolintAnswer): readonly string[] =>
  answer.kind === 'linted' ? answer.findings.map(({ line, code }) => `${line} ${code}`) : [answer.fault.message];
const finding = '[{"line":0,"code":"DL3006","message":"tag","column":1,"file":"-","level":"warning"}]';

test('findings are no trouble of hadolint’s, and their lines count from 1', async () => {
  expect(await lint('FROM a\n', exited(1, finding))).toEqual({
    kind: 'linted',
    findings: [{ code: 'DL3006', level: 'warning', line: 1, message: 'tag' }],
  });
  expect(await lint('FROM a\n', exited(0, finding.replace('warning', 'style')))).toMatchObject({ kind: 'linted' });
});

test('garbage and failures without findings are tried once more', async () => {
  for (const bad of [broken, exited(1, '[]'), exited(1, ''), exited(0, 'DL3006'), exited(2, finding), exited(0, '[{"code":"DL3006"}]')]) {
    expect(await lint('FROM a\n', bad, clean)).toEqual({ kind: 'linted', findings: [] });
  }
});

test('and then a fault, with what hadolint said of it', async () => {
  expect(codes(await lint('FROM a\n', broken, broken))).toEqual(['hadolint was ended by SIGSEGV']);
  const failed = exited(1, '', 'hadolint: no such option\n');
  expect(codes(await lint('FROM a\n', failed, failed))).toEqual([
    'hadolint ended with exit code 1 and no findings that could be read: hadolint: no such option',
  ]);
});

test('a limit is the candidate’s trouble where hadolint comes to it twice and manages one line, else ours', async () => {
  expect(await lint('FROM a\n', overwhelmed, clean, overwhelmed)).toMatchObject({
    findings: ['error', 'warning'].map((level) => ({
      code: 'DOCC-LINT-LIMIT',
      level,
      message: expect.stringContaining('took more than 20 s'),
    })),
  });
  expect(codes(await lint('FROM a\n', overwhelmed, clean, exited(1, finding)))).toEqual(['1 DL3006']);
  expect(codes(await lint('FROM a\n', overwhelmed, overwhelmed))).toEqual(['hadolint took more than 20 s on a Dockerfile of one line']);
  expect(codes(await lint('FROM a\n', overwhelmed, broken, broken))).toEqual(['hadolint was ended by SIGSEGV']);
});

test('a Dockerfile too long for hadolint is not given to it', async () => {
  expect(await lint('#'.repeat(128 * 1024), clean)).toEqual({ kind: 'linted', findings: [] });
  expect(codes(await lint('#'.repeat(128 * 1024 + 1)))).toEqual(['1 DOCC-LINT-LIMIT', '1 DOCC-LINT-LIMIT']);
});

test('an abort is not tried again', async () => {
  const { engine } = scripted(broken);
  expect(await lintDockerfile(engine, 'FROM a\n', AbortSignal.abort())).toMatchObject({ kind: 'fault' });
});

test('pragmas reach hadolint disarmed, and lines stay where they are', async () => {
  const lines = ['#hadolint\tshell=pwsh', 'FROM a', 'RUN <<A', ' # shellcheck disable=all', 'A', '  # hadolint  shell = x\r', '# hadolint ignore=DL3006'];
  const { engine, given } = scripted(clean);
  const answer = await lintDockerfile(engine, lines.join('\n'), new AbortController().signal);
  expect(codes(answer)).toEqual(['1 DOCC-SHELL-PRAGMA', '6 DOCC-SHELL-PRAGMA']);
  const disarmed = lines.join('\n').replaceAll('hadolint\tshell', 'HADOLINT\tshell').replace('shellcheck', 'SHELLCHECK');
  expect(given).toEqual([disarmed.replace('hadolint  shell', 'HADOLINT  shell')]);
});

test('what only speaks of hadolint or ShellCheck is left alone', async () => {
  const dockerfile = '# run hadolint shell=sh yourself\n# hadolint says shell\nRUN apk add shellcheck # shellchecked\n## hadolint shell=sh\n';
  const { engine, given } = scripted(clean);
  expect(await lintDockerfile(engine, dockerfile, new AbortController().signal)).toEqual({ kind: 'linted', findings: [] });
  expect(given).toEqual([dockerfile]);
});
