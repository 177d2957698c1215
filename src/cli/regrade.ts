import { resolve } from 'node:path';
import { z } from 'zod';
import { openBundle } from '../evidence/store.ts';
import { grade } from '../grade/grade.ts';
import type { Report } from '../grade/report.ts';
import { folderShelf } from '../tools/folder.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
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
    const evidence = await openBundle(folderShelf(resolve(world.cwd, folder)));
    const report: Report = grade(rubric, evidence, { trust: 'advisory', grader: version });
    world.stdout.write(await inForm(report, { form: asked.format, verbose: asked.verbose === true }, world));
    const code = exitCodeOf(report, asked.failUnder);
    if (code > worst) worst = code;
  }
  return worst;
}
