import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAction, readWorkflow } from './file.ts';
import { type Permissions, type Step, type WorkflowFile, workflow } from './section.ts';
import { samples } from './workflows.fixture.ts';

const read = (text: string | Uint8Array): WorkflowFile => readWorkflow('.github/workflows/a.yml', typeof text === 'string' ? new TextEncoder().encode(text) : text);

describe('what keeps GitHub from running it', () => {
  test.each(samples)('$name', ({ text, problem }) => {
    const { problems } = read(text);
    expect({ problems, line: problems[0]?.line }).toEqual({ problems, line: problem });
    for (const { message, fix } of problems) expect(`${message} ${fix}`).not.toMatch(/undefined|^\s|\s$/);
  });

  // actionlint reads the first document only; GitHub's reader asks for the end of the file behind it.
  test('a second document', () => {
    expect(read('on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: x}]\n---\non: push\n').problems).toMatchObject([{ line: 6, fix: 'Keep one document: remove the line ---.' }]);
  });

  test('does not hide the jobs that can be read', () => {
    const { jobs, problems } = read('on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: x}, {name: y}]\n  b:\n    steps: [{run: z}]\n');
    expect(jobs.map(({ id, steps }) => [id, steps.length])).toEqual([['a', 2], ['b', 1]]);
    expect(problems).toHaveLength(2);
  });
});

test('a workflow as written', () => {
  const text = `name: Publish
on:
  push:
    branches: [main]
    tags: v*
  pull_request:
    types:
      - opened
permissions:
  contents: read
env:
  IMAGE: docc-sample
  PORT: 8080
jobs:
  build:
    name: Build it
    if: github.ref == 'refs/heads/main'
    needs: []
    runs-on: ubuntu-latest
    environment:
      name: production
      url: https://example.org
    permissions:
      id-token: write
    env: { FAST: true }
    outputs:
      digest: \${{ steps.push.outputs.digest }}
    defaults:
      run:
        working-directory: app
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789
        with:
          persist-credentials: false
      - name: Test
        run: |
          go test ./...
          go vet ./...
      - id: push
        if: always()
        uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            a/b:1
            a/b:2
      - run: echo "$X"
        working-directory: ./other/
        env: { X: 1.50 }
  call:
    needs: build
    uses: ./.github/workflows/other.yml
    with: { image: x }
    secrets:
      token: \${{ secrets.TOKEN }}
    permissions: write-all
`;
  const step = { with: {}, env: {} };
  expect(read(text)).toEqual({
    path: '.github/workflows/a.yml',
    name: 'Publish',
    on: [
      { event: 'push', line: 3, branches: ['main'], tags: ['v*'], types: [] },
      { event: 'pull_request', line: 6, branches: [], tags: [], types: ['opened'] },
    ],
    permissions: { kind: 'scopes', scopes: { contents: 'read' }, line: 9 },
    env: { IMAGE: 'docc-sample', PORT: '8080' },
    jobs: [
      {
        id: 'build',
        line: 15,
        name: 'Build it',
        if: "github.ref == 'refs/heads/main'",
        needs: [],
        environment: 'production',
        permissions: { kind: 'scopes', scopes: { 'id-token': 'write' }, line: 23 },
        with: {},
        env: { FAST: 'true' },
        outputs: { digest: '${{ steps.push.outputs.digest }}' },
        steps: [
          {
            ...step,
            line: 32,
            uses: { kind: 'repository', repository: 'actions/checkout', ref: '0123456789012345678901234567890123456789', commit: true },
            with: { 'persist-credentials': 'false' },
          },
          { ...step, line: 35, name: 'Test', run: 'go test ./...\ngo vet ./...\n', runLine: 37, workingDirectory: 'app' },
          {
            ...step,
            line: 39,
            id: 'push',
            if: 'always()',
            uses: { kind: 'repository', repository: 'docker/build-push-action', ref: 'v6', commit: false },
            with: { push: 'true', tags: 'a/b:1\na/b:2\n' },
          },
          { ...step, line: 47, run: 'echo "$X"', runLine: 47, workingDirectory: 'other', env: { X: '1.5' } },
        ],
      },
      {
        id: 'call',
        line: 50,
        needs: ['build'],
        permissions: { kind: 'all', access: 'write', line: 56 },
        uses: { kind: 'local', path: '.github/workflows/other.yml' },
        with: { image: 'x' },
        secrets: { token: '${{ secrets.TOKEN }}' },
        env: {},
        outputs: {},
        steps: [],
      },
    ],
    problems: [],
  });
});

describe('triggers', () => {
  const at = (event: string, line: number) => ({ event, line, branches: [], tags: [], types: [] });
  test.each([
    ['on: push', [at('push', 1)]],
    ['on: [push, release]', [at('push', 1), at('release', 1)]],
    ['on:\n  - push\n  - release', [at('push', 2), at('release', 3)]],
    ['on:\n  push:\n  schedule:\n    - cron: "0 0 * * *"', [at('push', 2), { ...at('schedule', 3), crons: ['0 0 * * *'] }]],
    ['on: {push: {branches: main}}', [{ ...at('push', 1), branches: ['main'] }]],
    [
      'on: {push: {branches-ignore: [a], tags-ignore: b, paths: [c, "!d"], paths-ignore: [e]}}',
      [{ ...at('push', 1), branchesIgnore: ['a'], tagsIgnore: ['b'], paths: ['c', '!d'], pathsIgnore: ['e'] }],
    ],
    ['on: {workflow_run: {workflows: [a], types: completed}}', [{ ...at('workflow_run', 1), workflows: ['a'], types: ['completed'] }]],
    [
      'on: {workflow_call: {inputs: {a: {default: 1}, b: {required: true}}, outputs: {c: {value: d}}}}',
      [{ ...at('workflow_call', 1), defaults: { a: '1' }, outputs: { c: 'd' } }],
    ],
    ['"on": push', [at('push', 1)]],
    ["'on': [push]", [at('push', 1)]],
    ['true: push', []],
    ['on: true', [at('true', 1)]],
    ['On: push', []],
    ['%YAML 1.1\n---\non: push', [at('push', 3)]],
  ])('%j', (text, on) => {
    expect(read(`${text}\n`).on).toEqual(on);
  });
});

describe('what a job is repeated for', () => {
  const matrixIn = (text: string) => read(`on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix: ${text}\n    steps: [{ run: x }]\n`).jobs[0]?.matrix;
  test.each([
    ['{ x: [1, b], y: [] }', { line: 6, axes: { x: ['1', 'b'], y: [] } }],
    ['{ x: [{ a: 1, b: [2] }] }', { line: 6, axes: { x: [{ a: '1' }] } }],
    ["{ x: '${{ fromJSON(inputs.x) }}', include: [{ x: 1 }], exclude: '${{ inputs.y }}' }", { line: 6, axes: { x: '${{ fromJSON(inputs.x) }}' }, include: [{ x: '1' }], exclude: '${{ inputs.y }}' }],
    ['${{ fromJSON(inputs.x) }}', { line: 6, expression: '${{ fromJSON(inputs.x) }}', axes: {} }],
  ])('%s', (text, expected) => expect(matrixIn(text)).toEqual(expected));
});

test('a shell is that of the step, else that of the job or the file', () => {
  const text = 'on: push\ndefaults: { run: { shell: sh } }\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n      - { run: y, shell: bash, continue-on-error: true }\n';
  expect(read(text).jobs[0]?.steps.map(({ shell, continueOnError }) => [shell, continueOnError])).toEqual([['sh', undefined], ['bash', 'true']]);
});

describe('permissions', () => {
  const scopes = (given: Record<string, 'read' | 'write' | 'none'>): Permissions => ({ kind: 'scopes', scopes: given, line: 1 });
  test.each<[string, Permissions]>([
    ['name: x', { kind: 'unset' }],
    ['permissions: read-all', { kind: 'all', access: 'read', line: 1 }],
    ['permissions: write-all', { kind: 'all', access: 'write', line: 1 }],
    ['permissions: {}', scopes({})],
    ['permissions: {contents: read, id-token: write, packages: none}', scopes({ contents: 'read', 'id-token': 'write', packages: 'none' })],
    ['permissions: {contents: read, packages: all}', scopes({ contents: 'read' })],
    ['permissions: *nobody', { kind: 'unset' }],
    ['permissions:', { kind: 'unset' }],
  ])('%j', (text, expected) => {
    expect(read(`${text}\n`).permissions).toEqual(expected);
  });
});

describe('aliases', () => {
  test('stand for what they name, once it is complete', () => {
    const [one] = read('on: push\njobs:\n  a: &a\n    runs-on: x\n    env: &e {A: b}\n    steps:\n      - run: &r echo\n        env: *e\n      - run: *r\n').jobs;
    expect(one?.steps.map(({ run, env }) => [run, env])).toEqual([['echo', { A: 'b' }], ['echo', {}]]);
  });

  test('that stand for themselves, or for ever more, are problems', () => {
    expect(read('on: push\njobs: &j\n  a: *j\n').problems[0]).toEqual({ line: 3, message: '*j stands inside &j', fix: 'Write out the value in place of *j.' });
    const bomb = Array.from({ length: 12 }, (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : Array(9).fill(`*a${level - 1}`).join(', ')}]\n`).join('');
    expect(read(`${bomb}on: push\n`).problems[0]?.message).toBe('the file comes to more than 10000 values, aliases followed');
  });
});

describe('bounds', () => {
  test.each([
    ['ten thousand lists in lists', `on: ${'['.repeat(10_000)}`, 'the file is nested more than 100 deep'],
    ['a hundred and fifty closed ones', `on: ${'['.repeat(150)}${']'.repeat(150)}`, 'the file is nested more than 100 deep'],
    ['as many block lists', `on:\n  ${'- '.repeat(10_000)}x\n`, 'the file is nested more than 100 deep'],
    ['a hundred kilobytes', `on: push\n# ${'x'.repeat(100_000)}\n`, 'the file has 100012 bytes, more than the 65536 that are read'],
    ['NUL', 'on: push\njobs: \0\n', 'the line has a NUL byte'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x6f, 0]), 'the file is UTF-16'],
    ['thousands of keys', Array.from({ length: 6_000 }, (_, index) => `k${index}: 1\n`).join(''), 'the file comes to more than 10000 values, aliases followed'],
  ])('%s', (_, text, message) => {
    const { problems, jobs } = read(text);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(jobs).toEqual([]);
  });

  test('a script ends at 8 KiB', () => {
    const [job] = read(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${'x'.repeat(20_000)}\n`).jobs;
    expect(job?.steps[0]?.run).toHaveLength(8 * 1024);
  });

  test('an alias can not make the facts large', () => {
    const steps = '      - run: *r\n'.repeat(2_000);
    const { problems, jobs } = read(`on: push\nname: &r ${'x'.repeat(8_000)}\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`);
    expect(problems[0]?.message).toBe('the file holds more than the 262144 bytes that can be recorded of it');
    expect(jobs).toEqual([]);
  });
});

describe('a composite action', () => {
  const action = (text: string) => readAction('a/action.yml', new TextEncoder().encode(text));

  test('has steps', () => {
    const steps: Step[] = [{ line: 4, run: 'x', runLine: 4, shell: 'bash', with: {}, env: {} }];
    expect(action('runs:\n  using: composite\n  steps:\n    - run: x\n      shell: bash\n')).toEqual({ path: 'a/action.yml', steps, problems: [] });
  });

  test.each([
    ['runs:\n  using: composite\n  steps:\n    - run: x\n', 4, 'a run step of a composite action has no shell'],
    ['name: x\n', 1, 'the action does not say what it runs'],
    ['runs: [\n', 1, expect.stringContaining('this is not YAML')],
  ])('%j has a problem', (text, line, message) => {
    expect(action(text)?.problems[0]).toMatchObject({ line, message });
  });

  test('is not one of JavaScript or a container', () => {
    expect(action('runs:\n  using: node24\n  main: index.js\n')).toBeUndefined();
    expect(action('runs:\n  using: docker\n  image: Dockerfile\n')).toBeUndefined();
  });
});

test('whatever the bytes, facts come that fit their schema, with problems on lines of the file', () => {
  const words = fc.constantFrom('on', 'jobs', 'a', 'steps', 'run', 'uses', 'permissions', ': ', ':\n', '\n', '  ', '- ', '[', ']', '{', '}', ',', '"', '&a ', '*a', '<<', '|\n', '#', '!x ', '%', '?', 'x');
  const text = fc.array(words, { maxLength: 40 }).map((pieces) => new TextEncoder().encode(pieces.join('')));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), text), (bytes) => {
      const file = read(bytes);
      workflow.schema.parse({ files: [file], actions: [] });
      const lines = new TextDecoder().decode(bytes).split('\n').length;
      for (const { line } of file.problems) expect(line).toBeLessThanOrEqual(lines);
    }),
    { numRuns: 500 },
  );
});
