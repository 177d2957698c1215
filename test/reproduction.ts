import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../src/tools/find-program.ts';

const run = promisify(execFile);

/** How a command that a report prints went, in a folder with these files. */
export type Reproduction =
  | { readonly kind: 'ran'; readonly code: number; readonly said: string }
  | { readonly kind: 'not-here'; readonly reason: string };

const programs = ['docker', 'hadolint', 'actionlint', 'git', 'sha256sum', 'helm', 'kubectl', 'aws', 'dig'] as const;

/** What programs find around them, and how long they may take. */
type Shell = { readonly env: Environment; readonly timeoutMs: number };

const plainShell: Shell = { env: process.env, timeoutMs: 60_000 };

export const reproduced = async (command: string, files: Readonly<Record<string, string>>): Promise<Reproduction> => await reproducedIn(plainShell, command, files);

/** Runs it as a person would, in bash. What it needs and this machine lacks is told, not run. */
export async function reproducedIn(shell: Shell, command: string, files: Readonly<Record<string, string>>): Promise<Reproduction> {
  const called = programs.filter((name) => new RegExp(`(^|[|&(!{] *)${name} `).test(command));
  for (const name of called) if (!(await works(name))) return { kind: 'not-here', reason: `${name} does not run on this machine` };
  const { code, said } = await inFolderOf(files, (folder) => exitOf(shell, command, folder));
  if (/no such host|dial tcp|failed to resolve source metadata/.test(said)) return { kind: 'not-here', reason: 'it asks a registry, and there is none' };
  return { kind: 'ran', code, said };
}

/** Whether a command made a file `entered`, which only what it quotes asks for. Programs that are not here are no hindrance. */
export async function enters(command: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  const left = await inFolderOf(files, async (folder) => {
    await exitOf(plainShell, command, folder);
    return await readdir(folder, { recursive: true });
  });
  return left.some((path) => basename(path) === 'entered');
}

/** Whether bash can read it to its end; nothing of it is run. */
export const isShell = (command: string): Promise<boolean> => run('bash', ['-n', '-c', command]).then(() => true, () => false);

/** A command as it would go on where Docker and a cluster give all that they are asked for, at once: what it quotes is then used in every place. */
export const withoutDocker = (command: string): string =>
  `docker() { echo given; }; ${['trivy', 'curl', 'sleep', 'kind', 'kubectl', 'helm', 'terraform', 'openssl'].map((program) => `${program}() { :; };`).join(' ')} ${command}`;

async function inFolderOf<Result>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-reproduce-'));
  try {
    // What a clone has and no submission holds.
    await lay(folder, { ...files, '.git/HEAD': 'ref: refs/heads/main\n' });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function lay(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function exitOf({ env, timeoutMs }: Shell, command: string, cwd: string): Promise<{ readonly code: number; readonly said: string }> {
  const running = run('bash', ['-c', command], { cwd, env, timeout: timeoutMs });
  // A command that reads what nobody writes ends at once.
  running.child.stdin?.end();
  return await running.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }) => ({
      code: typeof error.code === 'number' ? error.code : -1,
      said: `${error.stdout ?? ''}${error.stderr ?? ''}`,
    }),
  );
}

const known = new Map<string, Promise<boolean>>();

/** A docker without its daemon can do nothing. */
const asking: Readonly<Partial<Record<(typeof programs)[number], readonly string[]>>> = {
  docker: ['info', '--format', '{{.ID}}'],
  helm: ['version'],
  kubectl: ['version', '--client'],
};

function works(name: (typeof programs)[number]): Promise<boolean> {
  const asked = known.get(name) ?? run(name, asking[name] ?? ['--version']).then(() => true, () => false);
  known.set(name, asked);
  return asked;
}
