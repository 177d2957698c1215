import { generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { provenByBundle } from '../../src/cli/attest-bundle.ts';
import { docc } from '../../src/cli/docc.ts';
import { worldIn } from '../../src/cli/world.fixture.ts';
import { canonical } from '../../src/evidence/canonical.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { report as reportSchema, type Report } from '../../src/grade/report.ts';
import { envelope, opened, sealed, UnprovenGrade } from '../../src/publish/attestation/envelope.ts';
import { type Claims, sigstoreInstance } from '../../src/publish/attestation/sigstore.fixture.ts';
import { contradiction, type Statement, statement, statementOf } from '../../src/publish/attestation/statement.ts';
import { reportJson } from '../../src/publish/json.ts';
import { folderShelf } from '../../src/tools/folder.ts';
import { temporaryFolder } from '../../src/tools/temporary.ts';
import { evidenceOn } from '../collect.ts';
import { another, changedAt, fieldsOf, type Json, ofAnotherType, placeText, withAMemberMore } from './fields.ts';
import { reportOn, submitted } from './submissions.ts';
import './tried.ts';

const folder = await temporaryFolder('signatures');
const keys = generateKeyPairSync('ed25519');
const others = generateKeyPairSync('ed25519');

let evidence: Evidence;
let report: Report;
let json: Json;
let digest: string;
let said: Statement;

beforeAll(async () => {
  await mkdir(join(folder.path, 'evidence'), { recursive: true });
  evidence = await evidenceOn(folderShelf(join(folder.path, 'evidence')), await submitted({}));
  report = reportOn(evidence);
  const text = reportJson(report);
  json = JSON.parse(text) as Json; // it was written as JSON
  digest = hash('sha256', text);
  said = statementOf(report, digest, evidence.bundle);
  await writeFile(join(folder.path, 'report.json'), text);
  await writeFile(join(folder.path, 'key.pem'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(folder.path, 'key.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  await command('sign', 'report.json', '--key', 'key.pem');
  return async () => await folder[Symbol.asyncDispose]();
});

async function command(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { stdout: '', stderr: '' };
  const code = await docc(args, worldIn(folder.path, told, {}));
  return { code, out: told.stdout, err: told.stderr };
}
const verify = () => command('verify', 'report.json', '--key', 'key.pub');

/** What is proven of a statement that somebody with this key signed; undefined where nothing is. */
function proven(of: unknown, key: KeyObject = keys.privateKey): Statement | undefined {
  try {
    const back = opened(sealed(of as Statement, key), keys.publicKey); // what was forged has to be refused
    return contradiction(back, report, digest, evidence.bundle) === undefined ? back : undefined;
  } catch {
    return undefined;
  }
}

it('what was signed is proven as it is', async () => {
  expect(await verify()).toMatchObject({ code: 0, err: '' });
  expect(proven(said)).toEqual(said);
});

describe('report.json', () => {
  it('is refused with another type in any field, and with a member more', ({ task }) => {
    const fields = fieldsOf(json);
    const taken = fields.flatMap((place) =>
      [ofAnotherType, withAMemberMore].filter((change) => {
        const forged = changedAt(json, place, (before) => change(before) ?? before);
        return canonical(forged) !== canonical(json) && reportSchema.safeParse(forged).success;
      }).map((change) => `${change.name} ${placeText(place)}`),
    );
    expect(taken).toEqual([]);
    task.meta.tried = fields.length * 2;
  });

  it('with another value in any field is not what was signed', ({ task }) => {
    const fields = fieldsOf(json);
    for (const place of fields) {
      const forged = `${JSON.stringify(changedAt(json, place, another), null, 2)}\n`;
      const read = reportSchema.safeParse(JSON.parse(forged));
      if (read.success) expect(contradiction(said, read.data, hash('sha256', forged), evidence.bundle), placeText(place)).toBeDefined();
    }
    task.meta.tried = fields.length;
  });

  it.each([
    ['points more', (text: string) => text.replace(/"earned": [\d.]+/, '"earned": 100')],
    ['a key twice', (text: string) => text.replace('{', '{\n  "earned": 100,')],
    ['a blank more', (text: string) => `${text} `],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['__proto__', (text: string) => text.replace('{', '{\n  "__proto__": {"earned": 100},')],
    ['NaN', (text: string) => text.replace(/"earned": [\d.]+/, '"earned": NaN')],
    ['a number that is too large', (text: string) => text.replace(/"earned": [\d.]+/, '"earned": 1e999')],
    ['nothing', () => ''],
  ])('with %s proves nothing to `docc verify`', async (_, change) => {
    const path = join(folder.path, 'report.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, change(text));
    try {
      const { code, out } = await verify();
      expect([code === 0, out]).toEqual([false, '']);
    } finally {
      await writeFile(path, text);
    }
  });
});

describe('the statement', () => {
  it('with another value, type or member in any field contradicts the report or the evidence, though the key signs it', ({ task }) => {
    const all = said as unknown as Json; // it is written as JSON
    const taken = fieldsOf(all).flatMap((place) =>
      [another, ofAnotherType, withAMemberMore].filter((change) => {
        const forged = changedAt(all, place, (before) => change(before) ?? before);
        return canonical(forged) !== canonical(all) && proven(forged) !== undefined;
      }).map((change) => `${change.name} ${placeText(place)}`),
    );
    expect(taken).toEqual([]);
    task.meta.tried = fieldsOf(all).length * 3;
  });

  it('without any of its sections contradicts the evidence', ({ task }) => {
    const { evidence: named } = said.predicate;
    for (const id of Object.keys(named)) {
      const { [id]: _gone, ...rest } = named;
      expect(proven({ ...said, predicate: { ...said.predicate, evidence: rest } }), id).toBeUndefined();
    }
    task.meta.tried = Object.keys(named).length;
  });

  it('by another key proves nothing', () => expect(proven(said, others.privateKey)).toBeUndefined());
});

describe('the envelope', () => {
  it('with another value in any field proves nothing, but for the name of the key, which is nobody’s proof', ({ task }) => {
    const all = sealed(said, keys.privateKey) as unknown as Json; // it is written as JSON
    const fields = fieldsOf(all).filter((place) => place.at(-1) !== 'keyid');
    for (const place of fields) {
      for (const change of [another, ofAnotherType, withAMemberMore]) {
        const forged = changedAt(all, place, (before) => change(before) ?? before);
        const read = envelope.safeParse(forged);
        if (!read.success || canonical(forged) === canonical(all)) continue;
        expect(() => opened(read.data, keys.publicKey), `${change.name} ${placeText(place)}`).toThrow(UnprovenGrade);
      }
    }
    task.meta.tried = fields.length * 3;
  });

  it('of another report, by the same key, proves nothing', () => {
    const other = statement.parse({ ...said, subject: [{ name: 'report.json', digest: { sha256: '0'.repeat(64) } }] });
    expect(contradiction(opened(sealed(other, keys.privateKey), keys.publicKey), report, digest, evidence.bundle)).toContain('what was signed');
  });
});

describe('the bundle of the official attest action', () => {
  const commit = '4'.repeat(40);
  const claims: Claims = {
    issuer: 'https://token.actions.githubusercontent.com',
    workflow: `https://github.com/domain/docc/.github/workflows/grade.yml@${commit}`,
    commit,
    machine: 'github-hosted',
    repository: 'https://github.com/hiring/grader',
    repositoryId: '4711',
    ref: 'refs/heads/main',
    address: 'https://github.com/hiring/grader/actions/runs/12/attempts/1',
  };
  const asked = { path: 'report.json', bundle: 'bundle.json', trustedRoot: 'root.json', repository: 'hiring/grader', workflow: `domain/docc/.github/workflows/grade.yml@${commit}` };
  const told = { stdout: '', stderr: '' };
  let sigstore: Awaited<ReturnType<typeof sigstoreInstance>>;

  beforeAll(async () => {
    sigstore = await sigstoreInstance('public');
    await writeFile(join(folder.path, 'root.json'), JSON.stringify(sigstore.root));
  });

  /** The sentence that is proven; undefined where nothing is. */
  async function sentence(bundle: unknown): Promise<string | undefined> {
    await writeFile(join(folder.path, 'bundle.json'), JSON.stringify(bundle));
    try {
      return await provenByBundle(worldIn(folder.path, told, {}), asked);
    } catch (error) {
      if (error instanceof UnprovenGrade) return undefined;
      throw error;
    }
  }
  const signedBy = async (of: unknown, by: Partial<Claims> = {}) => await sigstore.signed(JSON.stringify(of), { ...claims, ...by });

  it('proves as much as was signed', async () => expect(await sentence(await signedBy(said))).toContain('the evidence beside it is what it was graded from'));

  it('with another value, type or member in any field proves nothing, but where the proof does not rest on it: then the same', async ({ task }) => {
    const bundle = await signedBy(said);
    const honest = await sentence(bundle);
    const all = bundle as unknown as Json; // it is written as JSON
    const ignored = new Set<string>();
    for (const place of fieldsOf(all)) {
      for (const change of [another, ofAnotherType, withAMemberMore]) {
        const forged = changedAt(all, place, (before) => change(before) ?? before);
        if (canonical(forged) === canonical(all)) continue;
        const proof = await sentence(forged);
        if (proof !== undefined) expect(proof, placeText(place)).toBe(honest);
        if (proof !== undefined && change === another) ignored.add(placeText(place));
      }
    }
    // The log's own checkpoint says the root and the size again, its proof needs no hashes where it holds one entry, and it
    // says the time as the time stamp does.
    const [proof, times] = ['verificationMaterial.tlogEntries.0.inclusionProof', 'verificationMaterial.timestampVerificationData'];
    expect([...ignored]).toEqual(['mediaType', `${proof}.rootHash`, `${proof}.treeSize`, `${proof}.hashes`, times, `${times}.rfc3161Timestamps`]);
    task.meta.tried = fieldsOf(all).length * 3;
  });

  it('of a statement with another value in any field proves nothing, though a run of ours signed it', async ({ task }) => {
    const all = said as unknown as Json; // it is written as JSON
    const places = fieldsOf(all);
    const taken: string[] = [];
    for (const place of places) {
      const forged = changedAt(all, place, another);
      if (canonical(forged) !== canonical(all) && (await sentence(await signedBy(forged))) !== undefined) taken.push(placeText(place));
    }
    expect(taken).toEqual([]);
    task.meta.tried = places.length;
  });

  it('by anybody else proves nothing, though an authority that is believed vouches for them', async ({ task }) => {
    const others = Object.keys(claims).filter((name) => !['repositoryId', 'address'].includes(name));
    for (const name of others) expect(await sentence(await signedBy(said, { [name]: 'x' })), name).toBeUndefined();
    task.meta.tried = others.length;
  });
});
