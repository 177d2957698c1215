import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type HadolintEngine, nativeHadolint } from './hadolint-engine.ts';
import type { HadolintFinding } from './hadolint-output.ts';
import { type Recording, recordedDockerfiles, recordedHadolint, recordedVersion, recordingFile } from './hadolint.fixture.ts';
import { rulesAsArguments } from './hadolint-wasm.ts';
import { type Hadolint, hadolintPort, opened } from './hadolint.ts';
import { findProgram } from './find-program.ts';
import { lockedProgram } from './lock.ts';

const { signal } = new AbortController();
const real = await hadolintPort(process.env, signal).open();
const absence = real.kind === 'open' ? '' : ` (skipped: ${JSON.stringify(real)})`;
const recorded = await recordedHadolint().open();

function usable(open: typeof real): Hadolint {
  if (open.kind !== 'open') throw new Error(JSON.stringify(open));
  return open.hadolint;
}

async function findings(open: typeof real, dockerfile: string): Promise<readonly HadolintFinding[]> {
  const answer = await usable(open).lint(dockerfile);
  if (answer.kind === 'fault') throw new Error(answer.fault.message);
  return answer.findings;
}

const codes = async (open: typeof real, dockerfile: string): Promise<readonly string[]> =>
  (await findings(open, dockerfile)).map(({ code, level, line }) => `${line} ${code} ${level}`);

/** Marks that turn the reading order have no place in a file that people review. */
const asciiJson = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(/[^ -~\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;

describe.each([
  ['recorded', recorded, true],
  [`real${absence}`, real, real.kind === 'open'],
] as const)('hadolint, %s', (_, hadolint, present) => {
  describe.skipIf(!present)('keeps the contract', () => {
    test('its version is accepted by the lock file', () => {
      expect(usable(hadolint).version).toMatch(/^2\.\d+\.\d+$/);
    });

    test('good work has no findings', async () => {
      expect(await codes(hadolint, recordedDockerfiles.good)).toEqual([]);
      expect(await codes(hadolint, recordedDockerfiles.nothing)).toEqual([]);
    });

    test('what a check of its own asks is not found twice', async () => {
      expect(await codes(hadolint, recordedDockerfiles['left-to-checks'])).toEqual([]);
    });

    test('advice is told free of charge', async () => {
      const levels = new Map((await findings(hadolint, recordedDockerfiles['free-of-charge'])).map(({ code, level }) => [code, level]));
      for (const code of ['DL3008', 'DL3018', 'DL3029', 'DL3033', 'DL3037', 'DL3041', 'DL4001', 'DL4006']) {
        expect([code, levels.get(code)]).toEqual([code, 'info']);
      }
      expect([...levels.values()]).not.toContain('warning');
      expect([...levels.values()]).not.toContain('error');
    });

    test('mistakes cost points', async () => {
      expect(await codes(hadolint, recordedDockerfiles['costs-points'])).toEqual(
        expect.arrayContaining([
          '2 DL4000 error', '3 DL3000 error', '4 DL3020 error', '5 DL3062 warning', '6 DL3003 warning', '6 DL3004 error', '6 SC2046 warning',
        ]),
      );
    });

    test('no pragma keeps a finding away, and one for the shell is refused', async () => {
      expect(await codes(hadolint, recordedDockerfiles.pragmas)).toEqual([
        '5 DOCC-SHELL-PRAGMA error', '4 DL3004 error', '6 DL3003 warning', '6 SC2046 warning', '7 SC2046 warning',
      ]);
    });

    test('what is no Dockerfile is the finding DL1000 at its line', async () => {
      expect(await codes(hadolint, recordedDockerfiles.unparsable)).toEqual(['2 DL1000 error']);
      expect(await codes(hadolint, recordedDockerfiles['no-from'])).toEqual(['1 DL3061 error']);
    });

    test('a heredoc with no blank line after it is not parsed, which the collector must see to', async () => {
      expect(await codes(hadolint, recordedDockerfiles['heredoc-read-wrongly'])).toEqual(['5 DL1000 error']);
    });

    test('messages hold no control characters, whatever the Dockerfile holds', async () => {
      const found = await findings(hadolint, recordedDockerfiles.hostile);
      expect(found.map(({ code }) => code)).toContain('DL3003');
      for (const { message } of found) expect(message).toMatch(/^[^\p{Cc}\u202e]+$/u);
    });
  });
});

const native = await findProgram(
  { name: 'hadolint', locked: lockedProgram('hadolint'), readVersion: async () => ({ kind: 'version', version: '99.0.0' }) },
  { env: process.env, platform: process.platform, neverIn: [] },
);
const path = native.kind === 'found' ? native.path : '';

describe.skipIf(real.kind !== 'open' || path === '')(`the real hadolint${absence}`, () => {
  test.skipIf(real.kind === 'open' && real.hadolint.version !== recordedVersion).each(Object.entries(recordedDockerfiles))(
    `of version ${recordedVersion} says of %s what is recorded`,
    async (name, dockerfile) => {
      const runs: Recording[] = [];
      const { rules, run } = nativeHadolint(path);
      const recording: HadolintEngine['run'] = async (args, stdin, until) => {
        const end = await run(args, stdin, until);
        if (end.kind === 'exited') runs.push({ stdin, code: end.code, stdout: end.stdout.toString() });
        return end;
      };
      await findings(opened({ rules, run: recording }, recordedVersion, signal), dockerfile);
      expect(runs).toHaveLength(1);
      await expect(asciiJson(runs[0])).toMatchFileSnapshot(fileURLToPath(recordingFile(name)));
    },
  );

  test('every rule that docc decides on would be found without the decision', async () => {
    const asShipped = opened({ ...nativeHadolint(path), rules: [] }, recordedVersion, signal);
    const texts = ['left-to-checks', 'free-of-charge'] as const;
    const found = await Promise.all(texts.map((name) => findings(asShipped, recordedDockerfiles[name])));
    const decided = (await rulesAsArguments()).filter((argument) => !argument.startsWith('--'));
    expect(decided.length).toBeGreaterThan(10);
    expect(found.flat().map(({ code }) => code)).toEqual(expect.arrayContaining(decided));
  });

  test('rules as arguments, as WebAssembly gets them, say what the rules file says', async () => {
    const byArguments = opened({ ...nativeHadolint(path), rules: await rulesAsArguments() }, recordedVersion, signal);
    for (const dockerfile of Object.values(recordedDockerfiles)) {
      expect(await findings(byArguments, dockerfile)).toEqual(await findings(real, dockerfile));
    }
  });
});
