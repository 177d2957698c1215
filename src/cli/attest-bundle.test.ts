import { hash } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Claims, type Instance, type Signed, sigstoreInstance } from '../publish/attestation/sigstore.fixture.ts';
import { type Statement, statementOf } from '../publish/attestation/statement.ts';
import { reportJson } from '../publish/json.ts';
import { allEarned, complete } from '../publish/report.fixture.ts';
import { docc } from './docc.ts';
import { worldIn } from './world.fixture.ts';

const commit = 'c'.repeat(40);
const workflow = 'domain/docc/.github/workflows/grade.yml';
const claims: Claims = {
  issuer: 'https://token.actions.githubusercontent.com',
  workflow: `https://github.com/${workflow}@${commit}`,
  commit,
  machine: 'github-hosted',
  repository: 'https://github.com/hiring/grader',
  repositoryId: '4711',
  ref: 'refs/heads/main',
  address: 'https://github.com/hiring/grader/actions/runs/12/attempts/1',
};

const text = reportJson({ ...complete(), trust: 'graded' });
const bundleOfEvidence = { schema: 'docc/evidence@1', submission: complete().submission, asOf: '2026-11-01T00:00:00Z', collector: { version: '1' }, finished: true, sections: {} } as const;
const said = (of: string): Statement => statementOf(JSON.parse(of), hash('sha256', of), bundleOfEvidence);
const statement = said(text);

let [publicOne, privateOne, stranger]: readonly Instance[] = [];
const instance = (one: Instance | undefined): Instance => one ?? expect.fail('the mock was not made');
beforeAll(async () => {
  [publicOne, privateOne, stranger] = await Promise.all([sigstoreInstance('public'), sigstoreInstance('private'), sigstoreInstance('public')]);
});

const lines = (...documents: readonly object[]): string => documents.map((each) => `${JSON.stringify(each)}\n`).join('');

type Given = { readonly report?: string; readonly bundle?: string; readonly root?: string; readonly args?: readonly string[] };

/** `docc verify` over these files. */
async function verify({ report = text, bundle = '', root = lines(instance(publicOne).root, instance(privateOne).root), args }: Given) {
  const folder = await mkdtemp(join(tmpdir(), 'docc-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await Promise.all([writeFile(join(folder, 'report.json'), report), writeFile(join(folder, 'bundle.json'), bundle), writeFile(join(folder, 'root.jsonl'), root)]);
  const told = { stdout: '', stderr: '' };
  const whose = args ?? ['--repository', 'hiring/grader', '--workflow', `${workflow}@${commit}`];
  const code = await docc(['verify', 'report.json', '--bundle', 'bundle.json', '--trusted-root', 'root.jsonl', ...whose], worldIn(folder, told, {}));
  return { code, out: told.stdout, err: told.stderr };
}

const signed = (of: object = statement, by: Partial<Claims> = {}, one = publicOne): Promise<Signed> => instance(one).signed(JSON.stringify(of), { ...claims, ...by });

describe('proves', () => {
  it('what a run for a public repository signed, in one sentence', async () => {
    const { code, out, err } = await verify({ bundle: JSON.stringify(await signed(), null, 2) });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^Proven: workflow domain\/docc\/\.github\/workflows\/grade\.yml@c{40} \(commit c{40}\), run by GitHub for hiring\/grader \(repository 4711\) from refs\/heads\/main in https:\/\/github\.com\/hiring\/grader\/actions\/runs\/12\/attempts\/1, signed this very report, as the public transparency log holds: [\d.]+ of 100 points for .*; not proven: [^:]+\.\n$/,
    );
  });

  it('what a run for a private repository signed, which no log holds', async () => {
    const { code, out } = await verify({ bundle: JSON.stringify(await signed(statement, {}, privateOne)) });
    expect(code).toBe(0);
    expect(out).toContain('in no public log');
  });

  it('the one of several that is meant', async () => {
    const bundle = lines(await signed(said(reportJson(allEarned()))), await signed(), await signed(statement, { repository: 'https://github.com/candidate/fork' }));
    expect((await verify({ bundle })).code).toBe(0);
  });

  it.each([
    ['a tag', 'refs/tags/v1.2.3', 'v1.2.3'],
    ['a branch', 'refs/heads/main', 'refs/heads/main'],
    ['a tag, by the commit that it stood at', 'refs/tags/v1.2.3', commit],
  ])('a workflow that is called by %s', async (_, ref, asked) => {
    const bundle = JSON.stringify(await signed(statement, { workflow: `https://github.com/${workflow}@${ref}` }));
    expect(await verify({ bundle, args: ['--repository', 'Hiring/Grader', '--workflow', `${workflow}@${asked}`] })).toMatchObject({ code: 0, err: '' });
  });
});

describe('refuses a run', () => {
  it.each<[string, Partial<Claims>, string]>([
    ["in a candidate's repository", { repository: 'https://github.com/candidate/fork' }, 'a run of candidate/fork'],
    ['in a repository that looks like ours', { repository: 'https://github.com.example/hiring/grader' }, 'a run of https://github.com.example'],
    ['in a repository whose name begins like ours', { repository: 'https://github.com/hiring/grader-2' }, 'a run of hiring/grader-2'],
    ['of a pull request', { ref: 'refs/pull/12/merge' }, 'a run from refs/pull/12/merge, and only a branch'],
    ['of a ref that nobody names', { ref: '' }, 'a run from (none), and only a branch'],
    ['of a workflow of the same repository', { workflow: 'https://github.com/hiring/grader/.github/workflows/own.yml@refs/heads/main' }, 'own.yml@refs/heads/main'],
    ['of another workflow of docc', { workflow: `https://github.com/domain/docc/.github/workflows/ci.yml@${commit}` }, 'workflows/ci.yml@'],
    ['of a fork of docc', { workflow: `https://github.com/candidate/docc/.github/workflows/grade.yml@${commit}` }, 'signed by candidate/docc'],
    ['of a workflow whose ref ends as ours', { workflow: `https://github.com/candidate/docc/x@${workflow}@${commit}` }, 'signed by candidate/docc/x@'],
    ['at another commit', { commit: 'd'.repeat(40) }, `(commit ${'d'.repeat(40)})`],
    ['vouched for by somebody else', { issuer: 'https://accounts.example' }, 'GitHub Actions did not vouch for who signed, https://accounts.example did'],
    ['on a machine of their own', { machine: 'self-hosted' }, 'on a machine of somebody else'],
    ['on a machine that nobody names', { machine: '' }, 'on a machine of somebody else'],
  ])('%s', async (_, by, because) => {
    const { code, out, err } = await verify({ bundle: JSON.stringify(await signed(statement, by)) });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('docc: nothing is proven: workflow: ');
    expect(err).toContain(because);
    expect(err).toContain('take the report and the bundle that your own grading workflow left');
  });

  it('with a name that would write on the terminal', async () => {
    const { err } = await verify({ bundle: JSON.stringify(await signed(statement, { repository: 'https://github.com/a/\u001b[2J\u202e' })) });
    expect(err).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

/** A bundle changed behind its signer's back. */
const withMaterial = (bundle: Signed, change: object): string => JSON.stringify({ ...bundle, verificationMaterial: { ...bundle.verificationMaterial, ...change } });
const entryWith = (bundle: Signed, change: object): string => withMaterial(bundle, { tlogEntries: bundle.verificationMaterial.tlogEntries.map((entry) => ({ ...entry, ...change })) });

describe('refuses a bundle', () => {
  it.each<[string, (bundle: Signed) => Promise<string> | string, string]>([
    ['of authorities that the root does not name', async () => JSON.stringify(await signed(statement, {}, stranger)), 'time: '],
    ['with the certificate of another', async (bundle) => withMaterial(bundle, { certificate: (await signed()).verificationMaterial.certificate }), 'signature: '],
    ['with the log entry of another', async (bundle) => withMaterial(bundle, { tlogEntries: (await signed()).verificationMaterial.tlogEntries }), 'log: '],
    ['with its log entry twice', (bundle) => withMaterial(bundle, { tlogEntries: [...bundle.verificationMaterial.tlogEntries, ...bundle.verificationMaterial.tlogEntries] }), 'time: duplicate'],
    ['that is in no log, whatever authority says its time', (bundle) => withMaterial(bundle, { tlogEntries: [] }), 'log: expected 1 tlog entries, got 0'],
    ['that is in no log, and whose time nobody says', (bundle) => withMaterial(bundle, { tlogEntries: [], timestampVerificationData: undefined }), 'log: the bundle has no entry of it'],
    ["with the time of another's signature", async (bundle) => withMaterial(bundle, { timestampVerificationData: (await signed()).verificationMaterial.timestampVerificationData }), 'time: '],
    ['whose log entry has another time', (bundle) => entryWith(bundle, { integratedTime: String(Math.floor(Date.now() / 1000) + 60) }), 'log: '],
    ['whose log entry promises nothing', (bundle) => entryWith(bundle, { inclusionPromise: { signedEntryTimestamp: Buffer.from('none').toString('base64') } }), 'log: '],
    ['whose log entry proves nothing', (bundle) => entryWith(bundle, { inclusionProof: { logIndex: '0', rootHash: '', treeSize: '1', hashes: [], checkpoint: { envelope: 'rekor.sigstore.mock\n1\nAAAA\n\n— rekor.sigstore.mock AAAAAAAA\n' } } }), 'log: '],
    ['that names a key of ours', (bundle) => withMaterial(bundle, { certificate: undefined, publicKey: { hint: 'constructor' } }), 'certificate: the bundle has none'],
    ['that holds another payload', (bundle) => JSON.stringify({ ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: Buffer.from(JSON.stringify({ ...statement, predicate: { ...statement.predicate, earned: 99 } })).toString('base64') } }), 'log: '],
    ['that holds a payload of another kind', (bundle) => JSON.stringify({ ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payloadType: 'text/plain' } }), 'bundle: it holds no statement'],
    ['that holds a file and no statement', (bundle) => JSON.stringify({ ...bundle, dsseEnvelope: undefined, messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: 'AAAA' }, signature: 'AAAA' } }), 'bundle: it holds no statement'],
    ['of another report', () => signed(said(reportJson(allEarned()))).then((other) => JSON.stringify(other)), "report: the report's bytes have the digest"],
    ['of another kind of statement', () => signed({ ...statement, predicateType: 'https://slsa.dev/provenance/v1' }).then((other) => JSON.stringify(other)), 'statement: '],
    ['of no statement', () => instance(publicOne).signed('points: 100', claims).then((other) => JSON.stringify(other)), 'statement: '],
    ['of a grader that its own workflow was not', () => signed({ ...statement, predicate: { ...statement.predicate, grader: { version: '1', commit: 'd'.repeat(40) } } }).then((other) => JSON.stringify(other)), 'report: it names docc at d'],
    ['that is JSON of anything else', () => '{"mediaType": 4}', 'bundle: '],
    ['that is null', () => 'null', 'bundle: '],
    ['that is nested a hundred thousand deep', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'bundle: '],
    ['whose certificate is nested as deep', (bundle) => withMaterial(bundle, { certificate: { rawBytes: Buffer.alloc(300_000, Buffer.from('3080', 'hex')).toString('base64') } }), 'bundle: '],
  ])('%s', async (_, forged, because) => {
    const { code, out, err } = await verify({ bundle: await forged(await signed()) });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`docc: nothing is proven: ${because}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['commit', 'repository', 'submission', 'trust', 'earned', 'verified', 'possible', 'passed'] as const)('whose statement has another %s than the report', async (name) => {
    const other = { commit: 'd'.repeat(40), repository: 'github.com/repositories/1', submission: 'sha256:0', trust: 'advisory', earned: 99.5, verified: 0.5, possible: 99.5, passed: null };
    const { code, err } = await verify({ bundle: JSON.stringify(await signed({ ...statement, predicate: { ...statement.predicate, passed: true, [name]: other[name] } })) });
    expect(code).toBe(1);
    expect(err).toContain('nothing is proven: report: ');
  });

  it.each([
    ['is cut off', (text: string) => text.slice(0, 900)],
    ['is nothing', () => ''],
    ['is longer than a mebibyte', (text: string) => text + ' '.repeat(1024 * 1024)],
    ['has a hundred lines', () => '{}\n'.repeat(100)],
  ])('whose file %s, as wrong use', async (_, change) => {
    const { code, out, err } = await verify({ bundle: change(JSON.stringify(await signed())) });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('gh attestation download');
  });
});

describe('believes nobody', () => {
  it.each([
    ['of a root without authorities', () => '{}', 1, 'trusted root: it names no authority'],
    ['of a root that is none', () => '{"tlogs":[{}],"certificateAuthorities":[{}]}', 1, 'trusted root: '],
    ['of a root that is no JSON', () => 'none', 2, 'gh attestation trusted-root'],
    ['of another root', () => lines(instance(stranger).root), 1, 'time: '],
    ['of a root with the same logs and another authority', () => lines({ ...instance(publicOne).root, certificateAuthorities: instance(stranger).root.certificateAuthorities }), 1, 'certificate: '],
    ['of a root with the same authorities and another log', () => lines({ ...instance(publicOne).root, tlogs: instance(stranger).root.tlogs }), 1, 'log: '],
    ['of a root with the same authorities and another log of certificates', () => lines({ ...instance(publicOne).root, ctlogs: instance(stranger).root.ctlogs }), 1, 'certificate: '],
  ])('%s', async (_, root, code, because) => {
    const told = await verify({ bundle: JSON.stringify(await signed()), root: root() });
    expect(told).toMatchObject({ code, out: '' });
    expect(told.err).toContain(because);
  });
});

describe('wrong use', () => {
  const whose = ['--repository', 'hiring/grader', '--workflow', `${workflow}@${commit}`];
  it.each([
    ['without whose it has to be', [], '--bundle with --trusted-root, --repository and --workflow'],
    ['without a ref', ['--repository', 'hiring/grader', '--workflow', workflow], '--workflow takes what stands behind `uses:`'],
    ['with an address for a name', ['--repository', 'https://github.com/hiring/grader', '--workflow', `${workflow}@${commit}`], '--repository takes the <owner>/<name>'],
    ['with a key as well', [...whose, '--key', 'key.pub'], "option '--key <file>' cannot be used with option '--bundle"],
  ])('%s', async (_, args, because) => {
    const told = await verify({ bundle: JSON.stringify(await signed()), args });
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain(because);
  });

  it('a device in place of a bundle', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'docc-bundle-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'report.json'), text);
    await symlink('/dev/zero', join(folder, 'bundle.json'));
    const told = { stdout: '', stderr: '' };
    expect(await docc(['verify', 'report.json', '--bundle', 'bundle.json', '--trusted-root', 'bundle.json', ...whose], worldIn(folder, told, {}))).toBe(2);
    expect(told.stderr).toContain("bundle.json can't be read");
  });
});
