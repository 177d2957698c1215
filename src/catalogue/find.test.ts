import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, it, onTestFinished } from 'vitest';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'docc-find-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'own', 'checks'), { recursive: true });
  await writeFile(join(root, 'own', 'grader.ts'), `export default { id: 'own', title: 'Own', roots: ['toast'] };\n`);
});

/** What is said of the graders in `root`. By Node.js itself: here the test runner would load what they import, and say it in its own words. */
async function complaint(): Promise<string> {
  const script = `const { findGraders } = await import(${JSON.stringify(join(import.meta.dirname, 'find.ts'))});
    await findGraders(${JSON.stringify(root)}, new Set(['own'])).catch((error) => console.log(error.name + ': ' + error.message));`;
  return (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])).stdout;
}

it.each([
  ['can’t be parsed', 'export default {\n  id: 1\n  weight: 1,\n};\n', "toast.ts:3: can't be loaded: "],
  ['breaks while it is loaded', 'const sections = {};\n\nexport default sections.toast.id;\n', "toast.ts:3: can't be loaded: "],
  ['imports what is not there', `export { default } from './bread.ts';\n`, "toast.ts: can't be loaded: Cannot find module"],
  ['is no check', 'export const check = 1;\n', 'toast.ts: export default check({ … }) is missing'],
  ['has another name', `export default { id: 'bread', weight: 1, judge() {} };\n`, 'toast.ts: its id is bread: it must be toast'],
])('says which file %s, and where', async (_, text, message) => {
  await writeFile(join(root, 'own', 'checks', 'toast.ts'), text);
  expect(await complaint()).toContain(`UnusableGrader: ${join(root, 'own', 'checks', message)}`);
});
