import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { envelope, keyIdOf, opened, sealed, UnprovenGrade } from '../publish/attestation/envelope.ts';
import { statementOf } from '../publish/attestation/statement.ts';
import { writeWhole } from '../tools/folder.ts';
import { jsonOf } from '../tools/json.ts';
import { byBundle, provenByBundle } from './attest-bundle.ts';
import { attestedIn, bytesAt, gradeWords, refuseContradiction } from './attested.ts';
import { type ExitCode, exitCodes, WrongUse } from './exit.ts';
import type { World } from './world.ts';

const byKey = z.strictObject({ path: z.string(), key: z.string(), evidence: z.string().optional() });
type ByKey = z.infer<typeof byKey>;

/** `docc sign`: a statement on the report and its evidence beside it, in an envelope that the key signs. */
export async function signCommand(world: World, given: unknown): Promise<void> {
  const asked = byKey.parse(given);
  const key = await keyIn(asked, world, createPrivateKey);
  const { graded, digest, evidence } = await attestedIn(asked, world);
  if (evidence === undefined) throw new WrongUse('there is no evidence beside the report: name its folder with --evidence');
  const path = envelopeOf(resolve(world.cwd, asked.path));
  await writeWhole(path, `${JSON.stringify(sealed(statementOf(graded, digest, evidence), key))}\n`);
  world.stdout.write(`signed with ${keyIdOf(key)}: ${path}\n`);
}

/** `docc verify`: without a network; says in one sentence what is proven and what is not. */
export async function verifyCommand(world: World, given: unknown): Promise<ExitCode> {
  try {
    world.stdout.write(`${await proven(world, given)}\n`);
    return exitCodes.graded;
  } catch (error) {
    if (!(error instanceof UnprovenGrade)) throw error;
    world.stderr.write(`docc: nothing is proven: ${error.message}\n`);
    return exitCodes.below;
  }
}

async function proven(world: World, given: unknown): Promise<string> {
  const [key, bundle] = [byKey.safeParse(given), byBundle.safeParse(given)];
  if (key.success) return await provenByKey(world, key.data);
  if (bundle.success) return await provenByBundle(world, bundle.data);
  throw new WrongUse('say who has to have signed the report: --key, or --bundle with --trusted-root, --repository and --workflow', { cause: bundle.error });
}

async function provenByKey(world: World, asked: ByKey): Promise<string> {
  const key = await keyIn(asked, world, createPublicKey);
  const attested = await attestedIn(asked, world);
  const said = opened(await envelopeIn(asked, world), key);
  refuseContradiction(said, attested);
  return `Proven: the holder of key ${keyIdOf(key)} signed this very report, ${gradeWords(said, attested, 'on a machine that nobody vouches for')}; not proven: who holds the key, and that what was recorded as evidence is what happened.`;
}

async function keyIn({ key }: ByKey, { cwd }: World, read: (pem: string) => KeyObject): Promise<KeyObject> {
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

/** A statement is a few kilobytes. */
const longestEnvelope = 1024 * 1024;

async function envelopeIn({ path }: ByKey, { cwd }: World) {
  const name = envelopeOf(path);
  const bytes = await bytesAt(resolve(cwd, name), longestEnvelope, `${name} is not there: an unsigned report proves nothing; \`docc sign\` writes it`);
  const parsed = envelope.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new UnprovenGrade(`${name} is no signature of docc's`, { cause: parsed.error });
  return parsed.data;
}

const envelopeOf = (path: string): string => path.replace(/(\.json)?$/, '.dsse.json');
