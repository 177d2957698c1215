import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findGraders } from '../catalogue/find.ts';
import { docc } from './docc.ts';
import { realWorld } from './world.ts';
import { home } from './version.ts';

type Run = { readonly code: number; readonly out: string; readonly err: string };

async function run(cwd: string, ...args: readonly string[]): Promise<Run> {
  let [out, err] = ['', ''];
  const stream = (add: (text: string) => void) => ({ isTTY: false, columns: 80, write: add });
  const called = { by: 'program', here: 'docc', anywhere: 'docc' } as const;
  const world = { ...realWorld(findGraders), cwd, called, stdout: stream((text) => void (out += text)), stderr: stream((text) => void (err += text)) };
  return { code: await docc(args, world), out, err };
}

/** A graded folder with a key pair, and its report signed. */
async function signedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-attest-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(home, 'test', 'submissions', 'reference', 'assets', 'sample'), join(folder, 'fork', 'assets', 'sample'), { recursive: true });
  await run(folder, 'grade', 'fork', '--tier', 'source', '--quiet', '--objective', 'hermetic-image', '--out', 'out');
  for (const name of ['key', 'other']) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFile(join(folder, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(join(folder, `${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  expect(await run(folder, 'sign', 'out/report.json', '--key', 'key.pem')).toMatchObject({ code: 0, err: '' });
  return folder;
}

const verify = async (folder: string, key = 'key.pub'): Promise<Run> => await run(folder, 'verify', 'out/report.json', '--key', key);

async function changed(path: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const other = change(text);
  expect(other).not.toBe(text);
  await writeFile(path, other);
}

it('says in one sentence what is proven and what is not', async () => {
  const { code, out, err } = await verify(await signedFolder());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Proven: the holder of key sha256:[0-9a-f]{32} signed this very report, [\d.]+ of [\d.]+ points for the files sha256:[0-9a-f]{64}, by challenge docc .*, on a machine that nobody vouches for, and the evidence beside it is what it was graded from; not proven: [^.]+\.\n$/);
});

it('a report without its evidence is proven without it', async () => {
  const folder = await signedFolder();
  await rm(join(folder, 'out', 'evidence'), { recursive: true });
  expect((await verify(folder)).out).toContain('no evidence was beside it');
});

it.each([
  ['another point', 'out/report.json', (text: string) => text.replace(/"earned": [\d.]+/, '"earned": 100'), 'bytes'],
  ['a blank', 'out/report.json', (text: string) => `${text} `, 'bytes'],
  ['another payload', 'out/report.dsse.json', (text: string) => text.replace(/"payload":"e/, '"payload":"f'), 'no signature is of the key'],
  ['no envelope', 'out/report.dsse.json', () => '{}', 'no signature of docc'],
])('%s proves nothing', async (_, path, change, because) => {
  const folder = await signedFolder();
  await changed(join(folder, path), change);
  const { code, out, err } = await verify(folder);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(because);
});

it("another's key proves nothing", async () => expect(await verify(await signedFolder(), 'other.pub')).toMatchObject({ code: 1, err: expect.stringContaining('no signature is of the key') }));

it('other evidence proves nothing', async () => {
  const folder = await signedFolder();
  await run(folder, 'grade', 'fork/assets', '--tier', 'source', '--quiet', '--objective', 'hermetic-image', '--out', 'else');
  await rm(join(folder, 'out', 'evidence'), { recursive: true });
  await cp(join(folder, 'else', 'evidence'), join(folder, 'out', 'evidence'), { recursive: true });
  expect(await verify(folder)).toMatchObject({ code: 1, err: expect.stringContaining('is not what was signed') });
});

it('a key of another kind is wrong use, with the command that makes one', async () => {
  const folder = await signedFolder();
  await writeFile(join(folder, 'key.pub'), generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }));
  expect(await verify(folder)).toMatchObject({ code: 2, err: expect.stringContaining('openssl genpkey -algorithm ed25519') });
});

it('an unsigned report is wrong use', async () => {
  const folder = await signedFolder();
  await rm(join(folder, 'out', 'report.dsse.json'));
  expect(await verify(folder)).toMatchObject({ code: 2, err: expect.stringContaining('unsigned') });
});
