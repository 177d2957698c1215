import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { digestOfText } from '../src/catalogue/parsed.ts';

/** The challenges of a folder as data, by the digest of their text: see src/catalogue/parsed.ts. */
export async function parsedText(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return `${JSON.stringify(Object.fromEntries(texts.map((text) => [digestOfText(text), parse(text)])))}\n`;
}
