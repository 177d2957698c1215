import { shellWord } from '../evidence/shell-word.ts';

/** What `docc doctor` looks for, in the order in which it is told. */
export const sought = ['hadolint', 'helm', 'kustomize', 'docker', 'trivy', 'kind', 'kubectl'] as const;
export type Sought = (typeof sought)[number];

/** How one program stands: it serves, or what keeps it from serving. */
export type Standing =
  | { readonly kind: 'serves'; readonly version: string; readonly path?: string }
  /** It is here; what it needs besides isn't: a daemon, a database. */
  | { readonly kind: 'lacks'; readonly what: 'daemon' | 'database'; readonly reason: string; readonly remedy: string }
  | { readonly kind: 'missing'; readonly reason: string; readonly remedy: string };

export type Standings = Readonly<Record<Sought, Standing>>;

export type ReachedTier = {
  readonly tier: 'source' | 'image' | 'cluster' | 'cloud';
  /** Programs that the tier, or one below it, still waits for. */
  readonly waitsFor: readonly Sought[];
  readonly reached: boolean;
  readonly words: string;
};

// What each tier takes beyond the one before it. Terraform is read by docc itself; kustomize is for kustomizations, which few submit.
const needs = { source: ['hadolint', 'helm'], image: ['docker', 'trivy'], cluster: ['kind', 'kubectl'] } as const;

const purposes = {
  source: 'files: parsed, linted, rendered',
  image: 'the image: built, scanned, run',
  cluster: 'a kind cluster: installed, probed',
} as const;

/** The tiers, each with what it waits for; one that the tier below waits for too is told there. */
export function tiersReached(standings: Standings): readonly ReachedTier[] {
  let below = true;
  const onMachine = (['source', 'image', 'cluster'] as const).map((tier): ReachedTier => {
    const waitsFor = needs[tier].filter((name) => standings[name].kind !== 'serves');
    below &&= waitsFor.length === 0;
    return { tier, waitsFor, reached: below, words: purposes[tier] };
  });
  return [...onMachine, { tier: 'cloud', waitsFor: [], reached: false, words: 'EKS, ECR, Route 53: a maintainer starts it from the pull request' }];
}

export type Machine = { readonly platform: NodeJS.Platform; readonly managers: ReadonlySet<'brew' | 'apt-get'> };

/** What adds the next tier: a command where this machine has a package manager that knows all it takes, else what to install. */
export type Addition =
  | { readonly kind: 'command'; readonly tier: string; readonly command: string }
  | { readonly kind: 'words'; readonly tier: string; readonly remedies: readonly string[] };

/** Of the first tier that isn't reached; undefined where every tier of a machine is. */
export function nextAddition(standings: Standings, machine: Machine): Addition | undefined {
  const next = tiersReached(standings).find(({ waitsFor }) => waitsFor.length > 0);
  if (next === undefined) return undefined;
  const steps = stepsFor(next.waitsFor, standings, machine);
  if (steps !== undefined) return { kind: 'command', tier: next.tier, command: steps.join(' && ') };
  return { kind: 'words', tier: next.tier, remedies: next.waitsFor.map((name) => remedyOf(standings[name])) };
}

const remedyOf = (standing: Standing): string => (standing.kind === 'serves' ? '' : standing.remedy);

// Docker's daemon comes with the desktop on macOS, with the package on Debian and its kin.
function stepsFor(names: readonly Sought[], standings: Standings, { platform, managers }: Machine): readonly string[] | undefined {
  const missing = names.filter((name) => standings[name].kind === 'missing');
  const byApt: readonly Sought[] = platform === 'linux' && managers.has('apt-get') ? missing.filter((name) => name === 'docker') : [];
  const byBrew = missing.filter((name) => !byApt.includes(name));
  if (byBrew.length > 0 && !managers.has('brew')) return undefined;
  if (platform === 'linux' && byBrew.includes('docker')) return undefined;
  const formulae = byBrew.filter((name) => name !== 'docker');
  return [
    ...(byApt.length === 0 ? [] : ['sudo apt-get install --yes docker.io docker-buildx']),
    ...(formulae.length === 0 ? [] : [`brew install ${formulae.map((name) => shellWord(name)).join(' ')}`]),
    ...(byBrew.includes('docker') ? ['brew install --cask docker-desktop', 'open -a Docker'] : []),
    ...names.flatMap((name) => startOf(name, standings[name], platform)),
    ...(missing.includes('trivy') ? ['trivy image --download-db-only'] : []),
  ];
}

function startOf(name: Sought, standing: Standing, platform: NodeJS.Platform): readonly string[] {
  if (standing.kind !== 'lacks') return [];
  if (standing.what === 'database') return [`${name} image --download-db-only`];
  return [platform === 'darwin' ? 'open -a Docker' : 'sudo systemctl start docker'];
}
