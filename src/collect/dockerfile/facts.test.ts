import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dockerfileFacts } from './facts.ts';
import { readDockerfile } from './parse.ts';
import { dockerfile, type Instruction, type ParsedDockerfile } from './section.ts';

const facts = (text: string | Uint8Array): ParsedDockerfile =>
  dockerfileFacts(readDockerfile('Dockerfile', typeof text === 'string' ? new TextEncoder().encode(text) : text));

/** The first instruction of the last stage. */
function instruction(text: string, head = 'FROM scratch\n'): Instruction | undefined {
  return facts(head + text).stages.at(-1)?.instructions[0];
}

const baseOf = (text: string) => facts(text).stages.at(-1)?.base;

test('a Dockerfile for a Go server', () => {
  const text = `# syntax=docker/dockerfile:1.7
ARG GO=1.26
FROM --platform=$BUILDPLATFORM golang:\${GO}-alpine AS Build
WORKDIR /src
COPY go.mod ./
RUN --mount=type=cache,target=/root/.cache \\
    # only what is used
    go build -o /server .

FROM gcr.io/distroless/static:nonroot@sha256:${'a'.repeat(64)}
LABEL org.opencontainers.image.source="https://example.org/x" \\
      org.opencontainers.image.revision=$REVISION
COPY --from=build --link /server /server
USER 65532:65532
ENTRYPOINT ["/server"]
`;
  const digest = `sha256:${'a'.repeat(64)}`;
  const plain = { flags: [], heredocs: [], pairs: [] };
  expect(facts(text)).toEqual({
    path: 'Dockerfile',
    lines: 15,
    escape: '\\',
    syntax: { image: 'docker/dockerfile:1.7', line: 1 },
    globals: [{ name: 'GO', value: '1.26', line: 2 }],
    stages: [
      {
        name: 'build',
        line: 3,
        endLine: 8,
        platform: '$BUILDPLATFORM',
        base: { kind: 'image', text: 'golang:1.26-alpine', name: 'golang', tag: '1.26-alpine' },
        instructions: [
          { ...plain, keyword: 'WORKDIR', line: 4, endLine: 4, text: '/src' },
          { ...plain, keyword: 'COPY', line: 5, endLine: 5, text: 'go.mod ./' },
          { ...plain, keyword: 'RUN', line: 6, endLine: 8, text: 'go build -o /server .', flags: [{ name: 'mount', value: 'type=cache,target=/root/.cache' }] },
        ],
      },
      {
        line: 10,
        endLine: 15,
        base: { kind: 'image', text: `gcr.io/distroless/static:nonroot@${digest}`, name: 'gcr.io/distroless/static', tag: 'nonroot', digest },
        instructions: [
          {
            ...plain,
            keyword: 'LABEL',
            line: 11,
            endLine: 12,
            text: 'org.opencontainers.image.source="https://example.org/x"       org.opencontainers.image.revision=$REVISION',
            pairs: [
              { name: 'org.opencontainers.image.source', value: 'https://example.org/x', line: 11 },
              { name: 'org.opencontainers.image.revision', value: '$REVISION', line: 12 },
            ],
          },
          {
            ...plain,
            keyword: 'COPY',
            line: 13,
            endLine: 13,
            text: '/server /server',
            flags: [
              { name: 'from', value: 'build' },
              { name: 'link', value: 'true' },
            ],
          },
          { ...plain, keyword: 'USER', line: 14, endLine: 14, text: '65532:65532' },
          { ...plain, keyword: 'ENTRYPOINT', line: 15, endLine: 15, text: '["/server"]', exec: ['/server'] },
        ],
      },
    ],
    problems: [],
  });
});

describe('what a stage is built from', () => {
  const image = (text: string, parts: object) => ({ kind: 'image', text, ...parts });
  test.each([
    ['FROM scratch', { kind: 'scratch' }],
    ['FROM alpine', image('alpine', { name: 'alpine' })],
    ['FROM localhost:5000/a/b', image('localhost:5000/a/b', { name: 'localhost:5000/a/b' })],
    ['FROM localhost:5000/a/b:1', image('localhost:5000/a/b:1', { name: 'localhost:5000/a/b', tag: '1' })],
    ['FROM "golang:1.26"', image('golang:1.26', { name: 'golang', tag: '1.26' })],
    ['FROM alpine AS a\nFROM a', { kind: 'stage', index: 0 }],
    ['FROM alpine AS a\nFROM scratch AS A\nFROM a', { kind: 'stage', index: 1 }],
    ['FROM golang:1 AS golang', image('golang:1', { name: 'golang', tag: '1' })],
    ['FROM b\nFROM alpine AS b', image('alpine', { name: 'alpine' })],
    ['FROM golang:${V:-1.26}', image('golang:1.26', { name: 'golang', tag: '1.26' })],
    ['ARG V\nFROM golang:${V:-1.26}', image('golang:1.26', { name: 'golang', tag: '1.26' })],
    ['ARG V=1.26\nARG T=${V}-alpine\nFROM golang:$T', image('golang:1.26-alpine', { name: 'golang', tag: '1.26-alpine' })],
    ['ARG V=1.26\nARG V\nFROM golang:$V', image('golang:1.26', { name: 'golang', tag: '1.26' })],
    ['FROM a/b-$TARGETARCH:1', image('a/b-amd64:1', { name: 'a/b-amd64', tag: '1' })],
    ['ARG DEBUG\nFROM alpine${DEBUG:+:edge}', image('alpine', { name: 'alpine' })],
    ['ARG V=v1.2\nFROM a:${V#v}', image('a:1.2', { name: 'a', tag: '1.2' })],
    ['ARG V\nFROM golang:$V', { kind: 'unresolved', text: 'golang:$V', args: ['V'] }],
    ['ARG V\nARG T=${V}-alpine\nFROM golang:$T', { kind: 'unresolved', text: 'golang:$T', args: ['V'] }],
    ['ARG V\nFROM ${V:?give-one}', { kind: 'unresolved', text: '${V:?give-one}', args: ['V'] }],
  ])('%j', (text, base) => {
    expect(facts(`${text}\n`).problems).toEqual([]);
    expect(baseOf(`${text}\n`)).toEqual(base);
  });
});

describe('an instruction', () => {
  const pair = (name: string, value: string, line = 2) => ({ name, value, line });
  test.each([
    ['ENV A=1 B="x y" C=a\\ b D=\'$q\' E="\\"e\\""', [pair('A', '1'), pair('B', 'x y'), pair('C', 'a b'), pair('D', '$q'), pair('E', '"e"')]],
    ['ENV A  the whole "rest"', [pair('A', 'the whole rest')]],
    ['ENV A=1 \\\n# note\n  B=2', [pair('A', '1'), pair('B', '2', 4)]],
    ['LABEL "a b"=c', [pair('a b', 'c')]],
    ['LABEL a=', [pair('a', '')]],
    ['ARG A B=$A', [{ name: 'A', line: 2 }, pair('B', '$A')]],
    ['RUN A=1', []],
  ])('declares pairs: %j', (text, pairs) => {
    expect(instruction(`${text}\n`)?.pairs).toEqual(pairs);
  });

  test.each([
    ['CMD ["a", "b c"]', ['a', 'b c']],
    ['CMD  [ "a" ]  ', ['a']],
    ['CMD ["a", \\\n # note\n "b"]', ['a', 'b']],
    ['CMD []', []],
    ['HEALTHCHECK CMD ["a"]', ['a']],
    ['COPY ["a b", "/c"]', ['a b', '/c']],
    ["CMD ['a']", undefined],
    ['CMD ["a" "b"]', undefined],
    ['CMD a', undefined],
    ['USER ["a"]', undefined],
  ])('is in exec form or not: %j', (text, exec) => {
    expect(instruction(`${text}\n`)?.exec).toEqual(exec);
  });

  test('keeps heredocs apart from its text', () => {
    expect(instruction('RUN <<EOF cat > /x && <<-"B" cat\n a\nEOF\n\tb\n\tB\nUSER 1\n')).toEqual({
      keyword: 'RUN',
      line: 2,
      endLine: 6,
      text: '<<EOF cat > /x && <<-"B" cat',
      flags: [],
      heredocs: [
        { name: 'EOF', text: ' a\n' },
        { name: 'B', text: '\tb\n' },
      ],
      pairs: [],
    });
  });

  test('cuts what is too long, and holds no half characters', () => {
    const long = instruction(`RUN ${'x'.repeat(4_095)}😀😀\n`);
    expect(long?.text).toBe(`${'x'.repeat(4_095)}\ufffd`);
    expect(instruction('CMD ["\\ud800"]\n')?.exec).toEqual(['\ufffd']);
  });
});

describe('the frontend', () => {
  const syntax = (text: string) => facts(text);
  test.each([
    'docker/dockerfile:1',
    'docker/dockerfile:1.7',
    'docker/dockerfile:1-labs',
    'docker/dockerfile:1.7.0-labs',
    'docker.io/docker/dockerfile:1',
    `docker/dockerfile:1@sha256:${'a'.repeat(64)}`,
  ])('%s is official', (image) => {
    expect(syntax(`# syntax=${image}\nFROM scratch\n`)).toMatchObject({ syntax: { image, line: 1 }, problems: [] });
  });

  test.each([
    ['# syntax=evil.example/x\nFROM scratch\n', 'evil.example/x', 1],
    ['# syntax = docker/dockerfile:master\nFROM scratch\n', 'docker/dockerfile:master', 1],
    ['# syntax=docker/dockerfile:10\nFROM scratch\n', 'docker/dockerfile:10', 1],
    ['# escape=`\n#syntax=evil\nFROM scratch\n', 'evil', 2],
    ['# SYNTAX=evil with arguments\nFROM scratch\n', 'evil', 1],
    ['#!/bin/sh\n# syntax=evil\nFROM scratch\n', 'evil', 2],
    ['// syntax=evil\nFROM scratch\n', 'evil', 1],
    ['{"syntax": "evil"}', 'evil', 1],
  ])('%j is refused', (text, image, line) => {
    const { syntax: found, problems } = syntax(text);
    expect(found).toEqual({ image, line });
    expect(problems[0]).toEqual({
      line,
      message: `# syntax=${image} would have the build done by a program of its own`,
      fix: 'Remove the line, or write # syntax=docker/dockerfile:1.',
    });
  });
});

describe('bounds', () => {
  test.each([
    ['a megabyte', 'FROM scratch\n'.padEnd(1_000_000, 'RUN a\n'), 'the file has 1000000 bytes, more than the 131072 that are read'],
    ['a line of a megabyte', `FROM scratch\nRUN ${'a '.repeat(500_000)}`, 'the file has 1000017 bytes, more than the 131072 that are read'],
    ['ten thousand stages', 'FROM a\n'.repeat(10_000), 'the file has more than 200 stages'],
    ['thousands of instructions', `FROM a\n${'RUN a\n'.repeat(5_000)}`, 'the file has more than 1000 instructions'],
    ['thousands of values', `FROM a\nENV ${'A=1 \\\n'.repeat(15_000)}B=1\n`, 'the file holds more than the 196608 bytes that can be recorded of it'],
    ['values that double', `FROM scratch\n${'ENV A=x$A$A$A\n'.repeat(900)}`, undefined],
    ['braces in braces', `FROM scratch\nENV A=${'${A:-'.repeat(3_000)}\n`, expect.stringContaining('nested more than 100 deep')],
  ])('%s', (_, text, message) => {
    const { problems, stages } = facts(text);
    expect(problems[0]?.message).toEqual(message);
    expect(JSON.stringify(stages).length).toBeLessThan(200_000);
  });
});

/** Instructions whose facts should not change with blanks, comments and continuations around them. */
const parts = ['RUN a b', 'COPY --from=x a /b', 'ENV A=1 B="x y"', 'LABEL c=d', 'CMD ["a", "b"]', 'USER 1', 'EXPOSE 80 81', 'ARG Z=1'] as const;

test('blanks, comments and continuations change nothing but lines', () => {
  const noise = fc.constantFrom('', '\n', '# note\n', '  # RUN x \\\n', '\n\n', '\t\n', '\r\n');
  const gap = fc.constantFrom(' ', '  ', '\t', ' \\\n', ' \\\n  # note\n  ', ' \\  \n\n ', ' \\\r\n');
  const written = fc.array(fc.tuple(fc.constantFrom(...parts), noise, gap), { minLength: 1, maxLength: 6 });
  const withoutLines = (file: ParsedDockerfile): unknown =>
    JSON.parse(JSON.stringify(file.stages), (key, value: unknown) => {
      if (key === 'line' || key === 'endLine') return 0;
      return typeof value === 'string' ? value.replace(/\s+/g, ' ') : value;
    });
  fc.assert(
    fc.property(written, (chosen) => {
      const plain = chosen.map(([part]) => `${part}\n`).join('');
      const noisy = chosen.map(([part, around, between]) => `${around}${part.replace(/ (?=[^"]*(?:"[^"]*"[^"]*)*$)/g, between)}\n`).join('');
      expect(withoutLines(facts(`FROM scratch\n${noisy}`))).toEqual(withoutLines(facts(`FROM scratch\n${plain}`)));
    }),
  );
});

test('whatever the bytes, facts come that fit their schema, with problems where there are no stages', () => {
  const words = fc.constantFrom('FROM ', 'RUN ', 'ENV ', 'COPY ', 'scratch', '\n', '\\\n', '<<E', 'E\n', '"', "'", '$', '${', '}', '[', ']', '#', '--a=', 'a', '=', ' ');
  const text = fc.array(words, { maxLength: 40 }).map((pieces) => new TextEncoder().encode(pieces.join('')));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), text), (bytes) => {
      const read = facts(bytes);
      dockerfile.schema.parse({ files: [read] });
      if (read.stages.length === 0) expect(read.problems).not.toEqual([]);
      for (const { line } of read.problems) expect(line).toBeLessThanOrEqual(Math.max(read.lines, 1));
    }),
    { numRuns: 500 },
  );
});
