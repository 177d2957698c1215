import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { HadolintEngine } from './hadolint-engine.ts';
import { type HadolintPort, opened } from './hadolint.ts';

/** The version that made the recordings. */
export const recordedVersion = '2.15.1';

/** One run of the real hadolint under docc's rules: what it was given on stdin, and all it answered. */
const recording = z.strictObject({ stdin: z.string(), code: z.int(), stdout: z.string() });
export type Recording = z.infer<typeof recording>;

/** Dockerfiles whose linting is recorded, each in a file of its name. */
export const recordedDockerfiles = {
  good: `# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM golang:1.26.1-bookworm@sha256:${'a'.repeat(64)} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --network=none CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -o /out/server .

FROM gcr.io/distroless/static-debian12:nonroot@sha256:${'b'.repeat(64)}
COPY --from=build /out/server /server
USER 65532:65532
ENTRYPOINT ["/server"]
`,
  'left-to-checks': `FROM golang
RUN set -o pipefail; true
FROM alpine:latest
ENV API_TOKEN=something
COPY --from=contracts /a /a
USER nobody
CMD /a
USER root
`,
  'free-of-charge': `FROM --platform=linux/amd64 debian:13
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
RUN curl -fsS https://example.com | sh
RUN wget -q https://example.com
FROM alpine:3.23
RUN apk add --no-cache curl
FROM fedora:43
RUN dnf install -y curl && dnf clean all
FROM centos:7
RUN yum install -y curl && yum clean all
FROM opensuse/leap:16
RUN zypper install -y curl && zypper clean
`,
  'costs-points': `FROM golang:1.26.1
MAINTAINER nobody
WORKDIR src
ADD main.go /src/
RUN go install example.com/tool@latest
RUN cd /src && sudo go build -o /server $(go list .)
`,
  pragmas: `# hadolint global ignore=DL3003,SC2164
FROM alpine:3.23
# hadolint ignore=DL3004
RUN sudo true
#	hadolint  shell = powershell
RUN cd /srv && rm $(ls)
RUN <<EOF
# shellcheck disable=SC2046
rm $(ls)
EOF
`,
  unparsable: 'FROM alpine:3.23\nRUNN echo\n',
  'no-from': 'RUN echo\n',
  heredocs: `FROM alpine:3.23
RUN <<-FIRST
\tsudo true
FIRST

COPY <<A <<"B" /etc/
RUN sudo true
A
sudo true
B

# as it is \\
RUN sudo true
`,
  'heredoc-read-wrongly': 'FROM alpine:3.23\nCOPY <<EOF /etc/motd\nhello\nEOF\nRUN true\n',
  hostile: 'FROM alpine:3.23\nRUN cd /tmp \u001b[31m \u202e && echo "::add-mask::x" `<!-- @team -->` 🦉\n',
  nothing: 'FROM scratch\n',
} as const;

export const recordingFile = (name: string): URL => new URL(`./fixtures/hadolint-${recordedVersion}/${name}.json`, import.meta.url);

/** hadolint from its recordings: for tests where there is none. It knows only the Dockerfiles recorded. */
export function recordedHadolint(): HadolintPort {
  const run: HadolintEngine['run'] = async (_, stdin) => {
    const found = Object.keys(recordedDockerfiles).flatMap(readRecording).find((each) => each.stdin === stdin);
    if (found === undefined) throw new Error(`hadolint was not recorded on ${JSON.stringify(stdin)}: add it to recordedDockerfiles`);
    return { kind: 'exited', code: found.code, stdout: Buffer.from(found.stdout), stderr: '' };
  };
  return { open: async () => opened({ rules: [], run }, recordedVersion, new AbortController().signal) };
}

/** None before it is first recorded, by the test that compares them with the real hadolint. */
function readRecording(name: string): readonly Recording[] {
  const file = recordingFile(name);
  return existsSync(file) ? [recording.parse(JSON.parse(readFileSync(file, 'utf8')))] : [];
}
