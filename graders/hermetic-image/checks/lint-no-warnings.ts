import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { lint } from '../../../src/collect/lint/section.ts';
import { check } from '../../../src/grade/check.ts';
import { judgeLint } from '../lint-findings.ts';

export default check({
  id: 'lint-no-warnings',
  title: 'hadolint finds no warning',
  needs: { dockerfile, lint },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.dockerfile'],
  why: 'Each warning is a mistake that others made often enough for somebody to write a rule about it.',
  docs: 'https://github.com/hadolint/hadolint#rules',
  judge: ({ dockerfile, lint }) => judgeLint(dockerfile, lint, 'warning'),
});
