import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Submission } from '../../submission/submission.ts';
import { collectTree } from './collect.ts';
import { type Suspect, tree, type TreeFacts } from './section.ts';

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function submission(files: Readonly<Record<string, string | Uint8Array>>, of: Partial<Submission> = {}): Submission {
  const read = Object.entries(files).map(([path, content]) => {
    const bytes = Buffer.from(content);
    return { path, bytes, sha256: sha256(bytes), executable: path.endsWith('.sh') };
  });
  return { identity: { digest: `sha256:${'0'.repeat(64)}` }, files: read, refused: [], refusedBeyond: 0, ...of };
}

function facts(from: Submission): TreeFacts {
  const observation = collectTree(from);
  if (observation.status !== 'observed') throw new Error(observation.status);
  return tree.schema.parse(observation.facts);
}

const suspects = (files: Readonly<Record<string, string | Uint8Array>>): readonly string[] =>
  facts(submission(files)).suspects.map(({ path, line, kind }: Suspect) => `${path}${line === undefined ? '' : `:${line}`} ${kind}`);

describe('files', () => {
  test('are told by size, digest and executable bit', () => {
    expect(facts(submission({ 'a.sh': 'echo\n', b: '' })).files).toEqual([
      { path: 'a.sh', bytes: 5, sha256: sha256('echo\n'), executable: true },
      { path: 'b', bytes: 0, sha256: sha256('') },
    ]);
  });

  test('have a second digest where line ends are those of Windows, and only there', () => {
    const [crlf, mixed, lf, cr, binary] = facts(
      submission({ crlf: 'a\r\nb\r\n', mixed: 'a\r\nb\n', lf: 'a\nb\n', cr: 'a\rb', binary: 'a\r\n\0' }),
    ).files;
    expect([crlf?.sha256lf, mixed?.sha256lf]).toEqual([sha256('a\nb\n'), sha256('a\nb\n')]);
    expect([lf, cr, binary].map((file) => file?.sha256lf)).toEqual([undefined, undefined, undefined]);
  });

  test('have in that digest the one they would have with LF, whatever their bytes', () => {
    const bytes = fc.array(fc.oneof(fc.constant(10), fc.constant(13), fc.integer({ min: 1, max: 255 })), { maxLength: 40 });
    fc.assert(
      fc.property(bytes, (given) => {
        const lf = Buffer.from(given).toString('latin1').replaceAll('\r', '');
        const [file] = facts(submission({ f: Buffer.from(lf.replaceAll('\n', '\r\n'), 'latin1') })).files;
        expect(file?.sha256lf ?? file?.sha256).toBe(sha256(Buffer.from(lf, 'latin1')));
      }),
    );
  });
});

test('refusals go into the section as they are', () => {
  const refused = [{ code: 'symlink', path: 'a', observed: 'a symbolic link', fix: 'Copy it.' }] as const;
  expect(facts(submission({}, { refused, refusedBeyond: 7 }))).toMatchObject({ refused, refusedBeyond: 7 });
});

describe('suspects by name', () => {
  test('are Terraform’s states, plans and working folders', () => {
    expect(
      suspects({
        'a/terraform.tfstate': '{}',
        'a/terraform.tfstate.backup': '{}',
        'a/terraform.tfstate.1700000000.backup': '{}',
        'b/prod.tfstate': '',
        'b/x.tfplan': '',
        'b/tfplan': '',
        'b/plan.tfplan.json': '{}',
        'c/.terraform/modules/modules.json': '{}',
        'c/.terraform/providers/x': '\0',
        '.terraform/environment': 'default',
      }),
    ).toEqual([
      '.terraform/environment terraform-folder',
      'a/terraform.tfstate terraform-state',
      'a/terraform.tfstate.1700000000.backup terraform-state',
      'a/terraform.tfstate.backup terraform-state',
      'b/plan.tfplan.json terraform-plan',
      'b/prod.tfstate terraform-state',
      'b/tfplan terraform-plan',
      'b/x.tfplan terraform-plan',
      'c/.terraform/modules/modules.json terraform-folder',
    ]);
  });

  test('are .env files that hold values, at the first of them', () => {
    expect(suspects({ '.env': '# settings\n\nPORT=8080\n', 'a/.env.production': 'export A="b"', 'b/.env': Buffer.from([0, 1]) })).toEqual([
      '.env:3 env-file',
      'a/.env.production:1 env-file',
      'b/.env env-file',
    ]);
  });

  test('are none of these', () => {
    expect(
      suspects({
        '.terraform.lock.hcl': 'provider "x" {}',
        '.terraform-version': '1.12.0',
        '.terraformignore': '*',
        'docs/terraform.tfstate.md': 'Why state is not committed.',
        'backend.tf': 'key = "docc/terraform.tfstate"',
        'tfplan.go': '',
        'tfstates/main.tf': '',
        '.env': '# nothing\nA=\nB=""\n',
        '.env.example': 'A=b',
        '.env.sample': 'A=b',
        'a/.env.template': 'A=b',
        '.env.local.example': 'A=b',
        '.env.dist': 'A=b',
        '.envrc': 'use flake',
        'app.env': 'LOG_LEVEL=debug',
        '.gitignore': '*.tfstate\n.env\n',
        'env/main.tf': '',
        '.env/bin/activate': 'x=1',
      }),
    ).toEqual([]);
  });
});

describe('suspects by content', () => {
  test('stand beside those by name, in order', () => {
    expect(suspects({ 'x.yaml': 'a: 1\npassword: hunter2', '.env': 'DEBUG=1\nDB_PASSWORD=hunter2', 'a.tfstate': '{"password": "hunter2"}' })).toEqual([
      '.env:1 env-file',
      '.env:2 password',
      'a.tfstate terraform-state',
      'x.yaml:2 password',
    ]);
  });

  test('are found in UTF-16, as Windows writes it', () => {
    const utf16 = Buffer.from('\uFEFFa: 1\r\npassword: hunter2\r\n', 'utf16le');
    expect(suspects({ 'le.yaml': utf16, 'be.yaml': Buffer.from(utf16).swap16() })).toEqual(['be.yaml:2 password', 'le.yaml:2 password']);
  });

  test('are not sought in binary files', () => {
    expect(suspects({ 'x.yaml': 'password: hunter2\0' })).toEqual([]);
  });

  test('are 200 at most, with those by name first', () => {
    const secrets = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`a${index}.env`, 'A_PASSWORD=hunter2\n'.repeat(30)]));
    const found = suspects({ ...secrets, 'z.tfstate': '{}' });
    expect(found).toHaveLength(200);
    expect(found).toContain('z.tfstate terraform-state');
  });
});
