import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a command that a report prints went, in a folder with these files. */
export type Reproduction =
  | { readonly kind: 'ran'; readonly code: number; readonly said: string; readonly left: readonly string[] }
  | { readonly kind: 'not-here'; readonly reason: string };

const programs = ['docker', 'hadolint', 'actionlint', 'git', 'sha256sum'] as const;

/** Runs it as a person would, in bash. What it needs and this machine lacks is told, not run. */
export async function reproduced(command: string, files: Readonly<Record<string, string>>): Promise<Reproduction> {
  const called = programs.filter((name) => new RegExp(`(^|[|&(!{] *)${name} `).test(command));
  for (const name of called) if (!(await works(name))) return { kind: 'not-here', reason: `${name} does not run on this machine` };
  const folder = await mkdtemp(join(tmpdir(), 'docc-reproduce-'));
  try {
    // What a clone has and no submission holds.
    await lay(folder, { ...files, '.git/HEAD': 'ref: refs/heads/main\n' });
    const { code, said } = await exitOf(command, folder);
    if (/no such host|dial tcp|failed to resolve source metadata/.test(said)) return { kind: 'not-here', reason: 'it asks a registry, and there is none' };
    const left = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
    return { kind: 'ran', code, said, left };
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

const exitOf = (command: string, cwd: string): Promise<{ readonly code: number; readonly said: string }> =>
  run('bash', ['-c', command], { cwd, timeout: 60_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }) => ({
      code: typeof error.code === 'number' ? error.code : -1,
      said: `${error.stdout ?? ''}${error.stderr ?? ''}`,
    }),
  );

const known = new Map<string, Promise<boolean>>();

/** A docker without its daemon can do nothing. */
function works(name: (typeof programs)[number]): Promise<boolean> {
  const asked = known.get(name) ?? run(name, name === 'docker' ? ['info', '--format', '{{.ID}}'] : ['--version']).then(() => true, () => false);
  known.set(name, asked);
  return asked;
}
