import type { SubmissionFile } from '../../submission/submission.ts';
import { directives } from './gomod.ts';
import { folderOf, within } from './paths.ts';
import type { App } from './section.ts';

/** Bytes of Go, and of a go.mod, that are looked at. */
const mostBytes = 8 * 1024 * 1024;
const mostServers = 50;
const mostModuleBytes = 256 * 1024;
const notOurs = /(?:^|\/)(?:vendor|testdata|node_modules|[._][^/]*)\//;

/** The main files of the Go programs that listen; of all Go programs where none does. */
export function goServers(files: readonly SubmissionFile[]): string[] {
  const texts = goTexts(files);
  const listening = new Set(texts.filter(({ text }) => importsNet.test(text)).map(({ path }) => folderOf(path)));
  const mains = texts.filter(({ text }) => isMain(text)).map(({ path }) => path);
  const servers = mains.filter((path) => listening.has(folderOf(path)));
  return (servers.length > 0 ? servers : mains).slice(0, mostServers);
}

function goTexts(files: readonly SubmissionFile[]): { readonly path: string; readonly text: string }[] {
  let left = mostBytes;
  return files.flatMap(({ path, bytes }) => {
    if (!path.endsWith('.go') || path.endsWith('_test.go') || notOurs.test(path) || bytes.length > left) return [];
    left -= bytes.length;
    return [{ path, text: new TextDecoder().decode(bytes) }];
  });
}

const importsNet = /^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"net(?:\/http)?"/m;

/** Whether a file of Go holds the main function of a program. */
export function isMain(text: string): boolean {
  const head = leadingComments(text);
  if (/^\/\/go:build ignore\s*$/m.test(head)) return false;
  return /^package\s+main\b/.test(text.slice(head.length)) && /^func\s+main\s*\(\s*\)/m.test(text);
}

/** Blanks and comments before the package clause. */
function leadingComments(text: string): string {
  let at = 0;
  for (;;) {
    while (/^[\s\ufeff]$/.test(text.charAt(at))) at += 1;
    const close = text.startsWith('//', at) ? '\n' : text.startsWith('/*', at) ? '*/' : undefined;
    if (close === undefined) return text.slice(0, at);
    const end = text.indexOf(close, at + 2);
    at = end === -1 ? text.length : end + close.length;
  }
}

/** Whether the module of a Go program needs others, by the go.mod nearest above it. */
export function dependenciesOf(files: readonly SubmissionFile[], main: string): App['dependencies'] {
  for (let folder = folderOf(main); ; folder = folderOf(folder)) {
    const beside = (name: string) => files.find(({ path }) => within(folder, path) === name);
    const module = beside('go.mod');
    if (module !== undefined) {
      if (!requiresOthers(new TextDecoder().decode(module.bytes.subarray(0, mostModuleBytes)))) return 'none';
      return beside('vendor/modules.txt') === undefined ? 'fetched' : 'vendored';
    }
    if (folder === '.') return 'none';
  }
}

/** A requirement that is replaced by a folder of the submission is fetched from nowhere. */
function requiresOthers(module: string): boolean {
  const required = directives(module, 'require').flatMap(([path]) => path ?? []);
  const local = directives(module, 'replace').filter((words) => /^\.{1,2}\//.test(words[words.indexOf('=>') + 1] ?? ''));
  const replaced = new Set(local.map(([path]) => path));
  return required.some((path) => !replaced.has(path));
}
