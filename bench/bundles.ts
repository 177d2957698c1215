import { hash } from 'node:crypto';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { bundle } from '../src/evidence/bundle.ts';
import { canonical, parseCanonical } from '../src/evidence/canonical.ts';
import { memoryShelf } from '../src/evidence/shelf.fixture.ts';
import type { Shelf } from '../src/evidence/store.ts';
import { readSubmission } from '../src/submission/read.ts';
import { evidenceOn } from '../test/collect.ts';

/** Evidence of the reference, and of as many others as are asked for: `bundleOf(7)` is the seventh, with facts of its own in every section that tells a line. */
export async function bundlesLikeTheReference(sections?: ReadonlySet<string>): Promise<(which: number) => Promise<Shelf>> {
  const shelf = memoryShelf();
  await evidenceOn(shelf, await readSubmission({ kind: 'folder', path: join(home, 'test', 'submissions', 'reference') }));
  const head = bundle.parse(parseCanonical(shelf.files.get('bundle.json') ?? new Uint8Array()));
  const wanted = Object.entries(head.sections).filter(([id]) => sections?.has(id) !== false);
  const texts = wanted.map(([id, entry]) => ({ id, entry, text: new TextDecoder().decode(shelf.files.get(`${id}.json`)) }));
  return async (which) => {
    const other = memoryShelf();
    const entries = texts.map(({ id, entry, text }) => {
      const own = otherwise(text, which);
      void other.write(`${id}.json`, own);
      return [id, entry.status === 'observed' ? { ...entry, sha256: hash('sha256', own) } : entry] as const;
    });
    const submission = { ...head.submission, digest: `sha256:${hash('sha256', String(which))}` };
    await other.write('bundle.json', canonical({ ...head, submission, sections: Object.fromEntries(entries) }));
    return other;
  };
}

/** The same facts of somebody else: other lines and sizes, and other names for what is named after the reference. Nothing kept for one serves another. */
const otherwise = (text: string, which: number): string =>
  text
    .replaceAll(/"(line|endLine|bytes)":(\d+)/g, (_, name: string, value: string) => `"${name}":${Number(value) + which}`)
    .replaceAll(/\bdocc-(?!sample)/g, `docc${which}-`);
