import { execa } from 'execa';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { samples } from './workflows.fixture.ts';

type Finding = { readonly kind: string; readonly line: number; readonly message: string };

/** What concerns the file's form; the rest of actionlint's findings are advice. */
const kinds = new Set(['syntax-check', 'job-needs', 'id', 'action', 'workflow-call', 'permissions']);

async function lint(text: string): Promise<Finding[]> {
  const { stdout } = await execa('actionlint', ['-format', '{{json .}}', '-shellcheck=', '-pyflakes=', '-'], { input: text, reject: false });
  const findings: Finding[] = JSON.parse(stdout);
  return findings.filter(({ kind }) => kinds.has(kind));
}

const able = await execa('actionlint', ['-version']).then(
  () => true,
  () => false,
);

describe.skipIf(!able)(`actionlint finds the same problems${able ? '' : ' (skipped: no actionlint)'}`, () => {
  test('in every sample', async () => {
    const limit = pLimit(4);
    const found = samples.map((sample) => limit(async () => ({ ...sample, findings: await lint(sample.text) })));
    for (const { name, problem, findings } of await Promise.all(found)) {
      expect.soft({ name, findings, found: findings.length > 0 }).toEqual({ name, findings, found: problem !== undefined });
    }
  });
});
