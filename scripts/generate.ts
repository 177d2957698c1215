import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { actionReadmes } from './actions.ts';
import { catalogueText } from './catalogue.ts';
import { licencesText } from './licences.ts';
import { parsedText } from './parsed.ts';
import { registryText } from './registry.ts';
import { schemaFiles } from './schemas.ts';

/** Everything in the repository that is made from something else. `--check` writes nothing and fails on what is stale. */
const made: Readonly<Record<string, string>> = {
  'src/catalogue/registry.ts': await registryText(join(home, 'graders')),
  'src/catalogue/parsed.json': await parsedText(join(home, 'challenges')),
  'docs/checks.md': await catalogueText(),
  'docs/licences.md': await licencesText(),
  ...schemaFiles(),
  ...(await actionReadmes()),
};

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [name, text] of Object.entries(made)) {
  const path = join(home, name);
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === text) continue;
  stale.push(name);
  if (!check) await writeFile(path, text);
}
process.stdout.write(stale.length === 0 ? 'generated files are as they should be\n' : `${check ? 'stale' : 'written'}: ${stale.join(', ')}\n`);
if (check && stale.length > 0) {
  process.stderr.write('run npm run generate and commit what it writes\n');
  process.exitCode = 1;
}
