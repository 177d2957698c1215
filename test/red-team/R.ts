import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import { readArchive } from '../../src/collect/chart/archive.ts';
import { tar } from '../../src/collect/chart/tar.fixture.ts';
import { canonical } from '../../src/evidence/canonical.ts';
import { memoryShelf } from '../../src/evidence/shelf.fixture.ts';
import { openBundle } from '../../src/evidence/store.ts';
import type { Report } from '../../src/grade/report.ts';
import { batchSize, mostAnnotations } from '../../src/publish/github/annotations.ts';
import { commentBody } from '../../src/publish/github/comment.ts';
import { planGraded } from '../../src/publish/github/plan.ts';
import { toldOf } from '../../src/publish/github/told.ts';
import { hostileReports } from '../../src/publish/hostile.fixture.ts';
import { complete, hostile, severalLost } from '../../src/publish/report.fixture.ts';
import { ForeignEvidence, assembled } from '../../src/pull-request/assemble.ts';
import { self } from '../../src/pull-request/told.fixture.ts';
import type { ActedCase } from './case.ts';
import { expectQuiet } from './pages.ts';

const commit = 'a'.repeat(40);
const asOf = '2026-11-05T09:00:00.000Z';
const identity = { commit, digest: `sha256:${'c'.repeat(64)}` };
const chart = { path: 'a/Chart.yaml', content: 'name: a\n' };

/** A bundle with one section, whose digest is told rightly, as these bytes. */
function shelved(section: string, changes: object = {}) {
  const shelf = memoryShelf();
  const entry = { status: 'observed', version: 1, sha256: hash('sha256', section), started: 0, seconds: 0 };
  shelf.files.set('bundle.json', Buffer.from(canonical({ schema: 'docc/evidence@1', submission: identity, asOf, collector: { version: '0.1.0' }, finished: true, sections: { tree: entry }, ...changes })));
  shelf.files.set('tree.json', Buffer.from(section));
  return shelf;
}

const expected = { repository: 'github.com/repositories/1', commit, asOf };
const joined = async (changes: object) => assembled([{ job: 'source', owns: ['source'], evidence: await openBundle(shelved('{}', changes)) }], new Map([['tree', 'source']]), expected);

const subject = { sha: commit, challenge: 'docc', version: '1.0.0' };
const filesAt = `https://github.com/octo/docc/blob/${commit}`;
const told = (report: Report) => toldOf(report, subject, new Map(), filesAt);

/** What candidates get: without the reviewer's page and private checks. */
function shown({ reviewer: _reviewer, ...rest }: Report): Report {
  return { ...rest, objectives: rest.objectives.map((each) => ({ ...each, checks: each.checks.map(({ private: _private, ...check }) => check) })) };
}

/** A report that lost a point on each of so many lines. */
function placesOf(count: number): Report {
  const report = shown(complete());
  const [objective, ...others] = report.objectives;
  const [model] = objective?.checks ?? [];
  if (objective === undefined || model === undefined) throw new Error('the fixture has no check');
  const checks = Array.from({ length: count }, (_, place) => ({ ...model, id: `check-${place}`, verdict: 'fail' as const, earned: 0, observed: 'x'.repeat(4_000), at: { path: `file-${place}.tf`, line: place + 1 } }));
  return { ...report, objectives: [{ ...objective, checks }, ...others] };
}

export const R: readonly ActedCase[] = [
  {
    id: 'R01',
    tried: 'archives that lead out, link, or unpack to gigabytes',
    must: 'refused',
    attack: async () => {
      const entries = [{ path: 'a/../../b' }, { path: '/etc/passwd' }, { path: String.raw`a\..\b` }, { path: 'a/b', type: '2', link: '../x' }, { path: 'a/b', type: '1', link: 'a/c' }, { path: 'a/b', type: '3' }];
      for (const entry of entries) expect(await readArchive(gzipSync(tar([chart, entry]))), entry.path).toMatchObject({ kind: 'unread', because: expect.stringMatching(/\S/) });
      expect(await readArchive(gzipSync(Buffer.alloc(64 * 1024 * 1024)))).toMatchObject({ because: 'unpacked it has more than 32 MiB' });
    },
    twin: { is: 'an archive with folders in it', holds: async () => expect(await readArchive(gzipSync(tar([chart, { path: 'a/templates/b/c.yaml', content: 'a: 1\n' }])))).toMatchObject({ kind: 'read' }) },
  },
  {
    id: 'R02',
    tried: 'evidence of another commit, another time or other files; NaN, doubled keys and __proto__',
    must: 'refused',
    attack: async () => {
      for (const changes of [{ submission: { ...identity, commit: 'b'.repeat(40) } }, { submission: { digest: identity.digest } }, { asOf: '2020-01-01T00:00:00.000Z' }]) await expect(joined(changes)).rejects.toThrow(ForeignEvidence);
      for (const text of ['{"a":NaN}', '{"a":1,"a":2}', '{"__proto__":{}}', '{"a":1e999}', '{"a":1.0}', '{"b":1,"a":1}', '{"a":01}', '{"a":"\\ud800"}', `${'['.repeat(80)}${']'.repeat(80)}`]) {
        await expect(openBundle(shelved(text)), text).rejects.toMatchObject({ code: 'not-canonical', repair: expect.stringMatching(/\S/) });
      }
    },
    twin: { is: 'evidence of this commit', holds: async () => expect((await joined({})).facts.get('tree')).toEqual({}) },
  },
  {
    id: 'R03',
    tried: 'mentions, ends of fences, and turned text wherever a report quotes',
    must: 'neutralised',
    attack: () => {
      expectQuiet(shown(hostile()));
      fc.assert(fc.property(hostileReports, (report) => expectQuiet(shown(report))), { numRuns: 10 });
    },
    twin: { is: 'plain words, as they were', holds: () => expect(told(shown(severalLost())).page).toContain('build/ci_tools/Dockerfile') },
  },
  {
    id: 'R04',
    tried: 'more than a comment and a check can hold',
    must: 'capped',
    attack: () => {
      const long = told(placesOf(2_000));
      const writes = planGraded(long, { pull: { head: commit, open: true }, comments: [], checks: [] }, self);
      expect(commentBody('docc', long.page, long.attempt, []).length).toBeLessThanOrEqual(65_536);
      expect(long.verdict.summary.length).toBeLessThanOrEqual(65_535);
      expect(long.verdict.text.length).toBeLessThanOrEqual(65_535);
      expect(long.verdict.annotations).toHaveLength(mostAnnotations);
      for (const write of writes) if ('content' in write && 'annotations' in write.content) expect(write.content.annotations.length).toBeLessThanOrEqual(batchSize);
    },
    twin: { is: 'a report that fits', holds: () => expect(told(placesOf(3)).verdict.annotations).toHaveLength(3) },
  },
];
