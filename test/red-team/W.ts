import { expect } from 'vitest';
import { decideLabel, eksLabel } from '../../src/cloud/label.ts';
import { bundle } from '../../src/evidence/bundle.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { commentBody, ownComments } from '../../src/publish/github/comment.ts';
import { type FoundCheck, ownChecks, planGraded, planQueued } from '../../src/publish/github/plan.ts';
import { externalIdOf } from '../../src/publish/github/subject.ts';
import { commit as commitInput, repository as repositoryInput } from '../../src/pull-request/action.ts';
import { assembled } from '../../src/pull-request/assemble.ts';
import { modelGitHub, type ModelGitHub } from '../../src/pull-request/github.fixture.ts';
import { decide } from '../../src/pull-request/intake.ts';
import { foundCheck, settleGraded, settleQueued } from '../../src/pull-request/settle.ts';
import { self, smallTold } from '../../src/pull-request/told.fixture.ts';
import lock from '../../src/tools/programs.lock.json' with { type: 'json' };
import type { ActedCase } from './case.ts';
import { meeting, workflows } from './workflows.ts';

const sha = (place: number): string => place.toString(16).padStart(40, '0');
const head = sha(1);
const told = smallTold(head, 10);
const asOf = '2026-11-05T09:00:00.000Z';
const check = (changes: Partial<FoundCheck>): FoundCheck => ({ id: 1, app: self.app, externalId: externalIdOf(told.subject), status: 'completed', conclusion: 'success', title: '100/100', summary: '', text: '', annotations: [], ...changes });
const pull = { number: 7, open: true, draft: false, head, headRepository: 2, baseRepository: 1, isPrivate: false, labels: [] };

function evidenceSaying(id: string, what: unknown): Evidence {
  const entry = { status: 'observed', version: 1, sha256: 'b'.repeat(64), started: 0, seconds: 1 };
  const made = bundle.parse({ schema: 'docc/evidence@1', submission: { commit: head, digest: `sha256:${'c'.repeat(64)}` }, asOf, collector: { version: '0.1.0' }, finished: true, sections: { [id]: entry } });
  return { bundle: made, facts: new Map([[id, what]]) };
}
const joined = (image: Evidence): Evidence =>
  assembled(
    [{ job: 'source', owns: ['source'], evidence: evidenceSaying('tree', 'honest') }, { job: 'image', owns: ['image'], evidence: image }],
    new Map([['tree', 'source'], ['image.build', 'image']]),
    { repository: 'github.com/repositories/1', commit: head, asOf },
  );

const programs = Object.values(lock).flatMap(({ artefacts }) => artefacts);

const model = (): ModelGitHub => modelGitHub(self, () => 'done');

async function graded(github: ModelGitHub): Promise<void> {
  const now = smallTold(github.state.head, Number.parseInt(github.state.head, 16) / 10);
  await settleQueued(github, pull.number, now.subject, self);
  await settleGraded(github, pull.number, now, self);
}

function expectToldOnce({ state }: ModelGitHub): void {
  expect(ownComments(state.comments, 'docc', self)).toHaveLength(1);
  const { subject } = smallTold(state.head, Number.parseInt(state.head, 16) / 10);
  expect(ownChecks(state.checks.filter(({ commit }) => commit === state.head).map(foundCheck), subject, self)).toMatchObject([{ status: 'completed' }]);
}

export const W: readonly ActedCase[] = [
  {
    id: 'W01',
    tried: 'a job named like our check, that has passed',
    must: 'neutralised',
    attack: () => {
      const theirs = [check({ app: 'github-actions' }), check({ externalId: 'a-job' }), check({ app: undefined })];
      expect(decide(pull, theirs, { commit: head, again: false }, told.subject, self)).toEqual({ kind: 'grade', commit: head });
      expect(planQueued(told.subject, { checks: theirs }, self)).toMatchObject([{ kind: 'create-check' }]);
      expect(planGraded(told, { pull, comments: [], checks: theirs }, self).map(({ kind }) => kind)).toEqual(['create-comment', 'create-check']);
    },
    twin: { is: 'our own check, completed', holds: () => expect(decide(pull, [check({})], { commit: head, again: false }, told.subject, self)).toMatchObject({ kind: 'leave' }) },
  },
  {
    id: 'W02',
    tried: 'a section of the files, brought by the job that ran the candidate’s program',
    must: 'neutralised',
    attack: () => {
      const { facts, bundle: { sections } } = joined(evidenceSaying('tree', 'forged'));
      expect(facts.get('tree')).toBe('honest');
      expect(Object.keys(sections)).not.toContain('image.build');
    },
    twin: { is: 'a section that this job owns', holds: () => expect(joined(evidenceSaying('image.build', 'built')).facts.get('image.build')).toBe('built') },
  },
  {
    id: 'W03',
    tried: 'shell in titles, branches and inputs',
    must: 'neutralised',
    attack: async () => {
      for (const [path, { jobs }] of await workflows()) {
        const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run])));
        expect(scripts.filter((run) => run.includes('${{')), path).toEqual([]);
      }
      for (const hostile of ['$(touch pwned)', '`id`', "'; exit 0 #", `${head}; id`, `${head}\n`, '--upload-pack=id', 'refs/heads/main', '']) {
        expect(commitInput.safeParse(hostile).success, hostile).toBe(false);
        expect(repositoryInput.safeParse(`octo/${hostile}${hostile === '' ? '' : ' x'}`).success, hostile).toBe(false);
      }
    },
    twin: {
      is: 'a commit and a repository as GitHub names them',
      holds: () => expect([commitInput.safeParse(head).success, repositoryInput.safeParse('octo/docc.sample_1').success]).toEqual([true, true]),
    },
  },
  {
    id: 'W04',
    tried: 'a comment with our marker and memory, copied',
    must: 'neutralised',
    attack: async () => {
      const github = model();
      await graded(github);
      const [ours] = github.state.comments;
      github.state.comments = [{ id: 1, author: 'candidate', body: (ours?.body ?? '').replaceAll(/\d+\.\d/g, '100.0') }, ...github.state.comments];
      github.push();
      await graded(github);
      expectToldOnce(github);
      expect(github.state.comments.find(({ author }) => author === 'candidate')?.body).toContain('100.0');
      expect(ownComments(github.state.comments, 'docc', self)[0]?.body).not.toContain('100.0');
    },
    twin: {
      is: 'our own comment, found by its marker',
      holds: () => expect(ownComments([{ id: 1, author: self.login, body: commentBody('docc', 'page', told.attempt, []) }], 'docc', self)).toHaveLength(1),
    },
  },
  {
    id: 'W05',
    tried: 'a push while the commit before it is graded',
    must: 'neutralised',
    attack: () => {
      const pushed = { ...pull, head: sha(2) };
      expect(decide(pushed, [], { commit: head, again: false }, told.subject, self)).toMatchObject({ kind: 'leave', because: expect.stringContaining('the head no longer') });
      expect(planGraded(told, { pull: pushed, comments: [], checks: [check({ status: 'queued', conclusion: undefined })] }, self)).toMatchObject([{ kind: 'update-check', content: { conclusion: 'neutral', title: expect.stringMatching(/^Superseded by /) } }]);
    },
    twin: { is: 'a grade of the head', holds: () => expect(planGraded(told, { pull, comments: [], checks: [] }, self).map(({ kind }) => kind)).toEqual(['create-comment', 'create-check']) },
  },
  {
    id: 'W06',
    tried: 'a hundred pushes, each of them graded',
    must: 'capped',
    attack: async () => {
      const github = model();
      for (let push = 0; push < 100; push += 1) {
        await graded(github);
        if (push < 99) github.push();
      }
      expectToldOnce(github);
      expect(github.state.checks).toHaveLength(100);
    },
    twin: {
      is: 'a single push',
      holds: async () => {
        const github = model();
        await graded(github);
        expectToldOnce(github);
      },
    },
  },
  {
    id: 'W07',
    tried: 'the label for EKS, by somebody who may not set it',
    must: 'refused',
    attack: () => {
      const now = { open: true, head, labels: [eksLabel] };
      for (const by of ['read', 'none'] as const) expect(decideLabel({ sha: head, by }, now)).toMatchObject({ kind: 'refuse', removesLabel: true, because: expect.stringContaining("only a maintainer's label counts") });
      expect(decideLabel({ sha: head, by: 'admin' }, { ...now, head: sha(2) })).toMatchObject({ kind: 'refuse', removesLabel: true });
    },
    twin: { is: 'a maintainer’s label', holds: () => expect(decideLabel({ sha: head, by: 'write' }, { open: true, head, labels: [eksLabel] })).toEqual({ kind: 'ask-approval', sha: head }) },
  },
  {
    id: 'W08',
    tried: 'a poisoned cache for a later run',
    must: 'neutralised',
    attack: async () => {
      for (const { id, job } of await meeting()) expect(JSON.stringify(job), id).not.toMatch(/actions\/cache|cache-from|cache-to|"cache":true/);
    },
    twin: {
      is: 'programs that every run fetches by their digest',
      holds: () => {
        expect(programs.length).toBeGreaterThan(5);
        for (const { url, sha256 } of programs) expect([url, sha256]).toEqual([expect.stringMatching(/^https:/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
      },
    },
  },
  {
    id: 'W09',
    tried: 'a tag that moves after it was looked at',
    must: 'refused',
    attack: async () => {
      for (const moving of ['v1', 'v1.0.0', 'main', 'refs/tags/v1.0.0', head.slice(0, 7)]) expect(commitInput.safeParse(moving).success, moving).toBe(false);
      const other = evidenceSaying('image.build', 'built');
      const moved = { ...other, bundle: { ...other.bundle, submission: { ...other.bundle.submission, commit: sha(2) } } };
      expect(() => joined(moved)).toThrow(sha(2));
      for (const [path, { jobs }] of await workflows()) {
        const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('$/') || uses.startsWith('./') ? [] : [uses])));
        for (const uses of used) expect(uses, path).toMatch(/@[0-9a-f]{40}$/);
      }
    },
    twin: { is: 'evidence of the commit that is graded', holds: () => expect(joined(evidenceSaying('image.build', 'built')).bundle.submission.commit).toBe(head) },
  },
  {
    id: 'W10',
    tried: 'an identity for the cloud, asked for by a job that meets the candidate’s files',
    must: 'denied',
    attack: async () => {
      for (const { id, job } of await meeting()) expect(job.permissions, id).toEqual({});
    },
    twin: {
      is: 'the jobs that deploy, which have one',
      holds: async () => {
        const eks = (await workflows()).get('.github/workflows/eks.yml');
        expect(eks?.jobs['deploy']?.permissions).toMatchObject({ 'id-token': 'write' });
      },
    },
  },
];
