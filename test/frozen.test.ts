import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { openBundle } from '../src/evidence/store.ts';
import { grade } from '../src/grade/grade.ts';
import { folderShelf } from '../src/tools/folder.ts';
import { verdictsOf } from './verdicts.ts';

const frozen = join(home, 'test', 'evidence');
const rubric = await loadRubric(challengePath('docc', home), findGraders);

describe.each(await readdir(frozen))('evidence of docc %s', async (release) => {
  it.each(await readdir(join(frozen, release)))('of the %s is still opened, and comes to the same verdicts', async (name) => {
    const folder = join(frozen, release, name);
    const evidence = await openBundle(folderShelf(join(folder, 'evidence')));
    const expected: unknown = JSON.parse(await readFile(join(folder, 'verdicts.json'), 'utf8'));
    const report = grade(rubric, evidence, { trust: 'advisory', grader: { version: '0.0.0' } });
    expect(report.faults).toEqual([]);
    expect(verdictsOf(report)).toMatchObject(expected as object);
  });
});
