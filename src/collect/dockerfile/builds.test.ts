import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectWorkflow } from '../workflow/collect.ts';
import { submissionOf } from '../../../test/submission.ts';
import { type Build, findBuilds } from './builds.ts';

const dockerfiles = { Dockerfile: 'x', 'app/Dockerfile': 'x', 'app/Dockerfile.dev': 'x', 'low/dockerfile': 'x', 'pod/Containerfile': 'x' };

function builds(files: Readonly<Record<string, string>>): Build[] {
  const submission = submissionOf({ ...dockerfiles, ...files });
  const workflows = collectWorkflow(submission);
  return findBuilds(submission.files, workflows.status === 'observed' ? workflows.facts : undefined);
}

/** A workflow of one job with these steps, each indented by six. */
const workflow = (steps: string, head = ''): string => `on: push\n${head}jobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`;
const inWorkflow = (steps: string, head?: string): Build[] => builds({ '.github/workflows/a.yml': workflow(steps, head) });
const action = (...inputs: string[]): string =>
  `      - uses: docker/build-push-action@v6\n${inputs.length === 0 ? '' : `        with:\n${inputs.map((input) => `          ${input}\n`).join('')}`}`;

describe('a step with docker/build-push-action', () => {
  const place = { means: 'workflow', at: { path: '.github/workflows/a.yml', line: 6 } };
  test.each([
    ['nothing', [], { dockerfile: 'Dockerfile', context: '.', pushes: false }],
    ['a context', ['context: ./app/'], { dockerfile: 'app/Dockerfile', context: 'app', pushes: false }],
    ['a file', ['file: app/Dockerfile.dev', 'push: true'], { dockerfile: 'app/Dockerfile.dev', context: '.', pushes: true }],
    ['both', ['context: app', 'file: ./Dockerfile'], { dockerfile: 'Dockerfile', context: 'app', pushes: false }],
    ['a folder of the default context', ['context: "{{defaultContext}}:app"', 'file: Dockerfile.dev'], { dockerfile: 'app/Dockerfile.dev', context: 'app', pushes: false }],
    ['a small letter', ['context: low'], { dockerfile: 'low/dockerfile', context: 'low', pushes: false }],
    ['the workspace', ['context: ${{ github.workspace }}/app'], { dockerfile: 'app/Dockerfile', context: 'app', pushes: false }],
    ['an expression to push', ["push: ${{ github.event_name != 'pull_request' }}"], { dockerfile: 'Dockerfile', context: '.', pushes: true }],
    ['push false', ['push: false'], { dockerfile: 'Dockerfile', context: '.', pushes: false }],
    ['outputs that push', ['outputs: type=image,name=x,push=true'], { dockerfile: 'Dockerfile', context: '.', pushes: true }],
    ['inputs in capitals', ['CONTEXT: app'], { dockerfile: 'app/Dockerfile', context: 'app', pushes: false }],
    ['a target', ['target: prod'], { dockerfile: 'Dockerfile', context: '.', pushes: false, target: 'prod' }],
  ])('is given %s', (_, inputs, told) => {
    expect(inWorkflow(action(...inputs))).toEqual([{ args: [], ...told, ...place }]);
  });

  test('is given build arguments', () => {
    const [build] = inWorkflow(action('build-args: |', '  A=1', '  B=${{ env.V }}', '  C=${{ github.sha }}', '  D=x=y'), 'env:\n  V: "2"\n');
    expect(build?.args).toEqual([{ name: 'A', value: '1' }, { name: 'B', value: '2' }, { name: 'C' }, { name: 'D', value: 'x=y' }]);
  });

  test.each([
    ['a context elsewhere', ['context: https://example.org/x.git']],
    ['a folder that only a run would tell', ['context: ${{ matrix.dir }}']],
    ['a file that is not there', ['file: none/Dockerfile']],
    ['a folder outside', ['context: ../x']],
  ])('tells nothing with %s', (_, inputs) => {
    expect(inWorkflow(action(...inputs))).toEqual([]);
  });
});

describe('a command in a workflow', () => {
  const run = (script: string, more = ''): string => `      - run: |\n${script.replace(/^/gm, '          ')}\n${more}`;
  test.each([
    ['docker build .', { dockerfile: 'Dockerfile', context: '.' }],
    ['docker build -t x:1 app', { dockerfile: 'app/Dockerfile', context: 'app' }],
    ['docker build -fapp/Dockerfile.dev .', { dockerfile: 'app/Dockerfile.dev', context: '.' }],
    ['docker build --file=app/Dockerfile.dev --pull --no-cache app', { dockerfile: 'app/Dockerfile.dev', context: 'app' }],
    ['DOCKER_BUILDKIT=1 sudo docker image build app', { dockerfile: 'app/Dockerfile', context: 'app' }],
    ['docker buildx build \\\n  --platform linux/amd64 \\\n  --push \\\n  app', { dockerfile: 'app/Dockerfile', context: 'app', pushes: true }],
    ['cd app && docker build .', { dockerfile: 'app/Dockerfile', context: 'app' }],
    ['cd app; docker build -f ../Dockerfile ..', { dockerfile: 'Dockerfile', context: '.' }],
    ['DIR=app\ndocker build "$DIR"', { dockerfile: 'app/Dockerfile', context: 'app', line: 8 }],
    ['docker build ${DIR:-app} # the app', { dockerfile: 'app/Dockerfile', context: 'app' }],
    ['docker build "${GITHUB_WORKSPACE}/app"', { dockerfile: 'app/Dockerfile', context: 'app' }],
    ['podman build pod', { dockerfile: 'pod/Containerfile', context: 'pod' }],
    ['/usr/bin/docker build .', { dockerfile: 'Dockerfile', context: '.' }],
    ['if true; then docker build .; fi', { dockerfile: 'Dockerfile', context: '.' }],
    ['docker build .\ndocker push x', { dockerfile: 'Dockerfile', context: '.', pushes: true }],
  ])('%j', (script, { line = 7, ...told }: { dockerfile: string; context: string; pushes?: boolean; line?: number }) => {
    const at = { path: '.github/workflows/a.yml', line };
    expect(inWorkflow(run(script))).toEqual([{ args: [], pushes: false, ...told, means: 'workflow', at }]);
  });

  test.each(['docker run app', 'echo docker build .', 'docker build - < Dockerfile', 'docker build https://example.org/x.git', 'docker build "$SOMEWHERE"', 'cd "$X" && docker build .', 'docker compose build'])('%j tells nothing', (script) => {
    expect(inWorkflow(run(script))).toEqual([]);
  });

  test('runs in the working directory', () => {
    expect(inWorkflow(run('docker build .', '        working-directory: app\n'))[0]).toMatchObject({ dockerfile: 'app/Dockerfile', context: 'app' });
    expect(inWorkflow(run('docker build .'), 'defaults: {run: {working-directory: app}}\n')[0]).toMatchObject({ context: 'app' });
  });

  test('is pushed by another step of the job', () => {
    expect(inWorkflow(`${run('docker build .')}${run('docker push x')}`)[0]).toMatchObject({ pushes: true });
  });

  test('is found in a composite action', () => {
    const files = { '.github/actions/b/action.yml': 'runs:\n  using: composite\n  steps:\n    - run: docker build app\n      shell: bash\n' };
    expect(builds(files)).toMatchObject([{ context: 'app', at: { path: '.github/actions/b/action.yml', line: 4 } }]);
  });
});

describe('a command in a script', () => {
  test.each([
    ['Makefile', 'DOCKER := docker\nIMAGE ?= x\n\nimage:\n\t@$(DOCKER) build -t $(IMAGE) app\n', 'app', 5],
    ['app/Makefile', 'image: ; docker build .\n', 'app', 1],
    ['Makefile', 'a:\n\tcd app && true\n\tdocker build .\n', '.', 3],
    ['Taskfile.yml', 'tasks:\n  image:\n    cmds:\n      - docker build app\n', 'app', 4],
    ['justfile', 'image:\n  docker build app\n', 'app', 2],
    ['scripts/build.sh', '#!/bin/sh\nset -e\ndocker build app\n', 'app', 3],
    ['app/build.sh', 'docker build -f Dockerfile.dev .\n', 'app', 1],
  ])('%s: %j', (path, text, context, line) => {
    expect(builds({ [path]: text })).toMatchObject([{ context, means: 'script', at: { path, line } }]);
  });

  test('of somebody else is left alone', () => {
    expect(builds({ 'vendor/x/build.sh': 'docker build .\n' })).toEqual([]);
  });

  test('with thousands of commands stays bounded', () => {
    expect(builds({ 'a.sh': 'A=$A$A$A$Ax\ndocker build .\n'.repeat(1_500) })).toHaveLength(50);
  });
});

test('whatever the script, builds are of Dockerfiles that are there, in folders of the submission', () => {
  const words = fc.constantFrom('docker', 'build', 'buildx', '-f', '--file=', 'app', 'Dockerfile', '.', '..', '/', 'cd', '&&', ';', '"', "'", '$', '${A', '}', '$(', ')', '\\', '\n', ' ', '\t', 'A=', '#', '{{');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }), fc.constantFrom(' ', ''), (pieces, gap) => {
      for (const { dockerfile, context } of builds({ 'app/Makefile': pieces.join(gap), 'x.sh': `docker build ${pieces.join(gap)}` })) {
        expect(Object.keys(dockerfiles)).toContain(dockerfile);
        expect(context).not.toMatch(/^\/|^\.\.|\/$/);
      }
    }),
    { numRuns: 500 },
  );
});
