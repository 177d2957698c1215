import { shellWord } from '../evidence/shell-word.ts';
import { installable } from '../tools/installable.ts';
import { type CloudStanding, cloudWords } from './doctor-cloud.ts';

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
  /** What adds it, where that is nothing that docc could run. */
  readonly remedy?: string;
};

// What each tier takes beyond the one before it. Terraform is read by docc itself; kubectl or kustomize is for kustomizations,
// which few submit, and a cluster is asked without either.
const needs = { source: ['hadolint', 'helm'], image: ['docker', 'trivy'], cluster: ['kind'] } as const;

const purposes = {
  source: 'files: parsed, linted, rendered',
  image: 'the image: built, scanned, run',
  cluster: 'a kind cluster: installed, probed',
} as const;

/** The tiers, each with what it waits for; one that the tier below waits for too is told there. */
export function tiersReached(standings: Standings, cloud: CloudStanding): readonly ReachedTier[] {
  const onMachine = machineTiers(standings);
  return [...onMachine, { tier: 'cloud', waitsFor: [], reached: cloud.kind === 'serves', words: cloudWords(cloud), ...(cloud.kind === 'missing' && { remedy: cloud.remedy }) }];
}

function machineTiers(standings: Standings): readonly ReachedTier[] {
  let below = true;
  return (['source', 'image', 'cluster'] as const).map((tier): ReachedTier => {
    const waitsFor = needs[tier].filter((name) => standings[name].kind !== 'serves');
    below &&= waitsFor.length === 0;
    return { tier, waitsFor, reached: below, words: purposes[tier] };
  });
}

export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly managers: ReadonlySet<'brew' | 'apt-get'>;
  /** Whether docc knows where to fetch programs for this machine. */
  readonly fetches: boolean;
  /** A command of docc's as it is typed where the reader stands. */
  readonly docc: (command: string) => string;
};

/** What adds the next tier: a command where docc or a package manager of this machine has all it takes, else what to install. */
export type Addition =
  | { readonly kind: 'command'; readonly tier: string; readonly command: string }
  | { readonly kind: 'words'; readonly tier: string; readonly remedies: readonly string[] };

/** Of the first tier that isn't reached; undefined where every tier of a machine is. */
export function nextAddition(standings: Standings, machine: Machine): Addition | undefined {
  const next = machineTiers(standings).find(({ waitsFor }) => waitsFor.length > 0);
  if (next === undefined) return undefined;
  const docker = next.waitsFor.includes('docker') ? dockerSteps(standings.docker, machine) : [];
  const others = programSteps(next, standings, machine);
  if (docker !== undefined && others !== undefined) return { kind: 'command', tier: next.tier, command: [...docker, ...others].join(' && ') };
  return { kind: 'words', tier: next.tier, remedies: next.waitsFor.map((name) => remedyOf(standings[name])) };
}

const remedyOf = (standing: Standing): string => (standing.kind === 'serves' ? '' : standing.remedy);

type Steps = readonly string[] | undefined;

/** Its daemon comes with the desktop on macOS, with the package on Debian and its kin. */
function dockerSteps(docker: Standing, { platform, managers }: Machine): Steps {
  const start = platform === 'darwin' ? 'open -a Docker' : 'sudo systemctl start docker';
  if (docker.kind === 'lacks') return [start];
  if (platform === 'darwin' && managers.has('brew')) return ['brew install --cask docker-desktop', start];
  return platform === 'linux' && managers.has('apt-get') ? ['sudo apt-get install --yes docker.io docker-buildx'] : undefined;
}

/** What docc fetches it checks against sums of its own; brew is for machines that it has none for. */
function programSteps({ tier, waitsFor }: ReachedTier, standings: Standings, { managers, fetches, docc }: Machine): Steps {
  const missing = waitsFor.filter((name) => name !== 'docker');
  if (missing.length === 0) return [];
  if (fetches && missing.every((name) => installable.some((known) => known === name))) return [docc(`install ${tier}`)];
  if (!managers.has('brew')) return undefined;
  const formulae = missing.filter((name) => standings[name].kind === 'missing');
  return [...(formulae.length === 0 ? [] : [`brew install ${formulae.map((name) => shellWord(name)).join(' ')}`]), ...(missing.includes('trivy') ? ['trivy image --download-db-only'] : [])];
}
