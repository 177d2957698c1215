import { expect, it } from 'vitest';
import { nextAddition, sought, type Sought, type Standing, type Standings, tiersReached } from './doctor-tiers.ts';

const serves: Standing = { kind: 'serves', version: '1.2.3' };
const missing: Standing = { kind: 'missing', reason: 'not here', remedy: 'Install it.' };
const all = (standing: Standing): Standings => ({ hadolint: standing, helm: standing, kustomize: standing, docker: standing, trivy: standing, kind: standing, kubectl: standing });
const without = (...names: readonly Sought[]): Standings => ({ ...all(serves), ...Object.fromEntries(names.map((name) => [name, missing])) });
const reached = (standings: Standings) => tiersReached(standings).filter((tier) => tier.reached).map(({ tier }) => tier);

const linux = { platform: 'linux', managers: new Set(['apt-get'] as const) } as const;
const brewedLinux = { platform: 'linux', managers: new Set(['apt-get', 'brew'] as const) } as const;
const mac = { platform: 'darwin', managers: new Set(['brew'] as const) } as const;

it('reaches a tier only with all below it', () => {
  expect(reached(all(serves))).toEqual(['source', 'image', 'cluster']);
  expect(reached(without('trivy'))).toEqual(['source']);
  expect(reached(without('helm'))).toEqual([]);
  expect(tiersReached(all(missing)).flatMap(({ waitsFor }) => waitsFor)).toEqual(sought.filter((name) => name !== 'kustomize'));
  expect(reached(without('kustomize'))).toEqual(['source', 'image', 'cluster']);
});

it.each([
  ['nothing where all is there', all(serves), mac, undefined],
  ['the linters of a mac', without('hadolint', 'helm'), mac, { kind: 'command', tier: 'source', command: 'brew install hadolint helm' }],
  ['Docker and Trivy on a mac', without('docker', 'trivy'), mac, { kind: 'command', tier: 'image', command: 'brew install trivy && brew install --cask docker-desktop && open -a Docker && trivy image --download-db-only' }],
  ['Docker of Debian', without('docker'), linux, { kind: 'command', tier: 'image', command: 'sudo apt-get install --yes docker.io docker-buildx' }],
  ['kind by brew on Linux', without('kind'), brewedLinux, { kind: 'command', tier: 'cluster', command: 'brew install kind' }],
  ['words where no package manager has it', without('kind'), linux, { kind: 'words', tier: 'cluster', remedies: ['Install it.'] }],
  ['the lowest tier first', without('kubectl', 'docker'), linux, { kind: 'command', tier: 'image', command: 'sudo apt-get install --yes docker.io docker-buildx' }],
] as const)('adds %s', (_, standings, machine, addition) => expect(nextAddition(standings, machine)).toEqual(addition));

it('starts a daemon and fetches a database where only those are lacking', () => {
  const lacking: Standings = {
    ...all(serves),
    docker: { kind: 'lacks', what: 'daemon', reason: 'it does not answer', remedy: 'Start it.' },
    trivy: { kind: 'lacks', what: 'database', reason: 'none', remedy: 'Fetch it.' },
  };
  expect(nextAddition(lacking, linux)).toEqual({ kind: 'command', tier: 'image', command: 'sudo systemctl start docker && trivy image --download-db-only' });
  expect(nextAddition(lacking, mac)).toEqual({ kind: 'command', tier: 'image', command: 'open -a Docker && trivy image --download-db-only' });
});
