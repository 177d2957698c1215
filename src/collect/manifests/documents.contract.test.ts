import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDocuments } from './documents.ts';
import { jsonOf, placedAt } from './placed.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** What kubectl makes of the value that stands in a custom resource. */
function readByKubectl(text: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'docc-documents-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.yaml'), text);
  const { stdout, stderr } = spawnSync('kubectl', ['annotate', '--local', '-f', 'a.yaml', 'a=b', '-o', 'json'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout).value;
}

const scalars = [
  'y', 'Yes', 'n', 'off', 'True', 'null', '~', '', '0440', '0o440', '0x1F', '0b11', '1_000', '12', '-3', '+4', '1.5', '.5', '1e3', '12:30', '2026-01-02', '2026-01-02T03:04:05Z',
  "'1'", '"a\\tb"', 'a b', '1Gi', '500m', '1.2.3', '08', '<<', '|\n    a\n    b', '>-\n    a\n    b', '{y: 1, 8080: a}', '[a, on]', '0.10', '1e', '.inf', '=',
];

describe.skipIf(!hasKubectl)('documents (needs kubectl)', () => {
  it.each(scalars)('%s is what kubectl makes of it', (scalar) => {
    const text = `apiVersion: example.org/v1\nkind: Example\nmetadata: {name: a}\nvalue:\n  a: ${scalar}\n`;
    let expected: unknown;
    try {
      expected = readByKubectl(text);
    } catch {
      return expect(scalar).toBe('.inf'); // no number of JSON
    }
    const value = placedAt(readDocuments(text).documents[0]?.root, 'value');
    expect(value && jsonOf(value)).toEqual(expected);
  });
});
