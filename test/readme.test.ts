import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readmeText } from '../scripts/readme.ts';
import { home } from '../src/cli/version.ts';

const hasHadolint = await promisify(execFile)('hadolint', ['--version']).then(() => true, () => false);

it.skipIf(!hasHadolint)('the README shows the report as it looks (without hadolint on PATH it looks otherwise)', async () => {
  expect(await readFile(join(home, 'README.md'), 'utf8'), 'run node scripts/readme.ts').toBe(await readmeText());
});
