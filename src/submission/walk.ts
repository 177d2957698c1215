import { type Dirent, readdirSync } from 'node:fs';
import type { Ignore } from 'ignore';
import type { Listed } from './entry.ts';
import { codeOf, readSeen } from './file.ts';
import { noRules, rulesBelow } from './ignore-rules.ts';
import { statOf } from './look.ts';
import { below, bytesOf, placeIn } from './path.ts';
import { tooLarge, UnusableSubmission } from './unusable.ts';

/** As many as git's listing holds at usual lengths. */
const maxPaths = 200_000;
/** Enough for that many paths; rules can be written that take far longer. */
const maxMs = 20_000;
/** A longer ignore file is no rules, but a file like others. */
const maxIgnoreFileBytes = 256 * 1024;

type Folder = { readonly raw: Buffer; readonly rules: Ignore };
type Step = { readonly listed: readonly Listed[]; readonly folders: readonly Folder[] };

/**
 * What git would take of a folder that is in no repository, by its ignore files alone. No `.git` and no link is
 * entered.
 * @throws {UnusableSubmission} where the folder holds more than can be listed
 */
export function walk(root: string): readonly Listed[] {
  const listed: Listed[] = [];
  const open: Folder[] = [{ raw: Buffer.alloc(0), rules: noRules() }];
  const end = performance.now() + maxMs;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const step = stepInto(root, folder, end);
    for (const each of step.listed) listed.push(each);
    for (const each of step.folders) open.push(each);
    if (listed.length + open.length > maxPaths) throw tooLarge(root);
  }
  return listed;
}

function stepInto(root: string, folder: Folder, end: number): Step {
  const place = placeIn(root, folder.raw);
  const inside = insideOf(place);
  if ('because' in inside) return unread(root, folder.raw, inside);
  if (folder.raw.length > 0 && isRepository(place, inside)) {
    return { listed: [{ raw: folder.raw, known: { kind: 'submodule' } }], folders: [] };
  }
  const rules = rulesIn(place, folder, inside);
  const taken = inside.filter((entry) => {
    if (performance.now() > end) throw tooLarge(root);
    return isTaken(entry, folder.raw, rules);
  });
  const listed = taken.filter((entry) => !entry.isDirectory()).map(({ name }) => ({ raw: below(folder.raw, name) }));
  const folders = taken.filter((entry) => entry.isDirectory()).map(({ name }) => ({ raw: below(folder.raw, name), rules }));
  return { listed, folders };
}

type Unreadable = { readonly kind: 'unreadable'; readonly because: string };

function insideOf(place: Buffer): readonly Dirent<Buffer>[] | Unreadable {
  try {
    return readdirSync(place, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    return { kind: 'unreadable', because: `a folder that could not be read (${codeOf(error)})` };
  }
}

function unread(root: string, raw: Buffer, known: Unreadable): Step {
  if (raw.length > 0) return { listed: [{ raw, known }], folders: [] };
  throw new UnusableSubmission('unreadable', {
    message: `${root} is ${known.because}`,
    repair: 'Name a folder that you may read.',
  });
}

const named = (inside: readonly Dirent<Buffer>[], name: string): Dirent<Buffer> | undefined =>
  inside.find((entry) => entry.name.equals(Buffer.from(name)));

/** As git sees it: an empty `.git` makes no repository. */
function isRepository(place: Buffer, inside: readonly Dirent<Buffer>[]): boolean {
  const git = named(inside, '.git');
  if (git === undefined || git.isFile()) return git !== undefined;
  try {
    return statOf(below(place, Buffer.from('.git/HEAD'))) !== undefined;
  } catch {
    return true; // a .git that may not be entered
  }
}

/** git follows no link to an ignore file either. */
function rulesIn(place: Buffer, { raw, rules }: Folder, inside: readonly Dirent<Buffer>[]): Ignore {
  if (named(inside, '.gitignore')?.isFile() !== true) return rules;
  const file = below(place, Buffer.from('.gitignore'));
  const stats = statOf(file);
  const content = stats === undefined || stats.size > maxIgnoreFileBytes ? undefined : readSeen(file, stats);
  return content?.kind === 'read' ? rulesBelow(bytesOf(raw), rules, bytesOf(Buffer.from(content.bytes))) : rules;
}

function isTaken(entry: Dirent<Buffer>, folder: Buffer, rules: Ignore): boolean {
  const path = bytesOf(below(folder, entry.name));
  return !entry.name.equals(Buffer.from('.git')) && !rules.ignores(entry.isDirectory() ? `${path}/` : path);
}
