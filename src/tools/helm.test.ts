import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { type Scratch, scratch } from '../submission/scratch.fixture.ts';
import { type HelmAnswer, type HelmStage, helmPort, type OpenedHelm } from './helm.ts';
import type { Environment } from './find-program.ts';

const hasHelm = spawnSync('helm', ['version']).status === 0;
const open = (env: Environment, signal = new AbortController().signal): Promise<OpenedHelm> => helmPort(env, signal).open();

/** A program that says it is Helm, does nothing where nothing is asked of it, and else as the test wants. */
function script(folder: Scratch, body: string, version = 'v4.3', trifle = 'exit'): string {
  folder.write({ helm: `#!/bin/sh\n[ "$1" = version ] && { echo ${version}; exit; }\n[ "$1" = env ] && ${trifle}\n${body}\n` });
  chmodSync(folder.at('helm'), 0o755);
  return folder.at('helm');
}

async function stageOf(env: Environment, signal?: AbortSignal): Promise<HelmStage> {
  const opened = await open(env, signal);
  if (opened.kind !== 'open') throw new Error(JSON.stringify(opened));
  return await opened.helm.stage();
}

const request = { chart: 'c', name: 'docc', kubernetes: '1.34', valueFiles: [], values: [], sets: [], schema: true, apiVersions: ['a/v1'] };

async function answer(body: string, trifle?: string): Promise<HelmAnswer> {
  using folder = scratch();
  await using stage = await stageOf({ DOCC_HELM: script(folder, body, 'v4.3', trifle) });
  return await stage.template(request);
}

test('a version that Helm built by hand says is read; one too old is not taken', async () => {
  using folder = scratch();
  expect(await open({ DOCC_HELM: script(folder, '') })).toMatchObject({ kind: 'open', helm: { version: '4.3.0' } });
  expect(await open({ DOCC_HELM: script(folder, '', 'v3.15.4') })).toMatchObject({ kind: 'fault', fault: { message: expect.stringContaining('older than 3.16.0') } });
  expect(await open({ DOCC_HELM: script(folder, '', 'something') })).toMatchObject({ kind: 'fault', fault: { message: expect.stringContaining("is not Helm's") } });
  expect(await open({ PATH: '', HOME: folder.path })).toMatchObject({ kind: 'absent' });
});

test('it runs among the copies, in a home of its own, with nothing of our environment', async () => {
  using folder = scratch();
  const said = script(folder, 'ls; env | sort | cut -d= -f1; ls -A "$HOME"; echo "$@"');
  await using stage = await stageOf({ DOCC_HELM: said, HELM_NAMESPACE: 'secret', KUBECONFIG: '/secret', AWS_PROFILE: 'secret' });
  await stage.add([{ path: 'c/Chart.yaml', bytes: 'name: c\n' }]);
  const { kind, ...rest } = await stage.template({ ...request, namespace: 'apps', valueFiles: ['a,b.yaml'], sets: ['--set=a=b'], schema: false });
  expect(kind).toBe('done');
  const lines = 'stdout' in rest ? rest.stdout.trim().split('\n') : [];
  expect(lines[0]).toBe('c');
  expect(lines.filter((line) => /^(?:HELM_NAMESPACE|AWS_\w+|DOCC_\w+)$/.test(line))).toEqual([]);
  expect(lines.at(-1)).toBe('template --include-crds --api-versions=a/v1 --namespace=apps --kube-version=1.34.0 --values="./a,b.yaml" --set=a=b --skip-schema-validation -- docc ./c');
});

test.each([
  ['what it refuses', 'echo "Error: no" >&2; exit 1', { kind: 'refused', stderr: 'Error: no\n' }],
  ['paths of the copies', 'echo "Error: $PWD/c/x.yaml in $PWD" >&2; exit 1', { kind: 'refused', stderr: 'Error: c/x.yaml in .\n' }],
  ['control characters', String.raw`printf 'Error: \033[31mred\n' >&2; exit 1`, { kind: 'refused', stderr: 'Error: red\n' }],
  ['an end of memory', 'echo "fatal error: out of memory" >&2; exit 2', { kind: 'overwhelmed', how: 'took more than 2048 MiB of memory' }],
  ['an end of stack', 'echo "runtime: goroutine stack exceeds 1000000000-byte limit" >&2; exit 2', { kind: 'overwhelmed' }],
  ['too much output', 'yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', { kind: 'overwhelmed', how: 'had more than 32 MiB to say' }],
  ['an end by others', 'kill -9 $$', { kind: 'fault', fault: { message: 'helm was ended by SIGKILL' } }],
])('tells %s', async (_, body, expected) => {
  expect(await answer(body)).toMatchObject(expected);
});

const once = (body: string): string => `[ -e "$HOME/../once" ] && { echo 'kind: A'; exit; }; : > "$HOME/../once"; ${body}`;

test.each([
  ['a signal', 'kill -9 $$'],
  ['an exit code that is not Helm’s', 'exit 137'],
  ['a shell that could not run it', 'exit 126'],
  ['a refusal without a word', 'exit 1'],
  ['output that breaks off', String.raw`printf 'kind: A\nmeta'; exit 0`],
  ['output that is no text', String.raw`printf 'kind: \0A\n'; exit 0`],
  ['a full disk', 'echo "Error: write x: no space left on device" >&2; exit 1'],
  ['an end of memory', 'echo "fatal error: out of memory" >&2; exit 2'],
])('what happens once costs nothing: %s', async (_, body) => {
  expect(await answer(once(body))).toEqual({ kind: 'done', stdout: 'kind: A\n' });
});

test.each([
  ['exit 137', 'helm ended with exit code 137'],
  ['exit 1', 'helm ended with exit code 1'],
  [String.raw`printf 'kind: A\nmeta'`, 'what it printed is not whole'],
])('what is no refusal of Helm’s is ours: %s', async (body, message) => {
  expect(await answer(body)).toMatchObject({ kind: 'fault', fault: { message: expect.stringContaining(message) } });
});

test('a full disk is ours where Helm can do nothing at all, and a chart’s words where it can', async () => {
  const full = 'echo "Error: no space left on device" >&2; exit 1';
  expect(await answer(full)).toMatchObject({ kind: 'refused' });
  expect(await answer(full, `{ ${full}; }`)).toMatchObject({ kind: 'fault', fault: { message: expect.stringContaining('no space left on device') } });
});

test('memory is bounded where the shell can bound it', async () => {
  const told = await answer('ulimit -v');
  expect(told).toMatchObject({ kind: 'done', stdout: expect.stringMatching(process.platform === 'linux' ? /^2097152\n$/ : /./) });
});

test('an abort is no answer, and the copies go', async () => {
  using folder = scratch();
  const aborting = new AbortController();
  let place = '';
  {
    await using stage = await stageOf({ DOCC_HELM: script(folder, 'pwd; [ "$1" = lint ] || exec sleep 30') }, aborting.signal);
    const linted = await stage.lint(request);
    place = linted.kind === 'done' ? linted.stdout.trim() : '';
    expect(existsSync(place)).toBe(true);
    const ended = stage.template(request);
    aborting.abort();
    expect(await ended).toMatchObject({ kind: 'fault' });
  }
  expect(existsSync(place)).toBe(false);
});

test.each(['../a', '/a', 'a/../../b'])('no copy is written to %s', async (path) => {
  using folder = scratch();
  await using stage = await stageOf({ DOCC_HELM: script(folder, '') });
  await expect(stage.add([{ path, bytes: '' }])).rejects.toThrow('leads out of the stage');
});

describe.skipIf(!hasHelm)('the real Helm', () => {
  const chart = [
    { path: 'c/Chart.yaml', bytes: 'apiVersion: v2\nname: c\nversion: 0.1.0\n' },
    { path: 'c/values.yaml', bytes: 'a: default\nb: default\nd: default\n' },
    { path: 'c/templates/a.yaml', bytes: 'kind: A\na: {{ .Values.a }}\nb: {{ .Values.b }}\nd: {{ .Values.d }}\n' },
  ];

  it('takes files, then documents, then settings', async () => {
    await using stage = await stageOf(process.env);
    await stage.add([...chart, { path: 'v, w.yaml', bytes: 'a: file\nb: file\nd: file\n' }]);
    const told = await stage.template({ ...request, valueFiles: ['v, w.yaml'], values: ['{"b": "document", "d": "document"}'], sets: ['--set-string=d=-1'] });
    expect(told).toEqual({ kind: 'done', stdout: '---\n# Source: c/templates/a.yaml\nkind: A\na: file\nb: document\nd: -1\n' });
  });

  it('lints, refuses, and shows what is no YAML where asked', async () => {
    await using stage = await stageOf(process.env);
    await stage.add([...chart, { path: 'c/templates/b.yaml', bytes: 'kind: A\n x: {{ .Values.a }}\n' }]);
    expect(await stage.lint(request)).toMatchObject({ kind: 'refused', stdout: expect.stringContaining('[ERROR] templates/b.yaml') });
    expect(await stage.template(request)).toMatchObject({ kind: 'refused', stdout: '', stderr: expect.stringContaining('YAML parse error on c/templates/b.yaml') });
    expect(await stage.template({ ...request, evenInvalid: true })).toMatchObject({ kind: 'refused', stdout: expect.stringContaining(' x: default') });
  });

  it('takes no flag for a release’s name, and no argument apart', async () => {
    await using stage = await stageOf(process.env);
    await stage.add(chart);
    expect(await stage.template({ ...request, name: '--post-renderer=/bin/true' })).toMatchObject({ kind: 'refused', stderr: expect.stringContaining('release name') });
    expect(await stage.template({ ...request, sets: ['--set=a=\u0000$(id); rm'] })).toMatchObject({ kind: 'done', stdout: expect.stringContaining('a: $(id); rm\n') });
  });
});
