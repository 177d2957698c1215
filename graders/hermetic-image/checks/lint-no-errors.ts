import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { lint } from '../../../src/collect/lint/section.ts';
import { check } from '../../../src/grade/check.ts';
import { judgeLint } from '../lint-findings.ts';

export default check({
  id: 'lint-no-errors',
  title: 'hadolint finds no error',
  needs: { dockerfile, lint },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.dockerfile'],
  why: 'What hadolint calls an error builds today and does something else than it says.',
  docs: 'https://github.com/hadolint/hadolint#rules',
  judge: ({ dockerfile, lint }) => judgeLint(dockerfile, lint, 'error'),
});
