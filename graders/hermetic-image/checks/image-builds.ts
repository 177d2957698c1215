import { type DockerfileFacts, dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { type BuildAttempt, imageBuild } from '../../../src/collect/image/build/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { buildCommand, mebibytes } from '../built-image.ts';

type Failed = Extract<BuildAttempt, { kind: 'failed' }>;

export default check({
  id: 'image-builds',
  title: 'The image builds',
  needs: { build: imageBuild, dockerfile },
  after: ['dockerfile-parses'],
  weight: 3,
  level: 'junior',
  skills: ['docker.dockerfile'],
  why: 'What builds only on the machine of whoever wrote it can be neither deployed nor mended by anybody else.',
  docs: 'https://docs.docker.com/build/building/best-practices/',
  judge: ({ build, dockerfile }) => {
    const last = build.withNetwork ?? build.withoutNetwork;
    if (last.kind === 'built') return pass(`it builds for ${build.platform}, ${mebibytes(build.image?.bytes ?? 0)} in a registry`);
    const line = last.line ?? lineAsking(last, dockerfile, build.dockerfile);
    return fail({
      expected: 'an image, built of what is submitted within 10 minutes and 2 GiB',
      observed: whatFailed(last),
      at: { path: build.dockerfile, ...(line !== undefined && { line }) },
      fix: cure(last, build.dockerfile),
      reproduce: buildCommand(build, '-q'),
    });
  },
});

const lastWord = ({ log }: Failed): string => (log.length === 0 ? '' : `: ${code(log.at(-1) ?? '')}`);

function whatFailed(failed: Failed): string {
  const { because, step, exitCode, limit = 'it may take' } = failed;
  switch (because) {
    case 'step':
      return `${code(step ?? 'a step')} ends${exitCode === undefined ? '' : ` with exit code ${exitCode}`}${lastWord(failed)}`;
    case 'base':
      return `a base image isn't in its registry${lastWord(failed)}`;
    case 'parse':
      return `BuildKit refuses the file${lastWord(failed)}`;
    case 'time':
      return `${code(step ?? 'the build')} was still going on after ${limit}`;
    case 'output':
      return `it makes more than ${limit}`;
    case 'refused':
      return `docc does not let it be built${lastWord(failed)}`;
  }
}

function cure({ because, step, log }: Failed, dockerfile: string): string {
  switch (because) {
    case 'step':
      return `Build with \`--progress=plain\` to see all of its log, and mend ${code(step ?? 'the step')}. ${log.length === 0 ? 'It said nothing.' : `It said last:${block(quoted(log))}`}`;
    case 'base':
      return `Name a tag and digest that the registry holds: \`docker buildx imagetools inspect <image>:<tag>\` prints the digest; put it into ${code(dockerfile)}.`;
    case 'parse':
      return `Mend that line of ${code(dockerfile)}; \`docker build --check\` tells whether it is well.`;
    case 'time':
      return 'Do less in the build: no tests and no downloads, and `--mount=type=cache,target=/root/.cache/go-build` for the compiler.';
    case 'output':
      return 'Print less in its steps, and copy only the program into a last stage, as in `COPY --from=build /out/server /server`.';
    case 'refused':
      return withheldIn(log) ?? "Leave out the `# syntax=` line: BuildKit has Docker's own frontend.";
  }
}

/** Flags of RUN by what BuildKit calls them when it does not grant them. */
const withheld: Readonly<Record<string, readonly [name: string, value?: string]>> = { 'network.host': ['network', 'host'], 'security.insecure': ['security', 'insecure'], device: ['device'] };

const flagIn = (log: readonly string[]) => withheld[/\b(network\.host|security\.insecure|device) is not allowed/.exec(log.join('\n'))?.[1] ?? ''];

function withheldIn(log: readonly string[]): string | undefined {
  if (log.some((line) => line.startsWith('ADD '))) return 'Commit what that ADD fetches, or fetch it from where everybody who builds this can.';
  const flag = flagIn(log);
  return flag === undefined ? undefined : `Leave out ${code(`--${flag.join('=')}`)}: a step gets its sandbox, and nothing of the machine that builds it.`;
}

/** BuildKit doesn't say which step asked for what it does not grant. */
function lineAsking({ because, log }: Failed, { files }: DockerfileFacts, path: string): number | undefined {
  const [name, value] = (because === 'refused' ? flagIn(log) : undefined) ?? [];
  const steps = files.find((each) => each.path === path)?.stages.flatMap(({ instructions }) => instructions) ?? [];
  return name === undefined ? undefined : steps.find(({ flags }) => flags.some((flag) => flag.name === name && (value === undefined || flag.value === value)))?.line;
}

/** What a candidate's program prints must not end the block that it is quoted in. */
const quoted = (log: readonly string[]): string => log.slice(-5).join('\n').replaceAll('`', "'");
