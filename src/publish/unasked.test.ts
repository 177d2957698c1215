import { expect, it } from 'vitest';
import { grade } from '../grade/grade.ts';
import { type Report, report as reportSchema } from '../grade/report.ts';
import { assembleRubric } from '../grade/rubric.ts';
import { byTests, challengeOf, evidenceOf, graderOf, sampleDigest } from '../grade/rubric.fixture.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { reviewerHtml } from './reviewer-html.ts';
import { reportTerminal } from './terminal.ts';

const options = { width: 80, colour: false, verbose: false } as const;

/** One objective asked for, of three; one of its checks looks at a cluster. */
function ofOne(deep: boolean): Report {
  const challenge = challengeOf([{ id: 'one', points: 10 }, { id: 'two', points: 20 }, { id: 'three', points: 30 }]);
  const checks = [{ id: 'root' }, ...(deep ? [{ id: 'lives', after: ['root'], needs: 'deep' as const }] : [])];
  const evidence = evidenceOf({ word: { status: 'observed', facts: { say: 'hello' } } });
  return grade(assembleRubric(challenge, sampleDigest, [graderOf('one', checks)], new Set(['one'])), evidence, byTests);
}

it('is what nobody asked for, not what nobody could look at', () => {
  const report = ofOne(true);
  expect(reportSchema.parse(report)).toEqual(report);
  expect(report.notExercised).toEqual([
    { tier: 'source', points: 50, reason: 'left out by --objective', remedy: 'grade without --objective', asked: false },
    expect.objectContaining({ tier: 'cluster', points: 5, reason: 'not collected', remedy: expect.stringContaining('--tier cluster') }),
  ]);
});

it('is said so in a terminal', () => {
  const text = reportTerminal(ofOne(true), options);
  expect(text).toContain('5.0 of 5.0 verified points · 5.0 not exercised (cluster) · 50.0 not asked for');
  expect(text).toContain('\nNot asked for\n  50.0 points of 2 objectives: left out by --objective\n  → grade without --objective\n');
  expect(text.match(/·{10} {2}not asked for/g)).toHaveLength(2);
  expect(text).toContain('2 checks: 1 passed and 1 not verified.');
  expect(text).not.toMatch(/source\s+50/);
});

it('is said so on the pages and in a comment', () => {
  const report = ofOne(true);
  for (const text of [reportHtml(report), reviewerHtml(report, { strengths: [], risks: [], prompts: [] }), reportMarkdown(report)]) {
    expect(text).toContain('Not asked for');
    expect(text).toContain('50.0 points of 2 objectives: left out by');
    expect(text).not.toMatch(/\| source \|.*left out|<b>source<\/b><\/th><td class="number">50/);
  }
});

it('leaves nothing to do where all that was asked for is earned', () => {
  const report = ofOne(false);
  expect(reportTerminal(report, options)).toContain('Next: every verified point is yours. For the other objectives grade without');
  expect(reportHtml(report)).toContain('The rest was not asked for.');
});

it('says of the level, and of what was judged, what was asked for', () => {
  const page = reviewerHtml(ofOne(true), { strengths: [], risks: [], prompts: [] });
  expect(page).toContain('No level can be told where only a part of the challenge was asked for.');
  expect(page).toContain('<dt>Judged</dt><dd>1 of 2 checks</dd>');
  expect(page).toContain('<dt>Not known</dt><dd>55.0 points, of which 50.0 not asked for; tiers cluster</dd>');
});
