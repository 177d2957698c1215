import { expect, it } from 'vitest';
import { missingOwnImage } from './own-image.ts';

const troubled = (cause: 'image-missing' | 'crash', observed: string) => {
  const of = { kind: 'Deployment', name: 'app', path: 'chart/app.yaml', line: 1 };
  return { outcome: { kind: 'not-ready' as const, seconds: 180, troubles: [{ of, at: { path: of.path, line: of.line }, cause, observed, fix: '', printed: [] }] } };
};

it('is docc’s fault where a node lacks the image that docc brings', () => {
  expect(missingOwnImage(troubled('image-missing', 'Container image "docc.invalid/submission@sha256:<id>" is not present with pull policy of Never'))).toMatchObject({ repair: expect.stringContaining('Grade again') });
});

it.each([
  ['another image', troubled('image-missing', 'Container image "ghcr.io/octo/server:latest" is not present with pull policy of Never')],
  ['a program that says so', troubled('crash', 'exit code 1: "docc.invalid/submission" is not here')],
  ['an app that is ready', { outcome: { kind: 'refused' as const } }],
])('is the candidate’s affair of %s', (_, facts) => expect(missingOwnImage(facts)).toBeUndefined());
