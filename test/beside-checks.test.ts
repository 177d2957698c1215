import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { checkFiles, graderFolders } from '../src/catalogue/find.ts';
import { home } from '../src/cli/version.ts';

const graders = join(home, 'graders');
const mutants = join(home, 'test', 'submissions', 'mutants');

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

type Wanted = { readonly path: string; readonly write: string };

/** What has to stand by a check before it may cost anybody a point. */
const wantedBy = (checks: string, id: string): readonly Wanted[] => [
  { path: join(checks, `${id}.examples.yml`), write: '`good` and `bad` submissions in miniature, in the format of src/catalogue/examples.ts' },
  { path: join(checks, `${id}.test.ts`), write: `\`import { prove } from '../../../test/prove.ts'; import check from './${id}.ts'; await prove(import.meta.url, check);\`` },
  { path: join(mutants, id, 'expect.yml'), write: 'what one mistake in the reference costs, in the format of test/mutant.ts, and beside it the files that the mistake changes' },
];

/** Each file that is missing, with what to write. */
async function missingBy(checks: string, id: string): Promise<readonly string[]> {
  const looked = await Promise.all(wantedBy(checks, id).map(async (wanted) => ({ ...wanted, there: await isThere(wanted.path) })));
  return looked.filter(({ there }) => !there).map(({ path, write }) => `${relative(home, path)} is missing: write ${write}`);
}

it.each(await graderFolders(graders))('every check of %s has its examples, its test and its mutant', async (grader) => {
  const files = await checkFiles(join(graders, grader));
  expect(files).not.toEqual([]);
  const missing = await Promise.all(files.map((file) => missingBy(join(graders, grader, 'checks'), file.replace(/\.ts$/, ''))));
  expect(missing.flat()).toEqual([]);
});

it('says of a check that stands alone what to write beside it', async () => {
  expect(await missingBy(join(graders, 'hermetic-image', 'checks'), 'runs-on-toast')).toEqual([
    expect.stringMatching(/^graders\/hermetic-image\/checks\/runs-on-toast\.examples\.yml is missing: write .*src\/catalogue\/examples\.ts$/),
    expect.stringMatching(/^graders\/hermetic-image\/checks\/runs-on-toast\.test\.ts is missing: write .*await prove\(import\.meta\.url, check\);`$/),
    expect.stringMatching(/^test\/submissions\/mutants\/runs-on-toast\/expect\.yml is missing: write .*test\/mutant\.ts/),
  ]);
});
