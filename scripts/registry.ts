import { basename, join } from 'node:path';
import { checkFiles, graderFolders } from '../src/catalogue/find.ts';

/** The source of `src/catalogue/registry.ts`: the graders as imports, for bundles, which can't read folders. */
export async function registryText(root: string): Promise<string> {
  const folders = await graderFolders(root);
  const graders = await Promise.all(folders.map(async (folder) => ({ folder, files: await checkFiles(join(root, folder)) })));
  const imports = graders.flatMap(({ folder, files }) => [
    `import ${nameOf(folder)} from '../../graders/${folder}/grader.ts';`,
    ...files.map((file) => `import ${nameOf(folder, file)} from '../../graders/${folder}/checks/${file}';`),
  ]);
  const lists = graders.map(({ folder, files }) => `  { ...${nameOf(folder)}, checks: [${files.map((file) => nameOf(folder, file)).join(', ')}] },`);
  return [
    '// Made by `npm run generate`.',
    "import type { Grader } from '../grade/grader.ts';",
    ...imports,
    '',
    '/** The graders of this repository as they were when this was made: what bundles and the package use. */',
    'export const graders: readonly Grader[] = [',
    ...lists,
    '];',
    '',
  ].join('\n');
}

const nameOf = (folder: string, file?: string): string =>
  [folder, ...(file === undefined ? ['grader'] : [basename(file, '.ts')])].join('-').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
