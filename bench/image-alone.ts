import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

/** The challenge with its image objective alone, as a file in `folder`: what one grader costs. */
export async function imageAlone(folder: string): Promise<string> {
  const own = join(home, 'challenges');
  const text = await readFile(join(own, 'docc.yml'), 'utf8');
  const challenge = z.looseObject({ objectives: z.array(z.looseObject({ id: z.string() })) }).parse(parse(text));
  const objectives = challenge.objectives.filter(({ id }) => id === 'hermetic-image');
  const path = join(folder, 'image.yml');
  await writeFile(path, stringify({ ...challenge, objectives, graders: [join(home, 'graders')], template: join(home, 'template-repo') }));
  return path;
}
