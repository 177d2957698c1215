import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { type BuildAttempt, imageBuild } from '../../../src/collect/image/build/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { appImage } from '../app-image.ts';
import { buildCommand } from '../built-image.ts';
import { fetchingAdd } from '../fetched-files.ts';

export default check({
  id: 'build-needs-no-network',
  title: 'The build needs no network',
  needs: { build: imageBuild, dockerfile },
  after: ['image-builds'],
  weight: 2,
  level: 'senior',
  skills: ['docker.hermetic-builds'],
  why: 'What a build fetches can be changed, withdrawn or poisoned between two builds, and nobody sees it in the repository.',
  docs: 'https://go.dev/ref/mod#vendoring',
  discuss: {
    topic: 'continuous-delivery',
    passed: 'Your image builds with the network off. What would you do on the day when the server needs its first dependency?',
    failed: 'Your build fetches something. How would you know that it fetched the same thing yesterday?',
  },
  judge: ({ build, dockerfile }) => {
    const { file, final, at } = appImage(dockerfile);
    const add = fetchingAdd(file, final);
    if (add !== undefined) {
      return fail({
        expected,
        observed: `${code(`ADD ${add.text}`)} fetches while it builds`,
        at: at(add.line),
        fix: 'Commit the file and `COPY` it, or take it from a base image that is pinned by digest.',
        reproduce: `! sed -n ${add.line}p ${shellPath(file.path)} | grep -qi '^ *ADD '`,
      });
    }
    if (build.withoutNetwork.kind === 'built') return pass('every step succeeds with the network off');
    return fail({
      expected,
      observed: whatFailed(build.withoutNetwork),
      at: { path: file.path, ...(build.withoutNetwork.line !== undefined && { line: build.withoutNetwork.line }) },
      fix: `Vendor what the build downloads: run \`go mod vendor\` beside go.mod, commit \`vendor/\`, and build from it:${block('ENV GOPROXY=off GOFLAGS=-mod=vendor GOTOOLCHAIN=local', 'dockerfile')}\nTools come from a pinned base image instead of \`apt-get\` or \`curl\`.`,
      reproduce: buildCommand(build, '-q', '--network=none'),
    });
  },
});

const expected = 'a build from the base images and what is submitted, with the network off';

function whatFailed({ because, step, log, limit }: Extract<BuildAttempt, { kind: 'failed' }>): string {
  const name = code(step ?? 'the build');
  if (because === 'time') return `without a network ${name} was still going on after ${limit ?? 'the time that it is given'}`;
  return `without a network ${name} fails${log.length === 0 ? '' : `: ${code(log.at(-1) ?? '')}`}`;
}
