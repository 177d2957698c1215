import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home, ownVersion } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import { folderShelf } from '../src/tools/folder.ts';
import { readSubmission } from '../src/submission/read.ts';
import { evidenceOn } from '../test/collect.ts';
import { verdictsOf } from '../test/verdicts.ts';

// Before a release: keeps today's evidence of some submissions under test/evidence/<release>, with the verdicts it gave.
// Later versions must still open it and come to the same verdicts; once committed it is never written again.
const { version } = await ownVersion();
const release = join(home, 'test', 'evidence', version);
const rubric = await loadRubric(challengePath('docc', home), findGraders);

for (const [name, path] of [
  ['reference', join(home, 'test', 'submissions', 'reference')],
  ['template', join(home, 'template-repo')],
] as const) {
  const folder = join(release, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const evidence = await evidenceOn(folderShelf(join(folder, 'evidence')), await readSubmission({ kind: 'folder', path }));
  const report = grade(rubric, evidence, { trust: 'advisory', grader: { version } });
  await writeFile(join(folder, 'verdicts.json'), `${JSON.stringify(verdictsOf(report), null, 2)}\n`);
}
