import { z } from 'zod';
import type { Evidence } from '../evidence/evidence.ts';
import type { Observation } from '../evidence/observation.ts';
import { section } from '../evidence/section.ts';
import type { Challenge } from './challenge.ts';
import { type Check, check, type Level } from './check.ts';
import type { Grader } from './grader.ts';
import { fail, type Judgement, pass, unresolved } from './judgement.ts';

/** A section for tests: a word that a check turns into its verdict. */
export const word = section({ id: 'word', version: 1, tier: 'source', schema: z.strictObject({ say: z.string() }), upcasters: {} });
export const deep = section({ id: 'deep', version: 1, tier: 'cluster', schema: z.strictObject({ say: z.string() }), upcasters: {} });

export type Sketch = {
  readonly id: string;
  readonly after?: readonly string[];
  readonly weight?: number;
  readonly level?: Level;
  readonly private?: boolean;
  readonly needs?: 'word' | 'deep';
  readonly does?: 'pass' | 'fail' | 'unresolved' | 'throw';
  /** What no compiler would let it return. */
  readonly returns?: () => unknown;
  readonly topic?: string;
};

export const sketched = (sketch: Sketch): Check =>
  check({
    id: sketch.id,
    title: `The title of ${sketch.id}`,
    needs: sketch.needs === 'deep' ? { word: deep } : { word },
    after: sketch.after ?? [],
    weight: sketch.weight ?? 1,
    level: sketch.level ?? 'junior',
    skills: [`skill.${sketch.id}`, 'skill.shared'],
    why: `Why ${sketch.id}`,
    docs: `https://docs.example/${sketch.id}`,
    ...(sketch.private === true && { private: true }),
    ...(sketch.topic !== undefined && { discuss: { topic: sketch.topic, passed: 'Why {observed}?', failed: 'How mend {observed}?' } }),
    // A check of plain JavaScript may return anything.
    judge: ({ word: { say } }) => (sketch.returns === undefined ? judgementOf(sketch, say) : (sketch.returns() as Judgement)),
  });

function judgementOf({ id, does }: Sketch, say: string): Judgement {
  switch (does ?? 'pass') {
    case 'pass':
      return pass(`${id} saw ${say}`);
    case 'fail':
      return fail({ expected: 'better', observed: `${id} saw ${say}`, at: { path: 'a', line: 1 }, fix: 'do better', reproduce: 'false' });
    case 'unresolved':
      return unresolved('files do not tell');
    case 'throw':
      throw new Error('broken check');
  }
}

export const graderOf = (id: string, sketches: readonly Sketch[], roots: readonly string[] = ['root']): Grader => ({
  id,
  title: id,
  roots,
  checks: sketches.map(sketched),
});

export const challengeOf = (objectives: readonly (Partial<Challenge['objectives'][number]> & { id: string })[]): Challenge => ({
  id: 'sample',
  version: '1.0.0',
  title: 'Sample',
  frozen: false,
  pass: 5,
  levelThreshold: 0.8,
  settings: { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] },
  cloud: 'inspect',
  topics: { orchestration: 'Orchestration', gitops: 'GitOps' },
  skills: { 'skill.shared': { title: 'Shared', read: 'https://docs.example/shared' } },
  objectives: objectives.map((objective) => ({ title: objective.id, points: 10, grader: objective.id, weights: {}, planned: [], ...objective })),
});

const time = { started: 0, seconds: 0 };

export function evidenceOf(sections: Readonly<Record<string, Observation<unknown>>>): Evidence {
  const entries = Object.entries(sections).map(([id, observation]) => {
    if (observation.status !== 'observed') return [id, { ...observation, ...time }] as const;
    return [id, { status: 'observed', version: 1, sha256: '0'.repeat(64), ...time }] as const;
  });
  return {
    bundle: {
      schema: 'docc/evidence@1',
      submission: { digest: `sha256:${'0'.repeat(64)}` },
      asOf: '2026-11-01T00:00:00Z',
      collector: { version: '1.0.0' },
      finished: true,
      sections: Object.fromEntries(entries),
    },
    facts: new Map(Object.entries(sections).flatMap(([id, seen]) => (seen.status === 'observed' ? [[id, seen.facts]] : []))),
  };
}

export const said = (say: string): Evidence => evidenceOf({ word: { status: 'observed', facts: { say } } });

export const byTests = { trust: 'advisory', grader: { version: '1.0.0' } } as const;
export const sampleDigest = `sha256:${'1'.repeat(64)}`;
