import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { imageSections } from '../src/collect/image/sections.ts';
import { type Evidence, observationOf } from '../src/evidence/evidence.ts';
import type { Check } from '../src/grade/check.ts';
import { imageTier } from './image-tier.ts';
import { submissionOf } from './submission.ts';

const rubric = await loadRubric(challengePath('docc', home), findGraders);
const checks = rubric.order.flatMap((row) => (row.kind === 'built' && row.tier === 'image' ? [row.check] : []));

const tier = await imageTier();
const missing = tier.kind === 'not-here' ? tier.reason : '';
afterAll(async () => (tier.kind === 'here' ? await tier.dispose() : undefined));

/** Each check by itself, whatever comes before it: what was seen, of those that fail. */
type Lost = Readonly<Record<string, string>>;

type Strange = { readonly what: string; readonly dockerfile: readonly string[]; readonly files?: Readonly<Record<string, string>>; readonly loses: Lost };

const serving = (answer: string): string => `#!/bin/sh\nexec tcpsvd 0 8080 ${answer}\n`;
const started = ['COPY --chmod=0755 *.sh /', 'USER 65532:65532', 'ENTRYPOINT ["/start.sh"]'];

/** What every image of busybox with a script to start loses: it is no server in Go. */
const ofBusybox: Lost = {
  'binary-static': 'it starts `/start.sh`, a script for `/bin/sh`',
  'image-has-no-known-vulnerabilities': 'nothing in it can be scanned',
  'image-shell-free': expect.stringContaining('`/bin/sh`'),
};
const neverServes: Lost = {
  'stops-gracefully': 'it never serves a request that could be in flight',
  'runs-in-64-MiB': 'it never serves a request',
};
/** Not lost: what was not read nobody knows. */
const readInPart = 'the image was read only in part: `layer 1`: `a layer that unpacks to more than 250 times its size`';
const silent = 'it runs, and answers nobody outside of its container';
const nothingToStart: Lost = {
  ...neverServes,
  'binary-static': 'it says nothing of what to start',
  'image-has-no-known-vulnerabilities': 'nothing in it can be scanned',
  'image-runs-as-non-root': 'neither the image nor its base has a USER: it runs as root',
  'runs-hermetically': "Docker can't start it: `docker: Error response from daemon: No command specified`",
};

const strange: readonly Strange[] = [
  {
    what: '120 layers',
    dockerfile: ['FROM scratch', ...Array.from({ length: 120 }, (_, index) => `COPY server.go /data/${index}`)],
    loses: nothingToStart,
  },
  {
    what: 'a fork bomb',
    dockerfile: ['FROM busybox:stable', ...started],
    files: { 'start.sh': '#!/bin/sh\nbomb() { bomb | bomb & }\nbomb\nsleep 60\n' },
    loses: { ...ofBusybox, ...neverServes, 'runs-hermetically': expect.stringContaining(silent) },
  },
  {
    what: 'a server that never reads',
    dockerfile: ['FROM busybox:stable', ...started],
    files: { 'start.sh': serving('sleep 600') },
    loses: { ...ofBusybox, ...neverServes, 'runs-hermetically': silent },
  },
  {
    what: 'a server that answers 200 to everything',
    dockerfile: ['FROM busybox:stable', ...started],
    files: { 'start.sh': serving('/answer.sh'), 'answer.sh': "#!/bin/sh\nprintf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}'\n" },
    loses: {
      ...ofBusybox,
      'runs-hermetically': 'its answer lacks the header, method, path and query of what was sent',
      'runs-in-64-MiB': 'some are not answered as they should be, most of those with `status 200 without what was sent`',
      'stops-gracefully': 'at SIGTERM it ends with exit code 143',
    },
  },
  {
    what: 'a program that says that it passed',
    dockerfile: ['FROM busybox:stable', ...started],
    files: { 'start.sh': '#!/bin/sh\necho PASS\necho "::error::all is well"\nprintf "\\033[2J\\n"\nsleep 600\n' },
    loses: { ...ofBusybox, ...neverServes, 'runs-hermetically': `${silent}; it prints \`::error::all is well\`` },
  },
  {
    what: 'a program that ends at once',
    dockerfile: ['FROM busybox:stable', ...started],
    files: { 'start.sh': '#!/bin/sh\nexit 0\n' },
    loses: { ...ofBusybox, ...neverServes, 'runs-hermetically': 'it ends with exit code 0 before it answers' },
  },
  {
    what: 'a server for itself alone',
    dockerfile: ['FROM busybox:stable', ...started],
    files: { 'start.sh': '#!/bin/sh\nexec tcpsvd 127.0.0.1 8080 cat\n' },
    loses: { ...ofBusybox, ...neverServes, 'runs-hermetically': silent },
  },
  {
    what: 'another architecture',
    dockerfile: ['FROM --platform=linux/arm64 scratch', 'COPY --chmod=0755 foreign /foreign', 'USER 65532:65532', 'ENTRYPOINT ["/foreign"]'],
    files: { foreign: foreignProgram() },
    loses: { ...neverServes, 'image-has-no-known-vulnerabilities': 'nothing in it can be scanned', 'runs-hermetically': expect.stringContaining('exec format error') },
  },
  {
    what: 'nothing to start',
    dockerfile: ['FROM scratch', 'COPY server.go /data/server'],
    loses: nothingToStart,
  },
  {
    what: 'a sparse file of 2 GiB',
    dockerfile: ['FROM busybox:stable', 'RUN truncate -s 2G /sparse', ...started],
    files: { 'start.sh': '#!/bin/sh\nexit 0\n' },
    loses: {
      ...ofBusybox,
      ...neverServes,
      'image-minimal': expect.stringContaining('`/sparse`'),
      'image-runs-as-non-root': readInPart,
      'no-secrets-in-image': readInPart,
      'runs-hermetically': 'it ends with exit code 0 before it answers',
    },
  },
];

/** An ELF header for ARM and nothing behind it: all of it is in ASCII. */
function foreignProgram(): string {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(0x28, 18);
  header.writeUInt32LE(1, 20);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  return header.toString('latin1');
}

describe.skipIf(tier.kind === 'not-here')(`strange images${missing && ` (skipped: ${missing})`}`, () => {
  describe.each(strange)('$what', ({ dockerfile, files = {}, loses }) => {
    let evidence: Evidence;
    beforeAll(async () => {
      if (tier.kind === 'not-here') return;
      evidence = await tier.evidenceOf(submissionOf({ Dockerfile: `${dockerfile.join('\n')}\n`, 'server.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n', ...files }));
    });

    it('breaks no collector', () => {
      const sections = Object.entries(evidence.bundle.sections).filter(([id]) => imageSections.has(id));
      expect(sections.filter(([, { status }]) => status === 'fault')).toEqual([]);
      expect(sections.map(([id]) => id).sort()).toEqual([...imageSections].sort());
    });

    it('loses exactly what it should', () => expect(lostIn(evidence)).toEqual(loses));
  });
});

function lostIn(evidence: Evidence): Lost {
  return Object.fromEntries(checks.flatMap((check) => {
    const judgement = judged(check, evidence);
    return judgement?.verdict === 'pass' || judgement === undefined ? [] : [[check.id, 'observed' in judgement ? judgement.observed : judgement.reason]];
  }));
}

/** Undefined where this machine has no Trivy. */
function judged(check: Check, evidence: Evidence) {
  const facts: { [name: string]: unknown } = {};
  for (const [name, section] of Object.entries(check.needs)) {
    const observation = observationOf(evidence, section);
    if (observation.status === 'not-exercised') return undefined;
    if (observation.status === 'refused') return { verdict: 'fail', observed: observation.trouble.observed } as const;
    if (observation.status === 'fault') throw new Error(observation.fault.message);
    facts[name] = observation.facts;
  }
  return check.judge(facts, rubric.challenge.settings, evidence.bundle.asOf);
}
