import { describe, expect, test } from 'vitest';
import { hadolintPort, type HadolintPort, type OpenedHadolint } from '../../tools/hadolint.ts';
import type { HadolintAnswer } from '../../tools/hadolint-lint.ts';
import type { HadolintFinding } from '../../tools/hadolint-output.ts';
import { recordedHadolint } from '../../tools/hadolint.fixture.ts';
import { collectLint } from './collect.ts';
import { lint, type LintFacts } from './section.ts';

const real = hadolintPort(process.env, new AbortController().signal);
const present = (await real.open()).kind === 'open';

async function facts(hadolint: HadolintPort, ...texts: readonly string[]): Promise<LintFacts> {
  const dockerfiles = texts.map((text, place) => ({ path: `${place}/Dockerfile`, text }));
  const observation = await collectLint({ dockerfiles, hadolint });
  if (observation.status !== 'observed') throw new Error(JSON.stringify(observation));
  return lint.schema.parse(observation.facts);
}

/** Answers what it is told to, whatever the Dockerfile. */
const answering = (answer: HadolintAnswer): HadolintPort => ({
  open: async () => ({ kind: 'open', hadolint: { version: '2.15.1', lint: async () => answer } }),
});
const finding = (line: number, level: HadolintFinding['level'], message = 'so'): HadolintFinding => ({
  code: 'DL3000',
  level,
  line,
  message,
});

const heredocs = `FROM alpine:3.23
RUN <<-FIRST
\tsudo true
\tFIRST
COPY <<A <<"B" /etc/
RUN sudo true
A
sudo true
B
# as it is \\
RUN sudo true
`;

describe.each([
  ['recorded', recordedHadolint(), true],
  [present ? 'real' : 'real (skipped: this machine has none)', real, present],
] as const)('with hadolint, %s', (_, hadolint, usable) => {
  test.skipIf(!usable)('heredocs as Docker reads them are linted, at their own lines', async () => {
    const [file] = (await facts(hadolint, heredocs)).files;
    expect(file?.findings.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ code: 'DL3004', line: 2 }),
      expect.objectContaining({ code: 'DL3004', line: 11 }),
    ]);
  });

  test.skipIf(!usable)('each Dockerfile has its own findings, in order of paths and lines', async () => {
    const { tool, files } = await facts(hadolint, 'FROM scratch\n', 'FROM alpine:3.23\nRUNN echo\n');
    expect(tool).toEqual({ name: 'hadolint', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(files).toEqual([
      { path: '0/Dockerfile', findings: [] },
      { path: '1/Dockerfile', findings: [expect.objectContaining({ code: 'DL1000', level: 'error', line: 2 })] },
    ]);
  });
});

test('without Dockerfiles hadolint is not looked for', async () => {
  const hadolint: HadolintPort = { open: () => Promise.reject(new Error('it was')) };
  expect(await facts(hadolint)).toEqual({ tool: { name: 'hadolint', version: 'not run' }, files: [] });
});

test('an absent hadolint is not exercised, a broken one a fault', async () => {
  const opening = (opened: OpenedHadolint): HadolintPort => ({ open: async () => opened });
  const dockerfiles = [{ path: 'Dockerfile', text: 'FROM scratch\n' }];
  const absence = { reason: 'none', remedy: 'install it' };
  const fault = { message: 'hadolint was ended by SIGSEGV', repair: 'grade again' };
  const collected = (hadolint: HadolintPort) => collectLint({ dockerfiles, hadolint });
  expect(await collected(opening({ kind: 'absent', absence }))).toEqual({ status: 'not-exercised', absence });
  expect(await collected(opening({ kind: 'fault', fault }))).toEqual({ status: 'fault', fault });
  expect(await collected(answering({ kind: 'fault', fault }))).toEqual({
    status: 'fault',
    fault: { ...fault, message: 'Dockerfile: hadolint was ended by SIGSEGV' },
  });
});

test('twenty Dockerfiles are linted, one more is refused with its path', async () => {
  const hadolint = answering({ kind: 'linted', findings: [] });
  const dockerfiles = 'utsrqponmlkjihgfedcba'.split('').map((name) => ({ path: `${name}/Dockerfile`, text: '' }));
  const twenty = await collectLint({ dockerfiles: dockerfiles.slice(1), hadolint });
  expect(twenty.status === 'observed' && twenty.facts.files.map(({ path }) => path.at(0)).join('')).toBe('abcdefghijklmnopqrst');
  expect(await collectLint({ dockerfiles, hadolint })).toMatchObject({
    status: 'refused',
    trouble: { observed: '21 Dockerfiles', at: { path: 'u/Dockerfile' } },
  });
});

describe('what hadolint would be too long at', () => {
  const deep = (open: string, close: string, count: number): string => `FROM alpine:3.23\n\nRUN true && \\\n  echo ${open.repeat(count)}x${close.repeat(count)}\n`;
  const unasked: HadolintPort = { open: async () => ({ kind: 'open', hadolint: { version: '2.15.1', lint: () => Promise.reject(new Error('it was asked')) } }) };

  test.each([
    ['substitutions, closed or not', deep('$(', '', 15_000), 'substitutions'],
    ['substitutions in quotes', deep('"$(echo ', ')"', 12), 'substitutions'],
    ['blocks', deep('if true; then ', '; fi', 1000), 'blocks or brackets'],
    ['brackets', deep('(', ')', 5000), 'blocks or brackets'],
    ['a heredoc of them', `FROM alpine:3.23\n\nRUN <<EOF\necho ${'$('.repeat(20)}\nEOF\n`, 'substitutions'],
    ['a long instruction', deep('apk add a && ', '', 2000), 'KiB'],
  ])('%s: is told at its line, and hadolint not asked', async (_, text, what) => {
    const [file] = (await facts(unasked, text)).files;
    expect(file?.findings).toEqual(
      ['error', 'warning'].map((level) => ({ code: 'DOCC-LINT-LIMIT', level, line: 3, message: expect.stringMatching(`${what}.*move it into a script`) })),
    );
  });

  test('what people write is linted', async () => {
    const asked = answering({ kind: 'linted', findings: [finding(1, 'info')] });
    const script = 'if [ -n "$(echo "$(basename "$(pwd)")")" ]; then for each in a b; do case "$each" in a) echo "${each:-(none)}" ;; esac; done; fi';
    const [file] = (await facts(asked, `FROM alpine:3.23\nRUN ${Array.from({ length: 60 }, () => script).join(' && ')}\n`)).files;
    expect(file?.findings).toEqual([finding(1, 'info')]);
  });
});

test('many findings hide none that is worse', async () => {
  const harmless = Array.from({ length: 300 }, (_, place) => finding(place + 1, 'style'));
  const findings = [...harmless, finding(400, 'warning'), finding(350, 'error')];
  const [file] = (await facts(answering({ kind: 'linted', findings }), '')).files;
  expect(file?.findings).toHaveLength(200);
  expect(file?.beyond).toBe(102);
  expect(file?.findings.slice(-3).map(({ line, level }) => `${line} ${level}`)).toEqual(['198 style', '350 error', '400 warning']);
});

test('messages are at most 500 characters', async () => {
  const findings = [finding(1, 'info', '🦉'.repeat(400)), finding(2, 'info', 'x'.repeat(500))];
  const [file] = (await facts(answering({ kind: 'linted', findings }), '')).files;
  expect(file?.findings.map(({ message }) => message.length)).toEqual([500, 500]);
  expect(file?.findings[0]?.message).toMatch(/^🦉+\ufffd…$/u);
});
