import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failureOf, type ProgramCall, runProgram } from './program.ts';

const call = (script: string, limits: Partial<ProgramCall> = {}): ProgramCall => ({
  program: process.execPath,
  args: ['-e', script],
  cwd: tmpdir(),
  env: {},
  timeoutMs: 30_000,
  maxOutputBytes: 1024 * 1024,
  ...limits,
});

const shell = (script: string, limits: Partial<ProgramCall> = {}): ProgramCall =>
  call('', { program: '/bin/sh', args: ['-c', script], ...limits });

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'docc-program-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Zombies without a parent that reaps them still answer signal 0, so the state is read where /proc tells it. */
async function running(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? process.platform !== 'linux' && alive(pid) : !/\) [ZX]/.test(stat);
}

describe('runProgram', () => {
  test('brings back code, stdout and stderr', async () => {
    const result = await runProgram(call('process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3'));
    expect(result).toEqual({ kind: 'exited', code: 3, stdout: Buffer.from('out'), stderr: 'err' });
  });

  test('gives stdin, and whole bytes back', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
    const result = await runProgram(call('process.stdin.pipe(process.stdout)', { stdin: bytes }));
    expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: Buffer.from(bytes) });
  });

  test('a program that reads none of its stdin still ends as it ended', async () => {
    const result = await runProgram(shell('exit 4', { stdin: new Uint8Array(4_000_000) }));
    expect(result).toMatchObject({ kind: 'exited', code: 4 });
  });

  test('inherits nothing of the environment', async () => {
    const script = 'process.stdout.write(Object.keys(process.env).join())';
    const result = await runProgram(call(script, { env: { ONLY: 'this' } }));
    expect(result.kind === 'exited' && result.stdout.toString()).toBe('ONLY');
  });

  test('hands arguments over as they are: no shell reads them', async () => {
    const hostile = '$(id) `id` ; id | id > x "\' *';
    const script = 'process.stdout.write(process.argv[1])';
    const result = await runProgram(call('', { args: ['-e', script, hostile] }));
    expect(result.kind === 'exited' && result.stdout.toString()).toBe(hostile);
  });

  test('ends a program that ignores SIGTERM, and the children that hold its pipes', async () => {
    const pids = join(await folder(), 'pids');
    const script = `trap '' TERM; (trap '' TERM; sleep 1000 & sleep 1000) & echo $! > ${pids}; echo $$ >> ${pids}; sleep 1000`;
    const result = await runProgram(shell(script, { timeoutMs: 400, env: { PATH: '/usr/bin:/bin' } }));
    expect(result).toMatchObject({ kind: 'timed-out', timeoutMs: 400 });
    const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
    expect(started).toHaveLength(2);
    for (const pid of started) await expect.poll(() => running(pid)).toBe(false);
  });

  test('a child left behind with the pipes in hand does not hold the result back', async () => {
    const script = 'echo done; sleep 1000 & exit 0';
    const result = await runProgram(shell(script, { env: { PATH: '/usr/bin:/bin' } }));
    expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: Buffer.from('done\n') });
  });

  test.runIf(process.platform === 'linux')('nor one that left the process group', async () => {
    const pids = join(await folder(), 'pid');
    onTestFinished(async () => void process.kill(Number(await readFile(pids, 'utf8')), 'SIGKILL'));
    const script = `setsid sh -c 'echo $$ > ${pids}; exec sleep 1000' & while [ ! -s ${pids} ]; do sleep 0.05; done; echo done`;
    const result = await runProgram(shell(script, { env: { PATH: '/usr/bin:/bin' } }));
    expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: Buffer.from('done\n') });
  });

  test('is ended by an abort, before or after its start', async () => {
    const early = await runProgram(call('setInterval(() => {}, 1000)', { signal: AbortSignal.abort() }));
    expect(early).toMatchObject({ kind: 'killed', by: 'abort' });
    const late = await runProgram(call('setInterval(() => {}, 1000)', { signal: AbortSignal.timeout(300) }));
    expect(late).toMatchObject({ kind: 'killed', by: 'abort' });
  });

  test('names the signal of another', async () => {
    expect(await runProgram(shell('kill -s SEGV $$'))).toMatchObject({ kind: 'killed', by: 'SIGSEGV' });
  });

  test.each(['stdout', 'stderr'])('ends a program that floods %s', async (stream) => {
    // Ends when nobody reads it any more, so that a test run that is itself killed leaves no flood behind.
    const script = `const flood = (closed) => (closed ? process.exit(1) : process.${stream}.write('x'.repeat(65536), flood)); flood()`;
    const result = await runProgram(call(script, { maxOutputBytes: 100_000 }));
    expect(result).toMatchObject({ kind: 'output-too-large', maxOutputBytes: 100_000 });
  });

  test('output of exactly the limit is whole', async () => {
    const result = await runProgram(call('process.stdout.write("x".repeat(5000))', { maxOutputBytes: 5000 }));
    expect(result).toMatchObject({ kind: 'exited', stdout: Buffer.alloc(5000, 'x') });
  });

  test('keeps the start and the end of a long stderr, without control characters', async () => {
    const script = 'process.stderr.write("first \\u001b[31mred\\u001b[0m\\r\\n" + "x".repeat(50000) + "\\u0007\\u202elast")';
    const result = await runProgram(call(script));
    const stderr = result.kind === 'exited' ? result.stderr : '';
    expect(stderr.slice(0, 12)).toBe('first red\nxx');
    expect(stderr.slice(-6)).toBe('xxlast');
    expect(stderr).toMatch(/\n\[\d+ bytes left out\]\n/);
    expect(stderr.length).toBeLessThan(17_000);
  });

  test('tells an absent program from one that cannot be started', async () => {
    const cwd = await folder();
    const script = join(cwd, 'script');
    await writeFile(script, '#!/nowhere/interpreter\n');
    expect(await runProgram(call('', { program: join(cwd, 'absent') }))).toMatchObject({ kind: 'not-found' });
    expect(await runProgram(call('', { program: 'docc-absent', env: { PATH: cwd } }))).toMatchObject({ kind: 'not-found' });
    expect(await runProgram(call('', { program: script }))).toMatchObject({ kind: 'failed-to-start' });
    await chmod(script, 0o755);
    const interpreted = await runProgram(call('', { program: script }));
    expect(interpreted.kind === 'failed-to-start' && interpreted.cause.message).toContain('interpreter');
    const lost = await runProgram(call('', { cwd: join(cwd, 'gone') }));
    expect(lost.kind === 'failed-to-start' && lost.cause.message).toContain('working folder');
    expect(await runProgram(call('', { args: ['a\0b'] }))).toMatchObject({ kind: 'failed-to-start' });
  });
});

describe('failureOf', () => {
  test('a clean exit is none', () => {
    expect(failureOf('tool', { kind: 'exited', code: 0, stdout: Buffer.alloc(0), stderr: 'chatter' })).toBeUndefined();
  });

  test('any other end says what became of it and its last words', () => {
    const stderr = 'Usage: tool\n\ntool: cannot open the daemon\n';
    expect(failureOf('tool', { kind: 'exited', code: 2, stdout: Buffer.alloc(0), stderr })).toEqual({
      message: 'tool ended with exit code 2: tool: cannot open the daemon',
      repair: 'See what tool complains of, mend it, and grade again.',
    });
    expect(failureOf('tool', { kind: 'timed-out', timeoutMs: 20_000, stderr: '' })?.message).toBe('tool was ended after 20 s');
    expect(failureOf('tool', { kind: 'killed', by: 'SIGKILL', stderr: '' })?.repair).toContain('memory');
    expect(failureOf('tool', { kind: 'not-found', program: '/opt/tool' })?.message).toBe('tool was not found as /opt/tool');
  });
});
