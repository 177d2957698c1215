import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Evidence } from '../evidence/evidence.ts';
import { openBundle, RefusedBundle } from '../evidence/store.ts';
import { grade } from '../grade/grade.ts';
import type { Report } from '../grade/report.ts';
import { folderShelf } from '../tools/folder.ts';
import { type ExitCode, exitCodeOf, exitWords } from './exit.ts';
import { challengePath, loadRubric } from './rubric.ts';
import { forms, inForm } from './show.ts';
import { ownVersion } from './version.ts';
import type { World } from './world.ts';

const options = z.strictObject({
  folders: z.array(z.string()).min(1),
  challenge: z.string(),
  format: forms,
  failUnder: z.number().optional(),
  verbose: z.literal(true).optional(),
});

/** `docc regrade`: the second and third room alone. Of several bundles, the worst exit code. */
export async function regradeCommand(world: World, given: unknown): Promise<ExitCode> {
  const asked = options.parse(given);
  const [rubric, version] = await Promise.all([loadRubric(challengePath(asked.challenge, world.cwd), world.findGraders), ownVersion()]);
  let worst: ExitCode = 0;
  for (const folder of asked.folders) {
    const evidence = await opened(folder, world);
    const report: Report = grade(rubric, evidence, { trust: 'advisory', grader: version });
    world.stdout.write(await inForm(report, { form: asked.format, verbose: asked.verbose === true }, world));
    world.stderr.write(exitWords(report, asked.failUnder));
    const code = exitCodeOf(report, asked.failUnder);
    if (code > worst) worst = code;
  }
  return worst;
}

/** The bundle in a folder as the user named it; a refusal says which of several it is of. */
async function opened(folder: string, { cwd }: World): Promise<Evidence> {
  const path = resolve(cwd, folder);
  try {
    return await openBundle(folderShelf(path));
  } catch (error) {
    if (!(error instanceof RefusedBundle)) throw error;
    const { code, message, repair } = error;
    const within = code === 'absent' && (await isThere(join(path, 'evidence', 'bundle.json')));
    throw new RefusedBundle(code, `${folder}: ${message}`, within ? `its evidence is one folder further in: ${join(folder, 'evidence')}` : repair, { cause: error });
  }
}

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
