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
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]), queue: z.enum(['single', 'max']).optional() }).optional(),
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
  it('fetch holds a token: it moves the bytes of a private commit and reads none', () => {
    const { if: condition, steps } = jobOf('fetch');
    expect(condition).toContain("needs.intake.outputs.private == 'true'");
    expect(steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['actions/create-github-app-token', '$/actions/fetch-commit', 'actions/upload-artifact']);
    expect(steps.at(-1)?.with).toMatchObject({ path: '${{ steps.fetch.outputs.pack }}', 'retention-days': 1 });
  });
  it.each(meets)('%s takes a private commit by the id that the job gave which moved it, and else fetches without a token', (name) => {
    const { steps, needs } = jobOf(name);
    expect(needs).toContain('fetch');
    const [moved] = steps.filter(({ name: of }) => of === 'Fetch the private commit');
    expect(moved).toMatchObject({ if: "needs.fetch.result == 'success'", with: { 'artifact-ids': '${{ needs.fetch.outputs.artifact }}' } });
    const [reading] = steps.filter(({ uses = '' }) => /collect-source|build-image|probe-cluster/.test(uses));
    expect(reading?.with?.['pack']).toBe("${{ needs.fetch.result == 'success' && format('{0}/pack/commit.pack', runner.temp) || '' }}");
  });
  it('goes on after a job that was left out, and not after one that failed', () => {
    for (const name of meets) expect(jobOf(name).if, name).toContain('!cancelled()');
    expect(jobOf('source').if).toContain("(needs.intake.outputs.private != 'true' || needs.fetch.result == 'success')");
    expect(jobOf('build').if).toContain("needs.source.result == 'success'");
    expect(jobOf('run').if).toContain("needs.build.result == 'success'");
  });
  it.each(['intake', 'report'])('%s holds a token: it reads no commit and runs no script', (name) => {
    const { steps } = jobOf(name);
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([]);
    expect(steps.map(({ uses }) => uses ?? '').filter((uses) => /checkout|collect-source|build-image|probe-cluster/.test(uses))).toEqual([]);
  });
  it('gives each job what it needs and no more', () => {
    expect(Object.fromEntries(Object.entries(grade.jobs).map(([id, { permissions }]) => [id, permissions]))).toEqual({
      intake: { 'pull-requests': 'read', checks: 'write' },
      fetch: { contents: 'read' },
      source: {},
      build: {},
      run: {},
      report: { 'pull-requests': 'write', checks: 'write', 'id-token': 'write', attestations: 'write' },
    });
  });
  it('no job takes a score from another: a report is graded where it is told', () => {
    const passed = Object.values(grade.jobs).flatMap((each) => Object.keys(z.record(z.string(), z.string()).catch({}).parse(each['outputs'])));
    expect(new Set(passed)).toEqual(new Set(['proceed', 'commit', 'repository-id', 'private', 'received', 'artifact', 'image', 'manifest']));
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
    expect(Object.fromEntries(cancels)).toEqual({ intake: false, fetch: true, source: true, build: true, run: true, report: false });
    expect(jobOf('report').if).toContain('always()');
  });
  it('has every report wait its turn: of those that wait GitHub would cancel all but the newest', () => {
    for (const [path, names] of [['grade', ['report']], ['eks', ['label', 'deploy', 'report']]] as const) {
      for (const name of names) expect(job.parse(named(`.github/workflows/${path}.yml`).jobs[name]).concurrency, name).toMatchObject({ 'cancel-in-progress': false, queue: 'max' });
    }
  });
  it('lets nothing wait in a queue that is cancelled while it runs: GitHub refuses such a workflow', () => {
    for (const { concurrency } of [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs))) if (concurrency?.queue === 'max') expect(concurrency['cancel-in-progress']).toBe(false);
  });
  it('keeps two challenges of one pull request apart where it cancels', () => {
    for (const [name, { concurrency }] of Object.entries(grade.jobs)) if (concurrency?.['cancel-in-progress'] === true) expect(concurrency.group, name).toContain('inputs.challenge');
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
    const call = Object.values(named(path).jobs).find(({ uses }) => uses?.includes('grade.yml') === true);
    const known = inputsOf(grade.on['workflow_call']);
    expect(known).toEqual(expect.arrayContaining(Object.keys(call?.with ?? {})));
    expect(call?.permissions).toEqual({ contents: 'read', 'pull-requests': 'write', checks: 'write', 'id-token': 'write', attestations: 'write' });
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

describe('a grade by what was kept', () => {
  const regrade = named('.github/workflows/regrade.yml');
  const stored = job.parse(regrade.jobs['stored']);
  it('is searched for by a job that reads runs and pull requests, and no commit', () => {
    expect(stored.permissions).toEqual({ actions: 'read', 'pull-requests': 'read' });
    expect(stored.if).toBe("inputs.from == 'stored'");
    expect(stored.steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['actions/create-github-app-token', '$/actions/find-evidence', 'actions/download-artifact', '$/actions/check-evidence', 'actions/upload-artifact']);
  });
  it('takes the artifact by its id and run, as the API named them, held to its digest', () => {
    const { with: given } = step.parse(stored.steps[2]);
    expect(given).toMatchObject({ 'artifact-ids': '${{ steps.find.outputs.artifact }}', 'run-id': '${{ steps.find.outputs.run }}', path: '${{ runner.temp }}/stored' });
    expect(given).not.toHaveProperty('digest-mismatch');
  });
  it('hands on what was checked alone, and else it is graded afresh', () => {
    expect(stored.steps.at(-1)).toMatchObject({ if: "steps.check.outputs.usable == 'true'" });
    expect(regrade.jobs['grade']).toMatchObject({ needs: 'stored', if: '${{ !cancelled() }}', with: { stored: '${{ needs.stored.outputs.artifact }}' } });
  });
  it('is looked at by no job again', () => {
    for (const name of ['fetch', 'source']) expect(jobOf(name).if, name).toContain("inputs.stored == ''");
    expect(jobOf('build').if).toContain("needs.source.result == 'success'");
  });
  it('believes what was kept while a job of this name was at work, which comes after all that meet a candidate’s files', () => {
    for (const { jobs } of [grade, named('.github/workflows/eks.yml')]) {
      const meets = Object.keys(jobs).filter((id) => ['source', 'build', 'run'].includes(id));
      expect(jobs['report']).toMatchObject({ name: 'Report', needs: expect.arrayContaining(meets) });
      expect(Object.values(jobs).filter(({ name }) => name === 'Report')).toHaveLength(1);
    }
  });
  it('believes runs of workflows that are there, and that end with a report of that name', async () => {
    const inputs = (await actionFiles()).get('actions/find-evidence')?.file.inputs ?? {};
    for (const file of (inputs['workflows']?.default ?? '').split(' ')) expect([...texts.keys()].some((path) => path.endsWith(`/${file}`)), file).toBe(true);
    const names = [grade, named('.github/workflows/eks.yml')].map(({ jobs }) => job.parse(jobs['report']).steps.at(-1)?.with);
    for (const given of names) expect(given).toMatchObject({ name: expect.stringMatching(/^docc-report-\$\{\{ needs\.\w+\.outputs\.repository-id \}\}-(?:\$\{\{ inputs\.challenge \}\}|docc)-\$\{\{ needs\.\w+\.outputs\.commit \}\}$/), overwrite: true, path: '${{ runner.temp }}/report' });
  });
});

describe('code scanning', () => {
  const scanning = named('.github/workflows/code-scanning.yml');
  it('is asked for by a workflow of its own: a caller of the grading grants nothing for it', () => {
    expect(JSON.stringify(grade)).not.toContain('security-events');
    expect(Object.values(scanning.jobs).map(({ permissions }) => permissions)).toEqual([{ 'security-events': 'write', 'pull-requests': 'read' }]);
  });
  it('uploads what the report job wrote, by its id, and meets no file of a candidate', () => {
    const [upload] = Object.values(scanning.jobs);
    expect(upload?.if).toBe("inputs.report != ''");
    expect(upload?.steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['actions/download-artifact', 'actions/create-github-app-token', '$/actions/code-scanning']);
    expect(upload?.steps[0]?.with).toMatchObject({ 'artifact-ids': '${{ inputs.report }}' });
    expect(upload?.steps[2]?.with).toMatchObject({ commit: '${{ inputs.commit }}', sarif: '${{ runner.temp }}/report/report.sarif' });
  });
  it.each(['regrade', 'eks'])('%s asks for it where a maintainer switched it on, and passes on the permissions of its job', (file) => {
    const call = job.parse(named(`.github/workflows/${file}.yml`).jobs['code-scanning']);
    expect(call.if).toContain("vars.DOCC_SARIF == 'true'");
    expect(call.permissions).toEqual(scanning.jobs['upload']?.permissions);
    expect(z.object({ inputs: z.record(z.string(), z.unknown()) }).parse(scanning.on['workflow_call']).inputs).toMatchObject(Object.fromEntries(Object.keys(call.with ?? {}).map((key) => [key, expect.anything()])));
  });
});

describe('EKS by a label', () => {
  const eks = named('.github/workflows/eks.yml');
  const jobNamed = (name: string): Job => job.parse(eks.jobs[name]);
  const holders = ['label', 'fetch', 'inspect', 'deploy', 'teardown', 'report'];
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
      fetch: { contents: 'read' },
      source: {},
      build: {},
      run: {},
      inspect: { 'id-token': 'write' },
      deploy: { 'id-token': 'write', 'pull-requests': 'read' },
      teardown: { 'id-token': 'write' },
      report: { 'pull-requests': 'write', checks: 'write' },
      'code-scanning': { 'security-events': 'write', 'pull-requests': 'read' },
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
    // Not even in a queue, which has an end: a teardown waits for nobody.
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
  it.skipIf(!(await has('actionlint')))('actionlint finds nothing but the $/ and the queue that it does not know yet (skipped without actionlint on PATH)', async () => {
    const found = await output('actionlint', ['-no-color', '-oneline', ...paths]);
    expect(found.split('\n').filter((line) => line !== '' && !line.includes('"$/') && !line.includes('unexpected key "queue" for "concurrency" section'))).toEqual([]);
  });
});
