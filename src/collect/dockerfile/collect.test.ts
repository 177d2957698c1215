import { describe, expect, test } from 'vitest';
import type { Suspect } from '../tree/section.ts';
import { collectWorkflow } from '../workflow/collect.ts';
import { submissionOf } from '../../../test/submission.ts';
import { collectDockerfile } from './collect.ts';
import { type App, dockerfile, type DockerfileFacts } from './section.ts';

type Files = Readonly<Record<string, string>>;

function collected(files: Files, suspects: readonly Suspect[] = []): DockerfileFacts {
  const submission = submissionOf(files);
  const workflows = collectWorkflow(submission);
  const found = collectDockerfile(submission, workflows.status === 'observed' ? workflows.facts : undefined, suspects);
  if (found.status !== 'observed') throw new Error(found.status);
  return dockerfile.schema.parse(JSON.parse(JSON.stringify(found.facts)));
}

const app = (files: Files, suspects?: readonly Suspect[]): App | undefined => collected(files, suspects).app;

const go = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":1", nil) }\n';
const server = { 'assets/sample/server.go': go, 'assets/sample/go.mod': 'module docc-sample\n' };
const multi = 'FROM golang:1.26 AS build\nCOPY . .\nRUN go build -o /x\nFROM scratch\nCOPY --from=build /x /x\n';

describe('which files are Dockerfiles', () => {
  test('by name, in any case, and what a build names', () => {
    const named = ['Dockerfile', 'dockerfile', 'a/DOCKERFILE', 'a/Dockerfile.prod', 'a/prod.Dockerfile', 'a/x.dockerfile', 'Containerfile', 'a/Containerfile.x', 'build/image.txt'];
    const others = ['Dockerfile.dockerignore', 'Dockerfile.rego', 'Dockerfile.md', 'vendor/x/Dockerfile', 'node_modules/x/Dockerfile', 'Dockerfiles/x', 'aDockerfile', 'other.txt'];
    const files = Object.fromEntries([...named, ...others].map((path) => [path, 'FROM scratch\n']));
    const found = collected({ ...files, Makefile: 'x:\n\tdocker build -f build/image.txt .\n' }).files.map(({ path }) => path);
    expect(found).toEqual(named.toSorted());
  });

  test('many and large ones stay within the section', () => {
    const large = `FROM scratch\n${'ENV '.padEnd(30_000, 'A=1 ')}\n`;
    const facts = collected(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`d${index}/Dockerfile`, large])));
    expect(facts.files).toHaveLength(200);
    expect(JSON.stringify(facts).length).toBeLessThan(1024 * 1024);
    expect(facts.files.at(-1)?.problems[0]?.message).toMatch(/the Dockerfiles (?:have|hold) more than/);
  });

  test('none at all', () => {
    expect(collected(server)).toEqual({ files: [] });
  });
});

describe('what is sent', () => {
  test('the whole repository, git and all', () => {
    expect(app({ ...server, Dockerfile: multi, '.gitignore': 'x' })).toEqual({
      path: 'Dockerfile',
      context: '.',
      because: 'It is the only Dockerfile.',
      buildArgs: [],
      ignoreProblems: [],
      sent: { files: 4, bytes: go.length + 19 + multi.length + 1, git: true, suspects: [] },
      source: {
        paths: ['assets/sample/go.mod', 'assets/sample/server.go', '.gitignore', 'Dockerfile'],
        texts: [],
        packages: [{ folder: 'assets/sample', main: true, imports: ['net/http'] }],
        modules: [{ folder: 'assets/sample', path: 'docc-sample', replaces: [] }],
      },
      dependencies: 'none',
    });
  });

  test('a folder of it', () => {
    expect(app({ ...server, 'assets/sample/Dockerfile': multi, 'README.md': 'x' })).toMatchObject({ context: 'assets/sample', sent: { files: 3, git: false } });
  });

  test('less by the ignore file of the context', () => {
    const found = app({ ...server, Dockerfile: multi, '.dockerignore': '.git\nDockerfile\n.dockerignore\n', 'notes/x.md': 'x' });
    expect(found).toMatchObject({ ignoreFile: '.dockerignore', sent: { files: 3, git: false } });
  });

  test('by the ignore file of the Dockerfile, where there are two', () => {
    const found = app({ ...server, Dockerfile: multi, 'Dockerfile.dockerignore': '*\n!assets\n', '.dockerignore': 'assets\n' });
    expect(found).toMatchObject({ ignoreFile: 'Dockerfile.dockerignore', sent: { files: 2, git: false } });
  });

  test.each([
    ['COPY assets/sample /src', 2],
    ['COPY assets/sample/*.go /src/', 1],
    ['COPY ["assets/sample/go.mod", "/src/"]', 1],
    ['ADD assets/sample/server.go https://example.org/x /src/', 1],
    ['ARG DIR=assets\nENV SUB=sample\nCOPY ${DIR}/$SUB/go.mod /src/', 1],
    ['COPY $NOWHERE /src/', 4],
    ['RUN --mount=target=. go build', 4],
    ['RUN --mount=type=bind,source=assets/sample/server.go,target=/s.go true', 1],
    ['RUN --mount=type=cache,target=/x true', 0],
    ['COPY <<EOF /x\nhi\nEOF', 0],
    ['COPY --parents assets/./sample/**/*.go /src/', 1],
    ['COPY ../assets/sample/go.mod /src/', 1],
  ])('only what is named: %j', (instructions, files) => {
    const text = `FROM scratch AS unused\nCOPY README.md /\nFROM golang:1.26\n${instructions}\n`;
    expect(app({ ...server, Dockerfile: text, 'README.md': 'x' })?.sent).toMatchObject({ files, git: files === 4 });
  });

  test('by the stage that is built', () => {
    const text = 'FROM golang:1.26 AS build\nCOPY assets/sample /src\nFROM scratch AS debug\nCOPY . /\n';
    const found = app({ ...server, Dockerfile: text, Makefile: 'x:\n\tdocker build --target build --build-arg V=1 .\n' });
    expect(found).toMatchObject({ target: 'build', buildArgs: [{ name: 'V', value: '1' }], sent: { files: 2 } });
  });

  test('with the suspects in it', () => {
    const suspects: Suspect[] = [
      { path: 'assets/sample/.env', kind: 'env-file' },
      { path: 'infra/terraform.tfstate', kind: 'terraform-state' },
    ];
    const files = { ...server, 'assets/sample/.env': 'x', 'infra/terraform.tfstate': '{}', 'assets/sample/Dockerfile': multi };
    expect(app(files, suspects)?.sent.suspects).toEqual([suspects[0]]);
    expect(app({ ...files, 'assets/sample/.dockerignore': '.env\n' }, suspects)?.sent.suspects).toEqual([]);
  });

  test('with what Docker would not take of the ignore file', () => {
    expect(app({ ...server, Dockerfile: multi, '.dockerignore': 'a\n!\n' })?.ignoreProblems).toEqual([
      { line: 2, message: '! is no pattern', fix: 'Close every [ with a ], and put something behind ! and \\.' },
    ]);
  });
});

describe('where it is built', () => {
  test.each<[string, Files, string]>([
    ['its own folder', { 'assets/sample/Dockerfile': multi }, 'assets/sample'],
    ['the root, when its sources are only there', { 'assets/sample/Dockerfile': 'FROM golang:1\nCOPY assets/sample/go.mod .\n' }, '.'],
    ['its own folder, when its sources are there too', { 'assets/sample/Dockerfile': 'FROM golang:1\nCOPY go.mod server.go ./\n', 'go.mod': 'module x\n' }, 'assets/sample'],
    ['the root, when the server is not below it', { 'docker/Dockerfile': multi }, '.'],
    ['the folder between', { 'assets/sample/docker/Dockerfile': 'FROM golang:1\nCOPY go.mod *.go ./\n' }, 'assets/sample'],
    ['what the workflow says', { 'assets/sample/Dockerfile': multi, '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker build -f assets/sample/Dockerfile .\n' }, '.'],
  ])('%s', (_, files, context) => {
    expect(app({ ...server, ...files })?.context).toBe(context);
  });
});

describe('which of several', () => {
  const publish = (more: string): Files => ({
    '.github/workflows/publish.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          ${more}\n`,
  });

  test('the one that is pushed', () => {
    const files = { ...server, Dockerfile: multi, 'build/prod.Dockerfile': multi, ...publish('file: build/prod.Dockerfile') };
    expect(app(files)).toMatchObject({ path: 'build/prod.Dockerfile', context: '.', because: 'The step at .github/workflows/publish.yml:6 builds and pushes it.' });
  });

  test('one that can not be read, if it is the one', () => {
    const files = { ...server, Dockerfile: 'F\0R\0O\0M\0', 'Dockerfile.dev': multi };
    expect(app(files)).toMatchObject({ path: 'Dockerfile', sent: { files: 0 } });
  });

  test('none, when what is pushed was refused and nothing else is there', () => {
    expect(app({ ...server, ...publish('file: Dockerfile') })).toBeUndefined();
  });

  test('the server may have moved', () => {
    const files = { 'svc/cmd/run/main.go': go, 'svc/go.mod': 'module x\nrequire example.org/y v1.0.0\n', 'svc/Dockerfile': multi, 'tools/Dockerfile.lint': 'FROM alpine\nRUN x\n' };
    expect(app(files)).toMatchObject({ path: 'svc/Dockerfile', context: 'svc', dependencies: 'fetched' });
  });
});
