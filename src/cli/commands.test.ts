import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { reportJson } from '../publish/json.ts';
import { complete, severalLost } from '../publish/report.fixture.ts';
import { docc } from './docc.ts';
import { home } from './version.ts';
import { type Said, worldIn } from './world.fixture.ts';
import type { World } from './world.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docc-commands-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
});

async function run(args: readonly string[], changes: Partial<World> = {}) {
  const said: Said = { stdout: '', stderr: '' };
  const code = await docc(args, worldIn(folder, said, changes));
  return { code, ...said };
}

describe('docc diff', () => {
  it('compares reports by file and by folder', async () => {
    await mkdir(join(folder, 'later'));
    await writeFile(join(folder, 'before.json'), reportJson(severalLost()));
    await writeFile(join(folder, 'later', 'report.json'), reportJson(complete()));
    const { code, stdout } = await run(['diff', 'before.json', 'later']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^42\.3 → 100\.0 of 100 points/);
  });

  it.each([
    ['what is not there', 'nowhere.json', 'nowhere.json is not there'],
    ['a folder without a report', '.', 'holds no report.json'],
    ['what is no report', 'other.json', 'is no report of docc'],
  ])('ends with 2 on %s', async (_, named, message) => {
    await writeFile(join(folder, 'other.json'), '{"schema":"another"}');
    const { code, stdout, stderr } = await run(['diff', named, named]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('docc doctor', () => {
  it('says what is lacking where there is nothing, and how to add the lowest tier', async () => {
    await mkdir(join(folder, 'empty'));
    const { code, stdout } = await run(['doctor'], { env: { PATH: join(folder, 'empty'), HOME: folder, DOCC_CACHE: join(folder, 'cache') } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/· source .*waits for .*helm/);
    expect(stdout).toContain('This adds the tier source:\n  docc install source\n');
    expect(stdout).toMatch(/Install helm 4\.\d+\.\d+ \(`docc install helm` fetches/);
    expect(stdout).toMatch(/memory +\d+\.\d GiB free of \d+\.\d GiB/);
  });

  it('is JSON for programs', async () => {
    const { stdout } = await run(['doctor', '--json'], { env: { PATH: folder, HOME: folder, DOCC_CACHE: join(folder, 'cache') } });
    expect(JSON.parse(stdout)).toMatchObject({ tiers: [{ tier: 'source' }, { tier: 'image' }, { tier: 'cluster' }, { tier: 'cloud' }], programs: { docker: { kind: 'missing' } } });
  });
});

const isThere = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('docc completion', () => {
  /** What bash offers for a line that the cursor stands at the end of. */
  async function offered(line: string): Promise<readonly string[]> {
    const script = join(folder, 'docc.bash');
    await writeFile(script, (await run(['completion', 'bash'])).stdout);
    const words = line.split(' ');
    const asked = `. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _docc; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', asked, script, ...words], { cwd: folder });
    return stdout.trim().split('\n');
  }

  it('offers commands, options, values and ids to bash', async () => {
    expect(await offered('docc gr')).toEqual(['grade']);
    expect(await offered('docc grade --ti')).toEqual(['--tier']);
    expect(await offered('docc grade --tier im')).toEqual(['image']);
    expect(await offered('docc grade --objective herm')).toEqual(['hermetic-image']);
    expect(await offered('docc explain base-images-p')).toEqual(['base-images-pinned']);
    expect(await offered('docc list ch')).toEqual(['checks', 'challenges']);
    expect(await offered('docc install ku')).toEqual(['kubectl']);
  });

  it('offers no files where a number or a date is meant, and what a command within a command takes', async () => {
    await writeFile(join(folder, 'a-file'), '');
    expect(await offered('docc grade --fail-under a')).toEqual(['']);
    expect(await offered('docc grade --out a-f')).toEqual(['a-file']);
    expect(await offered('docc cloud t')).toEqual(['teardown']);
    expect(await offered('docc cloud teardown --dry')).toEqual(['--dry-run']);
  });

  it.skipIf(!isThere('fish'))(`says the same to fish${isThere('fish') ? '' : ' (skipped: there is no fish)'}`, async () => {
    const script = join(folder, 'docc.fish');
    await writeFile(script, (await run(['completion', 'fish'])).stdout);
    await writeFile(join(folder, 'a-file'), '');
    const ask = async (line: string): Promise<readonly string[]> => {
      const { stdout } = await promisify(execFile)('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line], { cwd: folder, env: { ...process.env, HOME: folder } });
      return stdout.split('\n').flatMap((each) => each.split('\t')[0] || []);
    };
    expect(await ask('docc gr')).toEqual(['grade']);
    expect(await ask('docc grade --tier i')).toEqual(['image']);
    expect(await ask('docc grade --fail-under a')).toEqual([]);
    expect(await ask('docc grade a-f')).toEqual(['a-file']);
    expect(await ask('docc explain base-images-p')).toEqual(['base-images-pinned']);
    expect(await ask('docc doctor a')).toEqual([]);
  });

  // In a terminal of its own: zsh completes for nobody who isn't typing.
  it.skipIf(!isThere('zsh'))(`says the same to zsh${isThere('zsh') ? '' : ' (skipped: there is no zsh)'}`, async () => {
    await writeFile(join(folder, '_docc'), (await run(['completion', 'zsh'])).stdout);
    await writeFile(join(folder, 'a-file'), '');
    const typed = ['docc gr', 'docc grade --tier im', 'docc grade --fail-under a-f', 'docc grade a-f', 'docc explain base-images-p', 'docc grade --objective ingress --objec'];
    const script = `zmodload zsh/zpty; zpty z zsh -f -i
      zpty -w z 'PS1=""; fpath=("$PWD" $fpath); autoload -U compinit; compinit -u -D; setopt no_beep; show() { print -r -- "<$BUFFER>"; BUFFER=; }; zle -N show; bindkey "^X" show; print rea""dy'
      zpty -r -m z line '*ready*'
      for typed in "$@"; do zpty -w -n z "$typed"$'\\t\\x18'; zpty -r -m z line '*<*>*'; print -r -- "\${\${line##*<}%%>*}"; done`;
    const { stdout } = await promisify(execFile)('zsh', ['-f', '-c', script, 'zsh', ...typed], { cwd: folder, env: { ...process.env, HOME: folder, COLUMNS: '200' } });
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual(['docc grade', 'docc grade --tier image', 'docc grade --fail-under a-f', 'docc grade a-file', 'docc explain base-images-pinned', 'docc grade --objective ingress --objective', '']);
  });

  it('names every command to zsh and fish', async () => {
    const zsh = (await run(['completion', 'zsh'])).stdout;
    const fish = (await run(['completion', 'fish'])).stdout;
    expect(zsh).toMatch(/^#compdef docc\n/);
    for (const name of ['grade', 'regrade', 'explain', 'list', 'diff', 'doctor', 'install', 'watch', 'completion']) {
      expect(zsh).toContain(`'${name}:`);
      expect(fish).toContain(`-f -a ${name} -d `);
    }
  });
});

describe('docc watch', () => {
  it('tells on a save what that changed, and ends when it is stopped', async () => {
    const fork = join(folder, 'fork');
    await cp(join(home, 'test', 'submissions', 'reference'), fork, { recursive: true });
    const said: Said = { stdout: '', stderr: '' };
    const stop = new AbortController();
    const watching = docc(['watch', fork], worldIn(folder, said, { signal: stop.signal }));
    const heard = async (words: RegExp): Promise<void> => {
      while (!words.test(said.stdout + said.stderr)) await setTimeout(50);
    };
    await heard(/watching/);
    const dockerfile = join(fork, 'assets', 'sample', 'Dockerfile');
    const text = await readFile(dockerfile, 'utf8');
    // As editors save: another file takes its name.
    await writeFile(join(fork, 'assets', 'sample', '.Dockerfile.swp'), text.replace(/^ENTRYPOINT .*$/m, 'ENTRYPOINT /docc-sample'));
    await rename(join(fork, 'assets', 'sample', '.Dockerfile.swp'), dockerfile);
    await heard(/Lost: /);
    expect(said.stdout).toContain('(entrypoint-exec-form)');
    // Of two saves in a row the first is graded and not told: what it says is old already.
    await writeFile(dockerfile, text.replace(/^FROM \S+/m, 'FROM golang'));
    await setTimeout(20);
    await writeFile(dockerfile, text);
    await heard(/Won: /);
    expect(said.stdout).not.toContain('(base-images-tagged)');
    stop.abort(new Error('stopped'));
    expect(await watching).toBe(0);
  });
});
