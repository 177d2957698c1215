import { expect, it } from 'vitest';
import { nextAddition, sought, type Sought, type Standing, type Standings, tiersReached } from './doctor-tiers.ts';

const serves: Standing = { kind: 'serves', version: '1.2.3' };
const missing: Standing = { kind: 'missing', reason: 'not here', remedy: 'Install it.' };
const all = (standing: Standing): Standings => ({ hadolint: standing, helm: standing, kustomize: standing, docker: standing, trivy: standing, kind: standing, kubectl: standing });
const without = (...names: readonly Sought[]): Standings => ({ ...all(serves), ...Object.fromEntries(names.map((name) => [name, missing])) });
const noCloud = { kind: 'missing', reason: 'nobody', remedy: 'Set AWS_PROFILE.' } as const;
const reached = (standings: Standings) => tiersReached(standings, noCloud).filter((tier) => tier.reached).map(({ tier }) => tier);

const docc = (command: string): string => `docc ${command}`;
const linux = { platform: 'linux', managers: new Set(['apt-get'] as const), fetches: true, docc } as const;
const bare = { ...linux, managers: new Set<never>() } as const;
const mac = { ...linux, platform: 'darwin', managers: new Set(['brew'] as const) } as const;
const unknown = { ...mac, fetches: false } as const;
const unknownLinux = { ...linux, managers: new Set(['apt-get', 'brew'] as const), fetches: false } as const;

it('reaches a tier only with all below it', () => {
  expect(reached(all(serves))).toEqual(['source', 'image', 'cluster']);
  expect(reached(without('trivy'))).toEqual(['source']);
  expect(reached(without('helm'))).toEqual([]);
  expect(tiersReached(all(missing), noCloud).flatMap(({ waitsFor }) => waitsFor)).toEqual(sought.filter((name) => name !== 'kustomize' && name !== 'kubectl'));
  expect(reached(without('kustomize', 'kubectl'))).toEqual(['source', 'image', 'cluster']);
});

it('reaches the cloud by itself, and tells as whom and where', () => {
  const serves = { kind: 'serves', arn: 'arn:aws:iam::1:user/a', region: undefined, endpoint: undefined } as const;
  expect(tiersReached(all(missing), serves).at(-1)).toMatchObject({ tier: 'cloud', reached: true, words: expect.stringContaining('as arn:aws:iam::1:user/a, in the region of docc.cloud.yml') });
  expect(tiersReached(all(missing), { ...serves, region: 'eu-west-1', endpoint: 'http://127.0.0.1:5000' }).at(-1)?.words).toContain('at http://127.0.0.1:5000, in eu-west-1');
  expect(tiersReached(all(missing), noCloud).at(-1)).toMatchObject({ reached: false, words: expect.stringContaining('nobody'), remedy: 'Set AWS_PROFILE.' });
});

it.each([
  ['nothing where all is there', all(serves), mac, undefined],
  ['the linters', without('hadolint', 'helm'), bare, { kind: 'command', tier: 'source', command: 'docc install source' }],
  ['Docker and Trivy on a mac', without('docker', 'trivy'), mac, { kind: 'command', tier: 'image', command: 'brew install --cask docker-desktop && open -a Docker && docc install image' }],
  ['Docker of Debian', without('docker'), linux, { kind: 'command', tier: 'image', command: 'sudo apt-get install --yes docker.io docker-buildx' }],
  ['words where nobody has Docker', without('docker', 'trivy'), bare, { kind: 'words', tier: 'image', remedies: ['Install it.', 'Install it.'] }],
  ['kind', without('kind'), linux, { kind: 'command', tier: 'cluster', command: 'docc install cluster' }],
  ['the lowest tier first', without('kind', 'docker'), linux, { kind: 'command', tier: 'image', command: 'sudo apt-get install --yes docker.io docker-buildx' }],
  ['the linters by brew where docc has none for the machine', without('hadolint', 'helm'), unknown, { kind: 'command', tier: 'source', command: 'brew install hadolint helm' }],
  ['trivy by brew, and its database', without('trivy'), unknown, { kind: 'command', tier: 'image', command: 'brew install trivy && trivy image --download-db-only' }],
  ['kind by brew on Linux', without('kind'), unknownLinux, { kind: 'command', tier: 'cluster', command: 'brew install kind' }],
  ['words where nobody has it', without('kind'), { ...bare, fetches: false }, { kind: 'words', tier: 'cluster', remedies: ['Install it.'] }],
] as const)('adds %s', (_, standings, machine, addition) => expect(nextAddition(standings, machine)).toEqual(addition));

it('starts a daemon and fetches a database where only those are lacking', () => {
  const lacking: Standings = {
    ...all(serves),
    docker: { kind: 'lacks', what: 'daemon', reason: 'it does not answer', remedy: 'Start it.' },
    trivy: { kind: 'lacks', what: 'database', reason: 'none', remedy: 'Fetch it.' },
  };
  expect(nextAddition(lacking, linux)).toEqual({ kind: 'command', tier: 'image', command: 'sudo systemctl start docker && docc install image' });
  expect(nextAddition(lacking, mac)).toEqual({ kind: 'command', tier: 'image', command: 'open -a Docker && docc install image' });
});
