import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { leftAside } from './knowledge/hadolint-rules.ts';

const rules = z.object({ ignored: z.array(z.string()), override: z.object({ info: z.array(z.string()) }) });

test('the printed command leaves aside what the lint itself does', async () => {
  const file = await readFile(new URL('../../src/tools/hadolint.rules.yaml', import.meta.url), 'utf8');
  const { ignored, override } = rules.parse(parse(file));
  expect([...leftAside].sort()).toEqual([...ignored, ...override.info].sort());
});
