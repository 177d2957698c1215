import type { Tier } from '../evidence/section.ts';
import { apportion } from '../grade/apportion.ts';
import { type CheckResult, type Growth, type ObjectiveResult, type Report, report, type Reviewer } from '../grade/report.ts';
import { project } from '../grade/project.ts';
import { type Asked, asked } from './challenge.fixture.ts';

/** Reports as the judge makes them, for the publishers' tests: the DOCC challenge, graded by its files. */

const absent: Readonly<Record<Tier, { readonly reason: string; readonly remedy: string }>> = {
  source: { reason: 'hadolint is not installed', remedy: 'docc doctor gives the one command that adds it' },
  image: { reason: 'Docker does not run on this machine', remedy: 'start Docker, then grade again with --tier image' },
  cluster: { reason: 'the tier was not asked for', remedy: 'grade again with --tier cluster' },
  cloud: { reason: 'no AWS account was given', remedy: 'a maintainer starts it from the pull request' },
};

/** What differs from "passed, if the files can show it". */
type Differences = Readonly<Record<string, Partial<CheckResult>>>;

function checkResult([id, , tier, level, title]: Asked, tenths: number, differences: Differences): CheckResult {
  const verdict = differences[id]?.verdict ?? (tier === 'source' ? 'pass' : 'unverified');
  const unverified = verdict === 'unverified' ? { cause: 'not-exercised' as const, reason: absent[tier].reason } : {};
  return {
    id,
    title,
    verdict,
    ...unverified,
    ...(verdict === 'pass' ? { observed: 'as asked' } : {}),
    earned: verdict === 'pass' ? tenths / 10 : 0,
    possible: tenths / 10,
    why: 'What nobody checks breaks on the day that it matters.',
    docs: `https://kubernetes.io/docs/concepts/#${id}`,
    level,
    tier,
    skills: [`skill.${tier}`],
    ...differences[id],
  };
}

const sum = (points: readonly number[]): number => points.reduce((all, each) => all + Math.round(each * 10), 0) / 10;

const tallyOf = (checks: readonly CheckResult[]) => ({
  earned: sum(checks.map(({ earned }) => earned)),
  verified: sum(checks.filter(({ verdict }) => verdict !== 'unverified').map(({ possible }) => possible)),
  possible: sum(checks.map(({ possible }) => possible)),
});

function notExercised(checks: readonly CheckResult[]): Report['notExercised'] {
  const open = checks.filter(({ cause }) => cause === 'not-exercised');
  return (['source', 'image', 'cluster', 'cloud'] as const).flatMap((tier) => {
    const mine = open.filter((check) => check.tier === tier);
    return mine.length === 0 ? [] : [{ tier, points: sum(mine.map(({ possible }) => possible)), ...absent[tier] }];
  });
}

function growth(checks: readonly CheckResult[]): Growth[] {
  const lost = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked');
  if (lost.length === 0) return [];
  return [
    {
      skill: 'skill.source',
      title: 'Small and honest container images',
      lost: sum(lost.map(({ possible }) => possible)),
      checks: lost.map(({ id }) => id),
      read: ['https://docs.docker.com/build/building/best-practices/', 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
    },
  ];
}

function graded(differences: Differences, changes: Partial<Report> = {}): Report {
  const objectives: ObjectiveResult[] = asked.map(({ id, title, points, checks }) => {
    const tenths = apportion(points * 10, checks.map(([, weight]) => weight));
    const results = checks.map((each, place) => checkResult(each, tenths[place] ?? 0, differences));
    return { id, title, ...tallyOf(results), checks: results };
  });
  const checks = objectives.flatMap((objective) => objective.checks);
  const tally = tallyOf(checks);
  return report.parse({
    schema: 'docc/report@1',
    trust: 'advisory',
    challenge: { id: 'docc', version: '1.0.0', title: 'DOCC: a Go server on Kubernetes', digest: `sha256:${'c'.repeat(64)}` },
    submission: { repository: 'octo/docc', commit: '0123456789abcdef0123456789abcdef01234567', digest: `sha256:${'5'.repeat(64)}`, refused: [], refusedBeyond: 0 },
    ...tally,
    mark: 60,
    passed: tally.earned >= 60 ? true : tally.earned + tally.possible - tally.verified < 60 ? false : null,
    level: null,
    objectives,
    faults: [],
    notExercised: notExercised(checks),
    growth: growth(checks),
    measured: { asOf: '2026-11-05T09:00:00.000Z' },
    timeline: [{ section: 'tree', started: 0, seconds: 0.02 }],
    grader: { version: '0.1.0' },
    ...changes,
  } satisfies Report);
}

/** Nothing lost of what the files show. */
export const allEarned = (): Report => graded({});

/** Every tier ran and everything passed. */
export function complete(): Report {
  const passing = asked.flatMap(({ checks }) => checks).map(([id]) => [id, { verdict: 'pass', observed: 'as asked' }] as const);
  return graded(Object.fromEntries(passing), { trust: 'graded', level: 'lead' });
}

/** The template as it was handed out: each objective fails at its root, and the rest waits for that. */
export function untouched(): Report {
  const rows = asked.flatMap(({ root, checks }) =>
    checks.map(([id]): readonly [string, Partial<CheckResult>] =>
      id === root
        ? [id, {
            verdict: 'fail',
            expected: 'work that shows in the files',
            observed: 'nothing beyond what the template gives',
            fix: 'Start with the task of this objective in the README.',
            reproduce: `npx docc grade . --check ${root}`,
          }]
        : [id, { verdict: 'blocked', reason: `comes after ${root}`, blockedBy: [root] }],
    ),
  );
  return graded(Object.fromEntries(rows));
}

const losses: Differences = {
  'eks-endpoint-restricted': {
    verdict: 'fail',
    expected: 'a private endpoint, or public CIDRs that together are at most a /16, with private access on',
    observed: 'endpoint_public_access_cidrs is ["0.0.0.0/0"], so the API answers the whole internet',
    at: { path: 'terraform/eks.tf', line: 41 },
    fix: 'Set endpoint_public_access_cidrs to the ranges of your office or VPN, and endpoint_private_access = true.',
    reproduce: "! grep -n '0\\.0\\.0\\.0/0' terraform/eks.tf",
    why: 'Every credential that leaks can be used from anywhere as long as the API answers everybody.',
    docs: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
  },
  'eks-access-mapped': {
    verdict: 'unverified',
    cause: 'unresolved',
    reason: 'var.operator_role_arn has no default, so nobody can tell which role is let in',
    at: { path: 'terraform/variables.tf', line: 12 },
  },
  'base-images-tagged': {
    verdict: 'fail',
    expected: 'a version on every external FROM',
    observed: 'FROM golang names no version, nor do two others',
    at: { path: 'Dockerfile', line: 1 },
    alsoAt: [{ path: 'Dockerfile', line: 9 }, { path: 'build/ci_tools/Dockerfile', line: 3 }],
    fix: 'Write `FROM golang:1.26` (the version that go.mod asks for) in line 1, and name a version for the others too.',
    edits: [{ path: 'Dockerfile', from: 1, to: 1, text: 'FROM golang:1.26 AS build' }],
    reproduce: "! grep -nE '^FROM [a-z/]+( AS .*)?$' Dockerfile build/ci_tools/Dockerfile",
    why: 'Without a version, tomorrow’s build is another image.',
    docs: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  },
  'base-images-pinned': { verdict: 'blocked', reason: 'comes after base-images-tagged', blockedBy: ['base-images-tagged'] },
  'lint-no-warnings': {
    verdict: 'fail',
    expected: 'no warning by hadolint under docc’s rules',
    observed: 'DL3042: Avoid use of cache directory with pip\nDL3059: Multiple consecutive `RUN` instructions',
    at: { path: 'build/ci_tools/Dockerfile', line: 7 },
    fix: 'Join the two RUN instructions:\n\n    RUN pip install --no-cache-dir yamllint && \\\n        rm -rf /root/.cache',
    reproduce: 'hadolint --no-color --failure-threshold warning build/ci_tools/Dockerfile',
    docs: 'https://github.com/hadolint/hadolint/wiki/DL3042',
  },
  'network-policy': {
    verdict: 'fail',
    expected: 'the app’s pods are denied by default both ways',
    observed: 'no NetworkPolicy selects the pods of Deployment docc-sample',
    at: { path: 'chart/templates/deployment.yaml', line: 1 },
    fix: 'Add a NetworkPolicy that selects app.kubernetes.io/name: docc-sample with policyTypes Ingress and Egress.',
    reproduce: "helm template chart | grep -q 'kind: NetworkPolicy'",
    why: 'A pod that anything may reach is one stolen neighbour away from being reached.',
    docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  },
};

/** A usual attempt: five checks lost, one blocked, one that files can't settle, two paths not read. */
export const severalLost = (): Report =>
  graded(losses, {
    level: 'junior',
    submission: {
      repository: 'octo/docc',
      commit: '0123456789abcdef0123456789abcdef01234567',
      digest: `sha256:${'5'.repeat(64)}`,
      refused: [
        { code: 'symlink', path: 'chart/templates/link.yaml', observed: 'a symlink to ../../values.yaml', fix: 'Commit the file itself in place of the link.' },
        { code: 'lfs-pointer', path: 'assets/demo.bin', observed: 'a pointer of Git LFS, not the file', fix: 'Commit the file itself, or delete it if nothing needs it.' },
      ],
      refusedBeyond: 0,
    },
  });

const files: Readonly<Record<string, readonly string[]>> = {
  Dockerfile: ['FROM golang AS build', 'WORKDIR /src', 'COPY . .', 'RUN go build -o /server .'],
  'terraform/eks.tf': [...Array.from({ length: 40 }, (_, index) => `# line ${index + 1}`), '\tendpoint_public_access_cidrs = ["0.0.0.0/0"]', '}'],
  'terraform/variables.tf': [...Array.from({ length: 11 }, () => ''), 'variable "operator_role_arn" {}'],
  'chart/templates/deployment.yaml': ['apiVersion: apps/v1', 'kind: Deployment', 'metadata: { name: "<script>alert(1)</script>" }'],
};

/** Lines of the files that `severalLost` is about, but for one file that nobody has. */
export const someLines = (path: string): readonly string[] | undefined => files[path];

/** What a reviewer is told of `severalLost`. */
export const aboutSeveralLost: Reviewer = {
  strengths: [{ text: 'Actions are pinned by commit: five of five', checks: ['workflow-pinned'] }],
  risks: [{ text: 'no NetworkPolicy selects the pods of `Deployment docc-sample`. A pod that anything may reach is one stolen neighbour away from being reached.', checks: ['network-policy'] }],
  prompts: [
    { topic: 'System and network fundamentals', ask: 'Your API answers the whole internet. Who should reach it, and how?', check: 'eks-endpoint-restricted' },
    { topic: 'Orchestration', ask: 'Which traffic does the app need, and how would you find out?', check: 'network-policy' },
  ],
};

/** Our trouble: hadolint broke and a check threw. */
export const faulty = (): Report =>
  graded(
    {
      'lint-no-errors': { verdict: 'unverified', cause: 'fault', reason: 'hadolint stopped with signal SIGKILL' },
      'lint-no-warnings': { verdict: 'unverified', cause: 'fault', reason: 'hadolint stopped with signal SIGKILL' },
      'record-ttl-sane': { verdict: 'unverified', cause: 'fault', reason: 'the check itself broke: ttl is undefined' },
    },
    {
      faults: [
        { section: 'lint', message: 'hadolint stopped with signal SIGKILL, three times', repair: 'Give the machine more memory, then grade again.' },
        { check: 'record-ttl-sane', message: 'the check itself broke: ttl is undefined', repair: "Report it to docc's maintainers with the evidence folder." },
      ],
    },
  );

/** A private check was lost, and one that is not private with it; as candidates see it. */
export const withheld = (): Report =>
  project(
    graded({
      'record-declared': { verdict: 'fail', private: true, expected: 'the record', observed: 'none', fix: 'Declare it.', reproduce: 'false' },
      'record-ttl-sane': { verdict: 'blocked', reason: 'comes after record-declared', blockedBy: ['record-declared'] },
    }),
    'candidate',
    { 'skill.source': { title: 'DNS as code', read: 'https://docs.aws.amazon.com/Route53/' } },
  );

/** What a candidate might write wherever a report quotes them. */
export const hostileText = [
  '\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007 \u001b[2J\u001b[31m@org/team fixes #1 and octo/repo#2, closes GH-3',
  '</details><!-- docc --><img src=x onerror=alert(1)> ![x](javascript:alert(1)) [pay](http://evil.example) <https://evil.example>',
  '```` ``` ~~~ `unclosed | a | cell |',
  '::error file=x::pwned ##[group]pwned',
  '# heading',
  '- item [^1] $x$ :tada: www.evil.example user@evil.example',
  '\u202egnp.exe\u202c\u200b\ufeff\u2028::stop-commands::x',
].join('\n');

/** Every string that a candidate can reach says everything they might try. */
export function hostile(): Report {
  const place = { path: `chart/${hostileText}`, line: 3 };
  const failing: Partial<CheckResult> = {
    verdict: 'fail',
    expected: hostileText,
    observed: hostileText,
    at: place,
    alsoAt: [place, { path: '../../../octo/evil' }],
    fix: hostileText.replaceAll('\n', ' '),
    edits: [{ path: place.path, from: 3, to: 2, text: hostileText }],
    reproduce: hostileText,
  };
  return graded(
    { 'dockerfile-parses': failing, 'eks-access-mapped': { verdict: 'unverified', cause: 'unresolved', reason: hostileText, at: place } },
    {
      faults: [{ section: 'tree', message: hostileText, repair: 'Grade again.' }],
      submission: {
        repository: hostileText,
        digest: `sha256:${'5'.repeat(64)}`,
        refused: [{ code: 'symlink', path: hostileText, observed: hostileText, fix: hostileText }],
        refusedBeyond: 93,
      },
    },
  );
}
