import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Bundle } from '../evidence/bundle.ts';
import { openBundle, RefusedBundle } from '../evidence/store.ts';
import { type Report, report } from '../grade/report.ts';
import { envelope, keyIdOf, opened, sealed, UnprovenGrade } from '../publish/attestation/envelope.ts';
import { contradiction, type Statement, statementOf } from '../publish/attestation/statement.ts';
import { points, wholePoints } from '../publish/words.ts';
import { folderShelf, writeWhole } from '../tools/folder.ts';
import { type ExitCode, exitCodes, WrongUse } from './exit.ts';
import type { World } from './world.ts';

const options = z.strictObject({ path: z.string(), key: z.string(), evidence: z.string().optional() });
type Options = z.infer<typeof options>;

/** A report is a few hundred kilobytes; what is far larger is none. */
const longest = 16 * 1024 * 1024;

/** `docc sign`: a statement on the report and its evidence beside it, in an envelope that the key signs. */
export async function signCommand(world: World, given: unknown): Promise<void> {
  const asked = options.parse(given);
  const key = await keyIn(asked, world, createPrivateKey);
  const { graded, digest } = await reportIn(asked, world);
  const bundle = await bundleOf(asked, world);
  if (bundle === undefined) throw new WrongUse('there is no evidence beside the report: name its folder with --evidence');
  const path = envelopeOf(resolve(world.cwd, asked.path));
  await writeWhole(path, `${JSON.stringify(sealed(statementOf(graded, digest, bundle), key))}\n`);
  world.stdout.write(`signed with ${keyIdOf(key)}: ${path}\n`);
}

/** `docc verify`: without a network; says in one sentence what is proven and what is not. */
export async function verifyCommand(world: World, given: unknown): Promise<ExitCode> {
  try {
    world.stdout.write(`${await verified(world, options.parse(given))}\n`);
    return exitCodes.graded;
  } catch (error) {
    if (!(error instanceof UnprovenGrade)) throw error;
    world.stderr.write(`docc: nothing is proven: ${error.message}\n`);
    return exitCodes.below;
  }
}

async function verified(world: World, asked: Options): Promise<string> {
  const key = await keyIn(asked, world, createPublicKey);
  const { graded, digest } = await reportIn(asked, world);
  const said = opened(await envelopeIn(asked, world), key);
  const bundle = await bundleOf(asked, world);
  const differing = contradiction(said, graded, digest, bundle);
  if (differing !== undefined) throw new UnprovenGrade(differing);
  return proven(said, keyIdOf(key), bundle !== undefined);
}

function proven({ predicate: { earned, possible, commit, repository, submission, challenge, grader, trust } }: Statement, key: string, hasEvidence: boolean): string {
  const subject = commit === undefined ? `the files ${submission}` : `commit ${commit}${repository === undefined ? '' : ` of ${repository}`}`;
  const by = `docc ${grader.version}${grader.commit === undefined ? '' : ` at ${grader.commit}`}`;
  const held = hasEvidence ? 'and the evidence beside it is what it was graded from' : 'and no evidence was beside it to compare';
  const made = trust === 'advisory' ? ', on a machine that nobody vouches for' : '';
  return (
    `Proven: the holder of key ${key} signed this very report, ${points(earned)} of ${wholePoints(possible)} points for ${subject}, ` +
    `by challenge ${challenge.id} ${challenge.version} (${challenge.digest}) and ${by}${made}, ${held}; ` +
    'not proven: who holds the key, and that what was recorded as evidence is what happened.'
  );
}

async function keyIn({ key }: Options, { cwd }: World, read: (pem: string) => KeyObject): Promise<KeyObject> {
  const path = resolve(cwd, key);
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WrongUse(`${key} can't be read: name a key file with --key`, { cause });
  });
  try {
    const found = read(pem);
    if (found.asymmetricKeyType === 'ed25519') return found;
  } catch {
    // told below, as is a key of another kind
  }
  throw new WrongUse(`${key} is no Ed25519 key: make one with \`openssl genpkey -algorithm ed25519 -out key.pem\`, and its public half with \`openssl pkey -in key.pem -pubout\``);
}

async function reportIn({ path }: Options, { cwd }: World): Promise<{ readonly graded: Report; readonly digest: string }> {
  const bytes = await bounded(resolve(cwd, path), `${path}: name a report.json that docc grade wrote`);
  const parsed = report.safeParse(jsonIn(bytes));
  if (!parsed.success) throw new WrongUse(`${path} is no report of docc: name a report.json that docc grade wrote`, { cause: parsed.error });
  return { graded: parsed.data, digest: hash('sha256', bytes) };
}

async function envelopeIn({ path }: Options, { cwd }: World) {
  const name = envelopeOf(path);
  const bytes = await bounded(resolve(cwd, name), `${name} is not there: an unsigned report proves nothing; \`docc sign\` writes it`);
  const parsed = envelope.safeParse(jsonIn(bytes));
  if (!parsed.success) throw new UnprovenGrade(`${name} is no signature of docc's`, { cause: parsed.error });
  return parsed.data;
}

async function bounded(path: string, otherwise: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new WrongUse(otherwise, { cause });
  });
  if (bytes.length > longest) throw new WrongUse(otherwise);
  return bytes;
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // no schema takes it
  }
}

const envelopeOf = (path: string): string => path.replace(/(\.json)?$/, '.dsse.json');

/** The evidence that was named, or lies beside the report where docc grade puts it. */
async function bundleOf({ path, evidence }: Options, { cwd }: World): Promise<Bundle | undefined> {
  const folder = evidence === undefined ? join(dirname(resolve(cwd, path)), 'evidence') : resolve(cwd, evidence);
  try {
    return (await openBundle(folderShelf(folder))).bundle;
  } catch (error) {
    if (evidence === undefined && error instanceof RefusedBundle && error.code === 'absent') return undefined;
    throw error;
  }
}
