import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gradeAgain, type Told } from './again.ts';

const plain = { folder: '.', challenge: 'docc', out: '.docc' };

it('says no more than was said', () => {
  expect(gradeAgain({ ...plain, folder: 'my fork' })).toBe("grade 'my fork'");
});

it('keeps what decides what is graded, how deep, and where it goes', () => {
  const told = { ...plain, ref: 'main', tier: 'cluster', challenge: 'my rubric.yml', objective: ['image', 'dns'], failUnder: 70, out: '../out $x', cluster: "o'kube", keep: true, verbose: true } as const;
  expect(gradeAgain(told)).toBe(`grade . --ref main --tier cluster --challenge 'my rubric.yml' --objective image --objective dns --fail-under 70 --out '../out $x' --cluster 'o'\\''kube' --keep --verbose`);
});

it('keeps apart what a shell would take for something else', () => {
  const texts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).filter((text) => text !== '.docc' && text !== 'docc');
  // One shell for all: starting one for each takes longer than the test is worth.
  const all = fc.sample(fc.record({ folder: texts, out: texts, ref: texts }), 100);
  const script = all.map((told) => `printf '%s\\0' ${gradeAgain({ ...plain, ...told } satisfies Told)}`).join('\n');
  const words = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  const asPath = (text: string): string => (text.startsWith('-') ? `./${text}` : text);
  expect(words).toEqual(all.flatMap(({ folder, out, ref }) => ['grade', asPath(folder), ...(ref.startsWith('-') ? [`--ref=${ref}`] : ['--ref', ref]), '--out', asPath(out)]));
});
