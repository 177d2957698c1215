import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadChallenge } from '../../src/catalogue/challenge.ts';
import { challengePath } from '../../src/cli/rubric.ts';
import { home } from '../../src/cli/version.ts';
import { collectDockerfile } from '../../src/collect/dockerfile/collect.ts';
import { collectTree } from '../../src/collect/tree/collect.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import type { Check } from '../../src/grade/check.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import { submissionOf } from '../../test/submission.ts';
import parses from './checks/dockerfile-parses.ts';
import startsIt from './checks/entrypoint-exec-form.ts';
import unchanged from './checks/given-server-unchanged.ts';

const { challenge } = await loadChallenge(challengePath('docc', home));
const given = async (name: string): Promise<string> => await readFile(fileURLToPath(new URL(`../../template-repo/assets/sample/${name}`, import.meta.url)), 'utf8');
const [module, server, tests] = await Promise.all(['go.mod', 'server.go', 'server_test.go'].map(given));
const sample = { 'go.mod': module ?? '', 'server.go': server ?? '', 'server_test.go': tests ?? '' };

type Files = Readonly<Record<string, string>>;

const fake = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n';
const evil: Files = { prebuilt: '\0ELF', 'fake.txt': fake, 'cmd/fake/main.go': fake };

const factsOf = <Facts>(observation: Observation<Facts>): Facts => {
  if (observation.status !== 'observed') throw new Error(observation.status);
  return observation.facts;
};

function judged(check: Check, Dockerfile: string, more: Files = {}): Judgement {
  const files = Object.entries({ ...sample, Dockerfile, ...more }).map(([path, text]) => [`assets/sample/${path}`, text]);
  const submission = submissionOf(Object.fromEntries(files));
  const tree = factsOf(collectTree(submission));
  return check.judge({ tree, dockerfile: factsOf(collectDockerfile(submission, undefined, tree.suspects)) }, challenge.settings, '2026-11-01');
}

const head = 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n';
const end = (from = '/out/server'): string => `FROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build ${from} /server\nENTRYPOINT ["/server"]\n`;
const built = (steps: string, from?: string): string => `${head}${steps}\n${end(from)}`;
const real = 'RUN go build -o /out/server .';
const started = (steps: string): string => `${head}${real}\nFROM alpine:3.22\nCOPY --from=build /out/server /server\n${steps}\n`;

describe('what the image starts has to be compiled in the Dockerfile', () => {
  test.each<[string, string, Files?]>([
    ['a build that never runs', built('COPY prebuilt /out/server\nRUN true || go build -o /out/server .')],
    ['one that only prints', built('COPY prebuilt /out/server\nRUN go build -n -o /out/server .')],
    ['a COPY over it', built(`${real}\nCOPY prebuilt /out/server`)],
    ['a cp over it', built(`${real}\nRUN cp prebuilt /out/server`)],
    ['a folder copied over it', built(`${real}\nRUN mkdir -p /tmp/x && mv prebuilt /tmp/x/server && cp -r /tmp/x/. /out`)],
    ['a mount it is taken from', built(`${real}\nRUN --mount=type=bind,source=prebuilt,target=/mnt/p install -m 755 /mnt/p /out/server`)],
    ['a link to another', built(`${real}\nRUN ln -sf /src/prebuilt /out/server`)],
    ['one put together of text', built(`${real}\nRUN base64 -d blob > /out/server`, '/out/server'), { blob: 'f0VMRg==' }],
    ['a script that copies it', built('RUN go build -o /tmp/x . && ./build.sh'), { 'build.sh': '#!/bin/sh\nmkdir -p /out\ncp prebuilt /out/server\n' }],
    ['a go of its own on PATH', built(`RUN cp shim /usr/local/bin/go\nENV PATH=/usr/local/bin:$PATH\n${real}`), { shim: '#!/bin/sh\ncp prebuilt /out/server\n' }],
    ['another file that starts', started('COPY . /\nENTRYPOINT ["/prebuilt"]')],
    ['one behind a wrapper', started('COPY prebuilt /\nENTRYPOINT ["env", "-S", "/prebuilt /server"]')],
    ['one that a script starts', started('COPY prebuilt start.sh /\nENTRYPOINT ["/start.sh"]'), { 'start.sh': '#!/bin/sh\nexec /prebuilt\n' }],
    ['one that the loader starts', started('COPY prebuilt /\nENTRYPOINT ["/lib/ld-musl-x86_64.so.1", "/prebuilt"]')],
    ['another package', built('RUN go build -o /out/server ./cmd/fake')],
    ['another package by WORKDIR', built('WORKDIR /src/cmd/fake\nRUN go build -o /out/server')],
    ['another package by its import path', built('RUN go build -o /out/server docc-sample/cmd/fake')],
    ['another package by -C', built('RUN go build -C cmd/fake -o /out/server')],
    ['another file', built('RUN go build -o /out/server cmd/fake/main.go')],
    ['another module', built('RUN GOBIN=/out go install example.org/server@latest')],
    ['another module by a replacement', built('RUN go mod edit -replace example.org/s=example.org/f && go build -o /out/server ./cmd/x'), { 'cmd/x/main.go': 'package main\n\nimport "example.org/s"\n\nfunc main() { s.Run() }\n' }],
    ['the server taken out of its package', built('RUN mv server.go server_windows.go && mv fake.txt main.go && go build -o /out/server .')],
    ['no Go at all', built(real), { '.dockerignore': '**/*.go\n' }],
  ])('%s fails', (_, Dockerfile, more = {}) => expect(judged(parses, Dockerfile, { ...evil, ...more })).toMatchObject({ verdict: 'fail' }));

  test.each<[string, string, Files?]>([
    ['a download over it', built(`${real}\nRUN curl -fsSLo /out/server https://example.org/x`)],
    ['one of an image', built(`${real}\nCOPY --from=example.org/other:1 /server /out/server`)],
    ['an image that may hold one', `${head}${real}\nFROM example.org/other:1\nCOPY --from=build /out/server /decoy\nENTRYPOINT ["/server"]\n`],
    ['a branch that takes a committed one', built('RUN if [ -f prebuilt ]; then cp prebuilt /out/server; else go build -o /out/server .; fi')],
    ['a committed archive', built('RUN go build -o /tmp/x .\nADD pre.tar.gz /out/'), { 'pre.tar.gz': 'x' }],
    ['a committed init', started('COPY prebuilt /tini\nENTRYPOINT ["/tini", "--", "/server"]')],
    ['a committed shell', `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nSHELL ["/src/prebuilt"]\n${real}\n${end()}`],
    ['a chain that is too long', built(Array.from({ length: 800 }, (_, at) => `RUN [ x ] && go build -o /out/server ./p${at}`).join('\n'))],
  ])('%s is left open', (_, Dockerfile, more = {}) => expect(judged(parses, Dockerfile, { ...evil, ...more })).toMatchObject({ verdict: 'unresolved' }));
});

describe('what is compiled has to be the given file', () => {
  test.each<[string, string, Files?]>([
    ['sed', 'RUN sed -i s/a/b/ server.go'],
    ['sed over a pattern', 'RUN sed -i s/a/b/ *.go'],
    ['sed by find', String.raw`RUN find . -name '*.go' -exec sed -i s/a/b/ {} \;`],
    ['text added', 'RUN echo "func init() {}" >> server.go'],
    ['another put in its place', 'RUN rm server.go && mv fake.txt server.go'],
    ['another copied in its place', 'COPY fake.txt ./server.go'],
    ['text in its place', 'COPY <<EOF server.go\npackage main\nEOF'],
    ['a patch', 'RUN patch -p1 < x.patch', { 'x.patch': '--- a/server.go\n+++ b/server.go\n@@ -1 +1 @@\n-a\n+b\n' }],
    ['a patch by git', 'RUN git apply x.patch', { 'x.patch': '--- a/server.go\n+++ b/server.go\n@@ -1 +1 @@\n-a\n+b\n' }],
    ['an overlay', 'ENV GOFLAGS=-overlay=o.json', { 'o.json': '{"Replace":{"server.go":"fake.txt"}}' }],
    ['a script', 'RUN sh prepare.sh', { 'prepare.sh': 'sed -i s/a/b/ server.go\n' }],
  ])('%s fails', (_, step, more = {}) => expect(judged(unchanged, built(`${step}\n${real}`), { ...evil, ...more })).toMatchObject({ verdict: 'fail' }));

  test.each<[string, string]>([
    ['a patch that nobody can read', 'RUN patch -p1 < /tmp/x.patch'],
    ['a list of files that nobody knows', 'RUN ls | xargs sed -i s/a/b/'],
    ['a program before the compiler', 'ENV GOFLAGS=-toolexec=/src/evil'],
    ['a file of an image in its place', 'COPY --from=example.org/fork:1 /server.go ./'],
    ['a clone over it', 'RUN git clone https://example.org/fork /src'],
    ['a tool that names it', 'RUN rewrite --file server.go'],
  ])('%s is left open', (_, step) => expect(judged(unchanged, built(`${step}\n${real}`), evil)).toMatchObject({ verdict: 'unresolved' }));
});

describe('honest ways', () => {
  const nowhere: Files = {};
  test.each<[string, string, Files?]>([
    ['the default name', built('RUN go build', '/src/docc-sample')],
    ['go install', built('RUN go install .', '/go/bin/docc-sample')],
    ['go install of all', built('RUN CGO_ENABLED=0 go install ./...', '/go/bin/docc-sample')],
    ['GOBIN', built('ENV GOBIN=/out\nRUN go install . && mv /out/docc-sample /out/server')],
    ['a folder for output', built('RUN go build -o /out/ ./...', '/out/docc-sample')],
    ['make', built('RUN make build', '/src/bin/server'), { Makefile: 'build:\n\tgo build -o bin/server .\n' }],
    ['goreleaser', built('RUN goreleaser build --single-target --output /out/server')],
    ['a script', built('RUN ./build.sh'), { 'build.sh': '#!/bin/sh\nset -e\ngo build -o /out/server .\n' }],
    ['a build by processor', built('ARG TARGETARCH\nRUN if [ "$TARGETARCH" = arm ]; then GOARM=7 go build -o /out/server .; else go build -o /out/server .; fi')],
    ['a subshell', `FROM golang:1.26 AS build\nCOPY . /src\nRUN (cd /src && go build -o /out/server .)\n${end()}`],
    ['a tool built in a subshell first', built('RUN (cd tools && go install ./gen) && go build -o /out/server .'), { 'tools/gen/main.go': 'package main\n\nfunc main() {}\n' }],
    ['strip and upx', built('RUN go build -o /tmp/s . && upx -o /out/server /tmp/s && strip /out/server')],
    ['a root file system', `${head}RUN mkdir -p /rootfs/usr/bin && go build -o s . && install -Dm755 s /rootfs/usr/bin/server\nFROM scratch\nCOPY --from=build /rootfs /\nENTRYPOINT ["server"]\n`],
    ['mounts', `FROM golang:1.26 AS build\nWORKDIR /src\nRUN --mount=type=bind,target=. --mount=type=cache,target=/root/.cache go build -o /out/server .\n${end()}`],
    ['a cache that the program goes through', `FROM golang:1.26 AS build\nWORKDIR /src\nRUN --mount=type=bind,target=/src --mount=type=cache,target=/cache go build -o /cache/server . && mkdir /out && cp /cache/server /out/\n${end()}`],
    ['line ends of a checkout on Windows', built(`RUN sed -i 's/\\r$//' *.go\n${real}`)],
    ['generating and testing', built(`RUN go generate ./... && gofmt -w . && go vet ./... && go test ./...\n${real}`)],
    ['one file', built('RUN go build -o /out/server server.go')],
    ['the file under another name', built(`RUN mv server.go main.go\n${real}`)],
    ['GOPATH', `FROM golang:1.26 AS build\nENV GO111MODULE=off\nCOPY . /go/src/docc-sample\nRUN go install docc-sample\n${end('/go/bin/docc-sample')}`],
    ['a folder of the image', `${head}RUN go build -o app .\nFROM gcr.io/distroless/static:nonroot\nWORKDIR /app\nCOPY --from=build /src/app .\nENTRYPOINT ["./app"]\n`],
    ['a toolchain of packages', `FROM debian:13 AS build\nRUN apt-get update && apt-get install -y golang\nCOPY . /src\nRUN cd /src && go build -o /out/server\n${end()}`],
    ['a toolchain from its archive', `FROM debian:13 AS build\nRUN wget -qO- https://go.dev/dl/go1.26.linux-amd64.tar.gz | tar -C /usr/local -xz\nENV PATH=$PATH:/usr/local/go/bin\nCOPY . /src\nWORKDIR /src\n${real}\n${end()}`],
    ['names by platform', `${head}ARG TARGETOS TARGETARCH\nRUN go build -o /out/server-$TARGETOS-$TARGETARCH .\nFROM scratch\nARG TARGETOS TARGETARCH\nCOPY --from=build /out/server-\${TARGETOS}-\${TARGETARCH} /server\nENTRYPOINT ["/server"]\n`],
    ['a link', `${head}RUN go build -o /out/server . && ln -s server /out/app\nFROM alpine:3.22\nCOPY --from=build /out/ /usr/local/bin/\nENTRYPOINT ["app"]\n`],
    ['a script that gives way', started('COPY start.sh /\nENTRYPOINT ["/start.sh"]\nCMD ["/server"]'), { 'start.sh': '#!/bin/sh\nset -e\nexec "$@"\n' }],
    ['a script in the Dockerfile', started('COPY --chmod=755 <<EOF /start\n#!/bin/sh\nexec /server\nEOF\nENTRYPOINT ["/start"]')],
    ['a script that a RUN writes', started(String.raw`RUN printf '#!/bin/sh\nexec /server\n' > /start && chmod +x /start` + '\nENTRYPOINT ["/start"]')],
    ['a downloaded init', started('ADD https://example.org/tini-static /tini\nENTRYPOINT ["/tini", "--", "/server"]')],
    ['a supervisor', started('ADD https://example.org/s6.tar.xz /tmp\nRUN tar -C / -Jxpf /tmp/s6.tar.xz\nENTRYPOINT ["/init"]')],
    ['a wrapper of another image', started('COPY --from=example.org/gomplate:4 /gomplate /gomplate\nENTRYPOINT ["/gomplate", "--", "/server"]')],
    ['bases of a company', `FROM example.org/go:1 AS build\nWORKDIR /src\nCOPY . .\n${real}\nFROM example.org/base:1\nCOPY --from=build /out/server .\nENTRYPOINT ["./server"]\n`],
    ['source in a base of one’s own', `FROM example.org/source:1 AS build\nWORKDIR /src\n${real}\n${end()}`],
    ['folders copied about', `FROM golang:1.26 AS src\nCOPY . /orig\nFROM golang:1.26 AS build\nCOPY --from=src /orig /src\nRUN cp -a /src /build && cd /build && go build -o /out/server\n${end()}`],
  ])('%s: nothing is lost', (_, Dockerfile, more = nowhere) => {
    for (const check of [parses, unchanged, startsIt]) expect([check.id, judged(check, Dockerfile, more)]).toEqual([check.id, expect.objectContaining({ verdict: 'pass' })]);
  });
});

test('a main package elsewhere that imports the moved server', () => {
  const main = 'package main\n\nimport (\n\t"net/http"\n\n\t_ "docc-sample/internal/server"\n)\n\nfunc main() { http.ListenAndServe("", nil) }\n';
  const files = { 'assets/sample/go.mod': sample['go.mod'], 'assets/sample/cmd/app/main.go': main, 'assets/sample/internal/server/server.go': sample['server.go'], 'assets/sample/internal/server/server_test.go': sample['server_test.go'], 'assets/sample/Dockerfile': built('RUN go build -o /out/server ./cmd/app') };
  const submission = submissionOf(files);
  const tree = factsOf(collectTree(submission));
  const facts = { tree, dockerfile: factsOf(collectDockerfile(submission, undefined, tree.suspects)) };
  for (const check of [parses, unchanged]) expect(check.judge(facts, challenge.settings, '2026-11-01')).toMatchObject({ verdict: 'pass' });
});

describe('a shell in front of the server', () => {
  test.each([
    'ENTRYPOINT ["env", "-S", "sh -c /server"]',
    'ENTRYPOINT ["/usr/bin/env", "-i", "-S", "sh", "-c", "/server"]',
    'ENTRYPOINT ["/bin/busybox", "sh", "-c", "/server"]',
    'ENTRYPOINT ["/tini", "-p", "SIGTERM", "--", "sh", "-c", "/server"]',
    'ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["sh", "-c", "/server"]',
    'ENTRYPOINT ["sh"]\nCMD ["-c", "/server"]',
    'ENTRYPOINT ["/bin/bash", "-o", "pipefail", "-c", "/server"]',
    'ENTRYPOINT ["su-exec", "nobody", "sh", "-c", "/server"]',
    'ENTRYPOINT ["sh", "-c", "exec sh -c /server"]',
    'COPY start /usr/local/bin/\nENTRYPOINT ["start"]',
  ])('%s fails', (steps) => {
    const judgement = judged(startsIt, started(steps), { start: '#!/usr/bin/env -S bash -e\n/server "$@"\n' });
    expect(judgement).toMatchObject({ verdict: 'fail', observed: expect.stringContaining('in front of the server') });
  });
});
