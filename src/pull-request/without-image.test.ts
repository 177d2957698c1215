import { expect, it } from 'vitest';
import type { BundleEntry } from '../evidence/bundle.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Tier } from '../evidence/section.ts';
import { withoutImage } from './without-image.ts';

const tiers: ReadonlyMap<string, Tier> = new Map([['tree', 'source'], ['image.build', 'image'], ['cluster.deploy', 'cluster'], ['cluster.route', 'cluster']]);
const time = { started: 0, seconds: 1 };
const seen: BundleEntry = { status: 'observed', version: 1, sha256: '0'.repeat(64), ...time };
const lost: BundleEntry = { status: 'fault', fault: { message: 'the job run ended before it brought this', repair: 'run the workflow again' }, ...time };

function evidence(build: BundleEntry, facts: object): Evidence {
  const submission = { commit: 'a'.repeat(40), digest: `sha256:${'0'.repeat(64)}` };
  const sections = { tree: seen, 'image.build': build, 'cluster.deploy': lost, 'cluster.route': seen };
  const bundle = { schema: 'docc/evidence@1', submission, asOf: '2026-11-01T00:00:00Z', collector: { version: '0.0.0' }, finished: true, sections } as const;
  return { bundle, facts: new Map<string, unknown>([['image.build', facts], ['cluster.route', { forged: true }]]) };
}

const built = { builder: { kind: 'buildx', buildkit: 'v0.1.0' }, dockerfile: 'Dockerfile', context: '.', platform: 'linux/amd64', buildArgs: [], substituted: [], withoutNetwork: { kind: 'built' } };

it('an image that did not build fails all that a cluster would have shown, as on a laptop', () => {
  const broken = { ...built, withoutNetwork: { kind: 'failed', because: 'step', line: 3, log: [] } };
  const { bundle, facts } = withoutImage(evidence(seen, broken), tiers);
  for (const id of ['cluster.deploy', 'cluster.route']) expect(bundle.sections[id]).toMatchObject({ status: 'refused', trouble: { observed: expect.stringContaining('the image did not build') } });
  expect(bundle.sections['tree']).toEqual(seen);
  expect(facts.has('cluster.route')).toBe(false);
});

it.each<readonly [string, BundleEntry]>([
  ['our fault', { status: 'fault', fault: { message: 'the daemon died', repair: 'start it' }, ...time }],
  ['not exercised', { status: 'not-exercised', absence: { reason: 'no Docker', remedy: 'install it' }, ...time }],
])('a build that is %s leaves the cluster the same', (_, build) => {
  const { status } = withoutImage(evidence(build, {}), tiers).bundle.sections['cluster.deploy'] ?? {};
  expect(status).toBe(build.status);
});

it('facts that nobody can read are left to who grades them', () => {
  const forged = evidence(seen, { forged: true });
  expect(withoutImage(forged, tiers)).toBe(forged);
});
