import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { home } from '../src/cli/version.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docc-rooms-'));
  await cp(join(home, '.oxlintrc.jsonc'), join(folder, '.oxlintrc.jsonc'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the project's own lint rules say of one file standing at `path`. */
async function lint(path: string, text: string): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
  const oxlint = join(home, 'node_modules', '.bin', 'oxlint');
  const run = promisify(execFile)(oxlint, ['-c', '.oxlintrc.jsonc', '-f', 'unix', path], { cwd: folder });
  return await run.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

const using = (from: string): string => `import { x } from '${from}';\n\nexport const y = x;\n`;

it.each([
  ['src/grade/a.ts', 'node:fs'],
  ['src/grade/a.ts', 'node:fs/promises'],
  ['src/evidence/a.ts', 'node:child_process'],
  ['src/publish/a.ts', '@actions/core'],
  ['src/publish/a.ts', '../tools/folder.ts'],
  ['graders/g/checks/a.ts', '@aws-sdk/client-eks'],
  ['graders/g/checks/a.ts', '../../../src/collect/tree/collect.ts'],
  ['src/grade/a.ts', '../collect/record.ts'],
  ['src/collect/tree/section.ts', 'node:fs'],
  ['src/collect/tree/collect.ts', '../../grade/report.ts'],
  ['src/tools/a.ts', '../publish/neutral.ts'],
  ['src/submission/a.ts', '../cli/world.ts'],
])('%s may not import %s', async (path, from) => {
  expect(await lint(path, using(from))).toContain('no-restricted-imports');
});

it.each([
  ['graders/g/checks/a.ts', '../../../src/collect/tree/section.ts'],
  ['src/grade/a.ts', '../collect/tree/section.ts'],
  ['src/publish/a.ts', '../grade/report.ts'],
  ['src/collect/tree/collect.ts', '../../tools/git.ts'],
  ['src/collect/tree/collect.ts', 'node:fs'],
  ['src/cli/a.ts', '../publish/json.ts'],
])('%s may import %s', async (path, from) => expect(await lint(path, using(from))).not.toContain('no-restricted-imports'));

it.each(['fetch("https://a.example")', 'process.env', 'new Date()', 'setTimeout(() => 1)'])('no check may use %s', async (use) => {
  expect(await lint('graders/g/checks/a.ts', `export const y = ${use};\n`)).toContain('no-restricted-globals');
});
