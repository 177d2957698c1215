import { execFile, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { home } from '../src/cli/version.ts';
import { type EmulatedGitHub, tokens } from '../src/tools/github-emulator.fixture.ts';

/** Workflows as act runs them on this machine, with the GitHub emulator in the place of the API. */

export type Ran = { readonly code: number; readonly log: string };

/** A candidate's fork, answered as the reference is but for these files; its one commit. */
export async function forked(to: string, changed: Readonly<Record<string, string>> = {}): Promise<string> {
  await cp(join(home, 'test', 'submissions', 'reference'), to, { recursive: true });
  for (const [path, text] of Object.entries(changed)) await writeFile(join(to, path), text);
  const git = async (...args: readonly string[]) => (await promisify(execFile)('git', ['-C', to, '-c', 'user.name=a', '-c', 'user.email=a@a.example', '-c', 'commit.gpgsign=false', ...args])).stdout.trim();
  await git('init', '--quiet', '--initial-branch=work');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await git('config', 'uploadpack.allowFilter', 'true');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'My answer');
  return await git('rev-parse', 'HEAD');
}

/** A git whose fetches from GitHub come from a folder. */
export async function gitFromFolder(bin: string, repository: string): Promise<void> {
  const git = spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim();
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'git'),
    `#!/bin/bash
args=()
for arg in "$@"; do
  if [ "$arg" = https://github.com/octo/docc ]; then arg='${repository}'; export GIT_ALLOW_PROTOCOL=file; fi
  args+=("$arg")
done
exec '${git}/git' "\${args[@]}"
`,
  );
  await chmod(join(bin, 'git'), 0o755);
}

export type Acting = {
  readonly folder: string;
  readonly github: EmulatedGitHub;
  readonly workflow: string;
  /** Of `pull_request_target`: what is added to the repository and the pull request. */
  readonly event: { readonly action: string; readonly pull_request: { readonly head: { readonly sha: string } }; readonly label?: { readonly name: string }; readonly sender?: { readonly login: string } };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the repository, and of every job. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly jobs?: Readonly<Record<string, string>>;
};

export async function acted({ folder, github, workflow, event, env, vars = {}, jobs = {} }: Acting): Promise<Ran> {
  const repository = { name: 'docc', full_name: 'octo/docc', owner: { login: 'octo' }, default_branch: 'main' };
  const whole = { ...event, number: github.pull, repository, pull_request: { number: github.pull, head: { ...event.pull_request.head, ref: 'work' }, base: { ref: 'main', repo: repository } } };
  await writeFile(join(folder, 'event.json'), JSON.stringify(whole));
  await mkdir(join(folder, 'kept'));
  await mkdir(join(folder, 'home'));
  const told = { GITHUB_REPOSITORY: 'octo/docc', GITHUB_REPOSITORY_OWNER: 'octo', GITHUB_API_URL: github.url, KEPT: join(folder, 'kept'), GITHUB_RUN_ATTEMPT: '1', PATH: path(folder, env), ...jobs };
  const each = (flag: string, of: Readonly<Record<string, string>>): readonly string[] => Object.entries(of).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const args = ['pull_request_target', '--workflows', `.github/workflows/${workflow}`, '--eventpath', join(folder, 'event.json'), '--platform', 'ubuntu-24.04=-self-hosted', '--secret', `GITHUB_TOKEN=${tokens.bot}`, '--no-cache-server', '--use-gitignore=false', ...each('--env', told), ...each('--var', vars)];
  const { XDG_CACHE_HOME: _cache, ...rest } = env;
  return await promisify(execFile)('act', args, { cwd: join(folder, 'docc'), env: { ...rest, PATH: path(folder, env) }, maxBuffer: 64 * 1024 * 1024, timeout: 1_800_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, log: stdout + stderr }),
    (error: { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }) => ({ code: typeof error.code === 'number' ? error.code : -1, log: `${error.stdout ?? ''}${error.stderr ?? ''}` }),
  );
}

const path = (folder: string, env: Readonly<Record<string, string | undefined>>): string => [join(folder, 'bin'), join(home, 'node_modules', '.bin'), env['PATH'] ?? ''].join(delimiter);
