import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Environment } from './find-program.ts';
import { hadolintPort, type OpenedHadolint } from './hadolint.ts';
import { call, drop, equal, exit, load, num, store, wasi, when } from './wasm.fixture.ts';
import { findModule } from './wasm-module.ts';

const open = (env: Environment): Promise<OpenedHadolint> => hadolintPort(env, new AbortController().signal).open();

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-hadolint-find-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, 0o755);
  return path;
}

/** Told what it is given: its version without stdin, else that all is well; or what is not well with its surroundings. */
const script = (version: string): string => `#!/bin/sh
[ "$1" = --version ] && { echo "Haskell Dockerfile Linter ${version}"; exit; }
[ -z "$(ls -A .)" ] && [ "$HOME" = "$PWD" ] && [ "$(env | grep -c DOCC)" = 0 ] && [ -r "$2" ] || exit 9
echo '[]'
`;

test('the program runs in an empty folder that is its home, with our rules and none of our environment', async () => {
  const opened = await open({ DOCC_HADOLINT: await put('hadolint', script('2.15.1-12-gabcdef')), DOCC_OTHER: 'secret' });
  expect(opened).toMatchObject({ kind: 'open', hadolint: { version: '2.15.1' } });
  expect(opened.kind === 'open' && (await opened.hadolint.lint('FROM scratch\n'))).toEqual({ kind: 'linted', findings: [] });
});

test('an old program on PATH is not exercised, with what to do', async () => {
  const PATH = dirname(await put('hadolint', script('2.12.0')));
  expect(await open({ PATH, HOME: PATH })).toMatchObject({
    kind: 'absent',
    absence: { reason: expect.stringContaining('is 2.12.0, older than 2.15.0'), remedy: expect.stringContaining('DOCC_HADOLINT') },
  });
});

test('a program that is not hadolint is passed over on PATH, and a fault where it is set', async () => {
  const path = await put('hadolint', '#!/bin/sh\necho something else\n');
  expect(await open({ PATH: dirname(path), HOME: dirname(path) })).toMatchObject({ kind: 'absent' });
  expect(await open({ DOCC_HADOLINT: path })).toMatchObject({ kind: 'fault', fault: { message: expect.stringContaining("is not hadolint's") } });
});

/** Prints the text from 64 on: WebAssembly has no strings, so four bytes at a time. */
function print(text: string): number[] {
  const bytes = Buffer.alloc(Math.ceil(text.length / 4) * 4);
  bytes.write(text);
  const words = Array.from({ length: bytes.length / 4 }, (_, place) => store(64 + 4 * place, num(bytes.readInt32LE(4 * place))));
  const vector = [...store(0, num(64)), ...store(4, num(text.length))];
  return [...words.flat(), ...vector, ...num(1), ...num(0), ...num(1), ...num(8), ...call('fd_write'), ...drop];
}

/** As hadolint would: its version where stdin is empty, findings where it is not. */
function module(version: string, findings: string, code: number): Uint8Array {
  const read = [...store(0, num(2048)), ...store(4, num(1000)), ...num(0), ...num(0), ...num(1), ...num(8), ...call('fd_read'), ...drop];
  const tell = when(equal(load(8), num(0)), print(`Haskell Dockerfile Linter ${version}\n`), exit(num(0)));
  return wasi([read, tell, print(findings), exit(num(code))]);
}

test('WebAssembly named by its setting comes before any program', async () => {
  const found = '[{"code":"DL3006","level":"warning","line":1,"message":"tag"}]';
  const DOCC_HADOLINT_WASM = await put('hadolint.wasm', module('2.16.0', found, 1));
  const opened = await open({ DOCC_HADOLINT_WASM, DOCC_HADOLINT: await put('hadolint', script('2.15.0')) });
  expect(opened).toMatchObject({ kind: 'open', hadolint: { version: '2.16.0' } });
  expect(opened.kind === 'open' && (await opened.hadolint.lint('FROM a\n'))).toMatchObject({ findings: [{ code: 'DL3006' }] });
});

test('a setting for WebAssembly that does not serve is a fault that says why', async () => {
  const fault = async (DOCC_HADOLINT_WASM: string): Promise<string> => {
    const opened = await open({ DOCC_HADOLINT_WASM });
    return opened.kind === 'fault' ? opened.fault.message : opened.kind;
  };
  expect(await fault('hadolint.wasm')).toContain('not an absolute path');
  expect(await fault(join(tmpdir(), 'docc-absent.wasm'))).toContain('ENOENT');
  expect(await fault(await put('hadolint.wasm', 'hello'))).toContain('no WebAssembly module');
  expect(await fault(await put('hadolint.wasm', module('2.14.0', '[]', 0)))).toContain('it is 2.14.0');
  expect(await fault(await put('hadolint.wasm', wasi([exit(num(1))])))).toContain("not hadolint's");
});

test('WebAssembly in the cache is taken with the checksum of the lock file only', async () => {
  const bytes = module('2.15.1', '[]', 0);
  const cache = dirname(dirname(await put('hadolint-2.15.1/hadolint.wasm', bytes)));
  const lockedTo = (sha256: string) => ({ atLeast: '2.15.0', pinned: '2.15.1', artefacts: [{ platform: 'wasm' as const, sha256 }] });
  const right = lockedTo(createHash('sha256').update(bytes).digest('hex'));
  const env = { DOCC_CACHE: cache };
  expect(await findModule('hadolint', right, env)).toMatchObject({ kind: 'found', by: 'cache' });
  expect(await findModule('hadolint', lockedTo('0'.repeat(64)), env)).toEqual({ kind: 'none' });
  expect(await findModule('hadolint', { ...right, artefacts: [] }, env)).toEqual({ kind: 'none' });
  expect(await findModule('hadolint', right, { DOCC_CACHE: tmpdir() })).toEqual({ kind: 'none' });
  expect(await findModule('hadolint', right, { ...env, DOCC_HADOLINT: '/set' })).toEqual({ kind: 'none' });
});
