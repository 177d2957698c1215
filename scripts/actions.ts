import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

const told = z.strictObject({ description: z.string() });
export const actionFile = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ ...told.shape, required: z.literal(true).optional(), default: z.string().optional() })),
  outputs: z.record(z.string(), told),
  runs: z.strictObject({ using: z.literal('node24'), main: z.string(), post: z.string().optional() }),
});
export type ActionFile = z.infer<typeof actionFile>;

/** Every action of this repository, by its folder: `actions/intake`, `graders/ingress`. */
export async function actionFiles(): Promise<ReadonlyMap<string, { readonly text: string; readonly file: ActionFile }>> {
  const paths = (await Array.fromAsync(glob(['actions/*/action.yml', 'graders/*/action.yml'], { cwd: home }))).sort();
  const entries = paths.map(async (path) => {
    const text = await readFile(join(home, path), 'utf8');
    return [dirname(path).replaceAll('\\', '/'), { text, file: actionFile.parse(parse(text)) }] as const;
  });
  return new Map(await Promise.all(entries));
}

/** The README of each action, by its path. */
export async function actionReadmes(): Promise<Readonly<Record<string, string>>> {
  const all = await actionFiles();
  return Object.fromEntries([...all].map(([folder, { text, file }]) => [`${folder}/README.md`, readme(folder, text, file)]));
}

function readme(folder: string, text: string, { name, description, inputs, outputs }: ActionFile): string {
  const permissions = /^# (Permissions of .*)$/m.exec(text)?.[1] ?? '';
  const required = Object.keys(inputs).filter((input) => inputs[input]?.required === true);
  const uses = ['```yaml', `- name: ${name.replace('docc: ', '')}`, `  uses: domain/docc/${folder}@<commit> # <version>`, ...(required.length === 0 ? [] : ['  with:']), ...required.map((input) => `    ${input}: …`), '```'];
  const rows = Object.entries(inputs).map(([input, each]) => `| \`${input}\` | ${each.description} | ${each.required === true ? 'required' : code(each.default ?? '')} |`);
  const given = Object.entries(outputs).map(([output, each]) => `| \`${output}\` | ${each.description} |`);
  return [
    `# ${name}`,
    'Made by `npm run generate` from action.yml.',
    description,
    permissions,
    uses.join('\n'),
    ['| input | | default |', '| --- | --- | --- |', ...rows].join('\n'),
    `${['| output | |', '| --- | --- |', ...given].join('\n')}\n`,
  ].join('\n\n');
}

const code = (text: string): string => (text === '' ? 'empty' : `\`${text}\``);
