import { expect, it } from 'vitest';
import { grade } from './grade.ts';
import type { Grader } from './grader.ts';
import { type Remark, remark, type Told } from './remark.ts';
import { assembleRubric } from './rubric.ts';
import { byTests, challengeOf, deep, graderOf, said, sampleDigest, word } from './rubric.fixture.ts';

const about = (tell: (say: string) => Told | undefined, check = 'root'): Remark => remark({ about: check, needs: { word }, tell: ({ word: { say } }) => tell(say) });

const reviewerWith = (...remarks: readonly Remark[]) => {
  const grader: Grader = { ...graderOf('g', [{ id: 'root', level: 'senior', topic: 'orchestration' }]), remarks };
  return grade(assembleRubric(challengeOf([{ id: 'g' }]), sampleDigest, [grader]), said('hello'), byTests).reviewer;
};

it('comes before what checks say, with its question', () => {
  const reviewer = reviewerWith(
    about((say) => ({ kind: 'strength', text: `It says ${say}`, ask: { topic: 'gitops', question: `Why ${say}?` } })),
    about(() => ({ kind: 'risk', text: 'It may fall', ask: { topic: 'orchestration', question: 'What then?' } })),
  );
  expect(reviewer?.strengths.map(({ text }) => text)).toEqual(['It says hello', 'The title of root: root saw hello']);
  expect(reviewer?.risks).toEqual([{ text: 'It may fall', checks: ['root'] }]);
  expect(reviewer?.prompts).toEqual([
    { topic: 'Orchestration', ask: 'What then?', check: 'root' },
    { topic: 'GitOps', ask: 'Why hello?', check: 'root' },
    { topic: 'Orchestration', ask: 'Why root saw hello?', check: 'root' },
  ]);
});

it('is two of a kind at most', () => {
  const all = ['a', 'b', 'c'].map((text) => about(() => ({ kind: 'risk', text })));
  expect(reviewerWith(...all)?.risks.map(({ text }) => text)).toEqual(['a', 'b']);
});

it('is not made of what was not seen, of no check of the rubric, or by one that breaks', () => {
  const unseen = remark({ about: 'root', needs: { deep }, tell: () => ({ kind: 'risk', text: 'unseen' }) });
  const breaking = about(() => {
    throw new Error('broken remark');
  });
  expect(reviewerWith(unseen, breaking, about(() => ({ kind: 'risk', text: 'of nothing' }), 'elsewhere'), about(() => undefined))?.risks).toEqual([]);
});
