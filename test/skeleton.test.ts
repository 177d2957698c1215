import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { newCheck } from '../scripts/new-check.ts';
import { newGrader } from '../scripts/new-grader.ts';
import { examplesFile } from '../src/catalogue/examples.ts';
import { findGraders } from '../src/catalogue/find.ts';
import { home } from '../src/cli/version.ts';
import { expectation } from './mutant.ts';

let root = '';

/** A repository with the graders of this one. Its checks import what they import here. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'docc-skeleton-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await cp(join(home, 'graders'), join(root, 'graders'), { recursive: true });
  await symlink(join(home, 'src'), join(root, 'src'));
  await symlink(join(home, 'node_modules'), join(root, 'node_modules'));
});

const checkOf = async (grader: string, id: string) => {
  const [found] = await findGraders(join(root, 'graders'), new Set([grader]));
  return found?.checks.find((each) => each.id === id);
};

it('makes a check that is found, comes after the root, and judges nothing until it is filled in', async () => {
  const said = await newCheck(['dns-record', 'record-made-up'], root);
  expect(said).toContain('npx vitest run graders/dns-record/checks/record-made-up.test.ts');
  const made = await checkOf('dns-record', 'record-made-up');
  expect(made?.after).toEqual(['record-declared']);
  expect(() => made?.judge({}, { domain: 'domain.io', image: 'a/b', kubernetes: '1.34', given: [] }, '2026-11-01')).toThrow('FILL IN');
});

it('makes examples, a test and a mutant in their formats', async () => {
  await newCheck(['dns-record', 'record-made-up'], root);
  const checks = join(root, 'graders', 'dns-record', 'checks');
  expect(examplesFile.parse(parse(await readFile(join(checks, 'record-made-up.examples.yml'), 'utf8'))).bad).toHaveLength(1);
  expect(await readFile(join(checks, 'record-made-up.test.ts'), 'utf8')).toContain('await prove(import.meta.url, recordMadeUp);');
  const mutant = await readFile(join(root, 'test', 'submissions', 'mutants', 'record-made-up', 'expect.yml'), 'utf8');
  expect(expectation.parse(parse(mutant)).loses[0]?.check).toBe('record-made-up');
});

it('makes a grader that is found with its root check, and an action of its own', async () => {
  await newGrader(['service-mesh'], root);
  expect((await checkOf('service-mesh', 'service-mesh-declared'))?.after).toEqual([]);
  const action = await readFile(join(root, 'graders', 'service-mesh', 'action.yml'), 'utf8');
  expect(action).toContain('service-mesh');
  expect(action).not.toContain('dns-record');
});

it.each([
  ['no id', () => newCheck(['dns-record'], root), 'usage: npm run new-check -- <grader> <id>'],
  ['an unknown grader', () => newCheck(['dns', 'record-made-up'], root), 'choose one of dns-record'],
  ['an id of one word', () => newCheck(['dns-record', 'record'], root), 'at least two words'],
  ['an id that climbs', () => newCheck(['dns-record', '../a-b'], root), 'is no id'],
  ['an id that is taken', () => newCheck(['dns-record', 'record-ttl-sane'], root), 'is there already'],
  ['a grader that is there', () => newGrader(['dns-record'], root), 'is there already'],
])('refuses %s, and writes nothing', async (_, make, message) => {
  const before = await readdir(join(root, 'graders'), { recursive: true });
  await expect(make()).rejects.toThrow(message);
  expect(await readdir(join(root, 'graders'), { recursive: true })).toEqual(before);
});
