import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { searchPath } from './find-program.ts';
import { saysMachineTrouble } from './machine-trouble.ts';
import { type ProgramResult, runProgram } from './program.ts';

/** What git is asked about. */
export type Repository =
  /** The repository that `folder` lies in; paths are relative to `folder`. */
  | { readonly kind: 'around'; readonly folder: string }
  | { readonly kind: 'bare'; readonly gitDir: string }
  /** A folder in no repository, read by its ignore files alone. */
  | { readonly kind: 'none'; readonly gitDir: string; readonly folder: string };

export type Answer<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'unanswered'; readonly result: ProgramResult };

export type TreeEntry = {
  readonly path: Buffer;
  /** `100644`, `100755`, `120000` (a symbolic link) or `160000` (a submodule). */
  readonly mode: string;
  readonly oid: string;
  /** Absent for a submodule, and for a blob that a partial clone left out. */
  readonly bytes: number | undefined;
};

type Bounds = { readonly maxOutputBytes: number; readonly timeoutMs?: number; readonly stdin?: Uint8Array | string };

const timeoutMs = 10_000;
const wordBytes = 64 * 1024;
/**
 * Bytes of some 200,000 paths of usual length: a few hundred bytes of nested trees can stand for billions. So many take a second or two, and
 * on a machine with ten times the work that it can do more than a word's ten.
 */
const listing = { maxOutputBytes: 32 * 1024 * 1024, timeoutMs: 60_000 } as const;

// A candidate may have written the repository's configuration: these win over it. fsmonitor and hooks name programs to
// run; replaced objects and a forged commit graph would give a commit other files than its id stands for.
const flags = [
  '--no-optional-locks',
  '--no-pager',
  '--no-replace-objects',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.commitGraph=false'].flatMap((each) => ['-c', each]),
  ...['safe.directory=*', 'safe.bareRepository=explicit'].flatMap((each) => ['-c', each]),
];

/** HOME and XDG_CONFIG_HOME lead to the ignore file of whoever grades, which `git add` heeds too. */
const inherited = ['HOME', 'XDG_CONFIG_HOME'];

async function environment(repository: Repository): Promise<Record<string, string>> {
  const kept = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Without a protocol git can fetch nothing: a missing object of a partial clone would else be asked of a remote,
  // and the configuration may name any command as one.
  const path = await searchPath(process.env, [repository.kind === 'bare' ? repository.gitDir : repository.folder]);
  return { ...Object.fromEntries(kept), PATH: path, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: '', GIT_NO_LAZY_FETCH: '1' };
}

function placed(repository: Repository): readonly string[] {
  switch (repository.kind) {
    case 'around':
      return ['-C', repository.folder];
    case 'bare':
      return [`--git-dir=${repository.gitDir}`];
    case 'none':
      return ['-C', repository.folder, `--git-dir=${repository.gitDir}`, '--work-tree=.'];
  }
}

async function ask(repository: Repository, args: readonly string[], bounds: Bounds): Promise<ProgramResult> {
  // The working folder is the file system's root, where a candidate can have laid nothing.
  const cwd = parse(process.cwd()).root;
  const env = await environment(repository);
  const run = () => runProgram({ program: 'git', args: [...flags, ...placed(repository), ...args], cwd, env, timeoutMs, ...bounds });
  const result = await run();
  return isOfMachine(result) ? await run() : result;
}

/** git's own no ends with 1, 128 or 129: what ends otherwise, or complains of the machine, may pass. */
export function isOfMachine(result: ProgramResult): boolean {
  if (result.kind !== 'exited') return result.kind !== 'not-found' && result.kind !== 'output-too-large';
  return ![0, 1, 128, 129].includes(result.code) || (result.code !== 0 && saysMachineTrouble(result.stderr));
}

function answer<Value>(result: ProgramResult, value: (stdout: Buffer) => Value): Answer<Value> {
  return result.kind === 'exited' && result.code === 0
    ? { kind: 'answered', value: value(result.stdout) }
    : { kind: 'unanswered', result };
}

/** Lists end with the NUL behind their last field: one that doesn't was cut off, or is none. */
function listed<Value>(result: ProgramResult, value: (stdout: Buffer) => Value): Answer<Value> {
  const isCut = result.kind === 'exited' && result.stdout.length > 0 && result.stdout.at(-1) !== 0;
  return isCut ? { kind: 'unanswered', result } : answer(result, value);
}

const word = (stdout: Buffer): string => stdout.toString('utf8').trimEnd();

/** The repository that `path` lies in, or is. */
export async function repositoryAt(path: string): Promise<Answer<Repository>> {
  const around: Repository = { kind: 'around', folder: path };
  const inside = answer(await ask(around, ['rev-parse', '--is-inside-work-tree'], { maxOutputBytes: wordBytes }), word);
  if (inside.kind === 'answered' && inside.value === 'true') return { kind: 'answered', value: around };
  const bare: Repository = { kind: 'bare', gitDir: path };
  const found = answer(await ask(bare, ['rev-parse', '--git-dir'], { maxOutputBytes: wordBytes }), () => bare);
  return found.kind === 'unanswered' && inside.kind === 'unanswered' ? inside : found;
}

/** The id of the commit that `ref` names. `ref` must not begin with a hyphen. */
export async function commitOf(repository: Repository, ref: string): Promise<Answer<string>> {
  const args = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
  return answer(await ask(repository, args, { maxOutputBytes: wordBytes }), word);
}

/** The id of the tree that the repository's folder is in a commit. */
export async function treeOf(repository: Repository, commit: string): Promise<Answer<string>> {
  const args = ['rev-parse', '--verify', '--quiet', repository.kind === 'bare' ? `${commit}:` : `${commit}:./`];
  return answer(await ask(repository, args, { maxOutputBytes: wordBytes }), word);
}

/** Every path below a tree, without the folders, in git's order. */
export async function entriesOf(repository: Repository, tree: string): Promise<Answer<readonly TreeEntry[]>> {
  const args = ['ls-tree', '-r', '-z', '--long', '--full-tree', tree];
  const result = await ask(repository, args, listing);
  return listed(result, (stdout) => splitAtNul(stdout).map(treeEntry));
}

function treeEntry(line: Buffer): TreeEntry {
  const tab = line.indexOf(0x09);
  const [mode = '', , oid = '', size = ''] = line.toString('latin1', 0, tab).split(/ +/);
  return { path: line.subarray(tab + 1), mode, oid, bytes: /^\d+$/.test(size) ? Number(size) : undefined };
}

/**
 * The contents of blobs as stored, in the order asked: no filter runs. `bytes` is the sum of their sizes. Undefined
 * stands for a blob that is missing, and for all after one that git gave up at.
 */
export async function blobsOf(
  repository: Repository,
  oids: readonly string[],
  bytes: number,
): Promise<Answer<readonly (Buffer | undefined)[]>> {
  const stdin = oids.map((oid) => `${oid}\n`).join('');
  const maxOutputBytes = bytes + oids.length * 128;
  const read = () => ask(repository, ['cat-file', '--batch'], { maxOutputBytes, stdin });
  const first = await read();
  const isWhole = first.kind === 'exited' && first.code === 0 && batched(first.stdout, oids.length).every((blob) => blob !== undefined);
  // What git can't read of a repository it can't read twice.
  const result = isWhole ? first : await read();
  return result.kind === 'exited' ? { kind: 'answered', value: batched(result.stdout, oids.length) } : { kind: 'unanswered', result };
}

/** `<oid> blob <size>\n<content>\n`, or `<oid> missing\n`. */
function batched(stdout: Buffer, count: number): readonly (Buffer | undefined)[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const end = stdout.indexOf(0x0a, at);
    const size = end === -1 ? undefined : / blob (\d+)$/.exec(stdout.toString('latin1', at, end))?.[1];
    const start = end === -1 ? stdout.length : end + 1;
    at = size === undefined ? start : start + Number(size) + 1;
    return size === undefined || at > stdout.length ? undefined : stdout.subarray(start, at - 1);
  });
}

/** What `git add .` would take from the folder, and what it has already; a nested repository ends with a slash. */
export async function pathsTaken(repository: Repository): Promise<Answer<readonly Buffer[]>> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return listed(await ask(repository, args, listing), splitAtNul);
}

/** Those of some paths that the ignore files leave out. */
export async function pathsIgnored(repository: Repository, paths: readonly Buffer[]): Promise<Answer<readonly Buffer[]>> {
  // `./`: a colon at the start of a path would be pathspec magic, which check-ignore cannot be told to take literally.
  const here = Buffer.from('./');
  const stdin = Buffer.concat(paths.flatMap((path) => [here, path, Buffer.of(0)]));
  const result = await ask(repository, ['check-ignore', '-z', '--stdin'], { ...listing, stdin });
  // check-ignore says with exit code 1 that none is.
  if (result.kind === 'exited' && result.code === 1) return { kind: 'answered', value: [] };
  return listed(result, (stdout) => splitAtNul(stdout).map((path) => path.subarray(here.length)));
}

/**
 * An empty repository of our own for a folder that is in none. git then reads the folder's ignore files as it would
 * after `git init`, and none of the folder's configuration. Remove it with `await using`.
 */
export async function withoutRepository(folder: string): Promise<AsyncDisposable & { readonly repository: Repository }> {
  const gitDir = await mkdtemp(join(tmpdir(), 'docc-git-'));
  await Promise.all([mkdir(join(gitDir, 'objects')), mkdir(join(gitDir, 'refs'))]);
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  return {
    repository: { kind: 'none', gitDir, folder },
    [Symbol.asyncDispose]: () => rm(gitDir, { recursive: true, force: true }),
  };
}

function splitAtNul(bytes: Buffer): readonly Buffer[] {
  const fields: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const stop = end === -1 ? bytes.length : end;
    fields.push(bytes.subarray(start, stop));
    start = stop + 1;
  }
  return fields;
}
