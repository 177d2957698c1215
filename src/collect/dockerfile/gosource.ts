import { posix } from 'node:path';
import type { SubmissionFile } from '../../submission/submission.ts';
import { isMain } from './goserver.ts';
import { directives } from './gomod.ts';
import { folderOf } from './paths.ts';
import type { Source } from './section.ts';

const mostBytes = 8 * 1024 * 1024;
const mostPackages = 300;
const mostImports = 60;
const mostModules = 50;
const mostModuleBytes = 256 * 1024;
const longestName = 200;

type Package = Source['packages'][number];

/** The packages that files make up, with what each imports from outside of the standard library. */
export function packagesIn(files: readonly SubmissionFile[]): Package[] {
  const byFolder = new Map<string, { main: boolean; readonly imports: Set<string> }>();
  let left = mostBytes;
  for (const { path, bytes } of files) {
    if (!path.endsWith('.go') || path.endsWith('_test.go') || bytes.length > left) continue;
    left -= bytes.length;
    const text = new TextDecoder().decode(bytes);
    const known = byFolder.get(folderOf(path)) ?? { main: false, imports: new Set<string>() };
    known.main ||= isMain(text);
    for (const name of importsOf(text)) if (known.imports.size < mostImports) known.imports.add(name);
    byFolder.set(folderOf(path), known);
  }
  return [...byFolder].slice(0, mostPackages).map(([folder, { main, imports }]) => ({ folder, main, imports: [...imports] }));
}

/** Import paths as written. The standard library's have no dot in their first part, but a module's may have none either. */
function importsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^[ \t]*import[ \t]*\(([^)]*)\)/gm)].flatMap(([, block = '']) => block.split('\n'));
  const lines = [...blocks, ...[...text.matchAll(/^[ \t]*import[ \t]+(.*)$/gm)].map(([, line = '']) => line)];
  return lines.flatMap((line) => /^\s*(?:[\w.]+[ \t]+)?["`]([^"`\s]+)["`]/.exec(line)?.[1] ?? []).filter((name) => name.length <= longestName);
}

/** Modules by their folders, and which others each takes from a folder beside it. */
export function modulesIn(files: readonly SubmissionFile[]): Source['modules'] {
  const found = files.filter(({ path, bytes }) => /(?:^|\/)go\.mod$/.test(path) && bytes.length <= mostModuleBytes);
  return found.slice(0, mostModules).flatMap(({ path, bytes }) => {
    const text = new TextDecoder().decode(bytes);
    const name = directives(text, 'module')[0]?.[0];
    const folder = folderOf(path);
    return name === undefined || name.length > longestName ? [] : [{ folder, path: name, replaces: replacesOf(text, folder) }];
  });
}

function replacesOf(text: string, folder: string): Source['modules'][number]['replaces'] {
  return directives(text, 'replace')
    .slice(0, mostModules)
    .flatMap((words) => {
      const [path = ''] = words;
      const by = words[words.indexOf('=>') + 1] ?? '';
      if (path.length > longestName || by.length > longestName) return [];
      return [{ path, ...(/^\.{1,2}\//.test(by) && { folder: posix.join(folder, by).replace(/\/$/, '') }) }];
    });
}
