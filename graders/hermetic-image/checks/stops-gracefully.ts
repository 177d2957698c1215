import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild } from '../../../src/collect/image/build/section.ts';
import { runStart } from '../../../src/collect/run/start/section.ts';
import { runStop, type RunStopFacts } from '../../../src/collect/run/stop/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block } from '../../../src/grade/markdown.ts';
import { onServer } from '../built-image.ts';
import { startedAt } from '../image-lines.ts';
import { portOf } from '../running-server.ts';

export default check({
  id: 'stops-gracefully',
  title: 'The server finishes its requests before it stops',
  needs: { build: imageBuild, start: runStart, stop: runStop, dockerfile },
  after: ['runs-hermetically'],
  weight: 1,
  level: 'senior',
  skills: ['docker.entrypoint'],
  why: "Every deployment and every node that drains stops pods: what doesn't hear SIGTERM drops the requests it has, each time.",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  judge: ({ build, start, stop: { outcome, grace }, dockerfile }) => {
    const observed = troubleWith(outcome, grace);
    if (observed === undefined) return pass('at SIGTERM the request in flight is finished, and it ends with exit code 0');
    return fail({
      expected: `at SIGTERM the request in flight is finished, and the server ends with exit code 0 within ${grace} s`,
      observed,
      at: startedAt(dockerfile),
      fix: `Let the server itself be process 1, so that it hears the signal, leave \`server.go\` as it is given and \`STOPSIGNAL\` out, and handle SIGTERM in no file of your own:${block('ENTRYPOINT ["/server"]', 'dockerfile')}`,
      reproduce: onServer(build, portOf(start), stopping(grace)),
    });
  },
});

/** SIGTERM with half a request sent. */
const stopping = (grace: number): string =>
  `{ { printf a; sleep 3; printf b; } | curl -fsS -o /dev/null -T - "http://$at/in-flight" & } && sleep 1 && docker kill --signal=SIGTERM "$running" && wait $! && sleep ${grace} && test "$(docker inspect --format '{{.State.Running}} {{.State.ExitCode}}' "$running")" = 'false 0'`;

function troubleWith(outcome: RunStopFacts['outcome'], grace: number): string | undefined {
  switch (outcome.kind) {
    case 'killed':
      return `it is still there ${grace} s after SIGTERM`;
    case 'not-serving':
      return 'it never serves a request that could be in flight';
    case 'stopped':
      if (outcome.inFlight.kind === 'cut') return 'at SIGTERM the request in flight is cut off';
      if (outcome.inFlight.status >= 300) return `at SIGTERM the request in flight gets status ${outcome.inFlight.status}`;
      return outcome.exitCode === 0 ? undefined : `at SIGTERM it ends with exit code ${outcome.exitCode}`;
  }
}
