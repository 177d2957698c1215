import { readDocuments } from '../manifests/documents.ts';
import { textAt } from '../manifests/placed.ts';

/** One document of Helm's output with the template that it says it is of: `docc/charts/lib/templates/x.yaml`. */
export type OutputDocument = { readonly source: string; readonly text: string };

const marker = '# Source: ';

/** Cuts what `helm template` wrote; documents without content are left out. A CRD file's second document has no source of its own. */
export function documentsIn(stdout: string): readonly OutputDocument[] {
  const documents: { source: string; readonly lines: string[] }[] = [];
  let source = '';
  let begins = false;
  for (const line of stdout.split('\n')) {
    if (line.trimEnd() === '---') {
      documents.push({ source, lines: [] });
      begins = true;
      continue;
    }
    if (begins && line.startsWith(marker)) source = line.slice(marker.length).trim();
    const document = documents.at(-1);
    if (document !== undefined && begins) document.source = source;
    if (document !== undefined && !(begins && line.startsWith(marker))) document.lines.push(line.replace(/\r$/, ''));
    begins = false;
  }
  return documents.map(({ source: of, lines }) => ({ source: of, text: lines.join('\n').trimEnd() })).filter(({ text }) => hasContent(text));
}

const hasContent = (text: string): boolean => text.split('\n').some((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));

const testEvents = new Set(['test', 'test-success', 'test-failure']);

/** Characters of one document in which hooks are looked for: a test is a small Pod. */
const longestTest = 64 * 1024;

/** Whether nothing but `helm test` makes it. */
export function isTestHook(text: string): boolean {
  if (text.length > longestTest || !/^\s{1,40}["']?helm\.sh\/hook["']?\s{0,9}:.{0,40}test/m.test(text)) return false;
  const [document] = readDocuments(text).documents;
  const events = textAt(document?.root, 'metadata', 'annotations', 'helm.sh/hook')?.split(',').map((event) => event.trim());
  return events?.every((event) => testEvents.has(event)) ?? false;
}
