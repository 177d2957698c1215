import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild } from '../../../src/collect/image/build/section.ts';
import { runLoad, type RunLoadFacts } from '../../../src/collect/run/load/section.ts';
import { runStart } from '../../../src/collect/run/start/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { code } from '../../../src/grade/markdown.ts';
import { mebibytes, onServer } from '../built-image.ts';
import { startedAt } from '../image-lines.ts';
import { portOf } from '../running-server.ts';

export default check({
  id: 'runs-in-64-MiB',
  title: 'The server serves a thousand requests in 64 MiB',
  needs: { build: imageBuild, start: runStart, load: runLoad, dockerfile },
  after: ['runs-hermetically'],
  weight: 1,
  level: 'mid',
  skills: ['docker.hardening'],
  why: 'A memory limit that nobody has tried is a pod that is killed on its busiest day.',
  docs: 'https://docs.docker.com/engine/containers/resource_constraints/#memory',
  judge: ({ build, start, load, dockerfile }) => {
    const memory = mebibytes(load.memoryBytes);
    if (load.outcome.kind === 'served') return pass(`${load.requests} requests, each answered with what it held, in ${memory}`);
    return fail({
      expected: `${load.requests} requests, each answered with what it held, in ${memory}`,
      observed: whatFailed(load.outcome),
      at: startedAt(dockerfile),
      fix: 'Build the given `server.go`, and keep nothing of a request after its answer; `ENV GOMEMLIMIT=48MiB` has Go collect in time.',
      reproduce: onServer(build, portOf(start), `for request in $(seq ${load.requests}); do curl -fsS "http://$at/$request" | grep -qF "/$request" || exit 1; done`),
    });
  },
});

/** Without numbers, which are others each time. */
function whatFailed(outcome: Exclude<RunLoadFacts['outcome'], { kind: 'served' }>): string {
  switch (outcome.kind) {
    case 'failed':
      return `some are not answered as they should be${outcome.because[0] === undefined ? '' : `, most of those with ${code(outcome.because[0].reason)}`}`;
    case 'ended':
      return outcome.ended.outOfMemory ? 'under them it runs out of memory' : `under them it ends with exit code ${outcome.ended.exitCode}`;
    case 'not-serving':
      return 'it never serves a request';
  }
}
