import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docc } from '../src/cli/docc.ts';
import { home } from '../src/cli/version.ts';
import { realWorld } from '../src/cli/world.ts';
import { findGraders } from '../src/catalogue/find.ts';
import { filesIn, overlaid, readOverlays } from '../test/mutant.ts';

const submissions = join(home, 'test', 'submissions');
const marked = /(<!-- report -->\n)[^]*(<!-- \/report -->)/;

/** README.md with the reports as they look today: the reference's, and one lost point of a mutant's. */
export async function readmeText(): Promise<string> {
  const whole = await printed(join(submissions, 'reference'));
  const lost = /✗[^]*?(?=\n\n)/.exec(await printedMutant('base-images-tagged'))?.[0] ?? '';
  const shown = `\n\`\`\`\n${whole.trimEnd()}\n\`\`\`\n\nA lost point:\n\n\`\`\`\n${lost.trimEnd()}\n\`\`\`\n\n`;
  return (await readFile(join(home, 'README.md'), 'utf8')).replace(marked, (_, start: string, end: string) => start + shown + end);
}

async function printedMutant(name: string): Promise<string> {
  const mutant = (await readOverlays(join(submissions, 'mutants'))).find((each) => each.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  const folder = await mkdtemp(join(tmpdir(), 'docc-readme-'));
  try {
    const files = overlaid(await filesIn(join(submissions, 'reference')), mutant);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await printed(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function printed(folder: string): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'docc-readme-'));
  let text = '';
  const stdout = { isTTY: false, columns: 80, write: (more: string) => void (text += more) };
  try {
    await docc(['grade', folder, '--tier', 'source', '--quiet', '--out', out], { ...realWorld(findGraders), called: { by: 'npm', home, inHome: true }, stdout });
    return text;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await writeFile(join(home, 'README.md'), await readmeText());
