import { type Answer, blobsOf, commitOf, entriesOf, isOfMachine, type Repository, repositoryAt, type TreeEntry, treeOf } from '../tools/git.ts';
import { failureOf, type ProgramResult } from '../tools/program.ts';
import type { Chosen, Content, Entry, Found, Source } from './entry.ts';
import { rootOf } from './folder.ts';
import { GitTrouble, tooLarge, type UnusableCode, UnusableSubmission } from './unusable.ts';

/** The id of a blob. */
type Blob = string;
type Words = { readonly message: string; readonly repair: string };

/** The files of a commit as stored, whatever the work tree holds. */
export async function openCommit(path: string, ref: string): Promise<Source<Blob>> {
  const folder = rootOf(path);
  if (!isRef(ref)) {
    const message = `${JSON.stringify(ref)} is no name of a commit`;
    throw new UnusableSubmission('malformed-ref', { message, repair: 'Name a branch, a tag or a commit id.' });
  }
  const repository = had(await repositoryAt(folder), 'not-a-repository', {
    message: `${path} is in no git repository`,
    repair: 'Name a folder of a repository, or grade the folder itself, without a commit.',
  });
  const commit = had(await commitOf(repository, ref), 'unknown-ref', {
    message: `${path} has no commit ${ref}`,
    repair: 'Fetch it, or name a branch, a tag or a commit id that `git log` knows.',
  });
  const entries = await entriesAt(repository, commit, path);
  return { commit, entries, read: (chosen) => contents(repository, chosen) };
}

/** A hyphen would begin an option. No name that git accepts holds a control character. */
const isRef = (ref: string): boolean => /^[^-\p{Cc}][^\p{Cc}]*$/u.test(ref);

async function entriesAt(repository: Repository, commit: string, path: string): Promise<readonly Entry<Blob>[]> {
  const tree = had(await treeOf(repository, commit), 'not-in-commit', {
    message: `${path} is no folder of commit ${commit}`,
    repair: 'Commit the folder, or name a commit that has it.',
  });
  const listed = await entriesOf(repository, tree);
  if (listed.kind === 'unanswered' && listed.result.kind === 'output-too-large') throw tooLarge(path);
  const entries = had(listed, 'git-failed', {
    message: `git could not list the files of commit ${commit}`,
    repair: 'Run `git fsck` in the repository, and mend what it names.',
  });
  return entries.map((entry) => ({ raw: entry.path, look: () => foundAs(entry) }));
}

function foundAs({ mode, oid, bytes }: TreeEntry): Found<Blob> {
  if (mode === '120000') return { kind: 'symlink' };
  if (mode === '160000') return { kind: 'submodule' };
  if (bytes === undefined) return { kind: 'unreadable', because: 'a file that this clone of the repository does not hold' };
  return { kind: 'file', bytes, executable: (Number.parseInt(mode, 8) & 0o100) !== 0, handle: oid };
}

async function contents(repository: Repository, chosen: readonly Chosen<Blob>[]): Promise<readonly Content[]> {
  const oids = chosen.map(({ handle }) => handle);
  const bytes = chosen.reduce((sum, each) => sum + each.bytes, 0);
  const blobs = had(await blobsOf(repository, oids, bytes), 'git-failed', {
    message: 'git could not read the files of the commit',
    repair: 'Run `git fsck` in the repository, and mend what it names.',
  });
  return blobs.map((blob) => (blob === undefined ? lost : { kind: 'read', bytes: blob }));
}

const lost: Content = { kind: 'unreadable', because: 'a file that git could not read, or that follows one' };

function had<Value>(answer: Answer<Value>, code: UnusableCode, words: Words): Value {
  if (answer.kind === 'answered') return answer.value;
  throw unanswered(answer.result, code, words);
}

/** git's own no, unless git never came to say it. */
function unanswered(result: ProgramResult, code: UnusableCode, words: Words): UnusableSubmission | GitTrouble {
  const fault = failureOf('git', result) ?? words;
  const cause = new Error(fault.message);
  if (isOfMachine(result)) return new GitTrouble(`${words.message}: ${fault.message}; ${fault.repair}`, { cause });
  if (result.kind === 'exited') return new UnusableSubmission(code, { ...words, cause });
  return new UnusableSubmission(result.kind === 'not-found' ? 'git-absent' : 'git-failed', { ...fault, cause });
}
