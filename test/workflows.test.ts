import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { actionFiles } from '../scripts/actions.ts';
import { home } from '../src/cli/version.ts';

/** What the workflows promise, held to what they say: the part of the trust that no run can show. */

const step = z.looseObject({ name: z.string().optional(), uses: z.string().optional(), run: z.string().optional(), with: z.record(z.string(), z.unknown()).optional(), env: z.record(z.string(), z.string()).optional() });
const job = z.looseObject({
  name: z.string(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]) }).optional(),
  steps: z.array(step).default([]),
  'timeout-minutes': z.int().optional(),
});
const workflow = z.looseObject({ name: z.string(), on: z.record(z.string(), z.unknown()), permissions: z.record(z.string(), z.string()), jobs: z.record(z.string(), job) });
type Workflow = z.infer<typeof workflow>;
type Job = z.infer<typeof job>;

const paths = (await Array.fromAsync(glob(['.github/workflows/*.yml', 'template-repo/.github/workflows/*.yml'], { cwd: home }))).sort();
const texts = new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(home, path), 'utf8')] as const)));
const workflows = new Map([...texts].map(([path, text]): [string, Workflow] => [path, workflow.parse(parse(text))]));

const named = (path: string): Workflow => workflow.parse(workflows.get(path));
const grade = named('.github/workflows/grade.yml');
const jobOf = (name: string): Job => job.parse(grade.jobs[name]);
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

describe.each([...workflows])('%s', (path, { permissions, jobs }) => {
  it('gives no permission but job by job', () => expect(permissions).toEqual({}));
  it('ends every job in time', () => {
    for (const [id, { uses, 'timeout-minutes': minutes }] of Object.entries(jobs)) expect(uses !== undefined || minutes !== undefined, id).toBe(true);
  });
  it('names every step', () => expect(stepsOf(named(path)).filter(({ name }) => name === undefined)).toEqual([]));
  it('puts no expression into a script', () => expect(stepsOf(named(path)).filter(({ run }) => run?.includes('${{') === true)).toEqual([]));
  it('pins what is not its own by commit, and says which version that is', () => {
    const uses = [...(texts.get(path) ?? '').matchAll(/uses: (\S+)(.*)/g)].filter(([, used]) => used?.startsWith('$/') !== true);
    for (const [line] of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
  it('says for each permission what it is for', () => {
    const granted = [...(texts.get(path) ?? '').matchAll(/^ {6,}[a-z-]+: (?:read|write)\b.*$/gm)].map(([line]) => line).filter((line) => !line.includes('permission-'));
    for (const line of granted) expect(line).toContain(' # ');
  });
  it('leaves no credentials in a checkout', () => {
    for (const { with: given } of stepsOf(named(path)).filter(({ uses }) => uses?.startsWith('actions/checkout@') === true)) expect(given?.['persist-credentials']).toBe(false);
  });
});

describe('the grading', () => {
  const meets = ['source', 'build', 'run'];
  it.each(meets)('%s meets the candidate’s files: no permission, no secret, no token, no cache', (name) => {
    const text = JSON.stringify(jobOf(name));
    expect(jobOf(name).permissions).toEqual({});
    expect(text).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN|actions\/cache|secrets\[/);
  });
  it.each(['intake', 'report'])('%s holds a token: it reads no commit and runs no script', (name) => {
    const { steps } = jobOf(name);
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([]);
    expect(steps.map(({ uses }) => uses ?? '').filter((uses) => /checkout|collect-source|build-image|probe-cluster/.test(uses))).toEqual([]);
  });
  it('gives each job what it needs and no more', () => {
    expect(Object.fromEntries(Object.entries(grade.jobs).map(([id, { permissions }]) => [id, permissions]))).toEqual({
      intake: { 'pull-requests': 'read', checks: 'write' },
      source: {},
      build: {},
      run: {},
      report: { 'pull-requests': 'write', checks: 'write', 'id-token': 'write', attestations: 'write' },
    });
  });
  it('no job takes a score from another: a report is graded where it is told', () => {
    const passed = Object.values(grade.jobs).flatMap((each) => Object.keys(z.record(z.string(), z.string()).catch({}).parse(each['outputs'])));
    expect(new Set(passed)).toEqual(new Set(['proceed', 'commit', 'repository-id', 'received', 'artifact', 'image', 'manifest']));
  });
  it.each(['report', 'run'])('%s takes artifacts by the id that their job gave', (name) => {
    for (const { with: given } of jobOf(name).steps.filter(({ uses }) => uses?.startsWith('actions/download-artifact@') === true)) {
      expect(given).toHaveProperty('artifact-ids');
      expect(given).not.toHaveProperty('name');
      expect(given?.['path']).toMatch(/^\$\{\{ runner\.temp \}\}\//);
    }
  });
  it('of an outdated push is cancelled; intake and report never', () => {
    const cancels = Object.entries(grade.jobs).map(([id, { concurrency }]) => [id, concurrency?.['cancel-in-progress']]);
    expect(Object.fromEntries(cancels)).toEqual({ intake: false, source: true, build: true, run: true, report: false });
    expect(jobOf('report').if).toContain('always()');
  });
  it.each(meets)('%s runs pinned programs, whatever the runner’s image has, and none that a candidate’s file could name', (name) => {
    const [first, ...rest] = jobOf(name).steps;
    expect(first).toMatchObject({ uses: '$/actions/setup-tools', with: { tools: expect.stringMatching(/^[a-z ]+$/) } });
    expect(rest.filter(({ uses }) => uses === '$/actions/setup-tools')).toEqual([]);
  });
  it('keeps pull requests of one number in two repositories apart', () => {
    for (const { concurrency } of Object.values(grade.jobs)) expect(concurrency?.group).toMatch(/inputs\.owner.*inputs\.name.*inputs\.pull-request/);
  });
  it('gives its own actions inputs that they have, and all that they require', async () => {
    const files = await actionFiles();
    for (const { uses = '', with: given = {} } of [...workflows.values()].flatMap(stepsOf)) {
      if (!uses.startsWith('$/')) continue;
      const inputs = files.get(uses.slice(2))?.file.inputs ?? {};
      expect(Object.keys(inputs), uses).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(Object.keys(given), uses).toEqual(expect.arrayContaining(Object.keys(inputs).filter((input) => inputs[input]?.required === true)));
    }
  });
});

describe('who calls the grading', () => {
  const inputsOf = (on: unknown) => Object.keys(z.object({ inputs: z.record(z.string(), z.unknown()) }).parse(on).inputs);
  const callers = ['.github/workflows/regrade.yml', 'template-repo/.github/workflows/grade.yml'];
  it.each(callers)('%s passes on what it takes, and the permissions of its jobs', (path) => {
    const [call] = Object.values(named(path).jobs);
    const known = inputsOf(grade.on['workflow_call']);
    expect(known).toEqual(expect.arrayContaining(Object.keys(call?.with ?? {})));
    expect(call?.permissions).toEqual({ 'pull-requests': 'write', checks: 'write', 'id-token': 'write', attestations: 'write' });
  });
  it('the template’s own is 25 lines at most, and never runs what a pull request brings', () => {
    const path = 'template-repo/.github/workflows/grade.yml';
    expect((texts.get(path) ?? '').trimEnd().split('\n').length).toBeLessThanOrEqual(25);
    expect(Object.keys(named(path).on)).toEqual(['pull_request_target']);
    expect(stepsOf(named(path))).toEqual([]);
  });
  it('regrade takes what reconcile sends', async () => {
    const code = await readFile(join(home, 'src', 'pull-request', 'reconcile.ts'), 'utf8');
    const sent = [...(/dispatch\(([^;]*)\);/.exec(code)?.[1] ?? '').matchAll(/'?([a-z-]+)'?: /g)].map(([, key]) => key);
    expect(sent.length).toBeGreaterThan(3);
    expect(inputsOf(named('.github/workflows/regrade.yml').on['workflow_dispatch'])).toEqual(expect.arrayContaining(sent));
  });
});

describe('EKS by a label', () => {
  const eks = named('.github/workflows/eks.yml');
  const jobNamed = (name: string): Job => job.parse(eks.jobs[name]);
  const holders = ['label', 'inspect', 'deploy', 'teardown', 'report'];
  it.each(['source', 'build', 'run'])('%s meets the candidate’s files: no permission, no secret, no token, no cache', (name) => {
    expect(jobNamed(name).permissions).toEqual({});
    expect(JSON.stringify(jobNamed(name))).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN|actions\/cache|secrets\[|DOCC_AWS/);
  });
  it.each(holders)('%s holds a token: it reads no commit and runs no script', (name) => {
    const { steps } = jobNamed(name);
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([]);
    expect(steps.map(({ uses }) => uses ?? '').filter((uses) => /checkout|collect-source|build-image|probe-cluster/.test(uses))).toEqual([]);
  });
  it('gives each job what it needs and no more', () => {
    expect(Object.fromEntries(Object.entries(eks.jobs).map(([id, { permissions }]) => [id, permissions]))).toEqual({
      label: { 'pull-requests': 'write' },
      source: {},
      build: {},
      run: {},
      inspect: { 'id-token': 'write' },
      deploy: { 'id-token': 'write', 'pull-requests': 'read' },
      teardown: { 'id-token': 'write' },
      report: { 'pull-requests': 'write', checks: 'write' },
    });
  });
  it('runs as the default branch has it, on labels and on what makes them outdated', () => {
    expect(eks.on).toEqual({ pull_request_target: { types: ['labeled', 'synchronize', 'reopened', 'closed'] } });
  });
  it('nothing begins before the label counts, by the API and not by the event', () => {
    for (const [id, { needs, if: condition }] of Object.entries(eks.jobs)) {
      if (id === 'label') continue;
      expect([needs].flat(), id).toContain('label');
      expect(condition, id).toContain("needs.label.outputs.proceed == 'true'");
    }
    expect(jobNamed('label').steps.map(({ uses }) => uses)).toEqual(['$/actions/eks-label']);
    expect(JSON.stringify(eks)).not.toContain('author_association');
  });
  it('is approved by the commit that it deploys', () => {
    expect(eks['run-name']).toContain('github.event.pull_request.head.sha');
    expect(jobNamed('deploy')['environment']).toBe('eks');
    expect(jobNamed('label').steps[0]?.with?.['commit']).toBe('${{ github.event.pull_request.head.sha }}');
    expect(jobNamed('deploy').steps.at(-2)?.with?.['commit']).toBe('${{ needs.label.outputs.commit }}');
  });
  it('reaches AWS as the job that it is, in three jobs, for less than an hour', () => {
    const reaching = Object.entries(eks.jobs).filter(([, { permissions }]) => permissions['id-token'] === 'write');
    expect(reaching.map(([id, each]) => [id, each['environment']])).toEqual([['inspect', 'eks'], ['deploy', 'eks'], ['teardown', 'eks-teardown']]);
    for (const [, { 'timeout-minutes': minutes }] of reaching) expect(minutes).toBeLessThan(60);
    expect([...texts.values()].join('')).not.toMatch(/AWS_SECRET_ACCESS_KEY|aws-secret-access-key/);
  });
  it('tears down whatever happened, and is never cut off', () => {
    expect(jobNamed('teardown').if).toMatch(/^always\(\)/);
    for (const name of ['label', 'deploy', 'teardown', 'report']) expect(jobNamed(name).concurrency?.['cancel-in-progress'], name).toBe(false);
    // Of those that wait in one group GitHub keeps the newest alone: a teardown waits for nobody.
    expect(jobNamed('teardown').concurrency?.group).toContain('github.run_id');
    expect(eks['concurrency']).toMatchObject({ group: expect.stringContaining('github.run_id') });
    expect(eks['concurrency']).toMatchObject({ 'cancel-in-progress': false });
    const janitor = named('.github/workflows/janitor.yml');
    expect(janitor['concurrency']).toMatchObject({ 'cancel-in-progress': false });
    expect(Object.keys(janitor.on)).toContain('schedule');
  });
  it('takes artifacts by the id that their job gave, and an image by its digest', () => {
    for (const name of ['run', 'inspect', 'deploy', 'report']) {
      for (const { with: given } of jobNamed(name).steps.filter(({ uses }) => uses?.startsWith('actions/download-artifact@') === true)) {
        expect(given).toHaveProperty('artifact-ids');
        expect(given?.['path']).toMatch(/^\$\{\{ runner\.temp \}\}\//);
      }
    }
    expect(jobNamed('deploy').steps.at(-2)?.with?.['manifest']).toBe('${{ needs.build.outputs.manifest }}');
  });
  it('tells nothing of what was stopped halfway', () => expect(jobNamed('report').if).toContain("needs.deploy.outputs.outcome != 'superseded'"));
  it('lets each part of a grade be told by one job: on EKS or on a machine, as the challenge has it', () => {
    expect(jobNamed('deploy').if).toContain("needs.label.outputs.cloud == 'deploy'");
    expect(jobNamed('run').if).toContain("needs.label.outputs.cloud == 'inspect'");
    const given = jobNamed('report').steps.at(-2)?.with;
    expect(given?.['cluster']).toContain("cloud == 'inspect'");
    expect(given?.['eks']).toContain("cloud == 'deploy'");
  });
  it('runs no Terraform', () => expect(JSON.stringify(eks)).not.toMatch(/terraform|tofu/i));
});

describe('scanners', async () => {
  const has = async (program: string): Promise<boolean> => await promisify(execFile)(program, ['--version']).then(() => true, () => false);
  const output = async (program: string, args: readonly string[]): Promise<string> =>
    await promisify(execFile)(program, [...args], { cwd: home }).then(() => '', (error: { readonly stdout: string }) => error.stdout);
  it.skipIf(!(await has('zizmor')))('zizmor finds nothing (skipped without zizmor on PATH)', async () => {
    expect(await output('zizmor', ['--offline', '--persona=auditor', '--no-progress', '.github', 'template-repo/.github', 'actions', 'graders'])).toBe('');
  });
  it.skipIf(!(await has('actionlint')))('actionlint finds nothing but the $/ that it does not know yet (skipped without actionlint on PATH)', async () => {
    const found = await output('actionlint', ['-no-color', '-oneline', ...paths]);
    expect(found.split('\n').filter((line) => line !== '' && !line.includes('"$/'))).toEqual([]);
  });
});
