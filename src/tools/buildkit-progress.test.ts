import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildkitProgress, type BuildkitStory } from './buildkit-progress.ts';

type Told = { readonly story: BuildkitStory; readonly steps: readonly string[] };

function told(lines: readonly (object | string)[], cut = Number.POSITIVE_INFINITY): Told {
  const steps: string[] = [];
  const progress = buildkitProgress((step) => void steps.push(step));
  const bytes = Buffer.from(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  for (let at = 0; at < bytes.length; at += cut) progress.add(bytes.subarray(at, at + cut));
  return { story: progress.told(), steps };
}

const said = (vertex: string, text: string): object => ({ logs: [{ vertex, data: Buffer.from(text).toString('base64') }] });
const run = { digest: 'run', name: '[build 3/4] RUN  go build\n  ./é…' };

const failing = [
  { vertexes: [{ digest: 'load', name: '[internal] load .dockerignore', started: 't' }, run, { digest: 'copy', name: '[build 2/4] COPY . .', started: 't' }] },
  { vertexes: [{ ...run, started: 't' }] },
  { vertexes: [{ ...run, started: 't' }] },
  said('copy', 'copied\n'),
  said('run', 'compiling 10%\rcompiling 99%\r\n./main.go:3: \u001b[31mundefined\u001b[0m: x\n'),
  { vertexes: [{ ...run, started: 't', completed: 't', error: 'process "/bin/sh -c go build" did not complete successfully: exit code: 1' }, { digest: 'copy', name: 'c', error: 'context canceled' }] },
  'Dockerfile:17',
  '--------------------',
  'ERROR: failed to build: failed to solve: exit code: 1',
];

describe("BuildKit's progress", () => {
  it('tells each step once, as it begins', () => expect(told(failing).steps).toEqual(['[build 2/4] COPY . .', '[build 3/4] RUN go build ./é…']));

  it('tells the step that failed, its last lines, and the closing words', () => {
    const { failed, log, closing } = told(failing).story;
    expect(failed).toEqual({ step: 'RUN go build ./é…', error: expect.stringContaining('exit code: 1') });
    expect(log).toEqual(['compiling 99%', './main.go:3: undefined: x']);
    expect(closing).toContain('Dockerfile:17\n');
  });

  it('reads alike however it is cut', () => fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), (cut) => { expect(told(failing, cut)).toEqual(told(failing)); })));

  it('keeps little of much', () => {
    const { log } = told([{ vertexes: [run] }, ...Array.from({ length: 500 }, (_, index) => said('run', `${index} ${'x'.repeat(2_000)}\n`)), { vertexes: [{ ...run, error: 'no' }] }]).story;
    expect(log.length).toBeLessThanOrEqual(20);
    expect(Math.max(...log.map((line) => line.length))).toBe(300);
    expect(log.at(-1)).toMatch(/^499 x/);
  });

  it('takes what is no progress for closing words', () => expect(told(['{"vertexes": 5}', '{broken', 'plain']).story.closing).toBe('{"vertexes": 5}\n{broken\nplain'));
});
