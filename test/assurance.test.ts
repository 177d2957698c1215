import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { home } from '../src/cli/version.ts';

it('docs/assurance.md says what the suites last came to', async () => {
  const run = promisify(execFile)(process.execPath, [join(home, 'scripts', 'assurance.ts'), '--check']);
  expect(await run.then(() => '', (error: { readonly stderr: string }) => error.stderr)).toBe('');
});
