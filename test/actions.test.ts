import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { actionFiles } from '../scripts/actions.ts';
import { graderFolders } from '../src/catalogue/find.ts';
import { home } from '../src/cli/version.ts';
import { codeScanning } from '../src/pull-request/code-scanning.ts';
import * as collecting from '../src/pull-request/collect.ts';
import { eksDeploy, eksTeardown } from '../src/pull-request/eks.ts';
import { eksInspect } from '../src/pull-request/eks-inspect.ts';
import { eksLabelled } from '../src/pull-request/eks-label.ts';
import { movedCommit } from '../src/pull-request/fetch-commit.ts';
import { intake } from '../src/pull-request/intake.ts';
import { sweepAccount } from '../src/pull-request/janitor.ts';
import { makeCluster, removeMadeCluster } from '../src/pull-request/kind-cluster.ts';
import { lintDockerfile, scanImage } from '../src/pull-request/looking.ts';
import { reconcile } from '../src/pull-request/reconcile.ts';
import { report } from '../src/pull-request/report.ts';
import { setupTools } from '../src/pull-request/setup-tools.ts';
import { checkEvidence, findEvidence } from '../src/pull-request/stored-evidence.ts';

const coded = {
  'build-image': collecting.buildImage,
  'check-evidence': checkEvidence,
  'code-scanning': codeScanning,
  'collect-source': collecting.collectSource,
  'eks-deploy': eksDeploy,
  'eks-inspect': eksInspect,
  'eks-label': eksLabelled,
  'eks-teardown': eksTeardown,
  'fetch-commit': movedCommit,
  'find-evidence': findEvidence,
  grade: collecting.grade,
  intake,
  janitor: sweepAccount,
  'kind-cluster': makeCluster,
  'lint-dockerfile': lintDockerfile,
  'probe-cluster': collecting.probeCluster,
  reconcile,
  report,
  'scan-image': scanImage,
  'setup-tools': setupTools,
} as const;

const names = z.enum(Object.keys(coded) as [keyof typeof coded, ...(keyof typeof coded)[]]);
const posts: Partial<Record<keyof typeof coded, object>> = { 'kind-cluster': removeMadeCluster };

const files = await actionFiles();
const name = (folder: string): keyof typeof coded => names.parse(folder.startsWith('graders/') ? 'grade' : basename(folder));

it('every action of the code has its folder, and every grader its action', async () => {
  const graders = (await graderFolders(join(home, 'graders'))).map((folder) => `graders/${folder}`);
  expect([...files.keys()].sort()).toEqual([...Object.keys(coded).map((each) => `actions/${each}`), ...graders].sort());
});

describe.each([...files])('%s', (folder, { file }) => {
  const { inputs, outputs } = coded[name(folder)];
  it('takes the inputs that its code reads, and gives the outputs that it sets', () => {
    expect(Object.keys(file.inputs).sort()).toEqual(Object.keys(inputs.shape).sort());
    expect(Object.keys(file.outputs).sort()).toEqual(Object.keys(outputs.shape).sort());
  });
  it('has defaults that its code takes; what has none is required', () => {
    for (const [input, { default: value, required }] of Object.entries(file.inputs)) {
      expect(required === true, `${input} is required or has a default`).toBe(value === undefined);
      if (value === undefined || value.startsWith('${{')) continue;
      expect(z.object(inputs.shape).partial().safeParse({ [input]: value }).success, `${input}: ${value}`).toBe(true);
    }
  });
  it('runs what the build makes of its main', async () => {
    expect(file.runs.main).toBe(`../../dist/${name(folder)}/index.js`);
    expect(file.runs.post).toBe(posts[name(folder)] && `../../dist/${name(folder)}/post.js`);
    expect((await readFile(join(home, 'actions', name(folder), 'main.ts'), 'utf8')).split('\n').length).toBeLessThan(10);
  });
  it('judges its own objective, for practice', () => {
    if (!folder.startsWith('graders/')) return;
    expect(file.inputs['objective']?.default).toBe(basename(folder));
    expect(file.description).toContain('trust: advisory');
  });
});
