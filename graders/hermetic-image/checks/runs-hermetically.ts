import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild } from '../../../src/collect/image/build/section.ts';
import { runStart } from '../../../src/collect/run/start/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { startedAt } from '../image-lines.ts';
import { runTrouble } from '../running-server.ts';

export default check({
  id: 'runs-hermetically',
  title: 'The server runs without network, writable files or rights',
  needs: { build: imageBuild, start: runStart, dockerfile },
  after: ['image-builds'],
  weight: 3,
  level: 'mid',
  skills: ['docker.hardening'],
  why: 'What a server can do without, an intruder in it can do nothing with; and what runs so anywhere runs so on every cluster.',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  discuss: {
    topic: 'containers-and-serverless',
    passed: 'Your server runs with a read-only root, no capability and any user id. Which of these would you miss first with a real application?',
    failed: 'Your server needs more than a bare container gives: {observed}. Which of that would you accept in production, and why?',
  },
  judge: ({ build, start, dockerfile }) => {
    const trouble = runTrouble(start);
    if (trouble === undefined) return pass('read-only, without a network, capabilities and its own user it answers what it is sent, and writes nothing');
    return fail({
      expected: 'with no network, a read-only root, no capability and any user id it starts, answers what it is sent, and writes nothing',
      observed: trouble.observed,
      at: startedAt(dockerfile),
      fix: trouble.fix,
      reproduce: trouble.reproduce(build),
    });
  },
});
