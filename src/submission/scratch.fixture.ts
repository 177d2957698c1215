import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of a test's own, which goes with the test. */
export type Scratch = Disposable & {
  readonly path: string;
  readonly at: (name: string) => string;
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  /** git, run in the folder `within`, without anybody's own settings. */
  readonly git: (within: string, ...args: readonly string[]) => string;
};

export function scratch(): Scratch {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'docc-scratch-')));
  const at = (name: string): string => join(path, name);
  return {
    path,
    at,
    write: (files) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(at(name)), { recursive: true });
        writeFileSync(at(name), content);
      }
    },
    git: (within, ...args) => {
      const options = { cwd: at(within), env: quiet(), encoding: 'utf8', stdio: 'pipe' } as const;
      return execFileSync('git', [...identity, ...args], options).trimEnd();
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

const identity = ['user.name=Test', 'user.email=test@example.invalid', 'init.defaultBranch=main', 'protocol.file.allow=always'].flatMap(
  (each) => ['-c', each],
);

function quiet(): NodeJS.ProcessEnv {
  const nobodys = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return { ...nobodys, PATH: process.env['PATH'], HOME: '/nonexistent' };
}
